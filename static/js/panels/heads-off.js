// @ts-check
/** The setting of an attention layer that switches its heads off: one small button for each head. */

import { fill, h } from "../dom.js";
import { store } from "../store.js";
import { attempt } from "./notices.js";

/**
 * @param {import("../schema.js").FieldInfo} field
 * @param {(value: any) => Promise<any>} change
 * @returns {import("../controls.js").Control}
 */
export function headsOff(field, change) {
  const chips = h("div", { class: "chips", role: "group", "aria-label": field.title });
  const element = h("div", { class: "field inline", title: field.help, "data-control": field.link }, h("span", { class: "label" }, field.title), chips);
  const layer = Number(field.path.split(".")[1]);
  let built = "";
  const show = (/** @type {number[]} */ off) => {
    const { heads = 0 } = store.get().experiment.layers[layer] ?? {};
    const key = [heads, ...off].join();
    if (key === built) return;
    built = key;
    const focused = [...chips.children].indexOf(/** @type {Element} */ (document.activeElement));
    fill(chips, Array.from({ length: heads }, (_, head) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(off.includes(head)), "aria-label": `Head ${head + 1} off`,
      onclick: () => attempt(change(off.includes(head) ? off.filter((each) => each !== head) : [...off, head])),
    }, `${head + 1}`)));
    if (focused >= 0) /** @type {HTMLElement | undefined} */ (chips.children[focused])?.focus();
  };
  return { element, show };
}
