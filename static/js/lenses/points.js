// @ts-check
/**
 * The examples as points: shape (and colour) tells the class, filling tells whether the network
 * learns from a point or is only tested on it.
 */
import { h, s } from "../dom.js";
import { classColour, classSymbol, token } from "../palette.js";

const SIZE = 7;

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
  if (description.task === "regression") {
    const value = frame.array("points/value").data;
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
  return {
    x: take(x, rows),
    y: take(y, rows),
    mode: "markers",
    name: part ? "test" : "training",
    marker: {
      symbol: part ? "diamond" : "circle",
      size: part ? SIZE + 1 : SIZE,
      color: take(value, rows),
      cmin: -meta.scale,
      cmax: meta.scale,
      colorscale: [[0, token("--negative")], [0.5, token("--zero")], [1, token("--positive")]],
      showscale: part === 0,
      colorbar: { thickness: 9, xpad: 4, outlinewidth: 0, nticks: 5, tickfont: { color: token("--text-soft") } },
      line: { color: part ? token("--text") : token("--line-strong"), width: 0.8 },
    },
    hovertemplate: `${part ? "Test" : "Training"} point<br>%{x:.2f}, %{y:.2f}: %{marker.color:.2f}<extra></extra>`,
  };
}

const SHAPES = {
  circle: "M8 3.5a4.5 4.5 0 1 0 .01 0z",
  "triangle-up": "M8 3 13 12H3z",
  square: "M4 4h8v8H4z",
  diamond: "M8 2.5 13.5 8 8 13.5 2.5 8z",
  cross: "M6 3h4v3h3v4h-3v3H6v-3H3V6h3z",
  star: "M8 2.5 9.6 6.3 13.5 6.5 10.5 9 11.6 13 8 10.8 4.4 13 5.5 9 2.5 6.5 6.4 6.3z",
  hexagon: "M8 2.5 12.8 5.2V10.8L8 13.5 3.2 10.8V5.2z",
  pentagon: "M8 2.7 13.3 6.5 11.3 12.7H4.7L2.7 6.5z",
};

/** @param {string} symbol @param {string} fill @param {string} edge */
function sign(symbol, fill, edge) {
  return s(
    "svg",
    { class: "point-sign", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: SHAPES[symbol] ?? SHAPES.circle, fill, stroke: edge, "stroke-width": 1.5 }),
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
  if (task === "regression") {
    const signs = [["circle", "training"], ...(showTest ? [["diamond", "test"]] : [])];
    return signs.map(([symbol, text]) => h("span", null, sign(symbol, soft, soft), text));
  }
  const named = classes.map((name, number) =>
    h("span", null, sign(classSymbol(number, false), classColour(number), classColour(number)), name),
  );
  const hollow = h("span", null, sign("circle", "none", soft), "test");
  return showTest ? [hollow, ...named] : named;
}
