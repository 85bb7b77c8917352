// @ts-check
/** Colours as numbers: what threads without a page may know of them. */

/** @param {number[]} colour red, green, blue @param {number} [alpha] */
export const css = ([r, g, b], alpha = 1) => `rgba(${r},${g},${b},${alpha})`;
