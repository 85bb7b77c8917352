// @ts-check
/** Networks of many sizes: a grid by depth and width that fills in, each cell opens on the page. */
import { h, setText } from "../dom.js";
import { css, ink, mix, rgb, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { counted } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";
import { announceEnd, current, duration, numberField, onScreen, openTile, scoreText, Tiles, Trial, trialControls } from "./trials.js";

export const name = "sizes";
export const rate = 3;
export const early = true; // only the chart needs Plotly

const WIDTHS = [1, 2, 4, 8, 16, 32];
const DEPTHS = [0, 1, 2, 3, 4, 5, 6];
const UPDATES = 12500; // as in the scenes of the gallery
const CLOSE = 0.02; // to the best score

const trial = new Trial();
/** @type {any} */
let parts = null;
let fitted = false;
let planned = "";
let laidOut = "";

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description ? trial.options() : null);

const kind = () => (store.get().description.task === "regression" ? "r2" : "accuracy");
const scoreName = () => (kind() === "r2" ? "R²" : "accuracy");

/** @param {string} label @param {number[]} choices @param {number} value */
function choice(label, choices, value) {
  const select = h("select", { "aria-label": label }, choices.map((each) => h("option", { value: each }, String(each))));
  select.value = String(value);
  return select;
}

/** Two selects, of which the first stays at or below the second. @param {string} label @param {number[]} choices @param {number[]} ends */
function span(label, choices, [from, to]) {
  const low = choice(`${label}, from`, choices, from);
  const high = choice(`${label}, to`, choices, to);
  const order = (/** @type {HTMLSelectElement} */ kept) => {
    if (Number(low.value) > Number(high.value)) low.value = high.value = kept.value;
  };
  for (const select of [low, high]) select.addEventListener("change", () => order(select));
  const element = h("span", { class: "trial-span" }, label, low, "to", high);
  return { element, read: () => [Number(low.value), Number(high.value)] };
}

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const tiles = new Tiles("Networks by number of layers and units", open);
  const grid = h("div", { class: "sizes-grid" }, tiles.element);
  const plot = h("div", { class: "comparing-plot" });
  const words = h("p", { class: "lens-words" });
  const depths = span("Layers", DEPTHS, [0, 4]);
  const widths = span("Units", WIDTHS, [1, 16]);
  const seeds = choice("Networks of each size", [1, 2, 3, 4, 5], 3);
  const epochs = numberField("Epochs", { value: 500, min: 1, max: 100000 });
  const controls = trialControls({
    start: () => {
      const [[shallowest, deepest], [narrowest, widest]] = [depths.read(), widths.read()];
      trial.start({ shallowest, deepest, narrowest, widest, seeds: Number(seeds.value), epochs: epochs.read() });
      context.rewatch();
    },
    pause: (paused) => {
      trial.paused = paused;
      context.rewatch();
    },
  });
  const note = h("p", { class: "trial-empty" });
  const side = h("div", { class: "layered-side", tabindex: "0" },
    h("div", { class: "lens-controls trial-fields" }, depths.element, widths.element, h("label", null, "Seeds", seeds), epochs.element),
    h("div", { class: "trial-run" }, controls.elements, controls.bar), words);
  parts = { tiles, grid, plot, words, epochs, controls, note };
  element.append(h("div", { class: "comparing sizes" }, h("div", { class: "trial-strip" }, grid, note), plot, side));
}

/** @param {any} meta @param {number} place @returns {any} the experiment of a cell's middle network */
const experimentOf = (meta, place) => {
  const [depth, units] = meta.cells[place];
  return { ...trial.base, seed: meta.seeds[place], layers: Array.from({ length: depth }, () => ({ ...meta.layer, units })) };
};

/** @param {number} place */
function open(place) {
  const meta = store.get().frame?.meta(name);
  if (!meta?.cells || !trial.base) return;
  openTile(experimentOf(meta, place), meta.updates[place], `The network with ${sizeText(meta.cells[place])}`);
}

/** @param {number[]} cell @returns {string} e.g. "2 layers of 16 units" */
function sizeText([depth, units]) {
  if (!depth) return "no hidden layer";
  return `${depth === 1 ? "one layer" : `${depth} layers`} of ${counted(units, "unit")}`;
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta(name);
  const idle = meta.state === "idle";
  const { description } = store.get();
  if (idle && planned !== String(description.updates_per_epoch)) {
    planned = String(description.updates_per_epoch);
    parts.epochs.write(Math.max(1, Number((UPDATES / description.updates_per_epoch).toPrecision(1))));
  }
  const share = frame.array("sizes/share")?.data;
  const over = share ? share.reduce((sum, value) => sum + value, 0) / share.length : 0;
  parts.controls.show(meta.state, over);
  parts.note.hidden = !idle;
  parts.grid.hidden = idle;
  parts.plot.classList.toggle("blank", idle);
  setText(parts.note, "Press Train: networks of every size are trained on these data, everything but their hidden layers as it is now, and fill a grid in here.");
  if (idle) setText(parts.words, "The smallest come first. The network on the page goes on beside it.");
  else {
    layOut(meta);
    cells(frame, meta);
    if (Plotly) chart(Plotly, frame, meta);
    setText(parts.words, sentence(frame, meta));
    announceEnd(trial, meta.state, sentence(frame, meta));
  }
}

/** Rows by units, the widest on top; columns by depth; one cell for no hidden layer. @param {any} meta */
function layOut(meta) {
  const depths = [...new Set(meta.cells.map((/** @type {number[]} */ [depth]) => depth))];
  const rows = depths.some(Boolean) ? meta.widths.length : 1;
  const style = parts.tiles.element.style;
  const { clientWidth, clientHeight } = parts.grid;
  const label = 1.3 * fontSize();
  const side = Math.min((clientHeight - label - 3 * rows) / rows, (clientWidth - 5 * fontSize()) / depths.length - 3.5 * fontSize() - 6);
  style.setProperty("--side", `${Math.floor(Math.max(22, Math.min(96, side)))}px`);
  const key = JSON.stringify([meta.cells, meta.widths]);
  if (key === laidOut) return;
  laidOut = key;
  const tiles = parts.tiles.have(meta.cells.length);
  for (const old of parts.tiles.element.querySelectorAll(".sizes-head")) old.remove();
  style.gridTemplateColumns = `auto repeat(${depths.length}, max-content)`;
  const head = (/** @type {string} */ kind, text, row, column) => h("span", { class: `sizes-head ${kind}`, "aria-hidden": "true", style: { "grid-row": row, "grid-column": column } }, text);
  parts.tiles.element.append(
    ...depths.map((depth, i) => head("layers", depth ? counted(Number(depth), "layer") : "no layer", rows + 1, i + 2)),
    ...(depths.some(Boolean) ? meta.widths.map((width, i) => head("units", i === rows - 1 ? counted(width, "unit") : String(width), rows - i, 1)) : []),
  );
  meta.cells.forEach(([depth, units], place) => {
    const row = depth ? rows - meta.widths.indexOf(units) : `1 / ${rows + 1}`;
    tiles[place].button.style.gridRow = String(row);
    tiles[place].button.style.gridColumn = String(depths.indexOf(depth) + 2);
  });
}

function cells(frame, meta) {
  const of = (/** @type {string} */ part) => frame.array(`sizes/${part}`).data;
  const [share, score, low, high] = ["share", "score", "low", "high"].map(of);
  const known = Array.from(score).filter(Number.isFinite);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  parts.tiles.have(meta.cells.length).forEach(({ button, figure }, place) => {
    const done = share[place] >= 1;
    const text = done ? scoreText(score[place], kind()) : share[place] ? "…" : "";
    setText(figure, text);
    button.classList.toggle("waiting", !done);
    button.setAttribute("aria-disabled", String(!done));
    button.style.setProperty("--tint", done && most > least ? `${Math.round((46 * (score[place] - least)) / (most - least))}%` : "0%");
    current(button, done && trial.base !== null && onScreen(experimentOf(meta, place)));
    const spread = meta.networks > 1 ? `, from ${scoreText(low[place], kind())} to ${scoreText(high[place], kind())} over ${meta.networks} seeds` : "";
    const result = done ? `test ${scoreName()} ${text}${spread}. Open it` : "not trained yet";
    const label = `${sizeText(meta.cells[place])}: ${result}`;
    button.setAttribute("aria-label", label);
    button.title = label;
  });
  parts.tiles.paint(frame.array("sizes/maps"), meta, theme());
}

/** The deeper, the stronger: from the colour of lines over the accent to that of text. @param {number} share */
function shade(share) {
  const [shallow, middle, deep] = ["--line-strong", "--accent", "--text"].map((name) => rgb(token(name)));
  return css(share < 0.5 ? mix(shallow, middle, 2 * share) : mix(middle, deep, 2 * share - 1));
}

/** Mean score by units, a line for each depth. */
function chart(Plotly, frame, meta) {
  const [share, score, low, high] = ["share", "score", "low", "high"].map((part) => frame.array(`sizes/${part}`).data);
  const depths = [...new Set(meta.cells.map((/** @type {number[]} */ [depth]) => depth))];
  const across = meta.widths.map((_, i) => i);
  const at = (depth, width) => meta.cells.findIndex(([d, w]) => d === depth && (!d || w === width));
  const known = (place, values) => (place >= 0 && share[place] >= 1 ? values[place] : null);
  const traces = depths.map((depth, i) => {
    const places = meta.widths.map((width) => at(depth, width));
    const y = places.map((place) => known(place, score));
    const colour = shade(depths.length > 1 ? i / (depths.length - 1) : 0.5);
    const reach = (values, sign) => places.map((place, j) => (y[j] === null ? 0 : sign * (values[place] - Number(y[j]))));
    return {
      x: across, y, mode: "lines+markers", hoverinfo: "skip",
      line: { color: colour, width: (depth ? 1.6 : 1.2) * ink(), dash: depth ? "solid" : "dot" }, marker: { size: depth ? 5 * ink() : 0.1, color: colour },
      error_y: { type: "data", symmetric: false, array: reach(high, 1), arrayminus: reach(low, -1), visible: meta.networks > 1 && depth > 0, color: colour, thickness: 0.8 * ink(), width: 2 },
    };
  });
  const ends = depths.map((depth, i) => [depth, traces[i].y.findLastIndex((value) => value !== null)]).filter(([, j]) => j >= 0);
  const axis = { ...axisOf(), fixedrange: true, zeroline: false };
  const title = (/** @type {string} */ text) => ({ text, standoff: 3, font: { size: fontSize() } });
  const floor = Math.min(kind() === "r2" ? 0 : 0.5, ...Array.from(low).filter(Number.isFinite));
  const range = [Math.max(kind() === "r2" ? -0.5 : 0, floor - 0.04), 1.03];
  Plotly.react(parts.plot, traces, {
    ...baseLayout(),
    margin: { l: 4.2 * fontSize(), r: 4.4 * fontSize(), t: 6, b: 3 * fontSize() },
    xaxis: { ...axis, range: [-0.2, Math.max(1, across.length - 1) + 0.1], tickvals: across, ticktext: meta.widths.map(String), title: title("Units of a layer") },
    yaxis: { ...axis, nticks: 5, range, ...(kind() === "accuracy" && { tickformat: ".0%" }), title: title(`Test ${scoreName()}`) },
    annotations: apart(ends.map(([depth, j]) => ({ y: Number(traces[depths.indexOf(depth)].y[j]), text: depth ? counted(depth, "layer") : "none" })), range),
  }, CONFIG);
  if (!fitted) fit(Plotly, parts.plot);
  fitted = true;
  describe(parts.plot, `Mean test ${scoreName()} by units, a line for each number of layers; bars from the worst to the best seed.`);
}

/**
 * The names of the lines at their right end, kept apart and inside the chart.
 * @param {{y: number, text: string}[]} names @param {number[]} range of the axis
 */
function apart(names, [low, high]) {
  const room = ((high - low) * 1.15 * fontSize()) / Math.max(60, parts.plot.clientHeight - 3.6 * fontSize());
  const sorted = [...names].sort((a, b) => b.y - a.y);
  const places = sorted.map(({ y }) => y);
  for (let i = 1; i < places.length; i++) places[i] = Math.min(places[i], places[i - 1] - room);
  for (let i = places.length - 1, least = low + room / 2; i >= 0; i--, least += room) places[i] = Math.max(places[i], least);
  return sorted.map(({ text }, i) => ({ xref: "paper", x: 1, xanchor: "left", xshift: 3, y: places[i], yanchor: "middle", showarrow: false, text, font: { size: 0.92 * fontSize(), color: token("--text-soft") } }));
}

function sentence(frame, meta) {
  const parted = [];
  if (meta.state === "training" && meta.seconds_left !== null) parted.push(`${meta.done} of ${meta.cells.length} sizes, ${duration(meta.seconds_left)} left.`);
  else if (meta.state !== "done") parted.push(`${meta.done} of ${meta.cells.length} sizes${meta.state === "paused" ? "; stopped" : ""}.`);
  parted.push(...judgement(frame, meta));
  if (meta.epochs < meta.wanted) parted.push(`Sizes are trained for at most ${counted(meta.epochs, "epoch")} with these data and batches.`);
  if (meta.diverged) parted.push(`${counted(meta.diverged, "network")} diverged.`);
  if (trial.outdated(["seed", "layers"])) parted.push("The settings have changed since; Train anew uses those of now.");
  else if (meta.done) parted.push(`Figures are mean test ${scoreName()}; a cell opens its middle network.`);
  const { plane } = store.get().description;
  if (!plane && meta.coding) parted.push(meta.sentence);
  return parted.join(" ");
}

/** The best, and the smallest that is hardly worse. */
function judgement(frame, meta) {
  const share = frame.array("sizes/share").data;
  const score = frame.array("sizes/score").data;
  const done = meta.cells.map((_, i) => i).filter((i) => share[i] >= 1);
  if (done.length < 2) return [];
  const best = done.reduce((a, b) => (score[b] > score[a] ? b : a));
  const weights = (/** @type {number} */ i) => meta.cells[i][0] * meta.cells[i][1] ** 2 + meta.cells[i][1];
  const enough = done.filter((i) => score[i] >= score[best] - CLOSE).reduce((a, b) => (weights(b) < weights(a) ? b : a));
  const found = [`Best so far: ${sizeText(meta.cells[best])} with ${scoreText(score[best], kind())}.`.replace(meta.state === "done" ? " so far" : "\0", "")];
  if (enough !== best) found.push(`Hardly worse and smaller: ${sizeText(meta.cells[enough])} with ${scoreText(score[enough], kind())}.`);
  return found;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta(name);
  const of = (/** @type {string} */ part) => Array.from(frame.array(`sizes/${part}`)?.data ?? []);
  const [share, score, low, high, loss] = ["share", "score", "low", "high", "loss"].map(of);
  const rows = score.map((value, i) => [sizeText(meta.cells[i]), ...(share[i] >= 1 ? [value, low[i], high[i], loss[i]] : ["not trained yet", "", "", ""])]);
  return {
    caption: rows.length ? sentence(frame, meta) : "No sizes have been trained yet",
    columns: ["Size", `Mean test ${scoreName()}`, "Lowest", "Highest", "Mean test loss"],
    rows,
  };
}
