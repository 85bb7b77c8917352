// @ts-check
/** All fields of the Experiment as controls, made from its schema: a few in Basic, all in Full. */

import * as actions from "../actions.js";
import { makeControl } from "../controls.js";
import { byId, fill, h, setText } from "../dom.js";
import { fieldsOf, layerFields, layerKind, layerLists, titleOf, valueAt } from "../schema.js";
import { store } from "../store.js";
import { headsOff } from "./heads-off.js";

/** @typedef {import("../schema.js").FieldInfo} FieldInfo */

/** Fields that do nothing under other choices: they show only where they matter. */
const MATTERS = {
  "training.momentum": (/** @type {any} */ e) => ["momentum", "nesterov"].includes(e.training.optimizer),
  "training.schedule_period": (/** @type {any} */ e) => e.training.schedule !== "constant",
  "training.penalty_rate": (/** @type {any} */ e) => e.training.penalty !== "none",
};

/** @type {{field: FieldInfo, control: import("../controls.js").Control}[]} */
let controls = [];

/** @param {FieldInfo} field */
function add(field) {
  const make = field.link === "muted" ? headsOff : makeControl;
  const control = make(field, (value) => actions.edit({ [field.path]: value }));
  controls.push({ field, control });
  return control.element;
}

/**
 * @param {string} title
 * @param {FieldInfo[]} fields
 * @param {boolean} open
 */
function group(title, fields, open) {
  return h("details", { class: "settings-group", open }, h("summary", null, title), fields.map(add));
}

/** @param {any} schema @param {any} layer @param {number} index */
function layerTitle(schema, layer, index) {
  const { label } = layerKind(schema, layer.kind);
  return layer.kind === "dense" ? `Layer ${index + 1}` : `Layer ${index + 1}: ${label}`;
}

/**
 * The choice among the kinds that could stand in the place of a layer.
 * @param {any} schema
 * @param {string} kind
 * @param {number} index
 * @returns {FieldInfo}
 */
function kindField(schema, kind, index) {
  const instead = store.get().description?.layers[index]?.instead ?? [];
  const choices = [...new Set([kind, ...instead])].map((name) => ({ ...layerKind(schema, name), formula: "" }));
  const help = "What the layer computes; only kinds that fit here are offered.";
  return { path: `layers.${index}.kind`, title: "Kind", help, type: "string", optional: false, log: false, choices, basic: false, link: "layers", fallback: kind };
}

/** @param {any} experiment */
function groups(experiment) {
  const schema = store.get().config.schema.experiment;
  const own = fieldsOf(schema, "").filter((field) => field.path === "seed");
  return [
    group(titleOf(schema, "training"), fieldsOf(schema, "training"), true),
    group(titleOf(schema, "weights"), [...fieldsOf(schema, "weights"), ...own], true),
    group(titleOf(schema, "stop"), fieldsOf(schema, "stop"), false),
    ...experiment.layers.map((/** @type {any} */ layer, /** @type {number} */ index) =>
      group(layerTitle(schema, layer, index), [kindField(schema, layer.kind, index), ...layerFields(schema, layer.kind, index), ...layerLists(schema, layer.kind, index)], false)),
    group(titleOf(schema, "output"), fieldsOf(schema, "output"), false),
  ];
}

function showValues() {
  const { experiment } = store.get();
  if (!experiment) return;
  for (const { field, control } of controls) {
    control.show(valueAt(experiment, field.path));
    const matters = MATTERS[/** @type {keyof typeof MATTERS} */ (field.path)];
    control.element.hidden = matters ? !matters(experiment) : false;
  }
}

/**
 * Say what the setting does, and what its present choice is, when one points at it or goes to it.
 * @param {Event} event
 */
function explain(event) {
  const element = /** @type {Element} */ (event.target).closest("[data-control]");
  const found = controls.find(({ control }) => control.element === element);
  if (!found) return;
  const { field } = found;
  const choice = field.choices?.find(({ name }) => name === valueAt(store.get().experiment, field.path));
  const words = choice ? ` ${choice.label}: ${[choice.help, choice.formula].filter(Boolean).join(" ")}` : "";
  setText(byId("settings-help"), choice?.help || choice?.formula ? field.help + words : field.help);
}

/** The training panel of the basic mode: the basic fields of training. */
export function mountTraining() {
  const schema = store.get().config.schema.experiment;
  const basic = fieldsOf(schema, "training")
    .filter((field) => field.basic)
    .map((field) => ({ field, control: makeControl(field, (value) => actions.edit({ [field.path]: value })) }));
  fill(byId("training").querySelector(".panel-body"), basic.map(({ control }) => control.element));
  const show = () => {
    const { experiment } = store.get();
    if (experiment) for (const { field, control } of basic) control.show(valueAt(experiment, field.path));
  };
  store.on("experiment", show);
  show();
}

/** The settings panel of the full mode. */
export function mountSettings() {
  const panel = byId("settings");
  let built = "";
  const show = () => {
    const { experiment, view } = store.get();
    panel.hidden = view?.mode !== "full";
    if (panel.hidden || !experiment) return;
    const { description } = store.get();
    const shape = JSON.stringify(experiment.layers.map((/** @type {any} */ layer, /** @type {number} */ index) =>
      [layer.kind, description?.layers[index]?.instead]));
    if (shape !== built || !controls.length) {
      built = shape;
      const body = panel.querySelector(".panel-body");
      const open = [...body.querySelectorAll("details")].map((each) => each.open);
      controls = [];
      fill(body, groups(experiment));
      if (open.length) [...body.querySelectorAll("details")].forEach((each, index) => { each.open = open[index] ?? false; });
    }
    showValues();
  };
  for (const type of ["pointerover", "focusin", "change"]) panel.addEventListener(type, explain);
  store.on("experiment", show);
  store.on("description", show);
  store.on("view", show);
  show();
}
