// @ts-check
/** A small picture of a data set: one path per class or shade, so a gallery stays light. */

import { h, s } from "../dom.js";

const SIZE = 40;
const MARGIN = 4;
const DOT = 2.3;
const CLASSES = 10;

/**
 * Sign and strength of a value from -1 to 1: weak ones are drawn faint.
 * @param {number} value
 */
const band = (value) => `${value < 0 ? "negative" : "positive"}-${Math.min(2, Math.floor(Math.abs(value) * 3))}`;

/**
 * Rows of cells, each a square as large as fits.
 * @param {number[][]} cells whole numbers from -3 to 3, the upper row first
 */
function mosaic(cells) {
  const size = (SIZE - 2 * MARGIN) / Math.max(cells.length, cells[0].length);
  const [left, top] = [SIZE - size * cells[0].length, SIZE - size * cells.length].map((room) => room / 2);
  /** @type {Map<string, string[]>} */
  const paths = new Map();
  cells.forEach((row, y) => row.forEach((value, x) => {
    if (!value) return;
    const name = `${value < 0 ? "negative" : "positive"}-${Math.abs(value) - 1}`;
    const place = `M${(left + size * x).toFixed(2)} ${(top + size * (y + 0.5)).toFixed(2)}h${size.toFixed(2)}`;
    paths.set(name, [...(paths.get(name) ?? []), place]);
  }));
  return s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    [...paths].map(([name, parts]) =>
      s("path", { class: `thumb thumb-cells thumb-${name}`, d: parts.join(""), "stroke-width": size.toFixed(2) })));
}

/**
 * @param {{name: string, title: string, task: string | null, points?: number[][], cells?: number[][], words?: string}} entry
 *   points are [x, y, class number or value]
 * @returns {Element}
 */
export function thumbnail(entry) {
  if (entry.cells?.length) return mosaic(entry.cells);
  const points = entry.points ?? [];
  if (!points.length) return h("span", { class: "tile-words" }, entry.words || (entry.name === "table" ? "CSV" : entry.name === "drawn" ? "Own" : entry.title));
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = SIZE - 2 * MARGIN;
  const place = (/** @type {number[]} */ [x, y]) =>
    `M${(MARGIN + (room * (x - left)) / (right - left || 1)).toFixed(1)} ${(SIZE - MARGIN - (room * (y - low)) / (high - low || 1)).toFixed(1)}h0`;
  /** @type {Map<string, string[]>} */
  const paths = new Map();
  for (const point of points) {
    const name = entry.task === "regression" ? band(point[2]) : String(point[2] % CLASSES);
    paths.set(name, [...(paths.get(name) ?? []), place(point)]);
  }
  return s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    [...paths].map(([name, parts]) =>
      s("path", { class: `thumb thumb-${name}`, d: parts.join(""), "stroke-width": DOT })));
}
