// @ts-check
/** The answer to the chosen example: how sure the network is of each class, or its value. */
import { h } from "../dom.js";
import { classColour, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { subjectOptions } from "../subject.js";
import { drawSteps } from "./answer-steps.js";
import { figure, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "answer";
export const rate = 12;

/** @type {any} */
let parts = null;
let fitted = false;

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description?.by_example ? subjectOptions() : null);

/** @param {HTMLElement} element */
export function mount(element) {
  const words = h("p", { class: "answer-words" });
  const bars = h("div", { class: "answer-bars" });
  parts = { words, bars };
  element.append(words, bars);
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("answer");
  const confidence = frame.array("answer/confidence");
  parts.words.replaceChildren(...words(meta, confidence?.data));
  parts.bars.hidden = !confidence;
  if (!confidence) return;
  if (confidence.shape[1] > 1) drawSteps(Plotly, parts.bars, meta, confidence, asked(meta));
  else drawBars(Plotly, meta, confidence);
  if (!fitted) fit(Plotly, parts.bars);
  fitted = true;
}

/** @param {any} Plotly @param {any} meta @param {{data: ArrayLike<number>}} confidence */
function drawBars(Plotly, meta, confidence) {
  const { classes } = meta;
  const truth = meta.truth?.[0] ?? -1;
  const shares = Array.from(confidence.data);
  const axis = { ...axisOf(), fixedrange: true };
  Plotly.react(
    parts.bars,
    [{
      type: "bar", orientation: "h", x: shares, y: classes.map((each, i) => (i === truth ? `${each} ✓` : each)),
      marker: { color: classes.map((_, i) => classColour(i)) },
      text: shares.map((share) => percent(share)), textposition: "outside", cliponaxis: false,
      textfont: { color: token("--text"), size: fontSize() }, hoverinfo: "skip",
    }],
    {
      ...baseLayout(),
      margin: { l: 8, r: 5.4 * fontSize(), t: 2, b: 2 },
      bargap: 0.25,
      xaxis: { ...axis, range: [0, 1], visible: false },
      yaxis: { ...axis, showgrid: false, type: "category", autorange: "reversed", automargin: true, dtick: 1, ticks: "", tickfont: { size: fontSize(), color: token("--text") } },
    },
    CONFIG,
  );
  describe(parts.bars, `How sure the network is of each class. ${parts.words.textContent}`);
}

/** @param {any} meta @param {ArrayLike<number>|undefined} confidence */
function words(meta, confidence) {
  if (!meta.classes) {
    const value = (number) => h("b", null, number === null ? "no number" : figure(number, 3));
    const said = [meta.when ? `${meta.when}: the network says ` : "The network says ", value(meta.answer)];
    return [...said, ...(meta.truth === null ? [] : [meta.when ? "; it was " : ", right would be ", value(meta.truth)]), "."];
  }
  if (meta.answer.length > 1) return steps(meta);
  const [answer] = meta.answer;
  const said = ["It says ", h("b", null, meta.classes[answer]), " ", h("span", { class: "number" }, `(${percent(confidence?.[answer] ?? 0)})`)];
  if (meta.truth === null) return [...said, "."];
  const right = meta.truth[0] === answer;
  return [...said, right ? h("span", { class: "good" }, " ✓ right") : h("span", { class: "odd" }, ` ✗ it is ${meta.classes[meta.truth[0]]}`)];
}

/** The steps, from 0, at which an answer is asked for. @returns {number[]} */
const asked = ({ truth, answer }) => answer.map((_, step) => step).filter((step) => (truth ?? answer)[step] >= 0);

/** An answer at every step: what was said, with what is wrong marked. */
function steps(meta) {
  if (meta.classes.some((each) => each.length > 1)) return counted(meta);
  const letters = asked(meta).map((step) => {
    const wrong = meta.truth !== null && meta.truth[step] !== meta.answer[step];
    return h(wrong ? "s" : "b", { class: wrong ? "odd" : "good" }, meta.classes[meta.answer[step]]);
  });
  return ["It says ", h("span", { class: "answer-letters" }, ...letters)];
}

/** Long names one after another would be hard to read: the map below shows them. */
function counted(meta) {
  const places = asked(meta);
  if (!meta.truth) return [`It answers at ${places.length} steps.`];
  const right = places.filter((step) => meta.truth[step] === meta.answer[step]).length;
  return ["Right at ", h("b", null, `${right} of ${places.length}`), " steps."];
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("answer");
  const confidence = frame.array("answer/confidence");
  const rows = confidence && confidence.shape[1] === 1
    ? meta.classes.map((each, i) => [each, confidence.data[i]])
    : [["Answer", meta.classes ? meta.answer.map((label) => meta.classes[label]).join("") : meta.answer]];
  return { caption: "The network's answer to the chosen example", columns: ["Class", "Confidence"], rows };
}
