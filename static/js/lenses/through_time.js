// @ts-check
/**
 * Through time: state, cell and gates of a recurrent layer as strips over the steps of the example,
 * the answer after every step, and how far back the gradient reaches.
 */
import { h, offer, setText } from "../dom.js";
import { classColour, ink, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { subjectOptions } from "../subject.js";
import { store } from "../store.js";
import { figure, layerChoices, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";
import { largest, paintSigned } from "../tiles.js";

export const name = "through_time";
export const rate = 4;

/** @type {any} */
let parts = null;
let layer = -1;
let fitted = false;
/** @type {number|null} the step under the cursor, null for the last one */
let at = null;

export const options = () => ({ layer, ...subjectOptions() });

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const select = h("select", { id: "through-time-layer", onchange: () => { layer = Number(select.value); context.rewatch(); } });
  const scrub = h("input", { type: "range", min: "1", value: "1", id: "through-time-step" });
  scrub.addEventListener("input", () => {
    at = Number(scrub.value) === Number(scrub.max) ? null : Number(scrub.value) - 1;
    context.redraw();
  });
  const said = h("output", { class: "through-said", for: "through-time-step" });
  const words = h("div", { class: "through-words", "aria-hidden": "true" });
  const strips = h("div", { class: "through-strips" });
  const cursor = h("div", { class: "through-cursor", "aria-hidden": "true" });
  const answers = h("div", { class: "through-plot" });
  const flow = h("div", { class: "through-plot" });
  element.append(
    h("div", { class: "through-time" },
      h("section", { class: "through-left" },
        h("div", { class: "through-bar" },
          h("label", { class: "through-layer", for: "through-time-layer" }, "Layer", select),
          h("label", { class: "through-scrub", for: "through-time-step" }, "Step", scrub)),
        h("div", { class: "through-stack" }, words, strips, cursor)),
      h("section", { class: "through-one" }, h("h3", { title: "What it would answer if the example ended there" }, said), answers),
      h("section", { class: "through-one" }, h("h3", null, "Mean |dL/dh|, back in time"), flow)),
  );
  parts = { select, scrub, said, words, strips, cursor, answers, flow };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("through_time");
  const { layers } = store.get().description;
  if (!frame.array("through_time/hidden") || meta.layer >= layers.length) return;
  offer(parts.select, layerChoices(meta.layers, layers), meta.layer);
  const step = at === null ? meta.length - 1 : Math.min(at, meta.length - 1);
  parts.scrub.max = String(meta.length);
  if (document.activeElement !== parts.scrub) parts.scrub.value = String(step + 1);
  setText(parts.said, sentence(frame, meta, step));
  parts.words.replaceChildren(...meta.words.map((word, t) => h("span", { class: t === step ? "now" : "" }, word)));
  drawStrips(frame, meta);
  parts.cursor.style.setProperty("--at", String((step + 0.5) / meta.length));
  drawAnswers(frame, meta, step, Plotly);
  drawFlow(frame, Plotly);
  if (!fitted) for (const plot of [parts.answers, parts.flow]) fit(Plotly, plot);
  fitted = true;
}

/** What there is of the layer: [title, values (n, units), the size that has the full colour]. */
function stripsOf(frame, meta) {
  const hidden = frame.array("through_time/hidden");
  const cell = frame.array("through_time/cell");
  const gates = frame.array("through_time/gates");
  const [steps, units] = hidden.shape;
  const rows = [["state h", hidden.data, Math.max(1, largest(hidden.data))]];
  if (cell) rows.push(["cell c", cell.data, Math.max(1, largest(cell.data))]);
  meta.gates.forEach((title, gate) => rows.push([title, gates.data.subarray(gate * steps * units, (gate + 1) * steps * units), 1]));
  return { rows, steps, units };
}

function drawStrips(frame, meta) {
  const { rows, steps, units } = stripsOf(frame, meta);
  while (parts.strips.children.length > rows.length) parts.strips.lastChild.remove();
  while (parts.strips.children.length < rows.length) {
    parts.strips.append(h("div", { class: "through-strip" }, h("span"), h("canvas", { role: "img" })));
  }
  rows.forEach(([title, data, most], i) => {
    const [label, canvas] = parts.strips.children[i].children;
    setText(label, title);
    canvas.setAttribute("aria-label", `${title} of ${units} units over ${steps} steps`);
    paintSigned(canvas, units, steps, (unit, t) => data[t * units + unit], most);
  });
}

/** @returns {number[]} the answers after one step */
function after(frame, step) {
  const { data, shape: [count, steps] } = frame.array("through_time/answers");
  return Array.from({ length: count }, (_, k) => data[k * steps + step]);
}

function sentence(frame, meta, step) {
  const shares = after(frame, step);
  const word = meta.words[step] ? ` (${meta.words[step]})` : "";
  const start = `After step ${step + 1}${word}: `;
  if (!meta.classes.length) return `${start}${figure(shares[0], 3)}`;
  const best = shares.indexOf(Math.max(...shares));
  return `${start}${meta.classes[best]}, ${percent(shares[best])}`;
}

function drawAnswers(frame, meta, step, Plotly) {
  const { data, shape: [count, steps] } = frame.array("through_time/answers");
  const x = Array.from({ length: steps }, (_, t) => t + 1);
  const classes = meta.classes.length > 0;
  const traces = Array.from({ length: count }, (_, k) => ({
    x, y: Array.from(data.subarray(k * steps, (k + 1) * steps)), mode: steps > 1 ? "lines" : "markers", name: classes ? meta.classes[k] : "answer",
    line: { color: classes ? classColour(k) : token("--accent"), width: (k === meta.truth ? 3 : 1.4) * ink(), shape: "hv" }, hoverinfo: "skip",
  }));
  const axis = { ...axisOf(), fixedrange: true };
  Plotly.react(parts.answers, traces, {
    ...baseLayout(),
    margin: { l: 3.8 * fontSize(), r: 6, t: 4, b: 3.2 * fontSize() },
    xaxis: { ...axis, range: [1, Math.max(2, steps)], title: { text: "Step", standoff: 2 } },
    yaxis: { ...axis, ...(classes ? { range: [0, 1.03], tickformat: ".0%" } : {}) },
    shapes: [{ type: "line", x0: step + 1, x1: step + 1, y0: 0, y1: 1, yref: "paper", line: { color: token("--text"), width: 1, dash: "dot" } }],
  }, CONFIG);
  describe(parts.answers, `The answer if the example ended after each step. ${parts.said.textContent}`);
}

function drawFlow(frame, Plotly) {
  const flow = Array.from(frame.array("through_time/flow").data);
  const axis = { ...axisOf(), fixedrange: true };
  Plotly.react(parts.flow, [{
    x: flow.map((_, k) => k), y: flow.map((size) => (size > 0 ? Math.max(size, 1e-12) : null)), mode: "lines+markers",
    line: { color: token("--accent"), width: 2 * ink() }, marker: { size: 4 }, hoverinfo: "skip",
  }], {
    ...baseLayout(),
    margin: { l: 3.2 * fontSize(), r: 8, t: 4, b: 3.2 * fontSize() },
    xaxis: { ...axis, autorange: "reversed", title: { text: "Steps before the end", standoff: 2 } },
    yaxis: { ...axis, type: "log", exponentformat: "power", range: [-8, 0.5], dtick: 4 },
  }, CONFIG);
  const there = flow.filter((size) => Number.isFinite(size));
  describe(parts.flow, `The mean size of the gradient: ${figure(there[0] ?? 0)} at the last step, ${figure(there.at(-1) ?? 0)} at ${there.length - 1} steps before.`);
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("through_time");
  const classes = meta.classes.length ? meta.classes : ["Answer"];
  const rows = meta.words.map((word, t) => [t + 1, word, ...after(frame, t)]);
  return { caption: "The answer if the example ended after each step", columns: ["Step", "What stands there", ...classes], rows };
}
