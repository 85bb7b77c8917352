// @ts-check
/**
 * How strongly the loss pulls at each layer's weights, and how far the next update moves them, on
 * logarithmic axes: layer by layer now, and over the training.
 */
import { h } from "../dom.js";
import { css, ink, mix, rgb, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { theme } from "../theme.js";
import { counted, figure, layerName, Past } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "gradients";
export const rate = 5;

const LEAST = 1e-12; // what is smaller is drawn at the lower edge
const DECADES = 2; // of room at least

/** @type {any} */
let parts = null;
let shown = "gradient";
/** @type {number[]} the layers with weights */
let places = [];
let figureKey = "";
let rangeKey = "";
/** @type {number[][]} decades that each vertical axis shows */
let ranges = [];
/** @type {Past<{gradient: number[], ratio: number[]}>} */
export const past = new Past();

export const options = () => ({});

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const plot = h("div", { class: "gradients-plot" });
  const words = h("p", { class: "lens-words" });
  const key = h("p", { class: "gradients-key" });
  const choice = h("div", { class: "segmented", role: "radiogroup", "aria-label": "Over time" },
    [["gradient", "Gradient"], ["ratio", "Update"]].map(([value, label]) =>
      h("label", { title: "What the right-hand chart shows over time" },
        h("input", { type: "radio", name: "gradient-past", value, checked: value === shown, onchange: () => { shown = value; context.redraw(); } }),
        h("span", null, label))));
  parts = { plot, words, key };
  element.append(h("div", { class: "layered" }, plot,
    h("div", { class: "layered-side" }, h("div", { class: "lens-controls" }, h("span", null, "Over time"), choice), words, key)));
}

/** @param {import("../frame.js").Frame} frame */
function read(frame) {
  const array = (key) => Array.from(/** @type {Float64Array} */ (frame.array(`gradients/${key}`).data));
  const [gradient, weight, change] = ["gradient", "weight", "change"].map(array);
  return { gradient, weight, change, ratio: change.map((value, i) => (weight[i] ? value / weight[i] : NaN)) };
}

/** What is kept of a frame. @param {import("../frame.js").Frame} frame */
export function seen(frame) {
  const when = frame.meta("gradients");
  const { gradient, ratio } = read(frame);
  return { key: String(when.layers), when, value: { gradient, ratio } };
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("gradients");
  if (!meta.frozen) return;
  const now = read(frame);
  const count = now.gradient.length;
  places = meta.layers;
  past.take(seen(frame));
  const key = [theme(), ink(), fontSize(), places, shown, innerWidth].join();
  if (key !== figureKey) build(Plotly, count, key);
  const layers = now.gradient.map((_, i) => i + 1);
  const epochs = past.moments.map(({ epoch }) => epoch);
  const lines = layers.map((_, layer) => past.moments.map(({ value }) => value[shown][layer]));
  const data = [
    { x: layers, y: now.gradient.map(drawable) },
    { x: layers, y: now.ratio.map(drawable) },
    ...lines.map((line) => ({ x: epochs, y: line.map(drawable) })),
  ];
  Plotly.animate(parts.plot, { data, traces: data.map((_, i) => i) }, {
    transition: { duration: 0 }, frame: { duration: 0, redraw: false }, mode: "immediate",
  }).catch(() => {}); // a newer animation took its place
  follow(Plotly, [now.gradient, now.ratio, lines.flat()], epochs);
  parts.words.textContent = sentence(now, meta);
  describe(parts.plot, `Mean size of gradient and update for each layer. ${parts.words.textContent}`);
}

/** @param {number} i of the layers with weights */
const nameOf = (i) => layerName(places[i], places[places.length - 1]);

/** Nothing has no place on a logarithmic axis. @param {number} value */
const drawable = (value) => (value > LEAST && Number.isFinite(value) ? value : null);

/** Deep layers dark, the first one pale. @param {number} layer @param {number} count */
function colour(layer, count) {
  const share = count > 1 ? 0.3 + (0.7 * layer) / (count - 1) : 1;
  return css(mix(rgb(token("--surface")), rgb(token("--accent")), share));
}

/** Room for the numbers and the title between two charts, as a share of all. @param {HTMLElement} plot */
const gapOf = (plot) => Math.min(0.22, (5.2 * fontSize()) / Math.max(1, plot.clientWidth - 5.8 * fontSize()));

function build(Plotly, count, key) {
  const fresh = figureKey === "";
  figureKey = key;
  rangeKey = "";
  const layers = Array.from({ length: count }, (_, i) => i);
  const names = layers.map((layer) => (layer < count - 1 ? `${places[layer] + 1}` : "Out"));
  const dots = (xaxis, yaxis) => ({
    x: layers.map((i) => i + 1),
    y: layers.map(() => null),
    xaxis,
    yaxis,
    mode: "lines+markers",
    line: { color: token("--line-strong"), width: 1.2 * ink() },
    marker: { color: layers.map((layer) => colour(layer, count)), size: 8 * ink(), line: { color: token("--text-soft"), width: 0.8 } },
    hoverinfo: "skip",
  });
  const line = (layer) => ({
    x: [0],
    y: [null],
    xaxis: "x3",
    yaxis: "y3",
    mode: "lines",
    line: { color: colour(layer, count), width: 1.5 * ink(), ...(layer === count - 1 && { dash: "4px,3px" }) },
    hoverinfo: "skip",
  });
  const axis = { ...axisOf(), fixedrange: true, zeroline: false };
  const title = (text) => ({ text, standoff: 2, font: { size: fontSize() } });
  const across = { ...axis, tickvals: layers.map((i) => i + 1), ticktext: names, tickangle: 0, range: [0.6, count + 0.4], showgrid: false, title: title("Layer") };
  const up = { ...axis, type: "log", exponentformat: "power", dtick: 1, tickfont: { size: 0.9 * fontSize() } };
  const gap = gapOf(parts.plot);
  const wide = 0.31 * (1 - 2 * gap);
  const words = { gradient: "mean |dL/dw|", ratio: "update / weight" };
  Plotly.react(parts.plot, [dots("x", "y"), dots("x2", "y2"), ...layers.map(line)], {
    ...baseLayout(),
    margin: { l: 5.2 * fontSize(), r: 6, t: 4, b: 2.6 * fontSize() },
    xaxis: { ...across, domain: [0, wide] },
    yaxis: { ...up, title: title(words.gradient) },
    xaxis2: { ...across, domain: [wide + gap, 2 * wide + gap], anchor: "y2" },
    yaxis2: { ...up, anchor: "x2", title: title(words.ratio) },
    xaxis3: { ...axis, domain: [2 * (wide + gap), 1], anchor: "y3", tickangle: 0, nticks: gap < 0.2 ? 5 : 2, title: title("Epoch") },
    yaxis3: { ...up, anchor: "x3", title: title(words[shown]) },
  }, CONFIG);
  parts.key.replaceChildren(...layers.map((layer) =>
    h("span", null, h("i", { class: layer === count - 1 ? "dashed" : "", style: { "border-color": colour(layer, count) } }), nameOf(layer))));
  ranges = [];
  if (fresh) fit(Plotly, parts.plot);
}

/** Let the axes follow in whole decades. */
function follow(Plotly, groups, epochs) {
  ranges = groups.map((values, i) => {
    const sizes = values.filter((value) => drawable(value) !== null).map(Math.log10);
    if (!sizes.length) return ranges[i] ?? [-4, 0];
    const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
    const present = ranges[i];
    const fits = present && present[0] <= low && present[1] >= high && present[1] - present[0] <= Math.max(DECADES, high - low) + 2;
    if (fits) return present;
    const bottom = Math.floor(low - 0.1);
    return [bottom, Math.max(bottom + DECADES, Math.ceil(high + 0.1))];
  });
  const across = [epochs[0], Math.max(epochs[epochs.length - 1], epochs[0] + 1)];
  // The axis of time moves in steps of a twentieth, so that it is seldom drawn anew.
  const step = (across[1] - across[0]) / 20;
  const now = parts.plot.layout.xaxis3.range ?? [0, 0];
  const moved = now[0] !== across[0] || now[1] < across[1] || now[1] > across[1] + 4 * step;
  const end = moved ? across[1] + 2 * step : now[1];
  const key = JSON.stringify([ranges, across[0], end]);
  if (key === rangeKey) return;
  rangeKey = key;
  Plotly.relayout(parts.plot, {
    ...Object.fromEntries(ranges.flatMap(([low, high], i) => {
      const axis = `yaxis${i ? i + 1 : ""}`;
      return [[`${axis}.range`, [low, high]], [`${axis}.dtick`, Math.max(1, Math.ceil((high - low) / 4))]];
    })),
    "xaxis3.range": [across[0], end],
  });
}

/** Where the gradient gets lost, in words. */
function sentence({ gradient, ratio }, { limits, frozen }) {
  const last = gradient.length - 1;
  const said = [];
  const silent = gradient.flatMap((value, i) => (value > 0 ? [] : [nameOf(i).toLowerCase()]));
  if (silent.length) said.push(`No gradient reaches ${join(silent)}: ${silent.length === 1 ? "its" : "their"} weights cannot change.`);
  else if (last > 0) said.push(flow(gradient, limits));
  const moving = ratio.filter((value, i) => !frozen[i] && Number.isFinite(value));
  const most = Math.max(...moving);
  if (moving.length && most > limits.hasty) {
    said.push(`The next update changes ${nameOf(ratio.indexOf(most)).toLowerCase()} by ${figure(100 * most)} % of its weights: more than ${100 * limits.hasty} % is hasty. Try a smaller learning rate.`);
  } else if (moving.length && most > 0 && most < limits.idle) {
    said.push("The weights stand still: no update changes them by a millionth. Try a larger learning rate.");
  } else if (moving.length && most > 0) {
    said.push(`The next update changes the weights by ${figure(100 * Math.min(...moving))} to ${figure(100 * most)} %.`);
  }
  const still = frozen.filter(Boolean).length;
  if (still) said.push(`${counted(still, "layer is", "layers are")} frozen.`);
  return said.join(" ");
}

/** @param {number[]} gradient of the layers */
function flow(gradient, { vanishing, exploding }) {
  const shares = gradient.map((value) => value / gradient[gradient.length - 1]);
  const ratio = shares[0];
  const size = `${nameOf(0).toLowerCase()}'s is ${figure(ratio)} times the output's`;
  if (ratio < vanishing) {
    const faint = nameOf(shares.findLastIndex((share) => share < vanishing)).toLowerCase();
    return `The gradient vanishes on its way back: from ${faint} on it is below ${vanishing} of the output's; ${size}. Try tanh or ReLU, fewer layers, or residual connections.`;
  }
  if (ratio > exploding) return `The gradient explodes on its way back: ${size} (above ${exploding}). Try smaller starting weights, normalization, or clipping.`;
  return `The gradient neither vanishes (below ${vanishing}) nor explodes (above ${exploding}): ${size}.`;
}

/** @param {string[]} names */
function join(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const { gradient, weight, change, ratio } = read(frame);
  const rows = gradient.map((value, i) => [nameOf(i), figure(value, 3), figure(weight[i], 3), figure(change[i], 3), Number.isFinite(ratio[i]) ? figure(ratio[i], 3) : "–"]);
  return {
    caption: "Mean sizes over each layer's weights; the gradient of the data loss over all training examples, and the very next update",
    columns: ["Layer", "Gradient", "Weight", "Next update", "Update ÷ weight"],
    rows,
  };
}
