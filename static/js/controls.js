// @ts-check
/** Makes one labelled native control for any field of the schema. */

import { h, icon, setText } from "./dom.js";

/** @typedef {import("./schema.js").FieldInfo} FieldInfo */

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(value: any) => void} show  Show a value that came from elsewhere.
 */

let count = 0;

/**
 * A number as people write it: no noise in its last digits, thousands apart.
 * @param {number} value
 * @param {FieldInfo} field
 */
function write(value, field) {
  const shown = field.unit === "%" && (field.maximum ?? 100) <= 1 ? value * 100 : value;
  return String(Number(shown.toPrecision(6)));
}

/**
 * @param {string} text
 * @param {FieldInfo} field
 */
function parse(text, field) {
  const value = Number(text);
  const real = field.unit === "%" && (field.maximum ?? 100) <= 1 ? value / 100 : value;
  return field.type === "integer" ? Math.round(real) : Number(real.toPrecision(12));
}

/**
 * The round numbers 1, 2, 3, 5, 10 … of a range, with its ends: where a logarithmic slider stops.
 * @param {number} low
 * @param {number} high
 */
function roundNumbers(low, high) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const all = powers.flatMap((power) => [1, 2, 3, 5].map((digit) => Number(`${digit}e${power}`)));
  return [...new Set([low, ...all.filter((value) => value > low && value < high), high])];
}

/**
 * Where a value is on its slider and back. A logarithmic slider counts its stops, so that one
 * arrow key leads to the next round number; it may have 0 at the left end.
 * @param {FieldInfo} field
 */
export function scaleOf(field) {
  const { minimum = 0, maximum = 1, step = 1 } = field;
  if (!field.log) {
    return { minimum, maximum, step, toValue: (/** @type {number} */ at) => at, toPlace: (/** @type {number} */ value) => value };
  }
  const zero = minimum === 0 ? [0] : [];
  const stops = [...zero, ...roundNumbers(zero.length ? (field.smallest ?? 1e-4) : minimum, maximum)];
  const distance = (/** @type {number} */ stop, /** @type {number} */ value) =>
    stop > 0 && value > 0 ? Math.abs(Math.log(stop / value)) : stop === value ? 0 : Infinity;
  return {
    minimum: 0,
    maximum: stops.length - 1,
    step: 1,
    toValue: (/** @type {number} */ at) => stops[Math.max(0, Math.min(stops.length - 1, Math.round(at)))],
    toPlace: (/** @type {number} */ value) =>
      stops.reduce((best, stop, i) => (distance(stop, value) < distance(stops[best], value) ? i : best), 0),
  };
}

/** @param {FieldInfo} field */
function hasSlider(field) {
  if (field.optional || field.minimum === undefined || field.maximum === undefined) return false;
  if (field.log) return true;
  return (field.maximum - field.minimum) / (field.step ?? 1) <= 250;
}

/**
 * Paint the part of a slider's track left of its thumb.
 * @param {HTMLInputElement} slider
 */
export function paint(slider) {
  const share = (Number(slider.value) - Number(slider.min)) / (Number(slider.max) - Number(slider.min) || 1);
  slider.style.setProperty("--fill", `${(share * 100).toFixed(1)}%`);
}

/**
 * Sends changes one after another, always the newest; words of a refusal appear at the field.
 * @param {FieldInfo} field
 * @param {(value: any) => Promise<any>} change
 * @param {HTMLElement} element
 * @param {() => void} restore
 */
function sender(field, change, element, restore) {
  const problem = h("p", { class: "problem", id: `problem-${(count += 1)}`, role: "alert", hidden: true });
  let busy = false;
  /** @type {{value: any} | null} */
  let next = null;
  element.append(problem);
  const run = async () => {
    busy = true;
    while (next) {
      const { value } = next;
      next = null;
      try {
        await change(value);
        problem.hidden = true;
      } catch (error) {
        setText(problem, /** @type {any} */ (error)?.message ?? String(error));
        problem.hidden = false;
        if (!next) restore();
      }
    }
    busy = false;
  };
  return {
    problem,
    send: (/** @type {any} */ value) => {
      next = { value };
      if (!busy) run();
    },
  };
}

/**
 * @param {FieldInfo} field
 * @param {(value: any) => Promise<any>} change
 * @returns {Control}
 */
function choiceControl(field, change) {
  const id = `control-${(count += 1)}`;
  const select = h(
    "select",
    { id, title: field.help },
    field.choices?.map((choice) => h("option", { value: choice.name, title: choice.help }, choice.label)),
  );
  const element = h("div", { class: "field inline" }, h("label", { for: id }, field.title), select);
  let shown = "";
  const { send } = sender(field, change, element, () => { select.value = shown; });
  select.addEventListener("change", () => send(select.value));
  return { element, show: (value) => { shown = value; select.value = value; } };
}

/**
 * @param {FieldInfo} field
 * @param {(value: any) => Promise<any>} change
 * @returns {Control}
 */
function switchControl(field, change) {
  const input = h("input", { type: "checkbox", role: "switch" });
  const element = h("div", { class: "field", title: field.help }, h("label", { class: "switch", style: { "grid-column": "1 / -1" } }, field.title, input));
  let shown = false;
  const { send } = sender(field, change, element, () => { input.checked = shown; });
  input.addEventListener("change", () => send(input.checked));
  return { element, show: (value) => { shown = Boolean(value); input.checked = shown; } };
}

/**
 * @param {FieldInfo} field
 * @param {(value: any) => Promise<any>} change
 * @returns {Control}
 */
function numberControl(field, change) {
  const id = `control-${(count += 1)}`;
  const slider = hasSlider(field);
  const percent = field.unit === "%" && (field.maximum ?? 100) <= 1;
  const factor = percent ? 100 : 1;
  const number = h("input", {
    type: "number",
    id,
    class: slider ? "value" : "",
    min: field.minimum === undefined ? undefined : field.minimum * factor,
    max: field.maximum === undefined ? undefined : field.maximum * factor,
    step: field.type === "integer" ? 1 : "any",
    placeholder: field.optional ? "never" : undefined,
    title: field.help,
  });
  const box = field.unit ? h("span", { class: "with-unit" }, number, h("span", { "aria-hidden": "true" }, field.unit)) : number;
  const element = h("div", { class: slider ? "field" : "field inline" }, h("label", { for: id }, field.title), box);
  const scale = scaleOf(field);
  const range = slider
    ? h("input", { type: "range", min: scale.minimum, max: scale.maximum, step: scale.step, "aria-label": field.title, title: field.help })
    : null;
  if (range) element.append(range);
  /** @type {any} */
  let shown = null;
  const show = (/** @type {any} */ value) => {
    shown = value;
    if (document.activeElement !== number) number.value = value === null || value === undefined ? "" : write(value, field);
    if (range && document.activeElement !== range) range.value = String(scale.toPlace(value ?? scale.minimum));
    if (range) {
      range.setAttribute("aria-valuetext", number.value);
      paint(range);
    }
  };
  const { send, problem } = sender(field, change, element, () => {
    number.blur();
    show(shown);
  });
  number.setAttribute("aria-describedby", problem.id);
  number.addEventListener("change", () => {
    if (number.value === "" && field.optional) send(null);
    else if (number.value !== "" && Number.isFinite(number.valueAsNumber)) send(parse(number.value, field));
    else show(shown);
  });
  range?.addEventListener("input", () => {
    const value = scale.toValue(Number(range.value));
    const whole = field.type === "integer" ? Math.round(value) : Number(value.toPrecision(6));
    number.value = write(whole, field);
    range.setAttribute("aria-valuetext", number.value);
    paint(range);
    send(whole);
  });
  return { element, show };
}

/**
 * The control of a field.
 * @param {FieldInfo} field
 * @param {(value: any) => Promise<any>} change  Called with each new value.
 * @returns {Control}
 */
export function makeControl(field, change) {
  const kind = field.choices ? choiceControl : field.type === "boolean" ? switchControl : numberControl;
  const control = kind(field, change);
  control.element.dataset.control = field.link;
  return control;
}

/**
 * A copy button beside text: "Copy", then "Copied" for a moment.
 * @param {() => string} text
 * @param {string} label
 */
export function copyButton(text, label) {
  const words = h("span", { "aria-live": "polite" }, label);
  return h("button", {
    type: "button",
    class: "button primary",
    onclick: async () => {
      await navigator.clipboard.writeText(text());
      setText(words, "Copied");
      setTimeout(() => setText(words, label), 1600);
    },
  }, words);
}

/**
 * A small button with an icon and a name.
 * @param {string} name
 * @param {string} label
 * @param {() => void} press
 */
export function iconButton(name, label, press) {
  return h("button", { type: "button", class: "button square quiet", "aria-label": label, title: label, onclick: press }, icon(name));
}
