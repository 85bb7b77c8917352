// @ts-check
/** What changes with the data set: its own number of examples, and what it cannot share with others. */

const PLANE_FEATURES = ["x1", "x2"];

/**
 * Whether the examples are points of the plane, with x1 and x2.
 * @param {any} entry of the gallery of data sets
 */
export function onPlane(entry) {
  return entry?.kind === "plane" || entry?.name === "drawn";
}

/**
 * The changes that choose another data set.
 * @param {any} before entry of the gallery, as the next one
 * @param {any} entry
 * @returns {Record<string, any>} for `edit`
 */
export function datasetChanges(before, entry) {
  /** @type {Record<string, any>} */
  const changes = { "data.name": entry.name, "data.samples": entry.default_samples ?? 500, "data.length": 0 };
  if (before?.kind !== entry.kind) changes["data.noise"] = entry.default_noise ?? 0;
  if (onPlane(before) !== onPlane(entry)) changes.features = onPlane(entry) ? PLANE_FEATURES : [];
  return changes;
}
