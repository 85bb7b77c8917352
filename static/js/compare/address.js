// @ts-check
/**
 * The address of two experiments: the link of the left one, then what is different on the right,
 * each key behind "right."; a star means the field's default. app/comparisons.py writes the same.
 */

const RIGHT = "right.";
const DEFAULT = "*";

/** @param {string} link @returns {Map<string, string>} key to value, both as they are written */
function parts(link) {
  const pairs = link.slice(link.indexOf("#") + 1).split("&").filter(Boolean);
  return new Map(pairs.map((pair) => [pair.split("=", 1)[0], pair.slice(pair.indexOf("=") + 1)]));
}

/** @param {Map<string, string>} map */
const join = (map) => [...map].map(([key, value]) => `${key}=${value}`).join("&");

/**
 * @param {string} address with or without #
 * @param {Set<string>} shared keys that are the same in both halves
 * @returns {{left: string, right: string}} two links
 */
export function readAddress(address, shared) {
  const left = parts(address);
  const changes = new Map();
  for (const [key, value] of [...left]) {
    if (!key.startsWith(RIGHT)) continue;
    left.delete(key);
    if (!shared.has(key.slice(RIGHT.length))) changes.set(key.slice(RIGHT.length), value);
  }
  const right = new Map(left);
  for (const [key, value] of changes) {
    if (value === DEFAULT) right.delete(key);
    else right.set(key, value);
  }
  return { left: join(left), right: join(right) };
}

/**
 * @param {string} left link
 * @param {string} right link
 * @param {Set<string>} shared keys that are the same in both halves
 * @returns {string} without #
 */
export function writeAddress(left, right, shared) {
  const [ours, theirs] = [parts(left), parts(right)];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differing = keys.filter((key) => !shared.has(key) && ours.get(key) !== theirs.get(key));
  return [join(ours), ...differing.map((key) => `${RIGHT}${key}=${theirs.get(key) ?? DEFAULT}`)].filter(Boolean).join("&");
}

/**
 * A link without some of its keys.
 * @param {string} link
 * @param {(key: string) => boolean} leaveOut
 */
export function without(link, leaveOut) {
  return join(new Map([...parts(link)].filter(([key]) => !leaveOut(key))));
}
