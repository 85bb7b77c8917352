// @ts-check
/** Round ends of axes, and short words for small places. */

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * A round number above a value; the present one stays while it is neither too small nor more than
 * twice what is needed.
 * @param {number} value
 * @param {number} present
 */
export function ceiling(value, present) {
  if (present >= value && present <= 2.2 * value) return present;
  const power = 10 ** Math.floor(Math.log10(value));
  return (STEPS.find((step) => step * power >= value) ?? 10) * power;
}

/** @param {number} value the smallest on a logarithmic axis @returns {number} its lower end */
export function floorLog(value) {
  return Math.max(-8, Math.floor(Math.log10(value) * 2 - 0.1) / 2);
}

/** @param {string} text */
export function shorten(text) {
  return text.length > 22 ? `${text.slice(0, 20)}…` : text;
}
