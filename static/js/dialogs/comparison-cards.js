// @ts-check
/** The ready comparisons, as the gallery of examples and the page of two halves show them. */
import { h } from "../dom.js";

/**
 * The cards of the comparisons.
 * @param {{name: string, title: string, sentence: string, address: string}[]} comparisons
 * @param {(address: string) => void} open
 * @param {string} [now] name of the one on screen
 */
export function comparisonCards(comparisons, open, now = "") {
  return h("div", { class: "cards" }, comparisons.map(({ name, title, sentence, address }) =>
    h("button", {
      type: "button", class: "card pair", "data-comparison": name, "aria-current": name === now ? "true" : undefined,
      onclick: () => open(address),
    }, h("span", null, h("strong", null, title), h("span", { class: "sentence" }, sentence)))));
}
