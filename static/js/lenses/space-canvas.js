// @ts-check
/**
 * Draws one layer's space on a canvas: hundreds of points and lines five times a second are dear as
 * elements of a page and cheap as pixels. The axes around it are Plotly's.
 */
import { markShape } from "../marks.js";
import { classColour, css, ink, mix, rgb, token } from "../palette.js";
import { around, corners, crossing, EDGES, regions, settle, turning } from "./space-geometry.js";
import { fontSize } from "./style.js";

/** Room for the numbers on the axes. */
export const margins = () => ({ l: 2.7 * fontSize(), r: 4, t: 3, b: 1.75 * fontSize() });
const POINT = 2.7;

/**
 * @typedef {object} Space what is drawn
 * @property {number} dimensions
 * @property {Float32Array} points (dimensions, examples)
 * @property {number} examples
 * @property {Float32Array} grid (dimensions, lines, samples)
 * @property {number} lines
 * @property {number} samples
 * @property {{normals: number[][], offsets: number[], certain: boolean}|null} cut of the output
 * @property {{shape: number, colour: string, hollow: boolean}[]} marks of the examples; null hides one
 *
 * @typedef {{yaw: number, pitch: number}} View3d
 */

export class SpaceCanvas {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {number[][]} what each axis shows */
    this.ranges = [];
  }

  /** Follow what is to be shown with the axes. @param {Space} space @returns {number[][]} */
  measure({ dimensions, points, examples, grid, lines, samples }) {
    if (this.ranges.length !== dimensions) this.ranges = [];
    this.ranges = Array.from({ length: dimensions }, (_, d) => {
      let [low, high] = [Infinity, -Infinity];
      for (const [values, count] of /** @type {[Float32Array, number][]} */ ([[points, examples], [grid, lines * samples]])) {
        for (let i = d * count; i < (d + 1) * count; i++) {
          if (values[i] < low) low = values[i];
          if (values[i] > high) high = values[i];
        }
      }
      return settle(low, high, this.ranges[d]);
    });
    return this.ranges;
  }

  /** @param {Space} space @param {View3d} view */
  draw(space, view) {
    const { canvas } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.save();
    const { l, r, t, b } = margins();
    pen.beginPath();
    if (space.dimensions === 2) pen.rect(l, t, width - l - r, height - t - b);
    else pen.rect(0, 0, width, height);
    pen.clip();
    if (space.dimensions === 2) this.#flat(pen, space, width, height);
    else this.#deep(pen, space, view, width, height);
    pen.restore();
  }

  /** @param {CanvasRenderingContext2D} pen @param {Space} space @param {number} width @param {number} height */
  #flat(pen, space, width, height) {
    const { l, r, t, b } = margins();
    const [[left, right], [low, high]] = this.ranges;
    const sx = (width - l - r) / (right - left);
    const sy = (height - t - b) / (high - low);
    const place = (x, y) => [l + (x - left) * sx, height - b - (y - low) * sy];
    if (space.cut) {
      // A little larger than what is shown, so that only the cuts themselves are drawn as lines.
      const room = [[left - 1 / sx * 9, right + 1 / sx * 9], [low - 1 / sy * 9, high + 1 / sy * 9]];
      drawRegions(pen, space.cut, corners(room), place);
    }
    const { points, examples, grid, lines, samples } = space;
    drawGrid(pen, lines, samples, (i) => place(grid[i], grid[lines * samples + i]));
    drawPoints(pen, space, Array.from({ length: examples }, (_, i) => [...place(points[i], points[examples + i]), i]));
    if (space.cut) drawCut(pen, space.cut, this.ranges, place);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Space} space @param {View3d} view @param {number} width @param {number} height */
  #deep(pen, space, { yaw, pitch }, width, height) {
    const turn = turning(yaw, pitch);
    // The cube's corners stay in the picture however it is turned.
    const across = Math.min(width / 3.1, height * 0.62);
    const up = height / 3.1;
    const scale = this.ranges.map(([low, high]) => 2 / (high - low));
    const middle = this.ranges.map(([low, high]) => (low + high) / 2);
    const eye = (p) => {
      const [x, y, near] = turn(p);
      return [width / 2 + x * across, height / 2 - y * up, near];
    };
    const cube = (values, count, i) => [0, 1, 2].map((d) => (values[d * count + i] - middle[d]) * scale[d]);
    pen.strokeStyle = token("--line");
    pen.lineWidth = ink();
    for (const [a, b] of EDGES) line(pen, [eye(a), eye(b)]);
    const { points, examples, grid, lines, samples } = space;
    const places = Array.from({ length: lines * samples }, (_, i) => eye(cube(grid, lines * samples, i)));
    drawGrid(pen, lines, samples, (i) => places[i]);
    if (space.cut?.normals.length === 1) {
      const [normal] = space.cut.normals;
      const offset = space.cut.offsets[0] + normal.reduce((sum, n, d) => sum + n * middle[d], 0);
      drawSheet(pen, around(crossing(normal.map((n, d) => n / scale[d]), offset).map(eye)));
    }
    const seen = Array.from({ length: examples }, (_, i) => [...eye(cube(points, examples, i)), i]);
    // The nearest points lie above the others.
    const order = seen.toSorted((p, q) => p[2] - q[2]);
    drawPoints(pen, space, order.map(([x, y, near, i]) => [x, y, i, 0.85 + 0.2 * near]));
  }
}

/** @param {CanvasRenderingContext2D} pen @param {number[][]} path */
function line(pen, path) {
  pen.beginPath();
  path.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

/** The bent grid. @param {(i: number) => number[]} at where sample i lies */
function drawGrid(pen, lines, samples, at) {
  pen.strokeStyle = css(rgb(token("--line-strong")), 0.6);
  pen.lineWidth = 0.7 * ink();
  pen.beginPath();
  for (let i = 0; i < lines * samples; i++) {
    const [x, y] = at(i);
    if (i % samples) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  }
  pen.stroke();
}

/** @type {Map<number, Path2D>} */
const shapes = new Map();

/** @param {number} number @returns {Path2D} */
function shapeOf(number) {
  if (!shapes.has(number)) shapes.set(number, new Path2D(markShape(number)));
  return /** @type {Path2D} */ (shapes.get(number));
}

/** @param {CanvasRenderingContext2D} pen @param {Space} space @param {number[][]} places x, y, example, size */
function drawPoints(pen, { marks }, places) {
  const { a: ratio } = pen.getTransform();
  const edge = token("--point-edge");
  const radius = POINT * (0.6 + 0.4 * ink());
  for (const [x, y, example, size = 1] of places) {
    const mark = marks[example];
    if (!mark) continue;
    const scale = ratio * radius * size;
    pen.setTransform(scale, 0, 0, scale, ratio * x, ratio * y);
    pen.lineWidth = mark.hollow ? 0.45 : 0.3;
    pen.strokeStyle = mark.hollow ? mark.colour : edge;
    pen.fillStyle = mark.hollow ? edge : mark.colour;
    pen.fill(shapeOf(mark.shape));
    pen.stroke(shapeOf(mark.shape));
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** Which answer is given where, faintly. */
function drawRegions(pen, { normals, offsets, certain }, box, place) {
  if (!certain) return;
  regions(normals, offsets, box).forEach((polygon, number) => {
    if (polygon.length < 3) return;
    pen.beginPath();
    for (const [x, y] of polygon) pen.lineTo(...place(x, y));
    pen.fillStyle = css(rgb(classColour(number)), 0.14);
    pen.fill();
  });
}

/** The cut as a dashed line over everything. */
function drawCut(pen, { normals, offsets }, ranges, place) {
  const [[left, right], [low, high]] = ranges;
  const [w, h] = [right - left, high - low];
  const box = corners([[left - w, right + w], [low - h, high + h]]);
  pen.setLineDash([6 * ink(), 4 * ink()]);
  pen.strokeStyle = token("--text");
  pen.lineWidth = 1.7 * ink();
  // With two answers both regions have the same border.
  for (const polygon of regions(normals, offsets, box).slice(normals.length === 1 ? 1 : 0)) {
    if (polygon.length > 2) line(pen, [...polygon, polygon[0]].map(([x, y]) => place(x, y)));
  }
  pen.setLineDash([]);
}

/** The cut through a space, as a sheet of glass. */
function drawSheet(pen, polygon) {
  if (polygon.length < 3) return;
  pen.beginPath();
  for (const [x, y] of polygon) pen.lineTo(x, y);
  pen.closePath();
  pen.fillStyle = css(mix(rgb(token("--surface")), rgb(token("--text")), 0.5), 0.16);
  pen.fill();
  pen.setLineDash([6 * ink(), 4 * ink()]);
  pen.strokeStyle = token("--text");
  pen.lineWidth = 1.4 * ink();
  pen.stroke();
  pen.setLineDash([]);
}
