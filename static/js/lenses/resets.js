// @ts-check
/** The same network from many starts: a strip of small boundaries, and how many reach a goal. */
import { h, setText } from "../dom.js";
import { ink, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { counted, figure } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";
import { announceEnd, current, numberField, onScreen, openTile, scoreText, Tiles, Trial, trialControls } from "./trials.js";

export const name = "resets";
export const rate = 3;
export const early = true; // only the chart needs Plotly

const UPDATES = 12500; // a training is long enough for the scenes of the gallery
const FEW = 12; // networks, which leave room for a larger chart
const SMALLEST = 30; // pixels of a picture
const ROUND = [1, 2, 3, 5, 10];

const trial = new Trial();
/** What counts, until a person says otherwise: what fits the loss. */
const goal = { goal: "", value: 0 };
/** @type {any} */
let parts = null;
let fitted = false;
let planned = "";

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description ? { ...trial.options(), ...judged() } : null);

const score = () => (store.get().description.task === "regression" ? "r2" : "accuracy");
const byLoss = () => (goal.goal ? goal.goal === "loss" : store.get().description.loss === "half_squared");

/** @returns {{goal: string, value: number}} */
const judged = () => (goal.goal ? goal : byLoss() ? { goal: "loss", value: 0.2 } : { goal: "score", value: 0.9 });

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const tiles = new Tiles("Networks from different starts", open);
  const plot = h("div", { class: "comparing-plot" });
  const words = h("p", { class: "lens-words" });
  const count = numberField("Networks", { value: 10, min: 2, max: 32 });
  const epochs = numberField("Epochs", { value: 500, min: 1, max: 100000 });
  const what = h("select", { "aria-label": "What counts" }, h("option", { value: "loss" }, "Test loss"), h("option", { value: "score" }, "Test accuracy"));
  const value = numberField("", { value: 0.2, min: -1000, max: 1e6, step: 0.01 }, () => choose({ goal: what.value, value: value.read() }));
  value.input.setAttribute("aria-label", "Goal");
  what.addEventListener("change", () => choose({ goal: what.value, value: what.value === "loss" ? 0.2 : 0.9 }));
  const sign = h("span", { "aria-hidden": "true" });
  const controls = trialControls({
    start: () => {
      trial.start({ count: count.read(), epochs: epochs.read() });
      context.rewatch();
    },
    pause: (paused) => {
      trial.paused = paused;
      context.rewatch();
    },
  });
  const choose = (/** @type {any} */ change) => {
    Object.assign(goal, change);
    context.rewatch();
  };
  const side = h("div", { class: "layered-side", tabindex: "0" },
    h("div", { class: "lens-controls trial-fields" }, count.element, epochs.element, h("span", { class: "trial-goal" }, "Goal", what, sign, value.element)),
    h("div", { class: "trial-run" }, controls.elements, controls.bar), words);
  const note = h("p", { class: "trial-empty" });
  parts = { tiles, plot, words, count, epochs, what, value, sign, controls, note, strip: h("div", { class: "trial-strip" }, tiles.element, note) };
  parts.body = h("div", { class: "comparing resets" }, parts.strip, plot, side);
  element.append(parts.body);
}

/** @param {number} place */
function open(place) {
  const meta = store.get().frame?.meta(name);
  if (!meta?.updates || !trial.base) return;
  const seed = meta.seeds[place];
  openTile({ ...trial.base, seed }, meta.updates[place], `The network with seed ${seed}`);
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  const loss = frame.array("resets/loss")?.data;
  showControls(meta);
  const idle = meta.state === "idle" || !loss;
  parts.note.hidden = !idle;
  parts.tiles.element.hidden = idle;
  parts.plot.classList.toggle("blank", idle);
  setText(parts.note, meta.state === "idle"
    ? "Press Train: the network starts from as many different weights, everything else stays as it is, and each result appears here as a small picture."
    : "The networks are being made.");
  if (idle) setText(parts.words, "The network on the page goes on beside it.");
  else {
    strip(frame, meta, loss);
    if (Plotly) curves(Plotly, frame, meta);
    setText(parts.words, sentence(meta));
    announceEnd(trial, meta.state, sentence(meta));
  }
}

function showControls(meta) {
  const { description, experiment } = store.get();
  const key = JSON.stringify([experiment.data.name, experiment.training.batch_size, description.updates_per_epoch]);
  if (key !== planned && meta.state === "idle") {
    planned = key;
    parts.epochs.write(roundEpochs(UPDATES / description.updates_per_epoch));
  }
  parts.count.input.max = String(meta.most);
  if (parts.count.read() !== Number(parts.count.input.value)) parts.count.write(parts.count.read());
  const { goal: kind, value } = judged();
  parts.what.options[1].text = score() === "r2" ? "Test R²" : "Test accuracy";
  parts.what.value = kind;
  setText(parts.sign, kind === "loss" ? "≤" : "≥");
  if (document.activeElement !== parts.value.input) parts.value.write(value);
  parts.controls.show(meta.state, (meta.epoch ?? 0) / (meta.of || 1));
}

/** @param {number} epochs @returns {number} a round number near it */
function roundEpochs(epochs) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, epochs)));
  const near = (/** @type {number} */ step) => Math.abs(Math.log(epochs / (step * power)));
  return Math.max(1, power * ROUND.reduce((best, step) => (near(step) < near(best) ? step : best)));
}

const lossText = (value) => (value >= 0.1 && value < 1 ? value.toFixed(3) : figure(value, 3));
const valueText = (meta, value) => (meta.goal === "loss" ? lossText(value) : scoreText(value, score()));
const goalText = (meta) => (meta.goal === "loss"
  ? `a test loss of ${figure(meta.value, 3)} or less`
  : `a test ${score() === "r2" ? "R²" : "accuracy"} of ${scoreText(meta.value, score())} or more`);

function strip(frame, meta, loss) {
  const values = meta.goal === "loss" ? loss : frame.array("resets/score").data;
  const reached = frame.array("resets/reached").data;
  const count = meta.seeds.length;
  parts.tiles.have(count).forEach(({ button, figure: words }, place) => {
    const met = Boolean(reached[place]);
    button.classList.toggle("reached", met);
    const short = valueText(meta, values[place]).replace(/^0\./, ".");
    setText(words, meta.stopped[place] === "diverged" ? "diverged" : `${met ? "✓ " : ""}${short}`);
    current(button, trial.base !== null && onScreen({ ...trial.base, seed: meta.seeds[place] }));
    const outcome = meta.stopped[place] === "diverged" ? "it diverged" : met ? "the goal is reached" : "the goal is not reached";
    button.setAttribute("aria-label", `Seed ${meta.seeds[place]}: ${valueText(meta, values[place])}, ${outcome}. Open it`);
    button.title = `Seed ${meta.seeds[place]}. Open it`;
  });
  parts.tiles.paint(frame.array("resets/maps"), meta, theme());
  parts.body.toggleAttribute("data-few", count <= FEW);
  arrange(count);
}

/** As large as all of them fit, but never so small that nothing is seen. @param {number} count */
function arrange(count) {
  const [width, height] = [parts.strip.clientWidth - 4, parts.strip.clientHeight - 4];
  const [gap, words, least] = [6, 1.3 * fontSize() + 3, 3.7 * fontSize()];
  const most = Math.max(1, Math.floor((width + gap) / (least + gap)));
  let best = { side: SMALLEST, columns: most };
  for (let columns = 1; columns <= Math.min(count, most); columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min((width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows - words);
    if (Math.floor(side) > best.side) best = { side: Math.floor(side), columns };
  }
  const { style } = parts.tiles.element;
  style.setProperty("--side", `${best.side}px`);
  style.setProperty("--columns", String(best.columns));
}

/** All curves of those that reached the goal as one trace, all others as another. */
function curves(Plotly, frame, meta) {
  const { data, shape: [count, points] } = frame.array("resets/curve");
  const epochs = Array.from(frame.array("resets/epoch").data);
  const reached = frame.array("resets/reached").data;
  const starts = Array.from({ length: count }, (_, i) => data[i * points]).sort((a, b) => a - b);
  const top = meta.goal === "loss" ? 1.6 * Math.max(starts[Math.floor(count / 2)], meta.value) : 1.02;
  const low = meta.goal === "loss" ? 0 : score() === "r2" ? -0.1 : Math.max(0, Math.min(...starts) - 0.1);
  const lines = [0, 1].map((met) => {
    const [x, y] = [[], []];
    for (let i = 0; i < count; i++) {
      if (Number(reached[i]) !== met) continue;
      x.push(...epochs, null);
      y.push(...Array.from(data.subarray(i * points, (i + 1) * points), (value) => (Number.isFinite(value) ? Math.min(value, 10 * top) : null)), null);
    }
    const colour = token(met ? "--accent" : "--positive-text");
    return { x, y, mode: "lines", line: { color: colour, width: 1.1 * ink() }, opacity: 0.75, connectgaps: false, hoverinfo: "skip" };
  });
  const axis = { ...axisOf(), fixedrange: true, nticks: 4, zeroline: false };
  const name = meta.goal === "loss" ? "Test loss" : score() === "r2" ? "Test R²" : "Test accuracy";
  const title = (/** @type {string} */ text) => ({ text, standoff: 2, font: { size: fontSize() } });
  Plotly.react(parts.plot, lines, {
    ...baseLayout(),
    margin: { l: 4 * fontSize(), r: 6, t: 6, b: 3 * fontSize() },
    xaxis: { ...axis, range: [0, Math.max(meta.of, meta.epoch)], title: title("Epochs") },
    yaxis: { ...axis, range: [low, top], title: title(name), ...(meta.goal !== "loss" && score() === "accuracy" && { tickformat: ".0%" }) },
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: meta.value, y1: meta.value, line: { color: token("--text-soft"), width: 1.2 * ink(), dash: "dash" } }],
  }, CONFIG);
  if (!fitted) fit(Plotly, parts.plot);
  fitted = true;
  describe(parts.plot, `${name} of each network over its training; the dashed line is the goal. ${sentence(meta)}`);
}

function sentence(meta) {
  const count = meta.seeds.length;
  const parted = [];
  if (meta.state === "done") parted.push(`${meta.reached} of ${count} reached ${goalText(meta)}.`);
  else parted.push(`Epoch ${Math.floor(meta.epoch)} of ${meta.of}: ${meta.reached} of ${count} ${meta.reached === 1 ? "has" : "have"} ${goalText(meta)}.`);
  parted.push(`The median is ${valueText(meta, meta.median)}, the middle half lies between ${valueText(meta, meta.low)} and ${valueText(meta, meta.high)}.`);
  const wild = meta.stopped.filter((/** @type {string} */ reason) => reason === "diverged").length;
  if (wild) parted.push(`${counted(wild, "network")} diverged.`);
  if (trial.asked.count > count) parted.push(`Of networks as large as this, ${count} are trained at once.`);
  if (meta.alone) parted.push(`They are trained one after the other, since ${meta.alone}.`);
  if (trial.outdated(["seed"])) parted.push("The settings have changed since; Train anew uses those of now.");
  else if (meta.state === "done") {
    parted.push("Press a picture to open its network.");
    if (meta.reached < count) parted.push("Why did one fail? Distributions names units that cannot learn, Similarity those that do the same.");
  }
  const { plane } = store.get().description;
  if (!plane && meta.coding) parted.push(meta.sentence);
  return parted.join(" ");
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta(name);
  const of = (/** @type {string} */ part) => Array.from(frame.array(`resets/${part}`)?.data ?? []);
  const [loss, scores, reached] = ["loss", "score", "reached"].map(of);
  const rows = loss.map((value, i) => [`Seed ${meta.seeds[i]}`, value, scores[i], reached[i] ? "reached" : meta.stopped[i] || "not reached"]);
  return {
    caption: rows.length ? sentence(meta) : "No networks have been trained yet",
    columns: ["Network", "Test loss", score() === "r2" ? "Test R²" : "Test accuracy", "Goal"],
    rows,
  };
}
