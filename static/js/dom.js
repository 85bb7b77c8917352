// @ts-check
/** Small helpers that build page elements. Text always becomes text nodes, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, any>} Props
 */

/**
 * Set attributes, properties and listeners: `class`, `dataset`, `style` (custom properties too),
 * `on<Event>` listeners, and booleans that appear or vanish.
 * @param {Element} element
 * @param {Props} props
 */
function assign(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
    else if (name === "style") {
      for (const [key, text] of Object.entries(value)) {
        /** @type {HTMLElement} */ (element).style.setProperty(key, String(text));
      }
    } else if (name === "value") /** @type {HTMLInputElement} */ (element).value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Element} element
 * @param {(Child | Child[])[]} children
 */
function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/**
 * An HTML element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  append(element, children);
  if (props) assign(element, props);
  return element;
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, props, ...children) {
  const element = document.createElementNS(SVG, tag);
  if (props) assign(element, props);
  append(element, children);
  return element;
}

/**
 * An icon of templates/icons.html.
 * @param {string} name
 */
export function icon(name) {
  return s("svg", { class: "icon", "aria-hidden": "true", focusable: "false" }, s("use", { href: `#icon-${name}` }));
}

/**
 * The element with this id, which the template promises.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/**
 * Replace an element's content.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/**
 * Write text only where it changed, so that a hundred updates a second cost nothing.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @type {WeakMap<HTMLSelectElement, string>} */
const offered = new WeakMap();

/**
 * Offer choices in a list and show the present one. The list is written anew only where it has
 * changed, since an open one would close, and one that has the focus is left to whoever chooses.
 * @param {HTMLSelectElement} select
 * @param {[string | number, string][]} choices value and words of each
 * @param {string | number} now
 */
export function offer(select, choices, now) {
  const key = JSON.stringify(choices);
  const other = offered.get(select) !== key;
  if (other) {
    offered.set(select, key);
    select.replaceChildren(...choices.map(([value, words]) => h("option", { value: String(value) }, words)));
  }
  if (other || document.activeElement !== select) select.value = String(now);
}

/**
 * A label: one such as "x₁²" or "sin x₁" with its letters in italics, a column's name as it is.
 * @param {string} label
 */
export function math(label) {
  if (!/[₀-₉²³√]/.test(label)) return h("span", null, label);
  const parts = label.split(/(sin|cos|√)/);
  return h(
    "span",
    { class: "math" },
    parts.map((part, index) => (index % 2 ? h("span", { class: "upright" }, part) : part)),
  );
}
