// @ts-check
/**
 * A series in time: what came, what the network would have said just before and what a simple rule
 * would, with the test part on a ground of its own. Only the network's curve is drawn anew while it
 * learns.
 */
import * as actions from "../actions.js";
import { fill, h, setText } from "../dom.js";
import { ink, token } from "../palette.js";
import { attempt } from "../panels/notices.js";
import { CONFIG, describe } from "../plotly.js";
import { store } from "../store.js";
import { subjectOptions } from "../subject.js";
import { theme } from "../theme.js";
import { figure } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "forecast";
export const rate = 5;

const MARGIN = 2.9; // left of the curves, in sizes of the type
const LETTER = 0.56; // width of a letter, of the size of the type
const HEADROOM = 0.16; // of the values' range, above them for the names of the parts
const DAY_MS = 86_400_000;
const NETWORK = 1; // the place of its curve among the traces

const capital = (/** @type {string} */ text) => text[0].toUpperCase() + text.slice(1);

/** Three digits, zeros at the end among them, so that nothing jumps while they change. @param {number} value */
function steady(value) {
  const digits = 2 - Math.floor(Math.log10(value || 1));
  return digits < 0 || digits > 5 ? figure(value, 3) : value.toFixed(digits);
}

/** @typedef {{time: (number|string)[], truth: number[], forecast: number[], rule: number[]|null, test: number[]}} Curves */

let whole = false;
/** @type {any} */
let parts = null;
let figureKey = "";

/** @param {any} _view @param {any} state */
export const options = (_view, { lenses }) =>
  lenses?.includes(name) ? { example: chosen(), whole } : null;

/** The number of the chosen example; −1 where none of the data is chosen. @returns {number} */
const chosen = () => /** @type {any} */ (subjectOptions()).example ?? -1;

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const words = h("span");
  const longer = h("span", { class: "forecast-unit" });
  const turn = h("button", { type: "button", class: "curves-turn", onclick: () => { whole = !whole; context.rewatch(); } }, words, longer);
  const title = h("span", { class: "forecast-title" });
  const key = h("div", { class: "forecast-key" }, title, turn);
  const plot = h("div", { class: "forecast-plot" });
  const errors = h("table", { class: "forecast-errors" });
  parts = { turn, words, longer, title, plot, errors, first: 0, step: 1, written: "", width: 0, height: 0 };
  // Plotly's own way of growing leaves the axis where it was if a curve moves meanwhile.
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    if (!width || !height) return; // it has no place on the page
    Object.assign(parts, { width, height });
    context.redraw();
  }).observe(plot);
  element.append(key, plot, errors);
  const arrange = () => document.documentElement.toggleAttribute("data-series", Boolean(store.get().lenses?.includes(name)));
  store.on("description", arrange);
  arrange();
}

/** @param {import("../frame.js").Frame} frame @returns {Curves} */
function read(frame) {
  const of = (/** @type {string} */ part) => Array.from(frame.array(`forecast/${part}`)?.data ?? []);
  const { unit, rule } = frame.meta(name);
  const written = (/** @type {number} */ day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const time = of("time");
  return { time: unit === "day" ? time.map(written) : time, truth: of("truth"), forecast: of("forecast"), rule: rule ? of("rule") : null, test: of("test") };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  const curves = read(frame);
  const example = chosen();
  const key = JSON.stringify([theme(), ink(), fontSize(), meta.first, meta.step, meta.total, meta.target, meta.rule, curves.time.length, curves.test.indexOf(1), example, parts.width, parts.height]);
  compare(meta, curves.time.length); // first, since it may take room from the figure
  if (key === figureKey) {
    Plotly.animate(
      parts.plot,
      { data: [{ y: curves.forecast }], traces: [NETWORK] },
      { transition: { duration: 0 }, frame: { duration: 0, redraw: false }, mode: "immediate" },
    ).catch(() => {}); // a newer animation took its place
  } else {
    build(Plotly, meta, curves, Math.round((example - meta.first) / meta.step));
    figureKey = key;
  }
  describe(parts.plot, summary(meta, curves));
}

/** @param {any} Plotly @param {any} meta @param {Curves} curves @param {number} at the place of the chosen example */
function build(Plotly, meta, curves, at) {
  const fresh = figureKey === "";
  Object.assign(parts, { first: meta.first, step: meta.step });
  const { time, truth, forecast, rule } = curves;
  const line = (/** @type {string} */ label, /** @type {number[]} */ y, /** @type {any} */ style) =>
    ({ x: time, y, name: label, mode: "lines", line: style, hovertemplate: `${label}: %{y:.4~g}<extra></extra>` });
  const [low, high] = [Math.min(...truth), Math.max(...truth)];
  const room = HEADROOM * (high - low || 1);
  const axis = { ...axisOf(), fixedrange: true, zeroline: false, nticks: 5 };
  Plotly.react(
    parts.plot,
    [
      line("What came", truth, { color: token("--text"), width: 1.5 * ink() }),
      line("Network", forecast, { color: token("--positive"), width: 2.6 * ink() }),
      ...(rule ? [line(capital(meta.rule), rule, { color: token("--negative"), width: 1.6 * ink(), dash: "dot" })] : []),
    ],
    {
      ...baseLayout(),
      margin: { l: MARGIN * fontSize(), r: 8, t: 4, b: 2.9 * fontSize() },
      xaxis: { ...axis, range: [time[0], time[time.length - 1]], spikethickness: 1, spikecolor: token("--line-strong"), title: { text: capital(meta.unit), standoff: 3, font: { size: fontSize() } } },
      yaxis: { ...axis, range: [low - 0.5 * room, high + room] },
      hovermode: "x unified",
      ...grounds(curves, at, meta.unit),
    },
    CONFIG,
  );
  if (fresh) parts.plot.on("plotly_click", ({ points }) => attempt(actions.showExample(parts.first + parts.step * points[0].pointIndex)));
}

/** The ground of the test part, the names of both parts, and a line at the chosen example. */
function grounds({ time, test }, at, unit) {
  const split = test.includes(1) ? test.indexOf(1) : time.length;
  const last = time.length - 1;
  const upright = (/** @type {number} */ i, /** @type {any} */ line) =>
    (time[i] === undefined ? [] : [{ type: "line", yref: "paper", x0: time[i], x1: time[i], y0: 0, y1: 1, line, layer: "below" }]);
  const ground = { type: "rect", yref: "paper", x0: time[split], x1: time[last], y0: 0, y1: 1, fillcolor: token("--accent-soft"), line: { width: 0 }, layer: "below" };
  // On both sides of where the test begins, or at the edge where there is one part only.
  const named = (/** @type {string} */ part, /** @type {number} */ i, /** @type {string} */ xanchor, /** @type {number} */ count) => {
    const text = `${part} ${unit}s`;
    const room = (count / time.length) * (parts.width - MARGIN * fontSize());
    if (room < LETTER * fontSize() * text.length) return [];
    return [{ x: time[i], y: 1, yref: "paper", xanchor, yanchor: "top", showarrow: false, text, font: { size: fontSize(), color: token("--text-soft") } }];
  };
  return {
    shapes: [
      ...(split > last ? [] : [ground]),
      ...(split > 0 ? upright(split, { color: token("--line-strong"), width: 1.2 * ink(), dash: "dash" }) : []),
      ...upright(at, { color: token("--accent"), width: 1.6 * ink() }),
    ],
    annotations: [...named("Training", Math.min(split, last), "right", split), ...named("Test", split, "left", last - split)],
  };
}

/** @param {any} meta @returns {[string, string, any][]} kind of line, words and errors of each rival */
const rivals = ({ rule, rmse }) => [["network", "Network", rmse.forecast], ...(rule ? [["rule", capital(rule), rmse.rule]] : [])];

/** What the lines mean and how far off they are, in one. @param {any} meta @param {number} shown */
function compare(meta, shown) {
  const { unit, step, total, target } = meta;
  const part = total > shown && step === 1;
  parts.turn.hidden = !(part || whole);
  setText(parts.words, part ? `All ${total.toLocaleString("en")}` : "A part");
  setText(parts.longer, part ? ` ${unit}s` : " of it");
  setText(parts.title, `${capital(target)}${step > 1 ? `, one ${unit} in ${step}` : ""}`);
  const rows = rivals(meta).map(([kind, words, { train, test }]) => [kind, words, steady(train), steady(test)]);
  const text = JSON.stringify([rows, target]);
  if (text === parts.written) return;
  parts.written = text;
  const sample = (/** @type {string} */ kind) => h("i", { class: `line-${kind}`, "aria-hidden": "true" });
  const titled = (/** @type {string} */ which) =>
    h("th", { scope: "col", title: `Root mean square error over all ${which} ${unit}s, in ${target}` }, h("span", { class: "visually-hidden" }, "RMSE "), which);
  fill(
    parts.errors,
    h("tr", null, h("td", null, sample("came"), "What came", h("span", { class: "forecast-rmse", "aria-hidden": "true" }, "RMSE:")), titled("training"), titled("test")),
    rows.map(([kind, words, train, test]) =>
      h("tr", null, h("th", { scope: "row" }, sample(kind), words), h("td", null, train), h("td", null, test))),
  );
}

/** @param {any} meta @param {Curves} curves */
function summary(meta, { time }) {
  const said = rivals(meta).map(([, words, { train, test }]) => `${words}: ${steady(test)} in the test part, ${steady(train)} in training.`);
  return `${capital(meta.target)} from ${time[0]} to ${time[time.length - 1]}: what came and what was forecast. Root mean square error. ${said.join(" ")}`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta(name);
  const curves = read(frame);
  const { time, truth, forecast, rule, test } = curves;
  return {
    caption: summary(meta, curves),
    columns: [capital(meta.unit), "What came", "Network", ...(rule ? [capital(meta.rule)] : []), "Part"],
    rows: time.map((at, i) => [String(at), truth[i], forecast[i], ...(rule ? [rule[i]] : []), test[i] ? "test" : "training"]),
  };
}
