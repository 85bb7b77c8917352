// @ts-check
/** Play, step, reset, new weights: what makes time pass. */

import * as actions from "../actions.js";
import { byId, fill, h, icon, setText } from "../dom.js";
import { store } from "../store.js";
import { attempt } from "./notices.js";
import { placeBelow } from "./popover.js";

const STEPS = [
  { name: "update", label: "One update", amount: { updates: 1 } },
  { name: "epoch", label: "One epoch", amount: { epochs: 1 } },
  { name: "10 epochs", label: "Ten epochs", amount: { epochs: 10 } },
];

let chosen = STEPS[1];

/** Advance by the chosen step; a playing network pauses first. */
export async function stepOnce() {
  if (store.get().status.playing) await actions.pause();
  return actions.step(chosen.amount);
}

function nameStep() {
  const button = byId("step");
  setText(button.querySelector("span"), `Step · ${chosen.name}`);
  button.title = `Train for ${chosen.label.toLowerCase()}`;
}

/** The menu beside Step: how far a step goes, and an exact place to go to. */
function stepMenu() {
  const menu = byId("step-menu");
  const choices = STEPS.map((step) =>
    h("label", { class: "row" },
      h("input", {
        type: "radio", name: "step", checked: step === chosen,
        onchange: () => { chosen = step; nameStep(); },
      }),
      step.label));
  const number = h("input", { type: "number", id: "goto-number", min: 0, step: 1, value: "100", required: true });
  const unit = h("select", { "aria-label": "Epoch or update" },
    h("option", { value: "epoch" }, "epoch"), h("option", { value: "update" }, "update"));
  const form = h("form", {
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      menu.hidePopover();
      attempt(actions.goto({ [unit.value]: number.valueAsNumber }));
    },
  },
    h("label", { for: "goto-number" }, "Go to an exact place"),
    h("div", { class: "row" }, unit, number, h("button", { type: "submit", class: "button small" }, "Go")));
  fill(menu, h("fieldset", null, h("legend", null, "A step is"), choices), form);
  placeBelow(byId("step-menu-button"), menu);
}

function showPlaying() {
  const { playing } = store.get().status;
  const button = byId("play");
  if (button.dataset.playing === String(playing)) return;
  button.dataset.playing = String(playing);
  fill(button, icon(playing ? "pause" : "play"), h("span", null, playing ? "Pause" : "Play"));
}

/** Wire the buttons. */
export function mountTransport() {
  byId("play").addEventListener("click", () => attempt(actions.toggle()));
  byId("step").addEventListener("click", () => attempt(stepOnce()));
  byId("reset").addEventListener("click", () => attempt(actions.reset()));
  byId("new-weights").addEventListener("click", () => attempt(actions.newWeights()));
  store.on("status", showPlaying);
  stepMenu();
  nameStep();
  showPlaying();
}
