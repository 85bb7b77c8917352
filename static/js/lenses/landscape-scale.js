// @ts-check
/** The loss as heights between 0 and 1, finely interpolated, and as colours from valley to hill. */
import { mix, rgb, token } from "../palette.js";

/** The server cuts off there what has overflowed. */
const OVERFLOWN = 1e29;
/** So many colours, and places of the picture between two computed ones. */
export const LEVELS = 256;
const FINER = 4;

/**
 * @typedef {object} Scale
 * @property {boolean} log
 * @property {number} low the smallest loss
 * @property {number} high the largest loss that has not overflowed
 * @property {(loss: number) => number} height between 0 and 1
 * @property {(height: number) => number} loss the other way round
 */

/** @param {ArrayLike<number>} losses @param {boolean} log @returns {Scale} */
export function scaleOf(losses, log) {
  let [low, high] = [Infinity, 0];
  for (let i = 0; i < losses.length; i++) {
    if (losses[i] < low) low = losses[i];
    if (losses[i] > high && losses[i] < OVERFLOWN) high = losses[i];
  }
  // A loss of exactly 0 has no logarithm.
  const floor = log ? Math.max(low, high * 1e-9, 1e-30) : low;
  const to = log ? Math.log : (value) => value;
  const from = log ? Math.exp : (value) => value;
  const [a, b] = [to(floor), to(Math.max(high, floor))];
  const size = b - a || 1;
  return {
    log,
    low,
    high,
    height: (loss) => Math.min(1, Math.max(0, (to(Math.max(loss, floor)) - a) / size)),
    loss: (height) => from(a + height * size),
  };
}

/**
 * Heights on a finer grid, by cubic interpolation along rows and columns (Catmull and Rom).
 * @param {ArrayLike<number>} heights (size, size)
 * @param {number} size
 * @returns {{values: Float32Array, size: number}}
 */
export function finer(heights, size) {
  const fine = (size - 1) * FINER + 1;
  const wide = new Float32Array(size * fine);
  for (let row = 0; row < size; row++) spread(heights, row * size, 1, size, wide, row * fine, 1);
  const values = new Float32Array(fine * fine);
  for (let column = 0; column < fine; column++) spread(wide, column, fine, size, values, column, fine);
  return { values, size: fine };
}

/** One row or column: from `size` values every `step` to its finer version. */
function spread(from, start, step, size, to, first, stride) {
  const at = (i) => from[start + Math.min(size - 1, Math.max(0, i)) * step];
  for (let i = 0; i < size; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const parts = i < size - 1 ? FINER : 1;
    for (let part = 0; part < parts; part++) {
      const t = part / FINER;
      const cubic = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      to[first + (i * FINER + part) * stride] = Math.min(1, Math.max(0, cubic));
    }
  }
}

/** The height at any place of a grid, between its four neighbours. */
export function heightAt({ values, size }, column, row) {
  const [x, y] = [column, row].map((place) => Math.min(size - 1, Math.max(0, place)));
  const [i, j] = [Math.min(size - 2, Math.floor(y)), Math.min(size - 2, Math.floor(x))];
  const [u, v] = [x - j, y - i];
  const at = (r, c) => values[r * size + c];
  return (1 - v) * ((1 - u) * at(i, j) + u * at(i, j + 1)) + v * ((1 - u) * at(i + 1, j) + u * at(i + 1, j + 1));
}

/** @param {number} height @returns {import("../palette.js").Rgb} full in the valley, pale on the hills */
export function colourAt(height) {
  const [deep, pale] = [rgb(token("--negative")), rgb(token("--zero"))];
  return mix(deep, pale, 0.04 + 0.92 * height);
}

/** The same as the palette of a bitmap. @returns {Uint8Array} */
export function palette() {
  const bytes = new Uint8Array(1024);
  for (let level = 0; level < LEVELS; level++) {
    const [r, g, b] = colourAt(level / (LEVELS - 1));
    bytes.set([b, g, r, 0], 4 * level);
  }
  return bytes;
}
