// @ts-check
/** One row of an attention map: its shares, or the products of the query with every key behind them. */
import { token } from "../palette.js";
import { CONFIG, describe } from "../plotly.js";
import { figure, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize, signedScale } from "./style.js";
import { largest } from "../tiles.js";

const WITH_SHARES = 12; // steps up to which every bar shows its share

/**
 * @typedef {object} Row of the step that looks
 * @property {string[]} names of the steps
 * @property {number[]} shares of its attention
 * @property {string[]} scores what the softmax makes them of; a dash where it may not look
 * @property {number[][]} products value by value, for each key
 */

/** @param {import("../frame.js").Frame} frame @param {any} meta @param {string[]} names @returns {Row} */
export function rowOf(frame, meta, names) {
  const steps = names.length;
  const start = (meta.head * steps + meta.step) * steps;
  const query = frame.array("attention/query").data;
  const keys = frame.array("attention/keys").data;
  const scores = frame.array("attention/scores").data;
  const hidden = (i) => meta.causal && i > meta.step;
  return {
    names,
    shares: Array.from(frame.array("attention/attention").data.subarray(start, start + steps)),
    scores: names.map((_, i) => (hidden(i) ? "–" : scores[i].toFixed(1).replace("-0.0", "0.0").replace("-", "−"))),
    products: names.map((_, i) => Array.from(query, (value, d) => value * keys[i * query.length + d])),
  };
}

/** @param {any} Plotly @param {HTMLElement} plot @param {Row} row */
export function drawShares(Plotly, plot, { names, shares, scores }) {
  const ticks = names.map((word, i) => `${word}<br><span style="font-size:${0.85 * fontSize()}px">${scores[i]}</span>`);
  const axis = { ...axisOf(), fixedrange: true };
  Plotly.react(plot, [{
    type: "bar", x: names.map((_, i) => i), y: shares, marker: { color: token("--positive") }, hoverinfo: "skip",
    text: names.length <= WITH_SHARES ? shares.map(percent) : undefined, textposition: "outside", cliponaxis: false,
    textfont: { size: 0.9 * fontSize(), color: token("--text") },
  }], {
    ...baseLayout(),
    margin: { l: 3.8 * fontSize(), r: 4, t: 1.4 * fontSize(), b: 4.4 * fontSize() },
    xaxis: { ...axis, tickmode: "array", tickvals: names.map((_, i) => i), ticktext: ticks, title: { text: "below each: q·k / (√width · temperature)", standoff: 4, font: { size: 0.9 * fontSize() } } },
    yaxis: { ...axis, range: [0, 1], tickformat: ".0%", nticks: 3 },
  }, CONFIG);
}

/**
 * Each key is a line: what its values add to q·k, and at the end what the softmax is taken of.
 * @param {any} Plotly @param {HTMLElement} plot @param {Row} row
 */
export function drawProducts(Plotly, plot, { names, scores, products }) {
  const width = products[0].length;
  const most = largest(products.flat()) || 1;
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "", tickmode: "array" };
  const places = names.map((_, i) => i);
  const across = Array.from({ length: width }, (_, d) => d);
  Plotly.react(plot, [{
    type: "heatmap", z: products, x: across, y: places, zmin: -most, zmax: most, xgap: 1, ygap: 1, showscale: false, hoverinfo: "skip",
    colorscale: signedScale(),
  }, {
    type: "scatter", mode: "text", x: places.map(() => width), y: places, text: scores, textposition: "middle right", hoverinfo: "skip", cliponaxis: false,
    textfont: { size: fontSize(), color: token("--text") },
  }], {
    ...baseLayout(),
    margin: { l: 3 * fontSize(), r: 1.6 * fontSize(), t: 2, b: 3.4 * fontSize() },
    xaxis: { ...axis, range: [-0.5, width + 1], tickvals: [0, width - 1], ticktext: ["1", `${width}`], tickangle: 0, title: { text: `q × k value by value; right: sum / √${width} / temperature`, standoff: 2, font: { size: 0.9 * fontSize() } } },
    yaxis: { ...axis, autorange: "reversed", tickvals: places, ticktext: names },
  }, CONFIG);
}

/** @param {HTMLElement} plot @param {string} said @param {Row} row */
export function describeRow(plot, said, { names, scores }) {
  describe(plot, `${said} of its attention. Query times key: ${names.map((word, i) => `${word} ${scores[i]}`).join(", ")}.`);
}

/** @param {Row} row */
export function productsTable({ names, scores, products }) {
  const rows = names.map((word, i) => [word, ...products[i].map((value) => figure(value, 3)), scores[i]]);
  const across = products[0].map((_, d) => `${d + 1}`);
  return { caption: "Products of the query with each key, value by value", columns: ["Key of", ...across, "Sum / (√width · temperature)"], rows };
}
