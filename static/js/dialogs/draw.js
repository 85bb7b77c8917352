// @ts-check
/** Draw your own points, and train on them. */

import * as actions from "../actions.js";
import { fill, h, setText } from "../dom.js";
import { store } from "../store.js";
import { DrawPlane, classKey } from "./draw-plane.js";
import { openDialog } from "./dialog.js";

const CLASSES = 8;
const FIRST_CLASSES = 3;
const LEAST = 2; // points of each of two classes, so that one can train and one can test

/** @typedef {import("./draw-plane.js").Point} Point */

/**
 * What is still missing before the points can be used, or "".
 * @param {Point[]} points
 */
function missing(points) {
  const counts = Array.from({ length: CLASSES }, (_, label) => points.filter((point) => point[2] === label).length);
  const used = counts.flatMap((count, label) => (count ? [label] : []));
  if (used.length < 2) return "Place points of at least two classes.";
  if (used.some((label, index) => label !== index)) return `Class ${used.findIndex((label, index) => label !== index) + 1} has no points; classes follow each other.`;
  const few = used.find((label) => counts[label] < LEAST);
  return few === undefined ? "" : `Class ${few + 1} needs at least ${LEAST} points: one to learn from, one to test.`;
}

/**
 * @param {Point[]} points
 * @returns {Promise<any>}
 */
function use(points) {
  const { experiment, description } = store.get();
  /** @type {Record<string, any>} */
  const changes = { "data.name": "drawn", "data.drawn": points };
  if (description && !description.plane) changes.features = ["x1", "x2"];
  if (experiment.data.samples < points.length) changes["data.samples"] = points.length;
  return actions.edit(changes);
}

/** Show the editor with the points drawn so far. */
export function openDraw() {
  const { config, experiment } = store.get();
  const limit = config.schema.experiment.$defs.Data.properties.drawn.maxItems ?? 500;
  const drawn = /** @type {Point[]} */ ((experiment?.data.drawn ?? []).map((/** @type {Point} */ point) => [...point]));
  const count = h("p", { class: "lead", "aria-live": "polite" });
  const spoken = h("p", { class: "visually-hidden", "aria-live": "assertive" });
  const problem = h("p", { class: "problem", role: "alert" });
  const useButton = h("button", { type: "button", class: "button primary" }, "Use these points");

  const plane = new DrawPlane({ points: drawn, limit, changed: () => show(), say: (text) => setText(spoken, text) });
  let classes = Math.max(FIRST_CLASSES, ...drawn.map((point) => point[2] + 1));
  const keys = h("div", { role: "radiogroup", "aria-label": "Class", class: "draw-classes" });
  const choose = (/** @type {number} */ label) => {
    plane.label = label;
    classes = Math.max(classes, label + 1);
    showClasses();
  };
  const showClasses = () => fill(keys,
    Array.from({ length: classes }, (_, label) => h("label", { class: "chip" },
      h("input", { type: "radio", name: "draw-class", checked: label === plane.label, onchange: () => choose(label) }), classKey(label))),
    classes < CLASSES && h("button", { type: "button", class: "chip", "aria-label": "One class more", onclick: () => choose(classes) }, "+"));
  plane.element.addEventListener("choose-class", (event) => choose(/** @type {CustomEvent} */ (event).detail));

  const tools = [["Place and move", false], ["Erase", true]].map(([words, erasing]) =>
    h("label", { class: "chip" }, h("input", { type: "radio", name: "draw-tool", checked: !erasing, onchange: () => { plane.erasing = Boolean(erasing); } }), String(words)));

  const show = () => {
    const lacking = missing(plane.points);
    setText(count, `${plane.points.length} of at most ${limit} points. ${lacking}`);
    useButton.disabled = Boolean(lacking);
    setText(problem, "");
  };
  const dialog = openDialog({
    title: "Draw points",
    lead: "Press or drag on the plane to place points. Drag a point to move it.",
    wide: true,
    body: [
      h("div", { class: "draw" }, plane.element,
        h("div", { class: "draw-side" },
          h("h3", null, "Class"), keys,
          h("h3", null, "Tool"), h("div", { class: "chips" }, tools),
          h("div", { class: "chips" },
            h("button", { type: "button", class: "chip", onclick: () => plane.undo() }, "Undo"),
            h("button", { type: "button", class: "chip", onclick: () => plane.clear() }, "Erase all")),
          count,
          h("p", { class: "lead" }, "By keyboard: arrows move the cursor, with Shift farther; Space places, digits choose the class, Delete erases."))),
      spoken, problem,
    ],
    foot: [useButton],
  });
  useButton.addEventListener("click", async () => {
    try {
      await use(plane.points);
      dialog.close();
    } catch (error) {
      setText(problem, /** @type {any} */ (error)?.message ?? String(error));
    }
  });
  showClasses();
  show();
  plane.element.focus();
}
