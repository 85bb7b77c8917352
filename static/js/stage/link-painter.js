// @ts-check
/**
 * Paints the links between units: colour is the weight's sign, thickness and strength its size. A
 * dot where the links enter a unit is its bias. It knows no page, so it can work in a thread of its
 * own.
 */
import { css } from "../colour.js";

const LEVELS = 7; // strengths that are told apart
const MOST_LINKS = 2600; // of all, the strongest, so that drawing stays quick

/**
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {{column: number, unit: number}} Place
 *
 * @typedef {object} Look how things are drawn now: colours are red, green and blue
 * @property {number[]} negative
 * @property {number[]} positive
 * @property {number[]} neutral of a bias of 0
 * @property {number[]} edge around a dot
 * @property {number} ink thickness of lines
 *
 * @typedef {object} Scene
 * @property {Float32Array} weights all matrices, (out, in) row by row
 * @property {Float32Array} biases
 * @property {Place|null} focus a unit whose links stand out
 * @property {Look} look
 */

export class LinkPainter {
  /** @param {HTMLCanvasElement|OffscreenCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /** @type {Layout|null} */
    this.layout = null;
  }

  /** @param {Layout} layout @param {number} ratio pixels of the screen to one of the layout */
  arrange(layout, ratio) {
    this.layout = layout;
    this.canvas.width = Math.round(layout.width * ratio);
    this.canvas.height = Math.round(layout.height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** @param {Scene} scene */
  paint({ weights, biases, focus, look }) {
    const { layout, context } = this;
    if (!layout || weights.length !== countWeights(layout)) return; // a frame of another network
    this.focus = focus;
    this.look = look;
    context.clearRect(0, 0, layout.width, layout.height);
    context.lineCap = "butt";
    const shares = this.#sort(layout, weights);
    this.#stroke(layout, shares);
    this.#dots(layout, biases);
  }

  /**
   * Sort links by sign and strength; the weakest of too many are left out.
   * @param {Layout} layout
   * @param {Float32Array} weights
   * @returns {{plain: number[][], strong: number[][]}} by level, negative first: flat coordinates
   */
  #sort(layout, weights) {
    const plain = Array.from({ length: 2 * LEVELS }, () => /** @type {number[]} */ ([]));
    const strong = Array.from({ length: 2 * LEVELS }, () => /** @type {number[]} */ ([]));
    const cut = cutOff(weights);
    const overall = largest(weights, 0, weights.length);
    let offset = 0;
    for (let c = 1; c < layout.columns.length; c++) {
      const from = layout.columns[c - 1];
      const to = layout.columns[c];
      const end = offset + from.count * to.count;
      // A matrix is measured by its own largest weight, but a feeble one stays feeble.
      const scale = Math.max(largest(weights, offset, end), 0.3 * overall, 0.25);
      for (let unit = 0; unit < to.count; unit++) {
        const y1 = to.tiles[unit].y + to.tile / 2;
        const x1 = to.tiles[unit].x - 1;
        for (let input = 0; input < from.count; input++) {
          const weight = weights[offset + unit * from.count + input];
          const size = Math.abs(weight);
          const mine = this.#touches(c, unit, input);
          if (size === 0 || !(size >= cut || mine)) continue;
          const level = Math.min(LEVELS - 1, Math.floor((size / scale) * LEVELS));
          const tile = from.tiles[input];
          const list = (mine ? strong : plain)[(weight < 0 ? 0 : LEVELS) + level];
          list.push(tile.x + from.tile + 1, tile.y + from.tile / 2, x1, y1);
        }
      }
      offset = end;
    }
    return { plain, strong };
  }

  /** @param {number} column @param {number} unit @param {number} input */
  #touches(column, unit, input) {
    const { focus } = this;
    if (!focus) return false;
    if (focus.column === column) return focus.unit === unit;
    return focus.column === column - 1 && focus.unit === input;
  }

  /** @param {Layout} layout @param {{plain: number[][], strong: number[][]}} links */
  #stroke(layout, { plain, strong }) {
    const { negative, positive, ink } = this.look;
    const thickest = thickness(layout) * ink;
    const dim = this.focus ? 0.22 : 1;
    for (const [lists, strength] of /** @type {[number[][], number][]} */ ([[plain, dim], [strong, 1]])) {
      for (let level = 0; level < LEVELS; level++) {
        const share = (level + 0.5) / LEVELS;
        for (const [side, colour] of [[0, negative], [LEVELS, positive]]) {
          const list = lists[/** @type {number} */ (side) + level];
          if (!list.length) continue;
          this.context.lineWidth = (0.35 + share * thickest) * (lists === strong ? 1.25 : 1);
          const alpha = lists === strong ? 0.55 + 0.45 * share : 0.22 + 0.7 * share;
          this.context.strokeStyle = css(/** @type {any} */ (colour), alpha * strength);
          this.#curves(list);
        }
      }
    }
  }

  /** @param {number[]} list */
  #curves(list) {
    const { context } = this;
    for (let i = 0; i < list.length; i += 4) {
      const x0 = list[i];
      const y0 = list[i + 1];
      const x1 = list[i + 2];
      const y1 = list[i + 3];
      const bend = (x1 - x0) * 0.45;
      // One stroke a link: a path of many that cross is dearer to fill than many paths.
      context.beginPath();
      context.moveTo(x0, y0);
      context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
      context.stroke();
    }
  }

  /** @param {Layout} layout @param {Float32Array} biases */
  #dots(layout, biases) {
    const { context } = this;
    const scale = Math.max(largest(biases, 0, biases.length), 0.25);
    const { edge, neutral, negative, positive, ink } = this.look;
    let index = 0;
    for (const column of layout.columns.slice(1)) {
      const most = Math.min(5, column.tile / 7) * Math.min(1.3, ink);
      for (const { x, y } of column.tiles) {
        const bias = biases[index++];
        const radius = most * (0.35 + 0.65 * Math.sqrt(Math.abs(bias) / scale));
        context.beginPath();
        context.arc(x - 2 - most / 2, y + column.tile / 2, radius, 0, 2 * Math.PI);
        context.fillStyle = css(bias === 0 ? neutral : bias < 0 ? negative : positive);
        context.fill();
        context.lineWidth = Math.min(1.5, most / 2);
        context.strokeStyle = css(edge);
        context.stroke();
      }
    }
  }
}

/**
 * The strongest link's, so that many links between small tiles stay apart.
 * @param {Layout} layout
 */
function thickness(layout) {
  const tile = Math.min(...layout.columns.map((column) => column.tile));
  const crowd = Math.min(1, Math.max(0.35, Math.sqrt(500 / countWeights(layout))));
  return Math.min(4.5, layout.pitch / 30, tile / 5) * crowd;
}

/** @param {Layout} layout */
export function countWeights({ columns }) {
  return columns.slice(1).reduce((sum, column, i) => sum + column.count * columns[i].count, 0);
}

/** @param {Float32Array} values @param {number} start @param {number} end */
function largest(values, start, end) {
  let most = 0;
  for (let i = start; i < end; i++) {
    const size = Math.abs(values[i]);
    if (size > most) most = size;
  }
  return most;
}

/**
 * The size below which links are left out: a histogram is quicker than sorting.
 * @param {Float32Array} weights
 */
function cutOff(weights) {
  if (weights.length <= MOST_LINKS) return 0;
  const most = largest(weights, 0, weights.length) || 1;
  const bins = new Uint32Array(256);
  for (const weight of weights) bins[Math.min(255, (Math.abs(weight) / most) * 256) | 0] += 1;
  let drawn = 0;
  for (let bin = 255; bin > 0; bin--) {
    drawn += bins[bin];
    if (drawn > MOST_LINKS) return ((bin + 1) / 256) * most;
  }
  return 0;
}
