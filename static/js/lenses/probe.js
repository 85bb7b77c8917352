// @ts-check
/** How well a straight cut through each layer tells the answer: bars now, lines over training. */
import { h } from "../dom.js";
import { css, ink, mix, rgb, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { store } from "../store.js";
import { layerName, Past, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "probe";
export const rate = 2;

const GOOD = 0.9; // of the test examples

/** @type {any} */
let parts = null;
let fitted = false;
/** @type {Past<number[]>} test scores, the features first */
export const past = new Past();

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description ? {} : null);

/** @param {HTMLElement} element */
export function mount(element) {
  const bars = h("div", { class: "comparing-plot" });
  const lines = h("div", { class: "comparing-plot" });
  const words = h("p", { class: "lens-words" });
  const how = h("p", { class: "lens-words" });
  parts = { bars, lines, words, how };
  element.append(h("div", { class: "comparing probe" }, bars, lines, h("div", { class: "layered-side", tabindex: "0" }, words, how)));
}

/** @param {number} count @returns {string[]} */
const names = (count) => Array.from({ length: count }, (_, i) => (i ? layerName(i - 1, count) : "Features"));

/** What is kept of a frame. @param {import("../frame.js").Frame} frame */
export function seen(frame) {
  const when = frame.meta(name);
  return { key: when.units.join(), when, value: Array.from(frame.array("probe/test").data) };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  past.take(seen(frame));
  const test = Array.from(frame.array("probe/test").data);
  const train = Array.from(frame.array("probe/train").data);
  const labels = names(test.length);
  const scores = meta.score === "r2" ? "R²" : "accuracy";
  drawBars(Plotly, meta, labels, train, test, scores);
  drawLines(Plotly, frame, labels, scores);
  if (!fitted) for (const plot of [parts.bars, parts.lines]) fit(Plotly, plot);
  fitted = true;
  parts.words.textContent = [sentence(meta, labels, test), since(meta, labels)].filter(Boolean).join(" ");
  parts.how.textContent = `For each layer a linear model is fitted to its values on the ${meta.examples[0]} training examples and scored on the ${meta.examples[1]} test examples; the network is left alone.`;
  describe(parts.bars, `Test ${scores} of a linear probe for each layer. ${parts.words.textContent}`);
  describe(parts.lines, "The same over training.");
}

/** The deeper, the stronger the colour. @param {number} place @param {number} count */
function shade(place, count) {
  const share = count > 1 ? place / (count - 1) : 1;
  return css(mix(rgb(token("--line-strong")), rgb(token("--accent")), share), 0.45 + 0.55 * share);
}

/** An axis of accuracies or R². @param {any} meta @param {number[]} values @param {string} title */
function scoreAxis(meta, values, title) {
  const accuracy = meta.score !== "r2";
  const low = accuracy ? Math.min(meta.chance, ...values) : Math.min(0, Math.max(-0.5, ...[Math.min(...values)]));
  return {
    ...axisOf(), fixedrange: true, nticks: 4, zeroline: !accuracy,
    range: [accuracy ? Math.max(0, Math.floor(low * 10 - 1) / 10) : low, 1.02],
    ...(accuracy && { tickformat: ".0%" }),
    title: { text: title, standoff: 3, font: { size: fontSize() } },
  };
}

function drawBars(Plotly, meta, labels, train, test, scores) {
  const across = labels.map((_, i) => i);
  const edge = labels.length - 0.5;
  const accuracy = meta.score !== "r2";
  const level = (y, dash) => ({ type: "line", x0: -0.5, x1: edge, y0: y, y1: y, line: { color: token("--text"), width: 1.2 * ink(), dash } });
  const note = (y, text) => ({ x: edge, xshift: 4, y, text, xanchor: "left", yanchor: "middle", showarrow: false, font: { size: 0.95 * fontSize(), color: token("--text-soft") } });
  Plotly.react(
    parts.bars,
    [
      { type: "bar", x: across, y: test, marker: { color: across.map((i) => shade(i, labels.length)) }, width: 0.62, text: test.map((v) => (accuracy ? percent(v) : v.toFixed(2))), textposition: "inside", insidetextanchor: "end", textangle: 0, textfont: { color: across.map((i) => token(2 * i > across.length - 1 || across.length === 1 ? "--on-accent" : "--text")), size: fontSize() }, hoverinfo: "skip" },
      { x: across, y: train, mode: "markers", marker: { symbol: "line-ew-open", size: 14, color: token("--text"), line: { width: 2 * ink() } }, hoverinfo: "skip" },
    ],
    {
      ...baseLayout(),
      margin: { l: 5.2 * fontSize(), r: 5.2 * fontSize(), t: 6, b: 3 * fontSize() },
      xaxis: { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, tickvals: across, ticktext: brief(labels), tickangle: 0, range: [-0.5, edge], title: { text: "Probe on (bar test, dash training)", standoff: 2, font: { size: fontSize() } } },
      yaxis: scoreAxis(meta, test, `Probe's ${scores}`),
      shapes: [level(meta.network, "dash"), ...(accuracy ? [level(meta.chance, "dot")] : [])],
      annotations: [note(meta.network, "network"), ...(accuracy ? [note(meta.chance, "guessing")] : [])],
    },
    CONFIG,
  );
}

/** @param {string[]} labels */
const brief = (labels) => (labels.length > 6 ? labels.map((text) => (text === "Features" ? "In" : text.replace("Layer ", ""))) : labels);

function drawLines(Plotly, frame, labels, scores) {
  const meta = frame.meta(name);
  const epochs = past.moments.map(({ epoch }) => epoch);
  const traces = labels.map((label, i) => ({
    x: epochs, y: past.moments.map(({ value }) => value[i]), name: label, hoverinfo: "skip",
    mode: epochs.length > 1 ? "lines" : "markers", line: { color: shade(i, labels.length), width: (1.2 + (1.3 * i) / labels.length) * ink(), ...(i === 0 && { dash: "dash" }) }, marker: { color: shade(i, labels.length) },
  }));
  const axis = { ...axisOf(), fixedrange: true };
  const yaxis = scoreAxis(meta, past.moments.flatMap(({ value }) => value), `Probe's ${scores}`);
  Plotly.react(
    parts.lines,
    traces,
    {
      ...baseLayout(),
      margin: { l: 5.2 * fontSize(), r: 5.2 * fontSize(), t: 6, b: 3 * fontSize() },
      xaxis: { ...axis, zeroline: false, range: epochs.length > 1 ? [epochs[0], epochs[epochs.length - 1]] : [0, Math.max(1, epochs[0])], title: { text: "Epoch", standoff: 2, font: { size: fontSize() } } },
      yaxis,
      annotations: endLabels(traces, yaxis.range[1] - yaxis.range[0]),
    },
    CONFIG,
  );
}

/** Names at the ends of the lines, kept apart. @param {any[]} traces @param {number} span of the axis */
function endLabels(traces, span) {
  const ends = traces.map(({ x, y, name: text }) => ({ x: x[x.length - 1], y: y[y.length - 1], text }));
  const height = Math.max(60, parts.lines.clientHeight - 3 * fontSize());
  const apart = (1.1 * fontSize() * span) / height;
  const sorted = ends.toSorted((a, b) => a.y - b.y);
  let free = -Infinity;
  return sorted.map(({ x, y, text }) => {
    const at = Math.max(y, free);
    free = at + apart;
    return { x, y: at, text, xanchor: "left", xshift: 4, showarrow: false, font: { size: 0.95 * fontSize(), color: token("--text-soft") } };
  });
}

/** When a layer was first this good. @param {any} meta @param {string[]} labels */
function since(meta, labels) {
  const best = (/** @type {number[]} */ scores) => Math.max(...scores);
  const first = past.moments.find(({ value }) => best(value) >= GOOD);
  if (meta.score === "r2" || !first || first.update === 0 || best(past.moments[0].value) >= GOOD) return "";
  return `${labels[first.value.indexOf(best(first.value))]} first reached ${percent(GOOD)} around epoch ${Math.round(first.epoch)}.`;
}

/** @param {any} meta @param {string[]} labels @param {number[]} test */
function sentence(meta, labels, test) {
  const best = test.reduce((most, value, i) => (value > test[most] ? i : most), 0);
  const where = (i) => (i ? labels[i].toLowerCase() : "the features");
  if (meta.score === "r2") {
    const told = `A straight line through ${where(best)} explains ${percent(Math.max(0, test[best]))} of the spread of the test values`;
    return best ? `${told}, through the features alone ${percent(Math.max(0, test[0]))}.` : `${told}; no layer makes it easier.`;
  }
  const first = `The classes can be read off ${where(best)} by a straight cut for ${percent(test[best])} of the test examples`;
  if (test.length === 1) return `${first}. There is no hidden layer to compare with.`;
  if (best === 0) return `${first}: no layer makes it easier yet, the features themselves are best.`;
  if (test[best] - test[0] < 0.03) return `${first}, off the features for ${percent(test[0])}: the layers have little to add.`;
  const gains = test.slice(1).map((value, i) => value - test[i]);
  const most = gains.indexOf(Math.max(...gains));
  return `${first}, off the features only for ${percent(test[0])}. ${most + 1 === best && best === 1 ? "That layer" : labels[most + 1]} adds most.`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta(name);
  const test = frame.array("probe/test").data;
  const train = frame.array("probe/train").data;
  const rows = names(test.length).map((label, i) => [label, meta.units[i], train[i], test[i]]);
  return { caption: `Linear probes: ${meta.score === "r2" ? "R²" : "accuracy"}; the whole network has ${meta.network.toFixed(3)} on the test examples`, columns: ["Probe on", "Units", "Training", "Test"], rows };
}
