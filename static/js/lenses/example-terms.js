// @ts-check
/** How the story writes its arithmetic: numbers coloured by sign, products, sums, named results. */
import { h, math } from "../dom.js";
import { figure } from "./layers.js";

const WIDE = 1700; // pixels of the window that leave room for more terms in a line

const mostTerms = () => (innerWidth >= WIDE ? 6 : 3);

/** @param {number} value @param {number} [digits] @param {string} [extra] class */
export function number(value, digits = 3, extra = "") {
  const sign = value < 0 ? "negative" : "positive";
  return h("b", { class: `number ${value === 0 ? "" : sign} ${extra}` }, figure(value, digits));
}

/** A formula as a textbook prints it. @param {...import("../dom.js").Child} parts */
export const formula = (...parts) => h("span", { class: "math example-formula" }, ...parts);

/** @param {string} text */
export const sign = (text) => h("span", { class: "example-sign" }, text);

/** One big number with what it is below it. @param {Node|string} value @param {...import("../dom.js").Child} words */
export const result = (value, ...words) =>
  h("span", { class: "example-term example-result" }, h("span", { class: "example-top" }, value), h("small", null, ...words));

/** @param {number} a @param {number} b @param {string} name */
function product(a, b, name) {
  return h(
    "span",
    { class: "example-term" },
    h("span", { class: "example-top number" }, number(a), " × ", number(b)),
    h("small", null, math(name)),
  );
}

/** @param {number} value @param {string} name */
export const single = (value, name) =>
  h("span", { class: "example-term" }, h("span", { class: "example-top" }, number(value)), h("small", null, math(name)));

/**
 * A sum of products term by term: all of a few, else the largest and what the others add up to.
 * @param {ArrayLike<number>} first
 * @param {ArrayLike<number>} second
 * @param {string[]} names
 * @param {[number, string][]} [more] single terms after them
 * @returns {Node[]}
 */
export function sum(first, second, names, more = []) {
  const order = Array.from(first, (_, i) => i);
  const products = order.map((i) => first[i] * second[i]);
  const largest = order.toSorted((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
  const most = Math.max(2, mostTerms() - more.length);
  const few = order.length <= most + 1;
  const shown = few ? order : largest.slice(0, most).toSorted((a, b) => a - b);
  const rest = few ? 0 : largest.slice(most).reduce((total, i) => total + products[i], 0);
  const terms = shown.map((i) => product(first[i], second[i], names[i]));
  if (!few) terms.push(single(rest, `${order.length - most} others`));
  terms.push(...more.map(([value, name]) => single(value, name)));
  return terms.flatMap((term, i) => (i ? [sign("+"), term] : [term]));
}

/** A line of the derivation. @param {...any} parts children, nested as they come */
export const line = (...parts) => h("div", { class: "example-line" }, parts.flat(Infinity));
