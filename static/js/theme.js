// @ts-check
/** Colours (as the system, light, dark) and the projector's large type. */

import * as actions from "./actions.js";
import { byId, fill, h, icon } from "./dom.js";
import { store } from "./store.js";

const ORDER = ["auto", "light", "dark"];
const WORDS = { auto: "as the system", light: "light", dark: "dark" };
const system = matchMedia("(prefers-color-scheme: dark)");

/** The theme on screen now: "light" or "dark". */
export function theme() {
  const wanted = store.get().view?.theme ?? "auto";
  if (wanted === "auto") return system.matches ? "dark" : "light";
  return wanted;
}

function apply() {
  const { view } = store.get();
  const root = document.documentElement;
  const wanted = view?.theme ?? "auto";
  const link = /** @type {HTMLLinkElement} */ (byId("dark-tokens"));
  link.media = { auto: "(prefers-color-scheme: dark)", dark: "all", light: "not all" }[wanted] ?? "not all";
  const now = `${theme()} ${Boolean(view?.projector)}`;
  const button = byId("theme-button");
  fill(button, icon(wanted), h("span", { class: "tool-word" }, "Colours"));
  button.setAttribute("aria-label", `Colours: ${WORDS[wanted]}`);
  button.title = `Colours: ${WORDS[wanted]}`;
  byId("projector-button").setAttribute("aria-pressed", String(Boolean(view?.projector)));
  if (root.dataset.shown === now) return;
  root.dataset.shown = now;
  root.dataset.theme = theme();
  root.toggleAttribute("data-projector", Boolean(view?.projector));
  document.dispatchEvent(new CustomEvent("hl:theme"));
}

/** Follow the view and the system; wire the two buttons. */
export function mountTheme() {
  store.on("view", apply);
  system.addEventListener("change", apply);
  // A theme other than the system's may arrive before its colours do.
  byId("dark-tokens").addEventListener("load", () => document.dispatchEvent(new CustomEvent("hl:theme")));
  byId("theme-button").addEventListener("click", () => {
    const wanted = store.get().view?.theme ?? "auto";
    actions.view({ theme: ORDER[(ORDER.indexOf(wanted) + 1) % ORDER.length] });
  });
  byId("projector-button").addEventListener("click", () => {
    actions.view({ projector: !store.get().view?.projector });
  });
  apply();
}
