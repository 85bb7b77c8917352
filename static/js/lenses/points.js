// @ts-check
/**
 * The examples as points: shape (and colour) tells the class, filling tells whether the network
 * learns from a point or is only tested on it.
 */
import { h, s } from "../dom.js";
import { markShape } from "../marks.js";
import { classColour, classSymbol, token } from "../palette.js";
import { signedScale } from "./style.js";

const SIZE = 7;
/** More values than this are drawn smaller, so that the picture below them can be seen. */
const CROWD = 600;

/**
 * @param {import("../frame.js").Frame} frame that carries the lens `points`
 * @param {any} meta of the lens `output`
 * @param {boolean} showTest
 * @param {any} description
 * @returns {any[]} Plotly traces
 */
export function pointTraces(frame, meta, showTest, description) {
  const x = frame.array("points/x").data;
  const y = frame.array("points/y").data;
  const test = frame.array("points/test").data;
  const parts = showTest ? [1, 0] : [0]; // training points lie above
  // The frame knows what it holds; the description may already be that of the next experiment.
  const value = frame.array("points/value")?.data;
  if (value) {
    return parts.map((part) => valueTrace(x, y, value, select(x, (i) => test[i] === part), part, meta));
  }
  const label = frame.array("points/label").data;
  return parts.flatMap((part) =>
    description.classes.map((name, number) =>
      classTrace(x, y, select(x, (i) => test[i] === part && label[i] === number), part, name, number),
    ),
  );
}

/** @param {ArrayLike<number>} values @param {(i: number) => boolean} keep */
function select(values, keep) {
  return Array.from(values, (_, i) => i).filter(keep);
}

const take = (values, rows) => rows.map((row) => values[row]);

function classTrace(x, y, rows, part, name, number) {
  const colour = classColour(number);
  const edge = token("--point-edge");
  return {
    x: take(x, rows),
    y: take(y, rows),
    customdata: rows,
    mode: "markers",
    name: part ? `${name}, test` : name,
    marker: {
      symbol: classSymbol(number, false),
      size: SIZE,
      color: part ? edge : colour,
      line: { color: part ? colour : edge, width: part ? 1.6 : 1 },
    },
    hovertemplate: `${part ? "Test" : "Training"} point of ${name}<br>%{x:.2f}, %{y:.2f}<extra></extra>`,
  };
}

function valueTrace(x, y, value, rows, part, meta) {
  const crowded = value.length > CROWD;
  const size = crowded ? SIZE - 3 : SIZE;
  return {
    x: take(x, rows),
    y: take(y, rows),
    customdata: rows,
    mode: "markers",
    name: part ? "test" : "training",
    marker: {
      symbol: part ? "diamond" : "circle",
      size: part ? size + 1 : size,
      color: take(value, rows),
      cmin: -meta.scale,
      cmax: meta.scale,
      colorscale: signedScale(),
      showscale: part === 0,
      colorbar: { thickness: 9, xpad: 4, outlinewidth: 0, nticks: 5, tickfont: { color: token("--text-soft") } },
      line: { color: part ? token("--text") : token("--line-strong"), width: crowded ? 0.4 : 0.8 },
    },
    hovertemplate: `${part ? "Test" : "Training"} point<br>%{x:.2f}, %{y:.2f}: %{marker.color:.2f}<extra></extra>`,
  };
}

/** @param {string} shape a path within a circle of radius 1 @param {string} fill @param {string} edge */
function sign(shape, fill, edge) {
  return s(
    "svg",
    { class: "point-sign", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" },
    s("path", { d: shape, fill, stroke: edge, "stroke-width": 0.3 }),
  );
}

/**
 * What the signs mean.
 * @param {any} description
 * @param {boolean} showTest
 * @returns {Node[]}
 */
export function legend({ task, classes }, showTest) {
  const soft = token("--text-soft");
  const circle = markShape(0);
  if (task === "regression") {
    const test = h("span", null, sign(markShape(3), soft, soft), "test");
    return [h("span", null, sign(circle, soft, soft), "training"), ...(showTest ? [test] : [])];
  }
  const named = classes.map((name, number) => {
    const colour = classColour(number);
    return h("span", null, sign(markShape(number), colour, colour), name);
  });
  return showTest ? [h("span", null, sign(circle, "none", soft), "test"), ...named] : named;
}
