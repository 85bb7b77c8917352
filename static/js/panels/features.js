// @ts-check
/** The features panel: what the first layer sees, and the plane of the pictures for tables. */

import * as actions from "../actions.js";
import { byId, fill, h, math, setText } from "../dom.js";
import { store } from "../store.js";
import { mountPlane } from "./plane.js";
import { attempt } from "./notices.js";

/**
 * What can be switched on: [name, label].
 * @param {any} state
 * @returns {[string, string][]}
 */
function options({ config, description }) {
  if (!description || description.plane) {
    return config.schema.registries.features.map((/** @type {any} */ each) => [each.name, each.label]);
  }
  return description.columns.map((/** @type {string} */ name) => [name, name]);
}

/**
 * @param {string} name
 * @param {boolean} on
 */
function toggle(name, on) {
  const state = store.get();
  const names = options(state).map(([each]) => each);
  const now = state.experiment.features.length ? state.experiment.features : names;
  const next = names.filter((each) => (each === name ? on : now.includes(each)));
  if (!next.length) return attempt(Promise.reject(new Error("One feature must stay: without it the network sees nothing.")));
  // An empty list means all columns of a table.
  const all = !state.description?.plane && next.length === names.length;
  return attempt(actions.edit({ features: all ? [] : next }));
}

/** Build the toggles when the columns change, and set them when the experiment does. */
export function mountFeatures() {
  const chips = h("div", { class: "chips columns-list", role: "group", "aria-labelledby": "features-heading", "data-control": "features" });
  const plane = h("div", { id: "plane-choice" });
  fill(byId("features").querySelector(".panel-body"), chips, plane);
  mountPlane(plane);
  /** @type {Map<string, HTMLInputElement>} */
  let boxes = new Map();
  let built = "";
  const show = () => {
    const state = store.get();
    const wanted = options(state);
    const fingerprint = JSON.stringify(wanted);
    if (fingerprint !== built) {
      built = fingerprint;
      boxes = new Map(wanted.map(([name]) => [name, h("input", {
        type: "checkbox",
        onchange: (/** @type {any} */ event) => toggle(name, event.target.checked).then(show),
      })]));
      fill(chips, wanted.map(([name, label]) => h("label", { class: "chip", title: label }, boxes.get(name), math(label))));
    }
    const on = state.experiment?.features ?? [];
    const all = on.length === 0;
    for (const [name, box] of boxes) box.checked = all || on.includes(name);
    const columns = state.description && !state.description.plane;
    setText(byId("features-question"), columns
      ? "Which columns may it see?"
      : "What may the first layer see?");
  };
  store.on("experiment", show);
  store.on("description", show);
  show();
}
