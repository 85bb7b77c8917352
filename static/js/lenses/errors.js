// @ts-check
/**
 * Whether to believe the network when it is sure, what a threshold costs, and which examples it
 * gets most wrong; each of them opens in the lens "One example".
 */
import * as actions from "../actions.js";
import { h, s, setText } from "../dom.js";
import { markShape } from "../marks.js";
import { classColour, ink, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { attempt } from "../panels/notices.js";
import { store } from "../store.js";
import { Costs } from "./errors-costs.js";
import { figure, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "errors";
export const rate = 2;

const choice = { part: "test", positive: -1 };
/** @type {any} */
let parts = null;
let fitted = false;

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description ? { ...choice } : null);

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const sure = h("div", { class: "comparing-plot" });
  const curve = h("div", { class: "comparing-plot" });
  const words = h("p", { class: "lens-words" });
  const list = h("div", { class: "errors-list", role: "group", "aria-label": "The worst answers" });
  const part = h("select", { "aria-label": "Examples looked at", onchange: () => choose({ part: part.value }) },
    h("option", { value: "test" }, "Test examples"), h("option", { value: "train" }, "Training examples"));
  const costs = new Costs(curve, (positive) => choose({ positive }), () => context.redraw());
  const choose = (/** @type {any} */ change) => {
    Object.assign(choice, change);
    context.rewatch();
  };
  const side = h("div", { class: "layered-side" }, h("div", { class: "lens-controls" }, part), words, list);
  const body = h("div", { class: "comparing errors" }, sure, curve, costs.element, side);
  parts = { body, sure, curve, words, list, costs, listed: "" };
  list.addEventListener("click", (event) => {
    const chip = /** @type {HTMLElement} */ (event.target).closest("button");
    if (chip) attempt(actions.follow(Number(chip.dataset.example)));
  });
  element.append(body);
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  const values = Boolean(frame.array("errors/truth"));
  const two = Boolean(frame.array("errors/missed"));
  parts.body.dataset.kind = values ? "values" : two ? "two" : "classes";
  parts.curve.hidden = parts.costs.element.hidden = !two;
  if (values) scatter(Plotly, frame, meta);
  else reliability(Plotly, frame, meta);
  if (two) parts.costs.draw(Plotly, frame, meta, store.get().description.classes);
  if (!fitted) for (const plot of [parts.sure, parts.curve]) fit(Plotly, plot);
  fitted = true;
  setText(parts.words, values ? valueWords(meta) : classWords(meta));
  worst(frame, values);
}

const margin = () => ({ l: 5.2 * fontSize(), r: 8, t: 6, b: 3 * fontSize() });
const titled = (text, standoff = 2) => ({ text, standoff, font: { size: fontSize() } });

/** How often it is right by how sure it is. @param {any} Plotly @param {import("../frame.js").Frame} frame @param {any} meta */
function reliability(Plotly, frame, meta) {
  const counts = Array.from(frame.array("errors/bin_count").data);
  const sure = frame.array("errors/bin_confidence").data;
  const right = frame.array("errors/bin_accuracy").data;
  const bins = counts.map((_, i) => i).filter((i) => counts[i] > 0);
  const most = Math.max(1, ...counts);
  const axis = { ...axisOf(), fixedrange: true, nticks: 4, tickformat: ".0%", zeroline: false };
  const low = Math.min(0.5, Math.min(...bins) / counts.length);
  Plotly.react(
    parts.sure,
    [
      { x: [0, 1], y: [0, 1], mode: "lines", line: { color: token("--text-soft"), width: 1.2 * ink(), dash: "dash" }, hoverinfo: "skip" },
      {
        type: "bar", x: bins.map((i) => (i + 0.5) / counts.length), y: bins.map((i) => right[i]), width: 0.92 / counts.length, hoverinfo: "skip",
        marker: { color: token("--accent"), opacity: bins.map((i) => 0.25 + 0.6 * Math.sqrt(counts[i] / most)) },
        text: bins.map((i) => String(counts[i])), textposition: "inside", insidetextanchor: "start", textangle: 0, textfont: { color: token("--text"), size: 0.92 * fontSize() },
      },
      { x: bins.map((i) => sure[i]), y: bins.map((i) => right[i]), mode: "markers", marker: { color: token("--text"), size: 5 * ink() }, hoverinfo: "skip" },
    ],
    {
      ...baseLayout(),
      margin: margin(),
      xaxis: { ...axis, range: [low, 1.01], title: titled(meta.probabilities ? "How sure it is (probability)" : "How sure it is (score)") },
      yaxis: { ...axis, range: [0, 1.06], title: titled("How often right", 3) },
    },
    CONFIG,
  );
  describe(parts.sure, `Reliability diagram: share of right answers by confidence; the dashed line is perfect calibration, the numbers count examples. ${classWords(meta)}`);
}

/** @param {any} Plotly @param {import("../frame.js").Frame} frame @param {any} meta */
function scatter(Plotly, frame, meta) {
  const truth = Array.from(frame.array("errors/truth").data);
  const answer = Array.from(frame.array("errors/answer").data);
  const ends = [Math.min(...truth), Math.max(...truth)];
  const axis = { ...axisOf(), fixedrange: true, nticks: 5 };
  Plotly.react(
    parts.sure,
    [
      { x: ends, y: ends, mode: "lines", line: { color: token("--text-soft"), width: 1.2 * ink(), dash: "dash" }, hoverinfo: "skip" },
      { x: truth, y: answer, mode: "markers", marker: { color: token("--accent"), size: 4 * ink(), opacity: 0.55 }, hoverinfo: "skip" },
    ],
    {
      ...baseLayout(),
      margin: margin(),
      xaxis: { ...axis, title: titled(`True ${meta.target || "value"}`) },
      yaxis: { ...axis, title: titled("Answer", 3) },
    },
    CONFIG,
  );
  describe(parts.sure, `True values across, the network's answers up; on the dashed line they are equal. ${valueWords(meta)}`);
}

const partOf = (meta) => (meta.part === "test" ? "test" : "training");

/** How the network does beside the simple rule of the data, if they have one. @param {any} meta @param {(score: number) => string} words */
function comparedWords({ rule }, words) {
  if (!rule) return "";
  const gain = rule.own - rule.score;
  const judged = gain > 0.01 ? "" : gain > -0.01 ? " It adds nothing." : " It does worse than that.";
  return `The network ${words(rule.own)}, and “${rule.name}” ${words(rule.score)}.${judged} `;
}

/** @param {any} meta */
function valueWords(meta) {
  return `${comparedWords(meta, (score) => `has an R² of ${score.toFixed(2)}`)}Half of the ${meta.examples} ${partOf(meta)} examples are answered to within ${figure(meta.typical, 2)}. Open the largest errors:`;
}

/** @param {any} meta */
function classWords(meta) {
  const { accuracy, confidence, wrong, examples } = meta;
  const gap = confidence - accuracy;
  const judged = Math.abs(gap) < 0.03 ? "which fits" : gap > 0 ? "too sure of itself" : "less sure than it could be";
  const first = `${comparedWords(meta, (score) => `is right for ${percent(score)}`)}On average ${percent(confidence)} sure and right for ${percent(accuracy)}, ${judged} (calibration error ${percent(meta.calibration_error)}).`;
  if (!wrong) return `${first} All ${examples} ${partOf(meta)} examples are answered rightly.`;
  return `${first} ${wrong} of ${examples} are wrong; open the surest mistakes:`;
}

/** @param {import("../frame.js").Frame} frame @param {boolean} values */
function worst(frame, values) {
  const of = (part) => Array.from(frame.array(`errors/${part}`).data);
  const [rows, truth, answer, error] = ["worst", "worst_truth", "worst_answer", "worst_error"].map(of);
  const { classes, by_example: named } = store.get().description;
  // Without points in a plane nobody knows the signs of the classes.
  const sign = (number) => (named ? h("span", null, classes[number]) : mark(number));
  const texts = rows.map((_, i) => (values ? `${figure(answer[i], 2)}, not ${figure(truth[i], 2)}` : percent(error[i])));
  const key = rows.map((row, i) => `${row} ${texts[i]} ${answer[i]}`).join();
  if (key === parts.listed) return;
  parts.listed = key;
  parts.list.replaceChildren(...rows.map((row, i) => {
    const label = values
      ? `Example ${row + 1}: answered ${texts[i]}`
      : `Example ${row + 1} is ${classes[truth[i]]}, answered ${classes[answer[i]]}, ${texts[i]} sure`;
    const signs = values ? [] : [sign(truth[i]), "→", sign(answer[i])];
    return h("button", { type: "button", class: "chip", title: label, "aria-label": `${label}. Open it`, dataset: { example: row } }, h("b", null, `${row + 1}`), ...signs, h("span", null, texts[i]));
  }));
}

/** @param {number} number of the class */
function mark(number) {
  const colour = classColour(number);
  return s("svg", { class: "point-sign", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" }, s("path", { d: markShape(number), fill: colour, stroke: colour, "stroke-width": 0.3 }));
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const of = (part) => frame.array(`errors/${part}`)?.data;
  const { classes } = store.get().description;
  const values = Boolean(of("truth"));
  const called = (value) => (values ? value : classes[value]);
  const rows = Array.from(of("worst"), (row, i) => [`Example ${row + 1}`, called(of("worst_truth")[i]), called(of("worst_answer")[i]), of("worst_error")[i]]);
  if (!values) {
    const bins = Array.from(of("bin_count"), (count, i) => [`${10 * i} to ${10 * i + 10} % sure: ${count} examples`, "", "right for", of("bin_accuracy")[i]]);
    rows.push(...bins.filter((_, i) => of("bin_count")[i] > 0));
  }
  return { caption: "The worst answers, and how often each confidence is right", columns: ["Example", "Truth", "Answer", values ? "Error" : "Confidence"], rows };
}
