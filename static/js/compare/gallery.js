// @ts-check
/** The dialogs of the page of two halves: the gallery of comparisons, and the help. */
import { h } from "../dom.js";
import { comparisonCards } from "../dialogs/comparison-cards.js";
import { openDialog } from "../dialogs/dialog.js";

/** @param {any} config @param {string} now @param {(address: string) => void} open */
export function openGallery(config, now, open) {
  /** @type {HTMLDialogElement} */
  let dialog;
  dialog = openDialog({
    title: "Comparisons",
    lead: "Each shows two networks that differ in one thing. Press play, then change anything.",
    wide: true,
    body: [comparisonCards(config.comparisons, (address) => { dialog.close(); open(address); }, now)],
  });
}

const LINES = [
  "Both networks learn from the same data, in the same order, from the same seed. What you see is always both at the same update.",
  "Change says what shall be different. It acts at once, while both train; what was learned stays. Reset starts both alike.",
  "Closer look opens the same lens below both networks. Choose a unit or an example in one half: the other shows its own.",
  "The link in the address bar holds both experiments.",
];
const KEYS = [["Space", "P", "Play or pause both"], ["→", "", "Step"], ["R", "", "Reset both"], ["N", "", "New weights for both"],
  [",", ".", "Slower, faster"], ["E", "", "Comparisons"], ["T", "", "Show or hide test points"], ["C", "", "Colours"]];

/** Show the help. */
export function openHelp() {
  openDialog({
    title: "Side by side",
    body: [
      h("ul", null, LINES.map((line) => h("li", null, line))),
      h("dl", { class: "keys" }, KEYS.flatMap(([one, other, words]) => [
        h("dt", null, h("kbd", null, one), other && " or ", other && h("kbd", null, other)), h("dd", null, words)])),
    ],
  });
}
