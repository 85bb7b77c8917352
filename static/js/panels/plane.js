// @ts-check
/** For data with more than two columns: along which two directions the pictures look. */

import * as actions from "../actions.js";
import { fill, h } from "../dom.js";
import { store } from "../store.js";

const DIRECTIONS = ["pc1", "pc2"];

/**
 * @param {HTMLElement} place
 */
export function mountPlane(place) {
  /**
   * @param {string} label
   * @param {[string, string][]} options
   * @param {string} value
   * @param {(value: string) => void} choose
   */
  const select = (label, options, value, choose) => {
    const element = h("select", { onchange: (/** @type {any} */ event) => choose(event.target.value) },
      options.map(([name, words]) => h("option", { value: name, selected: name === value }, words)));
    return h("label", { class: "field inline" }, label, element);
  };

  const show = () => {
    const { description, view } = store.get();
    place.hidden = !description || description.plane || description.columns.length < 2;
    if (place.hidden) return;
    const columns = /** @type {string[]} */ (description.columns);
    const pair = columns.includes(view.plane_x) && columns.includes(view.plane_y);
    const names = /** @type {[string, string][]} */ (columns.map((name) => [name, name]));
    const kind = select("Axes",
      [["pc", "principal directions"], ["pair", "two columns"]],
      pair ? "pair" : "pc",
      (value) => actions.view(value === "pair" ? { plane_x: columns[0], plane_y: columns[1] } : { plane_x: DIRECTIONS[0], plane_y: DIRECTIONS[1] }));
    fill(place, kind, pair && [
      select("Across", names, view.plane_x, (value) => actions.view({ plane_x: value, plane_y: value === view.plane_y ? view.plane_x : view.plane_y })),
      select("Up", names, view.plane_y, (value) => actions.view({ plane_y: value, plane_x: value === view.plane_x ? view.plane_y : view.plane_x })),
    ]);
  };
  let last = "";
  const changed = () => {
    const { description, view } = store.get();
    const now = JSON.stringify([description?.columns, description?.plane, view?.plane_x, view?.plane_y]);
    if (now === last) return;
    last = now;
    const index = [...place.querySelectorAll("select")].indexOf(/** @type {any} */ (document.activeElement));
    show();
    if (index >= 0) place.querySelectorAll("select")[index]?.focus();
  };
  store.on("description", changed);
  store.on("view", changed);
  changed();
}
