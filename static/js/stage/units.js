// @ts-check
/**
 * The units as buttons over their maps: to point at, to choose, and to walk through with the arrow
 * keys. The network is one stop of the Tab key.
 */
import * as actions from "../actions.js";
import { h, math } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { store } from "../store.js";
import { parseUnit, unitName } from "./model.js";

/**
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./model.js").StageColumn} StageColumn
 * @typedef {{column: number, unit: number}} Place
 */

const NAME_ROOM = 24; // pixels that the shortest name of an input takes
const SHORT = 6; // letters of a name that needs no more than
const SHORT_ROOM = 56; // pixels

export class Units {
  /**
   * @param {HTMLElement} element
   * @param {(place: Place|null) => void} onPoint a unit is pointed at or focused
   */
  constructor(element, onPoint) {
    this.element = element;
    this.onPoint = onPoint;
    /** @type {HTMLElement[][]} */
    this.tiles = [];
    /** @type {Place} the one that Tab reaches */
    this.home = { column: 1, unit: 0 };
    element.addEventListener("click", (event) => this.#choose(event));
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("pointerover", (event) => this.#point(event));
    element.addEventListener("pointerleave", () => this.#point(null));
    element.addEventListener("focusin", (event) => this.#point(event));
    element.addEventListener("focusout", () => this.#point(null));
  }

  /** @param {Layout} layout @param {StageColumn[]} columns */
  arrange(layout, columns) {
    const held = this.element.contains(document.activeElement);
    const { description } = store.get();
    this.tiles = columns.map((column, c) => {
      const { tile, tiles } = layout.columns[c];
      return tiles.map(({ x, y }, unit) => {
        const style = { left: `${x}px`, top: `${y}px`, width: `${tile}px`, height: `${tile}px` };
        const place = { style, dataset: { column: c, unit, ...(tile < 16 && { small: "" }) } };
        if (column.kind === "input") {
          const label = `Feature ${column.names[unit]}`;
          return h("span", { class: "unit unit-input", role: "img", "aria-label": label, title: label, ...place });
        }
        const name = unitName(description, column.layer, unit);
        const label = name[0].toUpperCase() + name.slice(1);
        return h("button", { type: "button", class: "unit", "aria-label": label, title: label, tabindex: "-1", ...place });
      });
    });
    const names = columns.flatMap((column, c) => this.#names(column, layout.columns[c]));
    const groups = columns.map(({ title }, c) =>
      h("div", { role: "group", "aria-label": title }, ...this.tiles[c]),
    );
    this.element.replaceChildren(...groups, ...names);
    this.select(held);
  }

  /** Inputs are named at the left of their tiles, classes at the right. */
  #names(column, place) {
    if (column.kind === "hidden" || place.columns > 1 || place.tile < 11) return [];
    if (column.kind !== "hidden" && column.count < 2) return [];
    if (column.kind === "input" && place.left < NAME_ROOM) return []; // its end would be cut off
    const room = place.left - 8;
    if (column.kind === "input" && room < SHORT_ROOM && column.names.some((name) => name.length > SHORT)) return [];
    return column.names.map((name, unit) => {
      const top = `${place.tiles[unit].y + place.tile / 2}px`;
      const style =
        column.kind === "input"
          ? { top, right: `calc(100% - ${place.left - 6}px)`, "max-width": `min(9.4rem, ${room}px)` }
          : { top, left: `${place.left + place.width + 6}px` };
      const text = column.kind === "input" ? math(name) : name;
      return h("span", { class: "unit-name", "aria-hidden": "true", style }, text);
    });
  }

  /** Mark the chosen unit. @param {boolean} [focus] give it the focus too */
  select(focus = false) {
    const chosen = parseUnit(store.get().view.unit);
    this.element.querySelector('[aria-pressed="true"]')?.removeAttribute("aria-pressed");
    const tile = chosen && this.tiles[chosen.layer + 1]?.[chosen.unit];
    if (tile) {
      tile.setAttribute("aria-pressed", "true");
      this.home = { column: chosen.layer + 1, unit: chosen.unit };
    }
    this.#settle(this.home, focus);
  }

  /** Make one unit the one that Tab reaches. @param {Place} place @param {boolean} focus */
  #settle({ column, unit }, focus) {
    const c = Math.max(1, Math.min(column, this.tiles.length - 1));
    const tiles = this.tiles[c] ?? [];
    const u = Math.min(unit, tiles.length - 1);
    this.element.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    this.home = { column: c, unit: Math.max(0, u) };
    tiles[u]?.setAttribute("tabindex", "0");
    if (focus) tiles[u]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = placeOf(event.target);
    const to = at && this.#next(at, event.key);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation(); // the arrow keys mean something else elsewhere on the page
    this.#settle(to, true);
  }

  /** @param {Place} at @param {string} key @returns {Place|null} */
  #next({ column, unit }, key) {
    const count = this.tiles[column].length;
    if (key === "ArrowUp") return { column, unit: Math.max(0, unit - 1) };
    if (key === "ArrowDown") return { column, unit: Math.min(count - 1, unit + 1) };
    if (key === "Home") return { column, unit: 0 };
    if (key === "End") return { column, unit: count - 1 };
    const to = column + { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!this.tiles[to] || to < 1) return to >= 0 ? { column, unit } : null;
    const share = count > 1 ? unit / (count - 1) : 0.5;
    return { column: to, unit: Math.round(share * (this.tiles[to].length - 1)) };
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const place = placeOf(event.target);
    if (!place || place.column === 0) return;
    const unit = `${place.column - 1}.${place.unit}`;
    attempt(actions.select(unit));
  }

  /** @param {Event|null} event */
  #point(event) {
    const hovered = event && placeOf(event.target);
    const focused = this.element.contains(document.activeElement) && document.activeElement?.matches(":focus-visible");
    this.onPoint(hovered || (focused ? placeOf(document.activeElement) : null));
  }
}

/** @param {EventTarget|null} target @returns {Place|null} */
function placeOf(target) {
  const { column, unit } = /** @type {HTMLElement} */ (target)?.dataset ?? {};
  return column === undefined ? null : { column: Number(column), unit: Number(unit) };
}
