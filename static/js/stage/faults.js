// @ts-check
/** Badges on units that cannot learn, or hardly: dead, saturated or asleep. */

/** What the server's numbers mean; see app/lenses/faults.py. */
const KINDS = ["", "dead", "saturated", "asleep"];
const WORDS = {
  dead: "Dead: 0 on every training example, so nothing can move it",
  saturated: "Saturated: its activation is flat on nearly all training examples",
  asleep: "Asleep: it answers nearly the same to every training example",
  output: "Saturated and wrong: examples with the wrong answer send back almost no gradient",
};

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
  units.forEach((tile, i) => {
    const stuck = i >= outputs && frame.meta("faults").output_saturated;
    const kind = stuck ? "saturated" : KINDS[faults[i]];
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
