// @ts-check
/** The gallery of examples: each a link with a picture and one sentence on what to look for. */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { store } from "../store.js";
import { comparisonCards } from "./comparison-cards.js";
import { openDialog } from "./dialog.js";
import { openLinkForm } from "./open-link.js";

/** @param {string} link */
function parts(link) {
  return link.slice(link.indexOf("#") + 1).split("&").sort();
}

/** The preset that is on screen unchanged, if any: its experiment's part of the link is ours. */
export function presetNow() {
  const { config, link } = store.get();
  if (!link) return undefined;
  const now = parts(link);
  const viewKeys = new Set(Object.values(config.schema.view.properties).map((/** @type {any} */ field) => field.link));
  return config.presets?.find((/** @type {any} */ preset) => {
    const wanted = parts(preset.link).filter((part) => !viewKeys.has(part.split("=")[0]));
    return wanted.join("&") === now.join("&");
  });
}

/** Show the gallery. */
export function openPresets() {
  const { config } = store.get();
  const now = presetNow();
  /** @type {HTMLDialogElement} */
  let dialog;
  /** @param {any} preset */
  const card = (preset) =>
    h("button", {
      type: "button", class: "card", "data-preset": preset.name,
      "aria-current": preset === now ? "true" : undefined,
      onclick: () => { dialog.close(); attempt(actions.open(preset.link)); },
    },
      preset.picture ? h("img", { src: preset.picture, alt: "", loading: "lazy" }) : h("span", { class: "card-blank" }),
      h("span", null, h("strong", null, preset.title), h("span", { class: "sentence" }, preset.sentence)));
  const presets = /** @type {any[]} */ (config.presets ?? []);
  const sections = [...new Set(presets.map(({ section }) => section))].map((section) =>
    [h("h3", null, section), h("div", { class: "cards" }, presets.filter((each) => each.section === section).map(card))]);
  dialog = openDialog({
    title: "Examples",
    lead: "Each opens a whole experiment. Press play, then change anything.",
    wide: true,
    body: [
      ...sections.flat(),
      h("h3", null, "Side by side"),
      h("p", { class: "lead" }, "Two networks that differ in one thing, always at the same update."),
      comparisonCards(config.comparisons, (address) => { location.href = `compare#${address}`; }),
      openLinkForm(() => dialog.close()),
    ],
  });
}
