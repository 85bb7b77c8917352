// @ts-check
/** The figures behind a picture as a table, for screen readers and for exact reading. */
import { h } from "../dom.js";

/**
 * @typedef {{caption: string, columns: string[], rows: (string|number)[][]}} DataTable
 */

let count = 0;
const REFRESH_MS = 1000;
const MOST_ROWS = 200;

/**
 * Add a button that opens the table; it is filled when opened, and again while it stays open.
 * @param {HTMLElement} element
 * @param {() => DataTable|null} make
 */
export function addTable(element, make) {
  const id = `lens-table-${count++}`;
  const body = h("div", { id, popover: "auto", class: "lens-table", tabindex: "-1" });
  const open = h("button", { type: "button", class: "table-button", popovertarget: id }, "Table");
  let timer = 0;
  body.addEventListener("toggle", (event) => {
    clearInterval(timer);
    if (/** @type {any} */ (event).newState !== "open") return;
    const show = () => body.replaceChildren(...render(make()));
    show();
    body.focus();
    timer = setInterval(show, REFRESH_MS);
  });
  element.append(open, body);
}

/** @param {DataTable|null} table @returns {Node[]} */
function render(table) {
  if (!table) return [h("p", null, "There is nothing to show yet.")];
  const { caption, columns, rows } = table;
  const shown = thin(rows);
  const head = h("tr", null, columns.map((column) => h("th", { scope: "col" }, column)));
  const lines = shown.map(([first, ...others]) =>
    h("tr", null, h("th", { scope: "row" }, format(first)), others.map((cell) => h("td", null, format(cell)))),
  );
  return [h("table", null, h("caption", null, caption), h("thead", null, head), h("tbody", null, lines))];
}

/** Long tables keep their first and last row and every so-manieth between. @param {any[][]} rows */
function thin(rows) {
  const step = Math.ceil(rows.length / MOST_ROWS);
  return rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
}

/** @param {string|number} value */
export function format(value) {
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "–";
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(4)).toString();
}
