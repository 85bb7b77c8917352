// @ts-check
/** Leaves out what the view's `hide` names: parts of the page, and the control of any field. */

import { byId } from "../dom.js";
import { store } from "../store.js";

/** Parts of the page by their name in a link; fields are found by `data-control`. */
const PARTS = {
  play: "#play",
  step: "#step-group",
  reset: "#reset",
  new_weights: "#new-weights",
  metrics: "#metrics",
  speed: "#speed-group",
  network: "#network",
  output: "#output-figure, #answer-figure, #forecast-figure, #output-heading, #output-question",
  curves: "#curves-figure",
  lenses: "#lenses",
  presets: "#presets-button, #question",
  features: "#features",
  rewind: "#rewind",
};

/** Fields of each panel: a panel whose fields are all hidden goes as a whole. */
const PANELS = ["data", "training"];

/** What an embed leaves out when its link does not say. */
export const EMBED_HIDES = [
  "data", "points", "table", "noise", "train", "samples", "length", "dataseed", "features", "lr", "batch", "lenses", "presets", "rewind",
];

/** What the page leaves out now. */
export function hidden() {
  const asked = store.get().view?.hide ?? [];
  const embed = document.documentElement.hasAttribute("data-embed");
  return new Set(embed && !asked.length ? EMBED_HIDES : asked);
}

function apply() {
  const names = hidden();
  for (const [name, selector] of Object.entries(PARTS)) {
    for (const element of document.querySelectorAll(selector)) element.toggleAttribute("data-hidden", names.has(name));
  }
  for (const element of document.querySelectorAll("[data-control]")) {
    element.toggleAttribute("data-hidden", names.has(/** @type {HTMLElement} */ (element).dataset.control ?? ""));
  }
  for (const panel of PANELS) {
    const controls = [...byId(panel).querySelectorAll("[data-control]:not(.full-only)")];
    byId(panel).toggleAttribute("data-hidden", controls.every((each) => each.hasAttribute("data-hidden")));
  }
  const root = document.documentElement;
  root.toggleAttribute("data-no-inputs", [...PANELS, "features"].every((id) => byId(id).hasAttribute("data-hidden")));
  root.toggleAttribute("data-no-lenses", names.has("lenses"));
  root.toggleAttribute("data-no-output", names.has("output") && names.has("curves"));
  byId("output").toggleAttribute("data-hidden", names.has("output") && names.has("curves"));
  byId("output-options").toggleAttribute("data-hidden", names.has("output") && names.has("log_loss"));
  // Parts that other modules draw find the names here, as in [data-hide~="layers"].
  root.dataset.hide = [...names].join(" ");
}

/** Follow the view. Controls made later are caught when the experiment changes. */
export function mountHide() {
  store.on("view", apply);
  store.on("experiment", () => queueMicrotask(apply));
  apply();
}
