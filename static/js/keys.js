// @ts-check
/** The keys of the page, in one list that the help shows. */

import * as actions from "./actions.js";
import { openHelp } from "./dialogs/help.js";
import { openPresets } from "./dialogs/presets.js";
import { byId } from "./dom.js";
import { belongsTo, codeOf } from "./key-owner.js";
import { attempt } from "./panels/notices.js";
import { stepOnce } from "./panels/transport.js";
import { session } from "./session.js";
import { store } from "./store.js";

/**
 * @typedef {object} Key
 * @property {string[]} keys  As people read them.
 * @property {string[]} [codes]  As `KeyboardEvent.key` names them; none if another module listens.
 * @property {string} words
 * @property {() => any} [run]
 * @property {boolean} [leads]  Beside another Run in step it acts on both, and so not here.
 */

const flip = (/** @type {string} */ name) => () => actions.view({ [name]: !store.get().view[name] });

/**
 * Move the speed slider by some of its steps.
 * @param {number} share
 */
function nudgeSpeed(share) {
  const slider = /** @type {HTMLInputElement} */ (byId("speed"));
  slider.value = String(Number(slider.value) + share * (Number(slider.max) - Number(slider.min)));
  slider.dispatchEvent(new Event("input"));
}

/** @type {Key[]} */
export const KEYS = [
  { keys: ["Space", "P"], codes: [" ", "p"], words: "Play or pause", leads: true, run: () => actions.toggle() },
  { keys: ["→"], codes: ["ArrowRight"], words: "Step", leads: true, run: stepOnce },
  { keys: ["R"], codes: ["r"], words: "Reset to the same starting weights", leads: true, run: () => actions.reset() },
  { keys: ["N"], codes: ["n"], words: "New starting weights", leads: true, run: () => actions.newWeights() },
  { keys: [","], codes: [","], words: "Slower", leads: true, run: () => nudgeSpeed(-0.08) },
  { keys: ["."], codes: ["."], words: "Faster", leads: true, run: () => nudgeSpeed(0.08) },
  { keys: ["Tab"], words: "Go from part to part; the network is one stop" },
  { keys: ["← ↑ → ↓"], words: "In the network: go from unit to unit" },
  { keys: ["Enter"], words: "In the network: open the unit" },
  { keys: ["← →"], words: "On the timeline: from moment to moment; Page Up and Page Down go over ten" },
  { keys: ["E"], codes: ["e"], words: "Examples", leads: true, run: openPresets },
  { keys: ["F"], codes: ["f"], words: "Full or Basic", leads: true, run: () => actions.view({ mode: store.get().view.mode === "full" ? "basic" : "full" }) },
  { keys: ["T"], codes: ["t"], words: "Show or hide test points", run: flip("show_test") },
  { keys: ["L"], codes: ["l"], words: "Loss on a logarithmic axis", run: flip("log_loss") },
  { keys: ["C"], codes: ["c"], words: "Colours: as the system, light, dark", run: () => byId("theme-button").click() },
  { keys: ["?"], codes: ["?"], words: "This help", run: openHelp },
  { keys: ["Esc"], words: "Close what is open" },
];

const BY_CODE = new Map(KEYS.flatMap((key) => (key.codes ?? []).map((code) => [code, key])));

let letters = true;

/** Whether keys of a single letter or sign act. People who dictate may want them off. */
export const letterKeys = () => letters;

/** @param {boolean} on */
export function setLetterKeys(on) {
  letters = on;
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (document.querySelector("dialog[open], :popover-open")) return;
  const key = BY_CODE.get(codeOf(event));
  if (key?.leads && session.led) return;
  if (!key?.run || belongsTo(document.activeElement, event.key)) return;
  if (!letters && event.key.length === 1 && event.key !== " ") return;
  event.preventDefault();
  if (event.repeat && event.key === " ") return;
  attempt(Promise.resolve(key.run()));
}

/** Listen on the whole page. */
export function mountKeys() {
  document.addEventListener("keydown", press);
}
