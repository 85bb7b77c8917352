// @ts-check
/**
 * The surface from above: a picture with contour lines in one figure, and the paths in a second,
 * transparent one above it, so that the lines are not drawn anew when only the path grows.
 */
import { Bitmap } from "../bmp.js";
import { css, ink, rgb, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { theme } from "../theme.js";
import { LEVELS, palette } from "./landscape-scale.js";
import { percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

const CONTOURS = 14;

/**
 * @typedef {object} Place
 * @property {number} x
 * @property {number} y
 * @property {string} name
 * @property {string} symbol Plotly's name
 * @property {string} colour
 *
 * @typedef {object} Path
 * @property {string} colour
 * @property {boolean} dashed
 * @property {number[]} x
 * @property {number[]} y
 * @property {string[]} words for each point
 * @property {number} [shown] so many points are full, the others come later
 */

export class LandscapeMap {
  /** @param {HTMLElement} picture @param {HTMLElement} paths */
  constructor(picture, paths) {
    this.picture = picture;
    this.paths = paths;
    this.key = "";
    this.fresh = true;
  }

  /**
   * @param {any} Plotly
   * @param {any} meta
   * @param {{values: Float32Array, size: number}} fine heights
   * @param {string} key of the surface
   */
  surface(Plotly, meta, fine, key) {
    const whole = JSON.stringify([key, meta.x, meta.y, meta.held, theme(), ink(), fontSize()]);
    if (whole === this.key) return;
    this.key = whole;
    const { x, y } = meta;
    const [dx, dy] = [x, y].map(([low, high]) => (high - low) / (fine.size - 1));
    // Lines are dear: half of the places serve as well.
    const half = Array.from({ length: (fine.size + 1) / 2 }, (_, i) => 2 * i);
    const rows = half.map((row) => half.map((column) => fine.values[row * fine.size + column]));
    const lines = {
      type: "contour", z: rows, x0: x[0], dx: 2 * dx, y0: y[0], dy: 2 * dy, showscale: false, hoverinfo: "skip",
      contours: { coloring: "none", start: 0, end: 1, size: 1 / CONTOURS },
      line: { color: css(rgb(token("--text")), 0.28), width: 0.8 * ink(), smoothing: 0.6 },
    };
    const image = {
      source: bitmap(fine).uri(), xref: "x", yref: "y", layer: "below", sizing: "stretch",
      x: x[0] - dx / 2, y: y[1] + dy / 2, sizex: x[1] - x[0] + dx, sizey: y[1] - y[0] + dy,
    };
    const hidden = { visible: false, fixedrange: true };
    Plotly.react(this.picture, [lines], {
      ...baseLayout(), margin: margins(), xaxis: { ...hidden, range: x }, yaxis: { ...hidden, range: y }, images: [image],
    }, { ...CONFIG, staticPlot: true });
  }

  /** @param {any} Plotly @param {any} meta @param {Path[]} paths @param {Place[]} places */
  draw(Plotly, meta, paths, places) {
    const edge = token("--point-edge");
    const traces = paths.flatMap((path) => [halo(path, edge), ...lineOf(path)]);
    traces.push({
      x: places.map(({ x }) => x), y: places.map(({ y }) => y), text: places.map(({ name }) => name),
      mode: "markers", hovertemplate: "%{text}<extra></extra>",
      marker: { size: 11 * ink(), color: places.map(({ colour }) => colour), symbol: places.map(({ symbol }) => symbol), line: { color: token("--text"), width: 1.6 * ink() } },
    });
    const axis = { ...axisOf(), showgrid: false, zeroline: false, fixedrange: true };
    const [first, second] = meta.held.map((share) => percent(share));
    const title = (text) => ({ text, standoff: 2, font: { size: fontSize() } });
    Plotly.react(this.paths, traces, {
      ...baseLayout(), margin: margins(), hovermode: "closest",
      xaxis: { ...axis, range: meta.x, title: title(`1st direction · ${first} of the variance`) },
      yaxis: { ...axis, range: meta.y, title: title(`2nd · ${second}`) },
    }, CONFIG);
    if (!this.fresh) return;
    this.fresh = false;
    for (const figure of [this.picture, this.paths]) fit(Plotly, figure);
  }

  /** @param {string} label */
  say(label) {
    describe(this.paths, label);
  }
}

function margins() {
  const size = fontSize();
  return { l: 4 * size, r: 4, t: 4, b: 3 * size };
}

/** @param {{values: Float32Array, size: number}} fine */
function bitmap({ values, size }) {
  const picture = new Bitmap(size, size, palette());
  picture.tile(Uint8Array.from(values, (height) => Math.round(height * (LEVELS - 1))), size, size, 0, 0);
  return picture;
}

/** @param {Path} path @param {string} edge */
function halo({ x, y }, edge) {
  return { x, y, mode: "lines", hoverinfo: "skip", line: { color: css(rgb(edge), 0.75), width: 4.5 * ink() } };
}

/** @param {Path} path */
function lineOf({ x, y, words, colour, dashed, shown = x.length }) {
  const style = { color: colour, width: 2.2 * ink(), dash: dashed ? "dot" : "solid" };
  const part = (from, to, opacity) => ({
    x: x.slice(from, to), y: y.slice(from, to), text: words.slice(from, to), opacity, mode: "lines", line: style,
    hovertemplate: "%{text}<extra></extra>",
  });
  return [part(0, shown, 1), ...(shown < x.length ? [part(shown - 1, x.length, 0.35)] : [])];
}
