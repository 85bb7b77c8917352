// @ts-check
/** Speaks changes of state to screen readers: never frames, only what a person did or must know. */

import { byId } from "../dom.js";
import { store } from "../store.js";

/** Speak when training starts and pauses, and what a paused network has reached. */
export function mountAnnouncer() {
  const region = byId("announcer");
  /** @type {boolean | undefined} */
  let playing;
  store.on("status", (status) => {
    if (status.playing === playing) return;
    const first = playing === undefined;
    playing = status.playing;
    if (first && !playing) return;
    const loss = status.metrics?.test_loss;
    const result = Number.isFinite(loss) ? ` Test loss ${loss.toFixed(3)}.` : "";
    region.textContent = playing
      ? "Training."
      : `Paused at epoch ${Math.floor(status.epoch)}, update ${status.update}.${result} ${status.message ?? ""}`;
  });
}
