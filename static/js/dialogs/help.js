// @ts-check
/** Help: what one sees, what to try, and all keys. */

import { h } from "../dom.js";
import { KEYS, letterKeys, setLetterKeys } from "../keys.js";
import { openDialog } from "./dialog.js";

const SEE = [
  "Read from left to right: data, features, hidden layers, output.",
  "Each square is a unit: a picture of what it answers at every point. Blue is negative, orange positive.",
  "A line is a weight: its colour is its sign, its thickness its size.",
  "The picture at the right is what the whole network answers.",
  "A badge marks a unit that cannot learn, or hardly: ✕ is dead, S saturated, z asleep.",
];
const TRY = [
  "Press Play and watch the units of the last layer become parts of the spiral.",
  "Add a unit, or change an activation, while it plays: what was learned stays.",
  "Choose a unit to see it large, with its weights.",
  "Remove features and layers until it fails. What did the network need?",
];

/** @param {string[]} keys */
function keyList(keys) {
  return keys.flatMap((key, index) => [index ? " or " : null, h("kbd", null, key)]);
}

/** Show the help. */
export function openHelp() {
  const letters = h("input", {
    type: "checkbox", checked: letterKeys(),
    onchange: (/** @type {any} */ event) => setLetterKeys(event.target.checked),
  });
  openDialog({
    title: "Help",
    wide: true,
    body: [
      h("div", { class: "help" },
        h("section", null, h("h3", null, "What you see"), h("ul", null, SEE.map((line) => h("li", null, line))),
          h("h3", null, "What to try"), h("ul", null, TRY.map((line) => h("li", null, line)))),
        h("section", null, h("h3", null, "Keys"),
          h("dl", { class: "keys" }, KEYS.flatMap(({ keys, words }) => [h("dt", null, keyList(keys)), h("dd", null, words)])),
          h("label", { class: "row letter-keys" }, letters, "Keys of a single letter or sign are on"))),
    ],
  });
}
