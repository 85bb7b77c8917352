// @ts-check
/**
 * How a distribution changed, as a picture: one column a moment, dark where values are frequent, and
 * at the right the histogram of now along the same axis.
 */
import { Bitmap } from "../bmp.js";
import { GAP, mix, rgb, token } from "../palette.js";

export const ROWS = 56;
const MOMENTS = 128;
const SPACE = 4;
const BARS = 40;
const BAR = 190; // how dark the bars are
/** Where each part ends, as a share of the picture's width. */
export const WIDTH = MOMENTS + SPACE + BARS;
export const ENDS = { past: MOMENTS / WIDTH, bars: (MOMENTS + SPACE) / WIDTH };

/** Pale where nothing is, the accent where most is. @returns {Uint8Array} */
function palette() {
  const [from, to] = [rgb(token("--sunken")), rgb(token("--accent"))];
  const bytes = new Uint8Array(1024);
  for (let index = 0; index < 256; index++) {
    const [r, g, b] = index === GAP ? rgb(token("--surface")) : mix(from, to, index / 254);
    bytes.set([b, g, r, 0], 4 * index);
  }
  return bytes;
}

/**
 * Counts in other bins: those of an axis from `axis[0]` to `axis[1]` in ROWS parts.
 * @param {ArrayLike<number>} counts
 * @param {number[]} range in which they were counted
 * @param {number[]} axis
 * @returns {Float64Array}
 */
export function rebin(counts, [low, high], [bottom, top]) {
  const rows = new Float64Array(ROWS);
  const scale = ROWS / (top - bottom);
  const width = ((high - low) / counts.length) * scale;
  for (let bin = 0; bin < counts.length; bin++) {
    if (!counts[bin]) continue;
    const start = (low - bottom) * scale + bin * width;
    const end = start + width;
    const last = Math.min(ROWS - 1, Math.ceil(end) - 1);
    for (let row = Math.max(0, Math.floor(start)); row <= last; row++) {
      rows[row] += (counts[bin] * (Math.min(end, row + 1) - Math.max(start, row))) / width;
    }
  }
  return rows;
}

/** For how long one moment stands for what follows: beyond that, nobody watched. */
function longestStep(moments, span) {
  const steps = moments.slice(1).map(({ epoch }, i) => epoch - moments[i].epoch);
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Infinity;
  return Math.max(4 * usual, (6 * span) / MOMENTS);
}

export class Strip {
  constructor() {
    this.bitmap = new Bitmap(WIDTH, ROWS, palette());
    this.bitmap.pixels.fill(GAP);
    /** @type {number[]} the axis of values */
    this.axis = [];
    /** Whether there were times at which nothing was watched; they are left blank. */
    this.gaps = false;
  }

  recolour() {
    this.bitmap.recolour(palette());
  }

  /**
   * The axis for the present range: it stays while it is neither too short nor far too long.
   * @param {number[]} range
   */
  follow([low, high]) {
    const [bottom, top] = this.axis;
    const fits = top >= high && bottom <= low && high >= 0.45 * top && low < 0 === bottom < 0;
    if (!fits) this.axis = [low, high];
    return this.axis;
  }

  /**
   * @param {{epoch: number, counts: ArrayLike<number>, range: number[]}[]} moments, oldest first
   * @returns {string} data URI
   */
  draw(moments) {
    const first = moments[0].epoch;
    const now = moments[moments.length - 1];
    const span = now.epoch - first || 1;
    const columns = moments.map(({ counts, range }) => rebin(counts, range, this.axis));
    const longest = longestStep(moments, span);
    this.gaps = false;
    let at = 0;
    for (let x = 0; x < MOMENTS; x++) {
      const epoch = first + (span * (x + 1)) / MOMENTS;
      while (at < moments.length - 1 && moments[at + 1].epoch <= epoch) at += 1;
      this.#column(x, epoch - moments[at].epoch > longest ? null : columns[at]);
    }
    this.#bars(columns[columns.length - 1]);
    return this.bitmap.uri();
  }

  /** @param {number} x @param {Float64Array|null} rows null where nothing was watched */
  #column(x, rows) {
    if (!rows) {
      this.gaps = true;
      for (let row = 0; row < ROWS; row++) this.bitmap.pixels[row * this.bitmap.stride + x] = GAP;
      return;
    }
    const most = Math.max(...rows) || 1;
    const { pixels, stride } = this.bitmap;
    // The root lets rare values be seen beside frequent ones.
    for (let row = 0; row < ROWS; row++) pixels[row * stride + x] = Math.round(254 * Math.sqrt(rows[row] / most));
  }

  /** @param {Float64Array} rows */
  #bars(rows) {
    const most = Math.max(...rows) || 1;
    const { pixels, stride } = this.bitmap;
    for (let row = 0; row < ROWS; row++) {
      const start = row * stride + MOMENTS + SPACE;
      const length = Math.ceil((BARS * rows[row]) / most);
      pixels.fill(GAP, start, start + BARS);
      pixels.fill(BAR, start, start + length);
    }
  }
}
