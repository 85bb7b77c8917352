// @ts-check
/**
 * Every layer's weights as a matrix, their histogram and how many are zero; or how they have changed
 * since a moment that one chose.
 */
import { h, offer } from "../dom.js";
import { CONFIG, describe } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { counted, figure, layerName, Panels, percent, refigure } from "./layers.js";
import { bars, matrix } from "./matrices.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "weights";
export const rate = 5;

const MANY = 5000; // weights from which one layer is shown at a time
const MATRIX = 0.62; // of a panel's width

/** @type {any} */
let parts = null;
let layer = -1;
let squares = true;
/** @type {{update: number, key: string, values: Float32Array}|null} the weights at a chosen moment */
let reference = null;

/** Large networks are shown layer by layer. @param {any} _view @param {any} state */
export function options(_view, { description }) {
  if (!description) return null;
  const last = description.layers.length - 1;
  return { layer: layer >= 0 ? Math.min(layer, last) : description.parameters > MANY ? 0 : -1 };
}

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const panels = new Panels("matrix");
  const words = h("p", { class: "lens-words" });
  const choice = h("select", { id: "weights-layer", "aria-label": "Layer", onchange: () => { layer = Number(choice.value); reference = null; context.rewatch(); } });
  const style = h("select", { id: "weights-style", "aria-label": "Drawn as", onchange: () => { squares = style.value === "squares"; context.redraw(); } },
    h("option", { value: "squares" }, "Squares"), h("option", { value: "map" }, "Colours"));
  const since = h("button", { type: "button", class: "button small", "aria-pressed": "false", title: "Show by how much every weight has changed since now" }, "Change since now");
  since.addEventListener("click", () => {
    reference = reference ? null : take(store.get().frame);
    context.redraw();
  });
  parts = { panels, words, choice, since };
  element.append(h("div", { class: "layered" }, panels.element,
    h("div", { class: "layered-side" }, h("div", { class: "lens-controls" }, choice, style, since), words)));
}

/** The weights of a frame, to compare later ones with. @param {import("../frame.js").Frame|null} frame */
function take(frame) {
  const values = frame?.array("weights/values");
  if (!frame || !values) return null;
  const meta = frame.meta("weights");
  return { update: meta.update, key: JSON.stringify([meta.layers, meta.shapes]), values: /** @type {Float32Array} */ (values.data.slice()) };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("weights");
  if (!meta.shapes) return;
  if (reference && reference.key !== JSON.stringify([meta.layers, meta.shapes])) reference = null;
  showControls(meta);
  const matrices = split(frame, meta);
  const panels = parts.panels.have(meta.shapes.length);
  panels.forEach((panel, i) => {
    show(Plotly, panel, matrices[i], frame, meta, i);
    const text = caption(frame, meta, i);
    panel.caption.textContent = text;
    describe(panel.plot, `${reference ? "Changes of the weights" : "Weights"} of ${text}`);
  });
  parts.words.textContent = reference ? changeSentence(meta, matrices) : sentence(frame, meta);
}

/** @returns {Float32Array[]} what is shown of each layer: weights, or their changes */
function split(frame, { shapes }) {
  const values = /** @type {Float32Array} */ (frame.array("weights/values").data);
  const shown = reference ? values.map((value, i) => value - reference.values[i]) : values;
  let start = 0;
  return shapes.map(([rows, columns]) => shown.subarray(start, (start += rows * columns)));
}

const margins = () => ({ l: 1.8 * fontSize(), r: 4, t: 0.6 * fontSize(), b: 1.4 * fontSize() });

function show(Plotly, panel, values, frame, meta, i) {
  const [rows, columns] = meta.shapes[i];
  const most = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0) || 1;
  const { l, r, t, b } = margins();
  const width = (panel.plot.clientWidth - l - r) * (reference ? 1 : MATRIX);
  const height = panel.plot.clientHeight - t - b;
  const picture = matrix(values, [rows, columns], most, { squares, width, height });
  const bins = frame.array("weights/counts");
  const limit = frame.array("weights/limits").data[i];
  const histogram = reference ? "" : bars(bins.data.subarray(i * bins.shape[1], (i + 1) * bins.shape[1]));
  const key = JSON.stringify([theme(), rows, columns, limit, Boolean(reference), fontSize()]);
  const redrawn = refigure(Plotly, panel, key, () => figureOf([rows, columns], limit, picture, histogram));
  if (redrawn) return;
  Plotly.relayout(panel.plot, { "images[0].source": picture, ...(histogram && { "images[1].source": histogram }) });
}

/** The matrix with square cells; its histogram stands upright beside it. */
function figureOf([rows, columns], limit, picture, histogram) {
  const base = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticklen: 2, ticks: "", showline: true, mirror: true };
  const few = (count) => (count <= 3 ? Array.from({ length: count }, (_, i) => i + 1) : [1, count]);
  const image = { sizing: "stretch", layer: "below" };
  return {
    traces: [{ x: [1], y: [1], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
    layout: {
      ...baseLayout(),
      margin: margins(),
      xaxis: { ...base, range: [0.5, columns + 0.5], tickvals: few(columns), domain: [0, histogram ? MATRIX : 1], constrain: "domain" },
      yaxis: { ...base, range: [rows + 0.5, 0.5], tickvals: few(rows), scaleanchor: "x", constrain: "domain", constraintoward: "middle" },
      ...(histogram && {
        xaxis2: { ...base, visible: false, range: [0, 1], domain: [MATRIX + 0.18, 1], anchor: "y2" },
        yaxis2: { ...base, range: [-limit, limit], tickvals: [-limit, 0, limit], anchor: "x2", mirror: false },
      }),
      images: [
        { ...image, source: picture, xref: "x", yref: "y", x: 0.5, y: 0.5, sizex: columns, sizey: rows },
        ...(histogram ? [{ ...image, source: histogram, xref: "x2", yref: "y2", x: 0, y: limit, sizex: 1, sizey: 2 * limit }] : []),
      ],
    },
    config: { ...CONFIG, staticPlot: true },
  };
}

function showControls({ layers, weighted }) {
  const wanted = weighted.map((place) => [place, layerName(place, lastLayer())]);
  const all = new Set(layers).size === weighted.length && weighted.length > 1;
  offer(parts.choice, [[-1, "All layers"], ...wanted], all ? -1 : layers[0]);
  parts.since.setAttribute("aria-pressed", String(Boolean(reference)));
  const text = reference ? "Show the weights" : "Change since now";
  if (parts.since.textContent !== text) parts.since.textContent = text;
}

const lastLayer = () => store.get().description.layers.length - 1;

/** A layer with several matrices says which one it is. */
const nameOf = ({ layers, titles }, i) => [layerName(layers[i], lastLayer()), titles[i]].filter(Boolean).join(", ");

function caption(frame, meta, i) {
  const [rows, columns] = meta.shapes[i];
  const start = `${nameOf(meta, i)} · ${rows} × ${columns}`;
  const zero = frame.array("weights/zero").data[i];
  return zero && !reference ? `${start} · ${percent(zero / (rows * columns))} zero` : start;
}

/** What one sees, with the counts of zeros. */
function sentence(frame, meta) {
  const add = (key) => frame.array(`weights/${key}`).data.reduce((sum, value) => sum + value, 0);
  const all = meta.shapes.reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  const [zero, small] = [add("zero"), add("small")];
  const how = squares ? "The larger a square, the stronger the weight" : "The deeper the colour, the stronger the weight";
  const zeros = zero ? `${zero} (${percent(zero / all)}) are exactly 0` : "none is exactly 0";
  return `${how}: blue negative, orange positive. Of ${counted(all, "weight")} ${zeros}; ${small} (${percent(small / all)}) ${small === 1 ? "is" : "are"} below 1 % of their layer's largest.`;
}

/** How much has changed since the chosen moment. */
function changeSentence(meta, matrices) {
  const { update } = meta;
  const mean = (values) => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  const means = matrices.map(mean);
  const passed = update - reference.update;
  if (!passed || !means.some(Boolean)) return `Compared with update ${reference.update}. Nothing has changed yet; let it train.`;
  const most = means.indexOf(Math.max(...means));
  const each = means.map((value, i) => `${nameOf(meta, i).toLowerCase()} ${figure(value)}`).join(", ");
  return `What ${counted(passed, "update")} have changed since update ${reference.update}. Mean size of the change: ${each}. ${nameOf(meta, most)} has changed most.`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("weights");
  const matrices = split(frame, meta);
  const rows = matrices.flatMap((values, i) => {
    const [units, inputs] = meta.shapes[i];
    return Array.from({ length: units }, (_, unit) => {
      const own = values.subarray(unit * inputs, (unit + 1) * inputs);
      const label = `${nameOf(meta, i)}, ${meta.titles[i] ? "row" : "unit"} ${unit + 1}`;
      const written = Array.from(own, (value, input) => `${meta.inputs[i][input]}: ${figure(value)}`).join("; ");
      return [label, written, own.reduce((sum, value) => sum + Number(value === 0), 0)];
    });
  });
  return {
    caption: reference ? `Changes of the weights since update ${reference.update}` : "Weights of every unit by input",
    columns: ["Unit", reference ? "Changes" : "Weights", reference ? "Unchanged" : "Exactly zero"],
    rows,
  };
}
