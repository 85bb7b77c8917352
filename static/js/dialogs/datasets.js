// @ts-check
/** All data sets, sorted by what the network has to do with them. */

import { h } from "../dom.js";
import { store } from "../store.js";
import { chooseDataset } from "../panels/data.js";
import { thumbnail } from "../panels/thumbnail.js";
import { openDialog } from "./dialog.js";

/** @type {{title: string, sentence: string, has: (entry: any) => boolean}[]} */
const GROUPS = [
  { title: "Points of the plane", sentence: "Tell the classes apart.", has: (e) => e.kind === "plane" && e.task !== "regression" },
  { title: "Values over the plane", sentence: "Learn a number for each point.", has: (e) => e.kind === "plane" && e.task === "regression" },
  { title: "Tables", sentence: "Measured data with many columns.", has: (e) => e.kind === "table" },
  { title: "Pictures", sentence: "Tell what is shown.", has: (e) => e.kind === "pictures" },
  { title: "Sequences", sentence: "Learn from what comes one after another.", has: (e) => e.kind === "sequences" },
  { title: "Your own", sentence: "Draw points, or paste a table.", has: (e) => e.kind === "own" },
];

/** Show all sets. */
export function openDatasets() {
  const { config, experiment } = store.get();
  /** @type {HTMLDialogElement} */
  let dialog;
  const card = (/** @type {any} */ entry) =>
    h("button", {
      type: "button", class: "set", "data-dataset": entry.name, "aria-pressed": String(entry.name === experiment?.data.name),
      onclick: () => { dialog.close(); chooseDataset(entry.name); },
    },
      h("span", { class: "tile" }, thumbnail(entry)),
      entry.title);
  dialog = openDialog({
    title: "Data",
    lead: "What should the network learn from?",
    wide: true,
    body: GROUPS.flatMap(({ title, sentence, has }) => {
      const sets = config.datasets.filter(has);
      return sets.length
        ? [h("section", { class: "set-group" }, h("h3", null, title), h("p", { class: "lead" }, sentence), h("div", { class: "sets" }, sets.map(card)))]
        : [];
    }),
  });
}
