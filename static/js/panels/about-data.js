// @ts-check
/** What the data are and where they come from, in a box that opens beside their heading. */

import { byId, fill, h } from "../dom.js";
import { store } from "../store.js";
import { placeBelow } from "./popover.js";

/** @param {number} count @param {string} words */
const counted = (count, words) => `${count.toLocaleString("en")} ${words}`;

/**
 * The sentences about the present data: how many examples, what was done with them, their source.
 * @returns {{title: string, sentences: string[], source: string}|null} null before there are data
 */
function facts() {
  const { config, experiment, description } = store.get();
  const entry = config.datasets.find((/** @type {any} */ each) => each.name === experiment?.data.name);
  if (!entry || !description) return null;
  const { train, test, notes } = description;
  const parts = `${counted(train, train === 1 ? "example trains" : "examples train")} the network, ${counted(test, "others test it")}.`;
  const source = entry.licence ? `${entry.source}. Licence: ${entry.licence}.` : `${entry.source}.`;
  return { title: entry.title, sentences: [entry.about, parts, ...notes].filter(Boolean), source };
}

/** Put the button beside the heading of the data panel. */
export function mountAboutData() {
  const box = h("div", { class: "menu about-data", id: "about-data", popover: true, role: "group", "aria-label": "About the data" });
  const button = h("button", { type: "button", class: "about-button", popovertarget: "about-data", "aria-label": "About the data" }, "About");
  byId("data-heading").after(button, box);
  placeBelow(button, box);
  const show = () => {
    const now = facts();
    if (!now) return;
    fill(box,
      h("h3", null, now.title),
      now.sentences.map((sentence) => h("p", null, sentence)),
      h("p", { class: "lead" }, now.source));
  };
  store.on("experiment", show);
  store.on("description", show);
  show();
}
