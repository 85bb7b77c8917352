// @ts-check
/** The data panel: gallery, noise, share for training, own data. */

import * as actions from "../actions.js";
import { iconButton, makeControl } from "../controls.js";
import { datasetChanges } from "../data-choice.js";
import { openCsv } from "../dialogs/csv.js";
import { openDatasets } from "../dialogs/datasets.js";
import { openDraw } from "../dialogs/draw.js";
import { byId, fill, h, setText } from "../dom.js";
import { fieldsOf, valueAt } from "../schema.js";
import { store } from "../store.js";
import { attempt } from "./notices.js";
import { thumbnail } from "./thumbnail.js";

/** One of each sort for the panel's gallery; its last place opens all sets. */
const FAVOURITES = [
  "circle", "xor", "gauss", "spiral", "moons", "blobs3", "plane", "bumps", "iris", "breast_cancer", "digits",
];

/** @param {string} name */
function entryOf(name) {
  return store.get().config.datasets.find((/** @type {any} */ each) => each.name === name);
}

/**
 * Learn from another set, with its own number of examples; features follow when the kind changes.
 * @param {string} name
 */
export function chooseDataset(name) {
  if (name === "drawn") return openDraw();
  if (name === "table") return openCsv();
  const entry = entryOf(name);
  const before = entryOf(store.get().experiment.data.name);
  const changes = datasetChanges(before, entry);
  if (changes.features) actions.view({ plane_x: "", plane_y: "" });
  return attempt(actions.edit(changes));
}

/** Other points of the same kind: the next seed of the data. */
function redraw() {
  return attempt(actions.edit({ "data.seed": store.get().experiment.data.seed + 1 }));
}

/**
 * One picture of the gallery.
 * @param {any} entry
 * @param {boolean} current
 * @param {() => void} choose
 */
export function tile(entry, current, choose) {
  return h("button", {
    type: "button", class: "tile", "aria-pressed": String(current), "aria-label": entry.title,
    title: entry.title, "data-dataset": entry.name, onclick: choose,
  }, thumbnail(entry));
}

/** The favourites, and the current set in the last place if it is another. */
function gallery() {
  const { experiment } = store.get();
  const now = experiment?.data.name ?? "";
  const shown = FAVOURITES.map(entryOf).filter(Boolean);
  if (now && !FAVOURITES.includes(now)) shown[shown.length - 1] = entryOf(now);
  return [
    ...shown.map((/** @type {any} */ entry) => tile(entry, entry.name === now, () => chooseDataset(entry.name))),
    h("button", { type: "button", class: "tile more", "aria-haspopup": "dialog", onclick: openDatasets },
      h("span", { class: "tile-words" }, "All…")),
  ];
}

/**
 * How long the examples are, for sets that can be made longer or shorter; it bears their own name.
 * @param {HTMLElement} place
 * @param {import("../schema.js").FieldInfo} [field]
 */
function lengthControl(place, field) {
  let shown = "";
  /** @type {import("../controls.js").Control|null} */
  let control = null;
  return () => {
    const { experiment } = store.get();
    const range = entryOf(experiment?.data.name ?? "")?.length;
    place.hidden = !range;
    if (!range || !field || !experiment) return;
    if (experiment.data.name !== shown || !control) {
      shown = experiment.data.name;
      const own = { ...field, title: range.title, help: range.help, minimum: range.low, maximum: range.high };
      control = makeControl(own, (value) => actions.edit({ [field.path]: value }));
      fill(place, control.element);
    }
    control.show(experiment.data.length || range.default);
  };
}

/** Build the panel once and keep it up to date. */
export function mountData() {
  const { schema } = store.get().config;
  const pictures = h("div", { class: "gallery", role: "group", "aria-label": "Data sets", "data-control": "data" });
  const numbers = fieldsOf(schema.experiment, "data").filter((field) => ["number", "integer"].includes(field.type));
  const fields = numbers.filter((field) => field.path !== "data.length");
  const controls = fields.map((field) => ({
    field,
    ...makeControl(field, (value) => actions.edit({ [field.path]: value })),
  }));
  // What everybody needs comes first; the rest is for the full mode.
  controls.sort((a, b) => Number(b.field.basic) - Number(a.field.basic));
  for (const { field, element } of controls) element.classList.toggle("full-only", !field.basic);
  const length = h("div", { class: "full-only" });
  const showLength = lengthControl(length, numbers.find((field) => field.path === "data.length"));
  fill(byId("data").querySelector(".panel-body"),
    pictures,
    h("div", { class: "row tight" },
      h("button", { type: "button", class: "button small", "aria-haspopup": "dialog", "data-control": "points", onclick: openDraw }, "Draw points"),
      h("button", { type: "button", class: "button small", "aria-haspopup": "dialog", "data-control": "table", onclick: openCsv }, "Paste CSV")),
    controls.map(({ element }) => element),
    length);
  const again = iconButton("dice", "Other points of the same kind", redraw);
  again.dataset.control = "dataseed";
  byId("data").append(again);

  let shown = "";
  const show = () => {
    const { experiment } = store.get();
    if (experiment?.data.name !== shown || !pictures.childElementCount) {
      shown = experiment?.data.name ?? "";
      const focused = pictures.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.dataset : "";
      fill(pictures, gallery());
      if (focused) /** @type {HTMLElement | null} */ (pictures.querySelector(`[data-dataset="${focused}"]`))?.focus();
    }
    setText(byId("data-question"), entryOf(shown)?.question ?? "What should it learn?");
    if (experiment) for (const { field, show: showValue } of controls) showValue(valueAt(experiment, field.path));
    showLength();
  };
  store.on("experiment", show);
  show();
}
