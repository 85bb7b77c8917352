// @ts-check
/**
 * How the sums and the answers of every layer are spread over the training examples, how that grew
 * over the training, and which units are at fault.
 */
import { h } from "../dom.js";
import { CONFIG, describe } from "../plotly.js";
import { theme } from "../theme.js";
import { counted, figure, layerName, Panels, Past, percent, refigure } from "./layers.js";
import { ENDS, Strip } from "./strips.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "distributions";
export const rate = 5;

const PARTS = [
  ["z", "Sums z", "What a unit adds up, before its activation"],
  ["a", "Answers a", "What a unit answers, after its activation"],
];
const FAULTS = ["dead", "saturated", "asleep"];

/** @type {any} */
let parts = null;
let part = "a";
/** @type {Past<{z: Int32Array, a: Int32Array, zRanges: Float32Array, aRanges: Float32Array}>} */
export const past = new Past();

export const options = () => ({});

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const panels = new Panels("strip", (panel) => {
    panel.state.strip = new Strip();
    panel.state.from = h("span", null);
    panel.state.to = h("span", null);
    const axis = h("p", { class: "strip-axis", "aria-hidden": "true", style: { "--past": ENDS.past } },
      h("span", { class: "strip-past" }, panel.state.from, panel.state.to), h("span", null, "now"));
    panel.plot.after(axis);
  });
  const words = h("p", { class: "lens-words" });
  const choice = h("div", { class: "segmented", role: "radiogroup", "aria-label": "Which values" },
    PARTS.map(([value, label, title]) =>
      h("label", { title },
        h("input", { type: "radio", name: "distribution", value, checked: value === part, onchange: () => { part = value; context.redraw(); } }),
        h("span", null, label))));
  parts = { panels, words };
  element.append(h("div", { class: "layered" }, panels.element,
    h("div", { class: "layered-side" }, h("div", { class: "lens-controls" }, choice), words)));
}

/** What is kept of a frame. @param {import("../frame.js").Frame} frame */
export function seen(frame) {
  const when = frame.meta("distributions");
  const array = (key) => frame.array(`distributions/${key}`).data;
  return { key: when.units.join(), when, value: { z: array("z"), a: array("a"), zRanges: array("z_ranges"), aRanges: array("a_ranges") } };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("distributions");
  if (!meta.units) return;
  past.take(seen(frame));
  const panels = parts.panels.have(meta.units.length);
  panels.forEach((panel, layer) => show(Plotly, panel, layer, meta));
  panels.forEach(({ caption, plot }, layer) => {
    const text = captionOf(frame, meta, layer);
    caption.textContent = text;
    describe(plot, `How often each value occurs in ${text}`);
  });
  const blank = panels[0].state.strip.gaps ? " What is left blank was neither watched nor kept." : "";
  parts.words.textContent = sentence(frame, meta) + blank;
}

/** @param {import("./layers.js").Panel} panel */
function show(Plotly, panel, layer, meta) {
  const { state } = panel;
  const bins = past.moments[0].value[part].length / meta.units.length;
  const moments = past.moments.map(({ epoch, value }) => ({
    epoch,
    counts: value[part].subarray(layer * bins, (layer + 1) * bins),
    range: Array.from(value[`${part}Ranges`].subarray(2 * layer, 2 * layer + 2)),
  }));
  if (state.part !== part) state.strip.axis = [];
  state.part = part;
  const axis = state.strip.follow(moments[moments.length - 1].range);
  if (state.theme !== theme()) state.strip.recolour();
  state.theme = theme();
  const source = state.strip.draw(moments);
  const redrawn = refigure(Plotly, panel, JSON.stringify([theme(), axis, part, fontSize()]), () => figureOf(axis, source));
  if (!redrawn) Plotly.relayout(panel.plot, { "images[0].source": source });
  state.from.textContent = `epoch ${Math.round(moments[0].epoch)}`;
  state.to.textContent = moments.length > 1 ? `${Math.round(moments[moments.length - 1].epoch)}` : "";
}

function figureOf(axis, source) {
  const base = { ...axisOf(), fixedrange: true };
  const image = { source, xref: "paper", yref: "paper", x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "below" };
  return {
    traces: [{ x: [0], y: [axis[0]], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
    layout: {
      ...baseLayout(),
      margin: { l: 2.7 * fontSize(), r: 2, t: 0.6 * fontSize(), b: 0.5 * fontSize() },
      xaxis: { ...base, visible: false, range: [0, 1] },
      yaxis: { ...base, range: axis, tickvals: axis[0] < 0 ? [axis[0], 0, axis[1]] : axis, showgrid: false, zeroline: axis[0] < 0, ticklen: 2 },
      images: [image],
    },
    config: { ...CONFIG, staticPlot: true },
  };
}

/** @returns {number[]} dead, saturated and sleeping units of a layer */
const faultsOf = (frame, layer) => Array.from(frame.array("distributions/faults").data.subarray(3 * layer, 3 * layer + 3));

function captionOf(frame, meta, layer) {
  const found = faultsOf(frame, layer).flatMap((count, kind) => (count ? [`${count} ${FAULTS[kind]}`] : []));
  if (layer === meta.units.length - 1 && meta.output_saturated) found.unshift("saturated");
  const start = `${layerName(layer, meta.units.length - 1)} · ${meta.activations[layer]}`;
  return found.length ? `${start} · ${found.join(", ")}` : start;
}

/** What is the matter, and what to try. */
function sentence(frame, meta) {
  const hidden = meta.units.slice(0, -1);
  const units = hidden.reduce((sum, count) => sum + count, 0);
  const totals = [0, 1, 2].map((kind) => hidden.reduce((sum, _, layer) => sum + faultsOf(frame, layer)[kind], 0));
  const { flat, nearly_all: nearly, still } = meta.limits;
  const of = (count) => `${count} of ${counted(units, "hidden unit")} ${count === 1 ? "is" : "are"}`;
  const [dead, saturated, asleep] = totals;
  const said = [
    meta.output_saturated &&
      `The output is saturated: ${meta.stuck} of ${meta.examples} training examples are answered wrongly where it is flat, so they send back almost no gradient. Try new weights, a smaller scale of the weights, or cross-entropy as the loss.`,
    dead && `${of(dead)} dead: 0 on every training example, so nothing can move ${dead === 1 ? "it" : "them"}. Try a smaller learning rate, new weights or leaky ReLU.`,
    saturated && `${of(saturated)} saturated: on ${percent(nearly)} of the examples the slope is below ${percent(flat)} of the steepest, so ${saturated === 1 ? "it learns" : "they learn"} slowly. Try smaller weights.`,
    asleep && `${of(asleep)} asleep: the answers differ by less than ${figure(still)}.`,
  ].filter(Boolean);
  if (said.length) return said.join(" ");
  const last = meta.units.length - 1;
  const spread = meta.spread.slice(0, last).map((value) => figure(value)).join(", ");
  return `No unit is dead, saturated or asleep.${last ? ` Spread of the answers, layer by layer: ${spread}.` : ""}`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("distributions");
  const last = meta.units.length - 1;
  const rows = meta.units.map((units, layer) => [
    layerName(layer, last),
    units,
    ...["z", "a"].flatMap((key) => ends(frame, key, layer)),
    meta.spread[layer],
    ...faultsOf(frame, layer),
  ]);
  return {
    caption: "Where the values of each layer lie over the training examples, and faulty units",
    columns: ["Layer", "Units", "Sums from", "to", "Answers from", "to", "Spread of answers", "Dead", "Saturated", "Asleep"],
    rows,
  };
}

/** The outermost bins that are not empty. */
function ends(frame, key, layer) {
  const { data, shape } = frame.array(`distributions/${key}`);
  const [low, high] = frame.array(`distributions/${key}_ranges`).data.subarray(2 * layer, 2 * layer + 2);
  const counts = Array.from(data.subarray(layer * shape[1], (layer + 1) * shape[1]));
  const width = (high - low) / shape[1];
  const first = counts.findIndex((count) => count > 0);
  const final = counts.findLastIndex((count) => count > 0);
  return [low + first * width, low + (final + 1) * width];
}
