// @ts-check
/** A field to paste a link into: ours, or TensorFlow Playground's. */

import * as actions from "../actions.js";
import { h, setText } from "../dom.js";

/**
 * @param {() => void} done  Called when the link is open.
 */
export function openLinkForm(done) {
  const input = h("input", {
    type: "text", id: "paste-link", autocomplete: "off", spellcheck: "false",
    placeholder: "https://playground.tensorflow.org/#activation=tanh&…",
  });
  const problem = h("p", { class: "problem", role: "alert" });
  return h("form", {
    class: "open-link",
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      try {
        await actions.open(input.value.trim());
        done();
      } catch (error) {
        setText(problem, /** @type {any} */ (error)?.message ?? String(error));
      }
    },
  },
    h("label", { for: "paste-link" }, "Have a link? Paste one of this page, or of TensorFlow Playground."),
    h("div", { class: "copy" }, input, h("button", { type: "submit", class: "button" }, "Open")),
    problem);
}
