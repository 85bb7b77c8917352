// @ts-check
/**
 * One unit, large: what it computes over the plane, what comes in, and how its activation bends
 * the sum. Weights and bias can be changed by hand.
 */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { PICTURE_RESOLUTION } from "../resolutions.js";
import { parseUnit, unitName } from "../stage/model.js";
import { store } from "../store.js";
import { UnitFigures } from "./unit-figures.js";
import { WeightList } from "./weight-list.js";

export const name = "unit";
export const rate = 20;

const LIST_MS = 200; // the list of weights changes five times a second

/** @type {any} */
let parts = null;
let listedAt = 0;
let shown = "";

/** The chosen unit, or the first of the first layer. @param {any} view @param {any} description */
function chosen(view, description) {
  const unit = parseUnit(view.unit);
  const there = unit && unit.unit < (description.layers[unit.layer]?.units ?? 0);
  return there ? unit : { layer: 0, unit: 0 };
}

/** @param {any} view @param {any} state */
export function options(view, { description }) {
  return description ? { ...chosen(view, description), resolution: PICTURE_RESOLUTION } : null;
}

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const map = h("div", { class: "unit-map" });
  const curve = h("div", { class: "unit-curve" });
  const title = h("h3", { class: "unit-title" }, "The chosen unit");
  const words = h("p", { class: "lens-words" });
  const bias = h("input", { type: "number", step: "0.05", class: "weight-value", id: "unit-bias" });
  bias.addEventListener("input", () => setBias(bias));
  const freeze = h("input", { type: "checkbox", id: "unit-freeze" });
  freeze.addEventListener("change", () => setFrozen(freeze.checked));
  const remove = h("button", { type: "button", class: "button small", onclick: removeUnit }, "Remove this unit");
  const weights = h("div", { class: "weights" });
  const list = new WeightList(weights, (input, value) => {
    const { layer, unit } = chosen(store.get().view, store.get().description);
    return attempt(actions.setWeight(layer, unit, input, value));
  });
  parts = { map, curve, title, words, bias, freeze, remove, list, figures: new UnitFigures(map, curve) };
  const side = h(
    "div",
    { class: "unit-side" },
    title,
    words,
    h("div", { class: "unit-controls" },
      h("label", { class: "unit-bias", for: "unit-bias" }, "Bias", bias),
      h("label", { class: "unit-freeze", for: "unit-freeze" }, freeze, h("span", null, "Freeze layer")),
      remove),
  );
  const incoming = h("div", { class: "unit-weights" }, h("h3", null, "Incoming weights"), weights);
  element.append(h("div", { class: "unit-lens" }, map, incoming, curve, side));
  // A field that is being edited is left alone; afterwards it shows the network's value again.
  element.addEventListener("focusout", context.redraw);
}

/** @param {HTMLInputElement} input */
function setBias(input) {
  const { layer, unit } = chosen(store.get().view, store.get().description);
  if (Number.isFinite(input.valueAsNumber)) attempt(actions.setBias(layer, unit, input.valueAsNumber));
}

/** @param {boolean} frozen */
function setFrozen(frozen) {
  const { view, description } = store.get();
  const { layer } = chosen(view, description);
  const path = layer < description.layers.length - 1 ? `layers.${layer}.frozen` : "output.frozen";
  attempt(actions.edit({ [path]: frozen }));
}

function removeUnit() {
  const { layer, unit } = chosen(store.get().view, store.get().description);
  attempt(actions.removeUnit(layer, unit));
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const { description } = store.get();
  const meta = frame.meta("unit");
  if (!frame.array("unit/map") || meta.layer >= description.layers.length) return;
  const now = performance.now();
  const unit = `${meta.layer}.${meta.unit}`;
  parts.figures.draw(frame, meta, Plotly);
  if (unit === shown && frame.playing && now - listedAt < LIST_MS) return;
  listedAt = now;
  const incoming = /** @type {Float32Array} */ (frame.array("unit/incoming").data);
  parts.list.draw(Plotly, meta.inputs, incoming, { fresh: unit !== shown, playing: frame.playing });
  shown = unit;
  showControls(meta, description);
  parts.words.textContent = sentence(frame, meta, incoming);
}

function showControls(meta, description) {
  const last = description.layers.length - 1;
  const name = unitName(description, meta.layer, meta.unit);
  parts.title.textContent = name[0].toUpperCase() + name.slice(1);
  if (document.activeElement !== parts.bias) parts.bias.value = meta.bias.toFixed(3);
  parts.bias.setAttribute("aria-label", `Bias of ${name}`);
  const { layers, output } = store.get().experiment;
  parts.freeze.checked = Boolean(meta.layer < last ? layers[meta.layer]?.frozen : output.frozen);
  parts.remove.hidden = meta.layer >= last;
  parts.remove.disabled = (description.layers[meta.layer]?.units ?? 1) <= 1;
}

/** What one sees, in plain words. */
function sentence(frame, meta, incoming) {
  const order = Array.from(incoming, (_, i) => i).sort((a, b) => Math.abs(incoming[b]) - Math.abs(incoming[a]));
  const [first] = order;
  const counts = frame.array("unit/counts").data;
  const edges = frame.array("unit/edges").data;
  const total = counts.reduce((a, b) => a + b, 0) || 1;
  const positive = counts.reduce((sum, count, i) => (edges[i] + edges[i + 1] > 0 ? sum + count : sum), 0);
  const share = Math.round((100 * positive) / total);
  const listens = incoming[first]
    ? `It listens most to ${meta.inputs[first]} (${incoming[first] < 0 ? "−" : "+"}${Math.abs(incoming[first]).toFixed(2)}).`
    : "Nothing comes in: all its weights are 0.";
  return `${listens} Its sum is above 0 for ${share} % of the training examples.`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("unit");
  const incoming = frame.array("unit/incoming").data;
  const rows = meta.inputs.map((label, i) => [label, incoming[i]]);
  rows.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const name = unitName(store.get().description, meta.layer, meta.unit);
  return { caption: `Weights into ${name}, largest first, and its bias`, columns: ["Input", "Weight"], rows: [...rows, ["Bias", meta.bias]] };
}
