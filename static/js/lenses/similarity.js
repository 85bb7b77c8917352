// @ts-check
/** Which units of a layer do the same, and how alike the layers are: two matrices and what they say. */
import { h, offer } from "../dom.js";
import { css, mix, rgb, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { counted, figure, layerName } from "./layers.js";
import { axisOf, baseLayout, fontSize, signedScale } from "./style.js";

export const name = "similarity";
export const rate = 2; // two heatmaps

const MOST_GAPS = 16; // units whose cells are kept apart
const MOST_TICKS = 12;

let layer = 0;
/** @type {any} */
let parts = null;
let fitted = false;

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description ? { layer: Math.min(layer, description.layers.length - 1) } : null);

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const choose = h("select", {
    onchange: () => {
      layer = Number(choose.value);
      context.rewatch();
    },
  });
  const units = h("div", { class: "comparing-plot" });
  const layers = h("div", { class: "comparing-plot" });
  const words = h("p", { class: "lens-words" });
  const more = h("p", { class: "lens-words" });
  parts = { choose, units, layers, words, more };
  element.append(
    h("div", { class: "comparing similarity" }, units, layers,
      h("div", { class: "layered-side" }, h("div", { class: "lens-controls" }, h("label", null, "Units of", choose)), words, more)),
  );
}

/** @returns {string[]} features, hidden layers, output */
function spaces() {
  const { description } = store.get();
  const last = description.layers.length - 1;
  return ["Features", ...description.layers.map((_, i) => layerName(i, last))];
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  const names = spaces();
  const matrix = rowsOf(frame, "units");
  const cka = rowsOf(frame, "layers");
  if (cka.length !== names.length) return;
  offer(parts.choose, names.slice(1).map((text, i) => [i, text]), meta.layer);
  unitFigure(Plotly, matrix, names[meta.layer + 1]);
  layerFigure(Plotly, cka, names);
  if (!fitted) for (const plot of [parts.units, parts.layers]) fit(Plotly, plot);
  fitted = true;
  parts.words.textContent = unitWords(meta, matrix, names[meta.layer + 1]);
  parts.more.textContent = layerWords(cka, names);
  describe(parts.units, `Correlations between the units of ${names[meta.layer + 1]}. ${parts.words.textContent}`);
  describe(parts.layers, `Similarity of layers, linear CKA. ${parts.more.textContent}`);
}

/** @param {import("../frame.js").Frame} frame @param {string} part @returns {number[][]} */
function rowsOf(frame, part) {
  const { data, shape } = frame.array(`similarity/${part}`);
  return Array.from({ length: shape[0] }, (_, i) => Array.from(data.subarray(i * shape[1], (i + 1) * shape[1])));
}

const heading = (text) => ({
  text, x: 0, y: 1, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", showarrow: false,
  font: { size: 1.05 * fontSize(), color: token("--text") },
});

const margin = () => ({ l: 3.6 * fontSize(), r: 4, t: 1.7 * fontSize(), b: 3 * fontSize() });

/** Ticks that do not crowd. @param {string[]} names */
function ticks(names) {
  const step = Math.ceil(names.length / MOST_TICKS);
  const shown = names.map((_, i) => i).filter((i) => i % step === 0);
  return { tickmode: "array", tickvals: shown, ticktext: shown.map((i) => names[i]), tickangle: 0 };
}

/** @param {any} Plotly @param {number[][]} matrix @param {string} place */
function unitFigure(Plotly, matrix, place) {
  const names = matrix.map((_, i) => `${i + 1}`);
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "", ...ticks(names) };
  const few = matrix.length <= MOST_GAPS;
  const { t, b } = margin();
  const roomy = (parts.units.clientHeight - t - b) / matrix.length > 1.3 * fontSize() && matrix.length <= MOST_GAPS;
  Plotly.react(
    parts.units,
    [{
      type: "heatmap", z: matrix, zmin: -1, zmax: 1, xgap: few ? 1 : 0, ygap: few ? 1 : 0, hoverinfo: "skip",
      colorscale: signedScale(),
      ...(roomy && { text: matrix.map((row) => row.map(short)), texttemplate: "%{text}", textfont: { size: 0.92 * fontSize() } }),
      colorbar: { thickness: 8, xpad: 4, outlinewidth: 0, tickvals: [-1, 0, 1], tickfont: { size: fontSize(), color: token("--text-soft") } },
    }],
    {
      ...baseLayout(),
      margin: margin(),
      xaxis: { ...axis, title: { text: `Unit of ${place}`, standoff: 2, font: { size: fontSize() } } },
      yaxis: { ...axis, autorange: "reversed", title: { text: "Unit", standoff: 3, font: { size: fontSize() } } },
      annotations: [heading("Correlation of units")],
    },
    CONFIG,
  );
}

/** @param {number} value */
const short = (value) => value.toFixed(2).replace("-", "−").replace(/^(−?)0/, "$1");

/** @param {any} Plotly @param {number[][]} cka @param {string[]} names */
function layerFigure(Plotly, cka, names) {
  const brief = names.map((text) => (text === "Features" ? "In" : text === "Output" ? "Out" : text.replace("Layer ", "")));
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "", ...ticks(brief) };
  const from = token("--surface");
  const most = css(mix(rgb(from), rgb(token("--accent")), theme() === "dark" ? 0.75 : 0.6));
  Plotly.react(
    parts.layers,
    [{
      type: "heatmap", z: cka, zmin: 0, zmax: 1, xgap: 1, ygap: 1, showscale: false, hoverinfo: "skip",
      colorscale: [[0, from], [1, most]], text: cka.map((row) => row.map(short)), texttemplate: "%{text}",
      textfont: { size: fontSize(), color: token("--text") },
    }],
    {
      ...baseLayout(),
      margin: margin(),
      xaxis: { ...axis, title: { text: "Layer", standoff: 2, font: { size: fontSize() } } },
      yaxis: { ...axis, autorange: "reversed", title: { text: "Layer", standoff: 3, font: { size: fontSize() } } },
      annotations: [heading("Similarity of layers (linear CKA)")],
    },
    CONFIG,
  );
}

/** @param {any} meta @param {number[][]} matrix @param {string} place */
function unitWords(meta, matrix, place) {
  const count = matrix.length;
  const where = place === "Output" ? "the output" : place.toLowerCase();
  if (count < 2) return "There is only one unit, so nothing to compare.";
  if (meta.alike) {
    return `All ${count} units of ${where} compute the very same. Units that start alike get the same gradient, so they stay alike for good: start from random weights.`;
  }
  const parts = [];
  if (meta.still) parts.push(`${counted(meta.still, "unit does", "units do")} not respond to the data at all.`);
  if (meta.twins.length) {
    const pairs = meta.twins.slice(0, 2).map(({ units: [a, b], correlation }) => `${a + 1} and ${b + 1} (${figure(correlation, 3)})`);
    const others = meta.twin_pairs - pairs.length;
    parts.push(`Twins, one of which could go: units ${pairs.join(", ")}${others > 0 ? ` and ${counted(others, "more pair")}` : ""}.`);
  } else if (meta.still < count - 1) parts.push("No two units say the same.");
  if (meta.effective) parts.push(`Together the units of ${where} spread like ${figure(meta.effective, 2)} independent ones.`);
  return parts.join(" ");
}

/** @param {number[][]} cka @param {string[]} names */
function layerWords(cka, names) {
  if (names.length < 3) return "";
  const blank = names.filter((_, i) => cka[i][i] === 0);
  if (blank.length) return `${blank.join(", ")}: the same for every example, so there is nothing to compare.`;
  const steps = names.slice(1).map((text, i) => ({ from: names[i], to: text, value: cka[i][i + 1] }));
  const least = steps.reduce((a, b) => (b.value < a.value ? b : a));
  const said = (text) => (text.startsWith("Layer") ? text.toLowerCase() : `the ${text.toLowerCase()}`);
  return `The picture of the examples changes most from ${said(least.from)} to ${said(least.to)} (CKA ${figure(least.value, 2)}; 1 would be the same but for rotation and scale).`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const names = spaces();
  const matrix = rowsOf(frame, "units");
  const place = names[frame.meta(name).layer + 1];
  const cka = rowsOf(frame, "layers").flatMap((row, i) => row.slice(0, i).map((value, j) => [`CKA of ${names[i]} and ${names[j]}`, value]));
  const pairs = matrix.flatMap((row, i) => row.slice(0, i).map((value, j) => [`Units ${j + 1} and ${i + 1} of ${place}`, value]));
  pairs.sort((a, b) => Math.abs(Number(b[1])) - Math.abs(Number(a[1])));
  return { caption: "Linear CKA of layers, and correlations of units, the strongest first", columns: ["Pair", "Similarity"], rows: [...cka, ...pairs] };
}
