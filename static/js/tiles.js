// @ts-check
/** Small pictures painted point by point: signed values, grey levels, kernels. */
import { mix, rgb, token } from "./palette.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} height
 * @param {number} width
 * @param {(row: number, column: number) => number} at
 * @param {(value: number) => number[]} colour
 */
function paint(canvas, height, width, at, colour) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = at(row, column);
      const place = 4 * (row * width + column);
      if (!Number.isNaN(value)) image.data.set([...colour(value), 255], place);
    }
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/**
 * @param {number} value
 * @param {number} most the size that has the full colour
 * @returns {number[]} red, green, blue
 */
export function signedColour(value, most) {
  return signedColours(most)(value);
}

/** @param {number} most @returns {(value: number) => number[]} colours of the theme as it is now */
function signedColours(most) {
  const [negative, zero, positive] = ["--negative", "--zero", "--positive"].map((name) => rgb(token(name)));
  return (value) => mix(zero, value < 0 ? negative : positive, Math.min(1, Math.abs(value) / (most || 1)));
}

/** Blue for negative values, orange for positive ones. */
export function paintSigned(canvas, height, width, at, most) {
  paint(canvas, height, width, at, signedColours(most));
}

/** From paper to ink. */
export function paintGrey(canvas, height, width, at, low, high) {
  const [from, to] = [rgb(token("--sunken")), rgb(token("--text"))];
  paint(canvas, height, width, at, (value) => mix(from, to, Math.min(1, Math.max(0, (value - low) / (high - low || 1)))));
}

/**
 * One of the kernels (channels, incoming channels, side, side), as strong as the others of its channel.
 * @param {HTMLCanvasElement} canvas
 * @param {{data: Float32Array, shape: number[]}} kernels
 * @param {number} channel
 * @param {number} from the incoming channel
 */
export function paintKernel(canvas, { data, shape: [, before, side] }, channel, from) {
  const start = (channel * before + from) * side * side;
  const all = channel * before * side * side;
  const most = largest(data, all, all + before * side * side);
  paintSigned(canvas, side, side, (row, column) => data[start + row * side + column], most);
}

/** The incoming channel that a kernel weighs most. @param {{data: Float32Array, shape: number[]}} kernels @param {number} channel */
export function strongest({ data, shape: [, before, side] }, channel) {
  const size = side * side;
  const sums = Array.from({ length: before }, (_, from) => {
    const start = (channel * before + from) * size;
    return data.subarray(start, start + size).reduce((sum, weight) => sum + weight * weight, 0);
  });
  return sums.indexOf(Math.max(...sums));
}

/** The largest size of the numbers between two places. @param {ArrayLike<number>} data */
export function largest(data, start = 0, end = data.length) {
  let most = 0;
  for (let i = start; i < end; i++) if (Math.abs(data[i]) > most) most = Math.abs(data[i]);
  return most;
}
