// @ts-check
/**
 * Colours: blue for negative, orange for positive through the theme's zero, and one colour a
 * class, all read from the tokens of the style sheets.
 */
import { css } from "./colour.js";

export { css };

/** @typedef {[number, number, number]} Rgb */

/** The last index of a signed palette paints the gaps between tiles. */
export const GAP = 255;
const NEUTRAL = 127;

const CLASS_COLOURS = 10;
const CLASS_FLOOR = 0.2; // of a class's full colour, where the network is least sure

/** @type {Map<string, string>} tokens read since the theme last changed */
const cache = new Map();

/** @param {string} name of a CSS custom property @returns {string} its value on screen */
export function token(name) {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    cache.set(name, value);
  }
  return value;
}

/** @param {string} hex "#rrggbb" or "#rgb" @returns {Rgb} */
export function rgb(hex) {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex;
  const value = parseInt(full.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {Rgb} a @param {Rgb} b @param {number} share of b @returns {Rgb} */
export function mix(a, b, share) {
  return /** @type {Rgb} */ (a.map((value, i) => Math.round(value + (b[i] - value) * share)));
}

/** @param {(index: number) => Rgb} colourOf @returns {Uint8Array} 256 entries of a BMP palette (BGR0) */
function table(colourOf) {
  const bytes = new Uint8Array(1024);
  for (let index = 0; index < 256; index++) {
    const [r, g, b] = colourOf(index);
    bytes.set([b, g, r, 0], 4 * index);
  }
  return bytes;
}

/**
 * The palette of a signed map: index 127 is zero, 0 and 254 are the ends, 255 is a gap.
 * @param {{strength?: number, discretize?: boolean, gap?: Rgb}} [options] strength 1 is the full
 *   colour at the ends; discretize leaves only the sign
 * @returns {Uint8Array}
 */
export function signedPalette({ strength = 1, discretize = false, gap } = {}) {
  const [low, zero, high] = ["--negative", "--zero", "--positive"].map((name) => rgb(token(name)));
  return table((index) => {
    if (index === GAP) return gap ?? zero;
    const value = (index - NEUTRAL) / NEUTRAL;
    const size = discretize ? 1 : Math.abs(value);
    return mix(zero, value < 0 ? low : high, strength * size);
  });
}

/**
 * The palette of a class-coded map: index = class · levels + level.
 * @param {number} classes
 * @param {number} levels of confidence
 * @param {{strength?: number, discretize?: boolean}} [options]
 * @returns {Uint8Array}
 */
export function classPalette(classes, levels, { strength = 1, discretize = false } = {}) {
  const zero = rgb(token("--zero"));
  return table((index) => {
    const number = Math.min(classes - 1, Math.floor(index / levels));
    const level = discretize || levels < 2 ? 1 : (index - number * levels) / (levels - 1);
    return mix(zero, rgb(classColour(number)), strength * (CLASS_FLOOR + (1 - CLASS_FLOOR) * Math.min(1, level)));
  });
}

/** @param {number} number of the class @returns {string} */
export function classColour(number) {
  return token(`--class-${number % CLASS_COLOURS}`);
}

/** Marker shapes by class, filled and open, so that colour is never the only sign. */
const SYMBOLS = ["circle", "triangle-up", "square", "diamond", "cross", "star", "hexagon", "pentagon"];

/** @param {number} number of the class @param {boolean} open @returns {string} Plotly's name */
export function classSymbol(number, open) {
  return SYMBOLS[number % SYMBOLS.length] + (open ? "-open" : "");
}

/** @returns {number} the factor by which lines grow for a projector */
export const ink = () => Number(token("--ink")) || 1;

/** @type {(() => void)[]} */
const callbacks = [];

/**
 * Call back when the colours on screen changed: theme, projector mode or the system's preference.
 * @param {() => void} callback
 */
export function onThemeChange(callback) {
  callbacks.push(callback);
}

document.addEventListener("hl:theme", () => {
  cache.clear();
  for (const callback of callbacks) callback();
});
