// @ts-check
/** The speed slider: from slow motion to as fast as possible, with its value in words. */

import * as actions from "../actions.js";
import { paint, scaleOf } from "../controls.js";
import { byId, setText } from "../dom.js";
import { fieldAt } from "../schema.js";
import { store } from "../store.js";
import { attempt } from "./notices.js";

const TOP = 5000; // updates a second; beyond it lies only "as fast as possible"

/**
 * @param {number} speed
 * @param {number} perEpoch  Updates in an epoch.
 */
export function speedWords(speed, perEpoch) {
  if (speed === 0) return "as fast as possible";
  if (speed < perEpoch || !perEpoch) {
    const updates = Number(speed.toPrecision(2));
    return `${updates} update${updates === 1 ? "" : "s"} a second`;
  }
  const epochs = Number((speed / perEpoch).toPrecision(2));
  return `${epochs} epoch${epochs === 1 ? "" : "s"} a second`;
}

/**
 * Wire the slider.
 * @param {(speed: number) => any} [change]
 */
export function mountSpeed(change = (speed) => attempt(actions.speed(speed))) {
  const slider = /** @type {HTMLInputElement} */ (byId("speed"));
  const words = byId("speed-words");
  const field = fieldAt(store.get().config.schema.view, "speed");
  const scale = scaleOf({ ...field, minimum: field.smallest ?? 0.5, maximum: TOP });
  // The right end, one stop beyond the fastest number, means "as fast as possible" (0).
  const end = scale.maximum + scale.step;
  slider.min = String(scale.minimum);
  slider.max = String(end);
  slider.step = String(scale.step);
  const speedAt = () => (Number(slider.value) > scale.maximum ? 0 : scale.toValue(Number(slider.value)));

  const say = (/** @type {number} */ speed) => {
    const text = speedWords(speed, store.get().description?.updates_per_epoch ?? 0);
    setText(words, text);
    slider.setAttribute("aria-valuetext", text);
    paint(slider);
  };
  const show = () => {
    const speed = store.get().view?.speed ?? field.fallback;
    if (document.activeElement !== slider || speed !== speedAt()) {
      slider.value = String(speed === 0 ? end : scale.toPlace(Math.min(speed, TOP)));
    }
    say(speed);
  };
  slider.addEventListener("input", () => {
    const speed = speedAt();
    say(speed);
    if (speed !== store.get().view.speed) change(speed);
  });
  store.on("view", show);
  store.on("description", show);
  show();
}
