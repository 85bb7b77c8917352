// @ts-check
/**
 * Feature maps: all channels of a layer for the chosen picture, their kernels, one place worked out
 * term by term, and the parts of the training pictures that excite a channel most.
 */
import * as actions from "../actions.js";
import { h, offer, setText } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { parseUnit } from "../stage/model.js";
import { subjectOptions } from "../subject.js";
import { store } from "../store.js";
import { Convolving } from "./convolving.js";
import { figure, layerChoices } from "./layers.js";
import { largest, paintGrey, paintKernel, paintSigned, strongest } from "../tiles.js";

export const name = "feature_maps";
export const rate = 4;

/** @type {any} */
let parts = null;
let selected = "";
let chosen = { layer: -1, channel: 0, row: -1, column: -1 };

/** @param {any} view @param {any} state */
export function options(view, { description }) {
  const unit = parseUnit(view.unit);
  if (view.unit !== selected && unit && description?.layers[unit.layer]?.shape.length === 3) {
    chosen = { layer: unit.layer, channel: unit.unit, row: -1, column: -1 };
  }
  selected = view.unit;
  return { ...chosen, ...subjectOptions() };
}

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const choose = (change) => {
    chosen = { ...chosen, ...change };
    context.rewatch();
  };
  const layer = h("select", { id: "feature-maps-layer", onchange: () => choose({ layer: Number(layer.value), channel: 0, row: -1, column: -1 }) });
  const channels = h("div", { class: "map-tiles", role: "group", "aria-label": "Channels" });
  const convolving = new Convolving((row, column) => choose({ row, column }));
  const patches = h("div", { class: "patch-tiles", role: "group", "aria-label": "Parts of training pictures that excite the channel most" });
  const words = h("p", { class: "lens-words" });
  element.append(
    h("div", { class: "feature-maps" },
      h("section", { class: "map-channels" },
        h("label", { class: "map-layer", for: "feature-maps-layer" }, "Layer", layer), channels),
      convolving.element,
      h("section", { class: "map-patches" }, h("h3", null, "What excites it most"), patches, words)),
  );
  parts = { layer, channels, convolving, patches, words, choose };
}

/** @param {import("../frame.js").Frame} frame */
export function draw(frame) {
  const meta = frame.meta("feature_maps");
  const { layers } = store.get().description;
  if (meta.layer >= layers.length) return;
  offer(parts.layer, layerChoices(meta.layers, layers), meta.layer);
  drawChannels(frame, meta);
  drawPatches(frame, meta);
  parts.convolving.draw(frame, meta);
}

/** Have exactly so many buttons with canvases. */
function have(element, count, make) {
  while (element.children.length > count) element.lastChild.remove();
  while (element.children.length < count) element.append(make(element.children.length));
  return [...element.children];
}

function drawChannels(frame, meta) {
  const { data, shape: [count, height, width] } = frame.array("feature_maps/maps");
  const kernels = frame.array("feature_maps/kernels");
  const most = largest(data);
  const tiles = have(parts.channels, count, (channel) =>
    h("button", { type: "button", class: "map-tile", onclick: () => parts.choose({ channel, row: -1, column: -1 }) }, h("canvas"), h("canvas", { class: "kernel" })));
  tiles.forEach((tile, channel) => {
    const [map, kernel] = tile.children;
    tile.setAttribute("aria-pressed", String(channel === meta.channel));
    tile.setAttribute("aria-label", `Channel ${channel + 1}`);
    paintSigned(map, height, width, (row, column) => data[(channel * height + row) * width + column], most);
    kernel.hidden = !kernels;
    if (kernels) paintKernel(kernel, kernels, channel, strongest(kernels, channel));
  });
}

function drawPatches(frame, meta) {
  const { data, shape: [count, colours, side] } = frame.array("feature_maps/patches");
  const excited = frame.array("feature_maps/excited").data;
  const examples = frame.array("feature_maps/examples").data;
  const picture = frame.array("feature_maps/picture").data;
  const [low, high] = [Math.min(0, ...picture), Math.max(...picture)];
  const open = (tile) => attempt(actions.showExample(Number(tile.dataset.example)));
  const tiles = have(parts.patches, count, () => h("button", { type: "button", class: "patch-tile", onclick: (event) => open(event.currentTarget) }, h("canvas"), h("span")));
  tiles.forEach((tile, i) => {
    const [canvas, value] = tile.children;
    tile.dataset.example = String(examples[i]);
    tile.setAttribute("aria-label", `Example ${examples[i] + 1}, ${figure(excited[i])}`);
    setText(value, figure(excited[i]));
    paintGrey(canvas, side, side, (row, column) => data[(i * colours * side + row) * side + column], low, high);
  });
  const silent = count > 0 && excited[0] <= 0;
  setText(parts.words, silent
    ? `Channel ${meta.channel + 1} answers to none of the training pictures.`
    : `The parts of training pictures to which channel ${meta.channel + 1} answers most. Choose one to open its picture.`);
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("feature_maps");
  const { data, shape: [, height, width] } = frame.array("feature_maps/maps");
  const start = meta.channel * height * width;
  const rows = Array.from({ length: height }, (_, row) => [row + 1, ...data.subarray(start + row * width, start + (row + 1) * width)]);
  return { caption: `What channel ${meta.channel + 1} of layer ${meta.layer + 1} makes of the picture`, columns: ["Row", ...Array.from({ length: width }, (_, i) => `${i + 1}`)], rows };
}
