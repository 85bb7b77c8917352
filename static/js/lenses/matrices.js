// @ts-check
/** Pictures of weights: a matrix as squares or as a map, and the histogram of its weights. */
import { Bitmap } from "../bmp.js";
import { GAP, rgb, signedPalette, token } from "../palette.js";

const ZERO = 127;
const BAR_LENGTH = 48;
const BAR_WIDTH = 3;
const SMALLEST_SQUARE = 6; // pixels of a cell in which a square's size can be seen

const palette = () => signedPalette({ gap: rgb(token("--surface")) });

/**
 * @param {ArrayLike<number>} values (rows, columns), the first row at the top of the picture
 * @param {number[]} shape
 * @param {number} most the size that fills a cell
 * @param {{squares: boolean, width: number, height: number}} how the picture's size on screen
 * @returns {string} data URI
 */
export function matrix(values, [rows, columns], most, { squares, width, height }) {
  const cell = Math.max(1, Math.min(28, Math.floor(Math.min(width / columns, height / rows))));
  const asSquares = squares && cell >= SMALLEST_SQUARE;
  const side = asSquares ? cell : Math.min(cell, 2);
  const bitmap = new Bitmap(columns * side, rows * side, palette());
  bitmap.pixels.fill(ZERO);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] / most;
      const share = Math.min(1, Math.abs(value));
      // The area of a square is the size of its weight, as in Hinton's diagrams.
      const edge = asSquares ? Math.round((side - 1) * Math.sqrt(share)) : side;
      const index = asSquares ? (value < 0 ? 0 : 2 * ZERO) : ZERO + Math.round(ZERO * Math.sign(value) * share);
      const from = Math.floor((side - edge) / 2);
      const bottom = (rows - 1 - row) * side + from;
      for (let y = bottom; y < bottom + edge; y++) {
        const start = y * bitmap.stride + column * side + from;
        bitmap.pixels.fill(index, start, start + edge);
      }
    }
  }
  return bitmap.uri();
}

/**
 * @param {ArrayLike<number>} counts from the most negative bin to the most positive one
 * @returns {string} data URI of bars from the left, blue for negative weights, orange for positive
 *   ones, grey for those around zero
 */
export function bars(counts) {
  const bitmap = new Bitmap(BAR_LENGTH, counts.length * BAR_WIDTH, signedPalette({ gap: rgb(token("--line-strong")) }));
  bitmap.pixels.fill(ZERO);
  const most = Math.max(1, ...Array.from(counts));
  const middle = (counts.length - 1) / 2;
  for (let bin = 0; bin < counts.length; bin++) {
    const index = bin === middle ? GAP : bin < middle ? 0 : 2 * ZERO;
    const length = Math.ceil((BAR_LENGTH * counts[bin]) / most);
    for (let y = bin * BAR_WIDTH; y < (bin + 1) * BAR_WIDTH - 1; y++) {
      bitmap.pixels.fill(index, y * bitmap.stride, y * bitmap.stride + length);
    }
  }
  return bitmap.uri();
}
