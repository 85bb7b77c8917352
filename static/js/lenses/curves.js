// @ts-check
/**
 * Loss over the epochs, the accuracy (or R²) above it where there is room and in its place on
 * request where there is none, and a dotted mark for every edit. Lines change by `animate` without a redraw; axes grow in steps.
 */
import { h } from "../dom.js";
import { ink, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { ceiling, floorLog, shorten } from "./ranges.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "curves";
export const rate = 5;

const MARKS_SHOWN = 12;
const TALL = 170; // pixels from which the accuracy has room of its own

/** @type {any} */
let parts = null;
let figureKey = "";
let rangeKey = "";
let marksKey = "";

export const options = () => ({});

/** @param {HTMLElement} element */
export function mount(element) {
  const key = h("div", { class: "curves-key" });
  const plot = h("div", { class: "curves-plot" });
  parts = { key, plot, tall: false, scores: false };
  element.append(key, plot);
  new ResizeObserver(([{ contentRect }]) => {
    parts.tall = contentRect.height >= TALL;
  }).observe(plot);
}

/** @param {import("../frame.js").Frame} frame */
function read(frame) {
  const { score } = frame.meta("curves");
  const column = (name) => frame.array(`curves/${name}`)?.data ?? [];
  return {
    score,
    marks: frame.meta("curves").marks,
    epoch: column("epoch"),
    update: column("update"),
    train: column("train_loss"),
    test: column("test_loss"),
    penalty: column("penalty"),
    trainScore: column(`train_${score}`),
    testScore: column(`test_${score}`),
  };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const state = store.get();
  // Looking at the past leaves the curves whole, with a line where one is.
  const { present } = state;
  const curves = read(present?.has("curves") ? present : frame);
  const log = Boolean(state.view.log_loss);
  const tall = parts.tall;
  const shown = tall ? "both" : parts.scores ? "scores" : "loss";
  parts.again = () => draw(frame, { Plotly });
  const penalty = Array.from(curves.penalty).some((value) => value > 0);
  const key = [theme(), ink(), fontSize(), log, shown, penalty, curves.score].join();
  if (key !== figureKey) build(Plotly, { key, log, shown, penalty, score: curves.score });
  const values = series(curves, { shown, penalty, log });
  Plotly.animate(
    parts.plot,
    { data: values.map((y) => ({ x: curves.epoch, y })), traces: values.map((_, i) => i) },
    { transition: { duration: 0 }, frame: { duration: 0, redraw: false }, mode: "immediate" },
  ).catch(() => {}); // a newer animation took its place
  follow(Plotly, curves, log);
  mark(Plotly, curves, tall, present ? frame.epoch : null);
}

/** @returns {ArrayLike<number>[]} test below train, penalty apart, then the scores */
function series(curves, { shown, penalty, log }) {
  const positive = (values) => (log ? Array.from(values, (v) => (v > 0 ? v : null)) : values);
  return [
    positive(curves.test),
    positive(curves.train),
    ...(penalty ? [positive(curves.penalty)] : []),
    ...(shown === "loss" ? [] : [curves.testScore, curves.trainScore]),
  ];
}

function build(Plotly, { key, log, shown, penalty, score }) {
  const alone = shown === "scores";
  const fresh = figureKey === "";
  figureKey = key;
  rangeKey = marksKey = "";
  const width = 1.6 * ink();
  const train = { color: token("--train"), width };
  const test = { color: token("--test"), width, dash: "4px,3px" };
  const line = (label, style, yaxis) => ({
    visible: yaxis === "y2" || !alone,
    x: [0],
    y: [null],
    name: label,
    mode: "lines",
    line: style,
    yaxis,
    hovertemplate: `${label} %{y:.4g}<extra></extra>`,
  });
  const scoreName = score === "r2" ? "R²" : "accuracy";
  const traces = [
    line("Test loss", test, "y"),
    line("Train loss", train, "y"),
    ...(penalty ? [line("Penalty", { color: token("--class-3"), width, dash: "dot" }, "y")] : []),
    ...(shown === "loss" ? [] : [line(`Test ${scoreName}`, test, "y2"), line(`Train ${scoreName}`, train, "y2")]),
  ];
  const axis = { ...axisOf(), fixedrange: true, zeroline: false };
  Plotly.react(
    parts.plot,
    traces,
    {
      ...baseLayout(),
      margin: { l: (shown === "both" ? 4.2 : 3.2) * fontSize(), r: 8, t: 4, b: 1.8 * fontSize() },
      // Named in the row of its numbers: a title below would take a quarter of a short figure.
      xaxis: { ...axis, range: [0, 10], tickprefix: "Epoch ", showtickprefix: "first", nticks: 5 },
      yaxis: { ...axis, type: log ? "log" : "linear", nticks: 4, visible: !alone, domain: shown === "both" ? [0, 0.6] : [0, 1], title: { text: shown === "both" ? "Loss" : "", standoff: 2 }, ...(log && { dtick: 1, exponentformat: "power" }) },
      ...(shown !== "loss" && { yaxis2: { ...axis, domain: alone ? [0, 1] : [0.7, 1], range: score === "r2" ? [-0.1, 1.02] : [0, 1.02], nticks: 3, tickformat: score === "r2" ? "" : ".0%" } }),
      hovermode: "x unified",
    },
    CONFIG,
  );
  describe(parts.plot, `${alone ? capital(scoreName) : "Loss"} over the epochs, on training and test examples.`);
  const sample = (kind, text) => h("span", null, h("i", { class: `line-${kind}` }), text);
  // Where the row is too short its end is cut off: the figures above have these lines too.
  parts.key.replaceChildren(
    ...(shown === "both" ? [h("span", { class: "curves-above" }, `Above: ${scoreName}`)] : turns(["Loss", capital(scoreName)], alone)),
    ...(penalty && !alone ? [sample("penalty", "Penalty")] : []),
    sample("train", "Train"),
    sample("test", "Test"),
  );
  if (fresh) fit(Plotly, parts.plot);
}

/** The name of these curves, and the button that puts the others in their place. @param {string[]} names @param {boolean} second */
const turns = (names, second) => names.map((each, at) => (Boolean(at) === second ? h("b", null, each) : turn(each)));

/** @param {string} other */
function turn(other) {
  return h("button", {
    type: "button",
    class: "curves-turn",
    "aria-label": `Show ${other === "R²" ? other : other.toLowerCase()} instead`,
    onclick: () => {
      parts.scores = !parts.scores;
      parts.again();
      parts.key.querySelector(".curves-turn")?.focus();
    },
  }, other);
}

/** @param {string} word */
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** Let the axes grow, in steps, so that they seldom move. */
function follow(Plotly, curves, log) {
  const { xaxis, yaxis } = parts.plot.layout;
  const last = curves.epoch[curves.epoch.length - 1] ?? 0;
  // A figure that was just built anew, at another size, may not have its ranges yet.
  const right = ceiling(Math.max(10, last), xaxis.range?.[1] ?? 0);
  const losses = [...curves.train, ...curves.test, ...(parts.plot.data.some(({ name }) => name === "Penalty") ? curves.penalty : [])].filter(Number.isFinite);
  const most = Math.max(1e-9, ...losses);
  const least = Math.min(...losses.filter((value) => value > 0), most);
  const range = log
    ? [floorLog(least), Math.ceil(Math.log10(most) * 4 + 0.2) / 4]
    : [0, ceiling(most * 1.02, yaxis.range?.[1] ?? 0)];
  const key = [right, ...range].join();
  if (key === rangeKey) return;
  rangeKey = key;
  Plotly.relayout(parts.plot, { "xaxis.range": [0, right], "yaxis.range": range });
}

/**
 * A dotted line for each edit, with its words and the loss before and after, and a full one at the
 * moment of the past that is shown.
 */
function mark(Plotly, { marks }, tall, shownEpoch) {
  const key = JSON.stringify([marks, shownEpoch]);
  if (key === marksKey) return;
  marksKey = key;
  const shown = marks.slice(-MARKS_SHOWN);
  const colour = token("--text-soft");
  const upright = (epoch, line) => ({ type: "line", xref: "x", yref: "paper", x0: epoch, x1: epoch, y0: 0, y1: 1, line });
  const shapes = shown.map(({ epoch }) => upright(epoch, { color: colour, width: 1, dash: "dot" }));
  if (shownEpoch !== null) shapes.push(upright(shownEpoch, { color: token("--accent"), width: 2 }));
  const annotations = shown.slice(-1).map(({ text, before, after }) => ({
    x: 1, // at the edge, where the words are never cut off, wherever their line stands
    y: tall ? 0.66 : 1,
    xref: "paper",
    yref: "paper",
    xanchor: "right",
    yanchor: tall ? "middle" : "top",
    showarrow: false,
    bgcolor: token("--surface"),
    borderpad: 1,
    font: { size: 0.95 * fontSize(), color: colour },
    text: `${shorten(text)}${change(before, after)}`,
  }));
  Plotly.relayout(parts.plot, { shapes, annotations });
}

/** @param {number|null} before @param {number|null} after */
function change(before, after) {
  const write = (value) => (value === null ? "–" : Number(value.toPrecision(2)).toString());
  return before === after ? ` (${write(before)})` : ` (${write(before)} → ${write(after)})`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const curves = read(frame);
  const scoreName = curves.score === "r2" ? "R²" : "accuracy";
  const rows = Array.from(curves.epoch, (epoch, i) => [
    Number(epoch.toFixed(2)),
    curves.update[i],
    curves.train[i],
    curves.test[i],
    curves.penalty[i],
    curves.trainScore[i],
    curves.testScore[i],
  ]);
  const columns = ["Epoch", "Update", "Train loss", "Test loss", "Penalty", `Train ${scoreName}`, `Test ${scoreName}`];
  return { caption: "Loss and accuracy over the epochs", columns, rows: rows.toReversed() };
}
