// @ts-check
/** Badges on units that cannot learn, or hardly: dead, saturated or asleep; and what they mean. */
import { byId, fill, h } from "../dom.js";

/** What the server's numbers mean; see app/lenses/faults.py. */
const KINDS = ["", "dead", "saturated", "asleep"];
const WORDS = {
  dead: "Dead: 0 on every training example, so nothing can move it",
  saturated: "Saturated: its activation is flat on nearly all training examples",
  asleep: "Asleep: it answers nearly the same to every training example",
  output: "Saturated and wrong: examples with the wrong answer send back almost no gradient",
};

/** The same below the network, as short as a line. */
const KEY = {
  dead: ["✕", "dead: 0 on every example, cannot learn"],
  saturated: ["S", "saturated: flat, learns slowly"],
  asleep: ["z", "asleep: answers hardly differ"],
};
let shown = "";

/** Say which badges there are, in place of what the squares mean. @param {string[]} kinds of all units */
function explain(kinds) {
  const counts = Object.keys(KEY).map((kind) => /** @type {const} */ ([kind, kinds.filter((each) => each === kind).length]));
  const now = counts.map(([, count]) => count).join();
  if (now === shown) return;
  shown = now;
  const key = byId("fault-key");
  const there = counts.filter(([, count]) => count);
  key.hidden = there.length === 0;
  fill(key, there.map(([kind, count]) =>
    h("span", null, h("i", { class: `fault-sign fault-${kind}`, "aria-hidden": "true" }, KEY[kind][0]), ` ${count} ${KEY[kind][1]}`)));
}

/**
 * @param {HTMLElement[][]} tiles of the inputs, the hidden layers and the outputs
 * @param {import("../frame.js").Frame} frame
 */
export function badge(tiles, frame) {
  const faults = frame.array("faults/units")?.data;
  const units = tiles.slice(1).flat();
  // A frame may still be of the network before an edit.
  if (!faults || faults.length !== units.length) return;
  const outputs = units.length - (tiles.at(-1)?.length ?? 0);
  const stuckAt = (/** @type {number} */ i) => i >= outputs && frame.meta("faults").output_saturated;
  const kinds = units.map((_, i) => (stuckAt(i) ? "saturated" : KINDS[faults[i]]));
  explain(kinds);
  units.forEach((tile, i) => {
    const stuck = stuckAt(i);
    const kind = kinds[i];
    if ((tile.dataset.fault ?? "") === kind) return;
    const words = kind && WORDS[stuck ? "output" : kind];
    const name = tile.getAttribute("aria-label");
    tile.title = words ? `${name}. ${words}.` : `${name}`;
    if (kind) {
      tile.dataset.fault = kind;
      tile.setAttribute("aria-description", words);
    } else {
      delete tile.dataset.fault;
      tile.removeAttribute("aria-description");
    }
  });
}
