// @ts-check
/**
 * Attention: the map of every head with the steps on both axes, the products behind one row of it on
 * request, and switches to see what a head is for.
 */
import * as actions from "../actions.js";
import { h, offer, setText } from "../dom.js";
import { token } from "../palette.js";
import { attempt } from "../panels/notices.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { subjectOptions } from "../subject.js";
import { store } from "../store.js";
import { describeRow, drawProducts, drawShares, productsTable, rowOf } from "./attention-row.js";
import { figure, layerChoices, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";
import { paintSigned } from "../tiles.js";

export const name = "attention";
export const rate = 3;

const WITH_NUMBERS = 8; // steps up to which every cell shows its share, where there is room

/** @type {any} */
let parts = null;
let chosen = { layer: -1, head: 0, step: -1 };
let fitted = false;

export const options = () => ({ ...chosen, ...subjectOptions() });

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const choose = (change) => {
    chosen = { ...chosen, ...change };
    context.rewatch();
  };
  const layer = h("select", { id: "attention-layer", onchange: () => choose({ layer: Number(layer.value), head: 0 }) });
  const temperature = h("input", { type: "range", min: "-1", max: "1", step: "0.05", id: "attention-temperature" });
  temperature.addEventListener("input", () => setTemperature(10 ** Number(temperature.value)));
  const said = h("output", { for: "attention-temperature" });
  const heads = h("div", { class: "attention-heads", role: "group", "aria-label": "Heads" });
  const map = h("div", { class: "attention-plot" });
  const row = h("div", { class: "attention-plot" });
  const step = h("select", { id: "attention-step", onchange: () => choose({ step: Number(step.value) }) });
  const title = h("h3", null, "What the step looks at");
  const products = h("input", { type: "checkbox", id: "attention-products", onchange: () => context.redraw() });
  element.append(
    h("div", { class: "attention-lens" },
      h("section", { class: "attention-side" },
        h("label", { for: "attention-layer" }, "Layer", layer),
        h("label", { for: "attention-temperature" }, "Temperature", temperature, said),
        heads),
      h("section", null, map),
      h("section", null, h("div", { class: "attention-bar" }, title,
        h("label", { for: "attention-products", title: "Show what every value of query and key adds to their product" }, products, "q·k"), step), row)),
  );
  parts = { layer, temperature, said, heads, map, row, step, title, products, choose };
}

const layerAt = () => store.get().experiment.layers[parts.shown];

function setTemperature(value) {
  attempt(actions.edit({ [`layers.${parts.shown}.temperature`]: Number(value.toPrecision(3)) }));
}

/** @param {number} head */
function toggleHead(head) {
  const { muted } = layerAt();
  const next = muted.includes(head) ? muted.filter((each) => each !== head) : [...muted, head];
  attempt(actions.edit({ [`layers.${parts.shown}.muted`]: next }));
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("attention");
  const { layers } = store.get().description;
  if (!frame.array("attention/attention") || meta.layer >= layers.length) return;
  parts.shown = meta.layer;
  const steps = namesOf(meta).map((word, i) => [i, word === `${i + 1}` ? `step ${word}` : `step ${i + 1}: ${word}`]);
  offer(parts.layer, layerChoices(meta.layers, layers), meta.layer);
  offer(parts.step, steps, meta.step);
  if (document.activeElement !== parts.temperature) parts.temperature.value = String(Math.log10(meta.temperature));
  setText(parts.said, figure(meta.temperature));
  drawHeads(frame, meta);
  drawMap(frame, meta, Plotly);
  drawRow(frame, meta, Plotly);
  if (!fitted) for (const plot of [parts.map, parts.row]) fit(Plotly, plot);
  fitted = true;
}

/** Names of the steps: what stands there, or their numbers. @param {any} meta */
const namesOf = (meta) => meta.words.map((word, i) => word || `${i + 1}`);

function drawHeads(frame, meta) {
  const { data, shape: [count, steps] } = frame.array("attention/attention");
  while (parts.heads.children.length > count) parts.heads.lastChild.remove();
  while (parts.heads.children.length < count) {
    const head = parts.heads.children.length;
    parts.heads.append(h("div", { class: "attention-head" },
      h("button", { type: "button", class: "map-tile", "aria-label": `Head ${head + 1}`, onclick: () => parts.choose({ head }) }, h("canvas")),
      h("button", { type: "button", class: "button small", onclick: () => toggleHead(head) }, "off")));
  }
  [...parts.heads.children].forEach((element, head) => {
    const [tile, off] = element.children;
    const muted = meta.muted.includes(head);
    tile.setAttribute("aria-pressed", String(head === meta.head));
    element.classList.toggle("muted", muted);
    off.setAttribute("aria-pressed", String(muted));
    off.setAttribute("aria-label", `Switch head ${head + 1} ${muted ? "on" : "off"}`);
    setText(off, muted ? "is off" : "on");
    paintSigned(tile.firstChild, steps, steps, (r, c) => data[(head * steps + r) * steps + c], 1);
  });
}

function drawMap(frame, meta, Plotly) {
  const { data, shape: [, steps] } = frame.array("attention/attention");
  const names = namesOf(meta);
  const places = names.map((_, i) => i);
  const z = places.map((r) => places.map((c) => data[(meta.head * steps + r) * steps + c]));
  const roomy = steps <= WITH_NUMBERS && parts.map.clientWidth > (10 + 2.4 * steps) * fontSize();
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "", nticks: 0, tickmode: "array", tickvals: places, ticktext: names };
  Plotly.react(parts.map, [{
    type: "heatmap", z, x: places, y: places, zmin: 0, zmax: 1, xgap: 1, ygap: 1, hoverinfo: "skip",
    colorscale: [[0, token("--zero")], [1, token("--positive")]],
    colorbar: { thickness: 8, xpad: 4, outlinewidth: 0, tickformat: ".0%", nticks: 3, tickfont: { color: token("--text-soft") } },
    ...(roomy && { text: z.map((each) => each.map((share) => share.toFixed(2).replace(/^0/, ""))), texttemplate: "%{text}", textfont: { size: 0.9 * fontSize() } }),
  }], {
    ...baseLayout(),
    margin: { l: 4.4 * fontSize(), r: 0, t: 2, b: 3.4 * fontSize() },
    xaxis: { ...axis, title: { text: "is looked at", standoff: 2 } },
    yaxis: { ...axis, autorange: "reversed", title: { text: "looks", standoff: 2 } },
    shapes: [{ type: "rect", x0: -0.5, x1: steps - 0.5, y0: meta.step - 0.5, y1: meta.step + 0.5, line: { color: token("--accent"), width: 2 } }],
  }, CONFIG);
  describe(parts.map, `Attention of head ${meta.head + 1}: each row is a step that looks.`);
}

function drawRow(frame, meta, Plotly) {
  const row = rowOf(frame, meta, namesOf(meta));
  const best = row.shares.indexOf(Math.max(...row.shares));
  setText(parts.title, `Looks most at ${row.names[best]}, ${percent(row.shares[best])}`);
  (parts.products.checked ? drawProducts : drawShares)(Plotly, parts.row, row);
  describeRow(parts.row, parts.title.textContent, row);
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("attention");
  const names = namesOf(meta);
  if (parts.products.checked) return productsTable(rowOf(frame, meta, names));
  const { data, shape: [, steps] } = frame.array("attention/attention");
  const rows = names.map((word, r) => [word, ...data.subarray((meta.head * steps + r) * steps, (meta.head * steps + r + 1) * steps)]);
  return { caption: `Attention of head ${meta.head + 1}: rows look, columns are looked at`, columns: ["Step", ...names], rows };
}
