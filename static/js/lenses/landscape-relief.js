// @ts-check
/** The surface as a relief that can be turned, drawn back to front on a canvas. */
import { css, ink, mix, token } from "../palette.js";
import { colourAt, heightAt } from "./landscape-scale.js";
import { turning } from "./space-geometry.js";

/** Light falls on slopes that rise towards the left. */
const SHADE = 2.2;
const HEIGHT = 0.85;
/** Squares along each side; a finer picture would cost more than it shows. */
const SQUARES = 48;

/**
 * @typedef {{values: Float32Array, size: number}} Heights
 * @typedef {object} Track a path over the surface, in coordinates from 0 to 1
 * @property {number[]} x
 * @property {number[]} y
 * @property {string} colour
 * @property {boolean} dashed
 * @property {number} shown
 *
 * @typedef {object} Relief
 * @property {Heights} heights
 * @property {Track[]} tracks
 * @property {{x: number, y: number, colour: string}[]} places
 */

export class ReliefCanvas {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /** @param {Relief} relief @param {{yaw: number, pitch: number}} view */
  draw(relief, view) {
    const { canvas } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [width, height].map((size) => Math.round(size * ratio));
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.lineJoin = "round";
    pen.lineCap = "butt"; // round ends would overlap, which shows where a line is faint
    const eye = eyeOf(view, width, height);
    const stops = pieces(relief);
    for (const [row, column] of order(eye)) {
      square(pen, relief.heights, row, column, eye);
      for (const piece of stops.get(row * SQUARES + column) ?? []) drawPiece(pen, relief.heights, piece, eye);
    }
    // A path goes on faintly behind a hill, and where it began and ends is always seen.
    for (const piece of [...stops.values()].flat()) {
      if (!piece.faint) drawPiece(pen, relief.heights, { ...piece, faint: true }, eye);
    }
    for (const place of relief.places) mark(pen, relief.heights, place, eye);
  }
}

/** @returns {(x: number, y: number, z: number) => number[]} across and down in pixels, and how near */
function eyeOf({ yaw, pitch }, width, height) {
  const turn = turning(yaw, pitch);
  // The corners stay in the picture however it is turned.
  const up = height / 2 / (Math.SQRT2 * Math.sin(pitch) + 0.8 * HEIGHT * Math.cos(pitch));
  const across = Math.min(width / 2 / Math.SQRT2, 2.2 * up);
  return (x, y, z) => {
    const [right, high, near] = turn([2 * x - 1, HEIGHT * (2 * z - 1), 1 - 2 * y]);
    return [width / 2 + right * across, height / 2 - high * up, near];
  };
}

/** All squares, the furthest first. */
function order(eye) {
  const depth = (row, column) => eye((column + 0.5) / SQUARES, (row + 0.5) / SQUARES, 0.5)[2];
  const along = (step) => depth(...step(1)) > depth(...step(0));
  const rows = Array.from({ length: SQUARES }, (_, i) => i);
  const columns = [...rows];
  if (!along((i) => [i, 0])) rows.reverse();
  if (!along((i) => [0, i])) columns.reverse();
  return rows.flatMap((row) => columns.map((column) => [row, column]));
}

const zAt = (heights, x, y) => heightAt(heights, x * (heights.size - 1), y * (heights.size - 1));

function square(pen, heights, row, column, eye) {
  const [x0, x1, y0, y1] = [column, column + 1, row, row + 1].map((i) => i / SQUARES);
  const corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].map(([x, y]) => [x, y, zAt(heights, x, y)]);
  const z = corners.map((corner) => corner[2]);
  const middle = (z[0] + z[1] + z[2] + z[3]) / 4;
  const slope = ((z[1] + z[2] - z[0] - z[3]) * SQUARES) / 2;
  const light = Math.max(-0.3, Math.min(0.3, -SHADE * 0.06 * slope));
  const shade = light < 0 ? [0, 0, 0] : [255, 255, 255];
  pen.fillStyle = pen.strokeStyle = css(mix(colourAt(middle), /** @type {any} */ (shade), Math.abs(light)));
  pen.lineWidth = 0.6;
  pen.beginPath();
  for (const corner of corners) {
    const [right, down] = eye(...corner);
    pen.lineTo(right, down);
  }
  pen.closePath();
  pen.fill();
  pen.stroke();
}

/** The tracks cut into pieces within one square each, by the square's number. */
function pieces({ tracks }) {
  const found = new Map();
  for (const { x, y, colour, dashed, shown } of tracks) {
    let drawn = 0;
    for (let i = 1; i < x.length; i++) {
      const parts = Math.max(1, Math.ceil(SQUARES * 2 * Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1])));
      for (let part = 0; part < parts; part++, drawn++) {
        if (dashed && drawn % 4 > 1) continue;
        const at = (share) => [x[i - 1] + (x[i] - x[i - 1]) * share, y[i - 1] + (y[i] - y[i - 1]) * share];
        const [from, to] = [at(part / parts), at((part + 1) / parts)];
        const [column, row] = [0, 1].map((d) => Math.floor(((from[d] + to[d]) / 2) * SQUARES));
        if (row < 0 || column < 0 || row >= SQUARES || column >= SQUARES) continue;
        const number = row * SQUARES + column;
        if (!found.has(number)) found.set(number, []);
        found.get(number).push({ from, to, colour, faint: i >= shown });
      }
    }
  }
  return found;
}

/** @param {CanvasRenderingContext2D} pen */
function drawPiece(pen, heights, { from, to, colour, faint }, eye) {
  const [[ax, ay], [bx, by]] = [from, to].map(([x, y]) => eye(x, y, zAt(heights, x, y) + 0.012));
  pen.globalAlpha = faint ? 0.3 : 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 2.6 * ink();
  pen.beginPath();
  pen.moveTo(ax, ay);
  pen.lineTo(bx, by);
  pen.stroke();
  pen.globalAlpha = 1;
}

function mark(pen, heights, { x, y, colour }, eye) {
  if (x < 0 || x > 1 || y < 0 || y > 1) return;
  const [right, down] = eye(x, y, zAt(heights, x, y) + 0.012);
  pen.beginPath();
  pen.arc(right, down, 5 * ink(), 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.strokeStyle = token("--text");
  pen.lineWidth = 1.6 * ink();
  pen.fill();
  pen.stroke();
}
