// @ts-check
/** Play, step, reset, new weights and speed: for both halves at once. */
import * as actions from "../actions.js";
import { byId, fill, h, icon, setText } from "../dom.js";
import { belongsTo, codeOf } from "../key-owner.js";
import { placeBelow } from "../panels/popover.js";
import { mountSpeed } from "../panels/speed.js";
import { store } from "../store.js";

/** @typedef {import("./lockstep.js").Lockstep} Lockstep */

const STEPS = [
  { name: "update", label: "One update", epochs: 0 },
  { name: "epoch", label: "One epoch", epochs: 1 },
  { name: "10 epochs", label: "Ten epochs", epochs: 10 },
];
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

let chosen = STEPS[1];

/** The updates of a step: an epoch ends where it ends, and is the left network's. @param {number} at */
function amount(at) {
  const perEpoch = store.get().description?.updates_per_epoch ?? 1;
  return chosen.epochs ? chosen.epochs * perEpoch - (at % perEpoch) : 1;
}

/** @param {Lockstep} lockstep @param {() => void} openGallery @param {() => void} openHelp */
export function mountTransport(lockstep, openGallery, openHelp) {
  const toggle = () => (lockstep.playing ? lockstep.pause() : lockstep.play());
  const step = () => lockstep.step(amount(lockstep.update));
  const nudge = (/** @type {number} */ share) => {
    const slider = byId("speed");
    slider.value = String(Number(slider.value) + share * (Number(slider.max) - Number(slider.min)));
    slider.dispatchEvent(new Event("input"));
  };
  /** @type {Record<string, () => any>} */
  const keys = {
    " ": toggle, p: toggle, ArrowRight: step, r: () => lockstep.restart("reset"), n: () => lockstep.restart("newWeights"),
    ",": () => nudge(-0.08), ".": () => nudge(0.08), e: openGallery, "?": openHelp, c: () => byId("theme-button").click(),
  };
  byId("play").addEventListener("click", toggle);
  byId("step").addEventListener("click", step);
  byId("reset").addEventListener("click", keys.r);
  byId("new-weights").addEventListener("click", keys.n);
  stepMenu();
  mountSpeed((speed) => {
    actions.view({ speed });
    lockstep.paced();
  });

  const press = (/** @type {KeyboardEvent} */ event) => {
    const here = /** @type {Document} */ (/** @type {any} */ (event.target).ownerDocument ?? document);
    const run = keys[codeOf(event)];
    if (!run || here.querySelector("dialog[open], :popover-open") || belongsTo(here.activeElement, event.key)) return;
    event.preventDefault();
    if (!byId("play").disabled && !(event.repeat && event.key === " ")) run();
  };
  addEventListener("keydown", press);
  return press;
}

function stepMenu() {
  const name = () => {
    setText(byId("step").querySelector("span"), `Step · ${chosen.name}`);
    byId("step").title = `Train both for ${chosen.label.toLowerCase()}`;
  };
  fill(byId("step-menu"), h("fieldset", null, h("legend", null, "A step is"), STEPS.map((step) =>
    h("label", { class: "row" },
      h("input", { type: "radio", name: "step", checked: step === chosen, onchange: () => { chosen = step; name(); } }),
      step.label))));
  placeBelow(byId("step-menu-button"), byId("step-menu"));
  name();
}

/** Show whether both play. @param {boolean} playing */
export function showPlaying(playing) {
  const button = byId("play");
  if (button.dataset.playing === String(playing)) return;
  button.dataset.playing = String(playing);
  fill(button, icon(playing ? "pause" : "play"), h("span", null, playing ? "Pause" : "Play"));
}

/** Show where both stand. @param {any[]} statuses */
export function showPlace(statuses) {
  const epochs = statuses.map(({ epoch }) => whole.format(Math.floor(epoch)));
  setText(byId("epoch"), epochs[0] === epochs[1] ? epochs[0] : epochs.join(" | "));
  setText(byId("update"), [...new Set(statuses.map(({ update }) => whole.format(update)))].join(" | "));
}
