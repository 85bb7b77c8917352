// @ts-check
/** The bar on top: mode, the question of the scene, and the buttons that open dialogs. */

import * as actions from "../actions.js";
import { openEmbed, openShare } from "../dialogs/share.js";
import { openHelp } from "../dialogs/help.js";
import { openPresets, presetNow } from "../dialogs/presets.js";
import { byId, setText } from "../dom.js";
import { fullLink } from "../link.js";
import { store } from "../store.js";

function showMode() {
  const mode = store.get().view?.mode ?? "basic";
  document.documentElement.dataset.mode = mode;
  for (const input of byId("mode").querySelectorAll("input")) input.checked = input.value === mode;
}

function showScene() {
    const preset = presetNow();
  setText(byId("preset-title"), preset?.title ?? "Examples");
  setText(byId("question"), preset?.question ?? preset?.sentence ?? "Press Play and watch the hidden layers learn.");
  document.title = preset ? `${preset.title} · Hidden Layers` : "Hidden Layers";
}

/** Wire the bar. */
export function mountTopbar() {
  byId("mode").addEventListener("change", (/** @type {any} */ event) => actions.view({ mode: event.target.value }));
  byId("presets-button").addEventListener("click", openPresets);
  byId("side-link").addEventListener("click", () => { byId("side-link").href = `compare#${fullLink()}`; });
  byId("share-button").addEventListener("click", openShare);
  byId("embed-button").addEventListener("click", openEmbed);
  byId("help-button").addEventListener("click", openHelp);
  store.on("view", showMode);
  store.on("experiment", showScene);
  store.on("link", showScene);
  showMode();
  showScene();
}
