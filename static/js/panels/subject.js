// @ts-check
/**
 * The example panel, in place of the features for pictures, sequences and texts: which example the
 * pictures are about; a picture can be drawn on, and a text typed.
 */
import * as actions from "../actions.js";
import { byId, h, setText } from "../dom.js";
import { onThemeChange } from "../palette.js";
import { showOwn } from "../subject.js";
import { store } from "../store.js";
import { largest, paintSigned } from "../tiles.js";
import { attempt } from "./notices.js";
import { Pixels } from "./pixels.js";

const PART = { training: "From the training part", test: "From the test part", own: "Your own" };
const DRAW = { data: "Draw on it. ", own: "" };

/** @type {any} */
let parts = null;
/** @type {any} the header and the input last shown */
let last = null;

export function mountSubject() {
  const pixels = new Pixels((values) => showOwn({ values }));
  const strip = h("canvas", { class: "subject-strip", role: "img" });
  const text = h("input", { type: "text", class: "subject-text", id: "subject-text", spellcheck: "false", autocomplete: "off", maxlength: "100" });
  text.addEventListener("input", () => typedOwn(text.value));
  const typed = h("label", { class: "subject-typed", for: "subject-text" }, "Type your own", text);
  const number = h("input", { type: "number", min: "1", step: "1", class: "example-number", "aria-label": "Number of the example" });
  number.addEventListener("change", () => choose(number.valueAsNumber - 1));
  const step = (label, name, by) =>
    h("button", { type: "button", class: "button small", "aria-label": name, onclick: () => choose(at() + by) }, label);
  const clear = h("button", { type: "button", class: "button small", title: "Draw a picture of your own", onclick: () => pixels.clear() }, "Draw");
  const row = h("div", { class: "subject-choose" }, step("‹", "Previous example", -1), number, step("›", "Next example", 1), clear);
  const words = h("p", { class: "subject-words", "aria-live": "polite" });
  const element = h("div", { class: "subject", id: "subject", hidden: true }, row, h("div", { class: "subject-look" }, pixels.element, strip, typed, words));
  parts = { pixels, strip, text, typed, number, clear, words, element };
  byId("features").querySelector(".panel-body")?.append(element);
  store.on("frame", draw);
  store.on("description", arrange);
  onThemeChange(() => last && show(last.meta, last.input));
  arrange();
}

const at = () => (last?.meta.example ?? 0);

/** @param {number} wanted */
function choose(wanted) {
  const count = last?.meta.total ?? 1;
  if (!Number.isInteger(wanted)) return;
  attempt(actions.showExample((wanted + count) % count));
}

/** A text, or the symbols of a sequence step by step, apart by spaces. @param {string} typed */
function typedOwn(typed) {
  if (!typed.trim()) return showOwn(null);
  if (last?.meta.text) return showOwn({ text: typed });
  const values = readSteps(typed.trim().split(/\s+/), last.meta.shape, store.get().description.columns);
  if (values) showOwn({ values });
}

/**
 * @param {string[]} words one for each step; its letters are the names of the values that are 1
 * @param {number[]} shape steps and values of each
 * @param {string[]} columns named by step and value, such as "t3 A"
 * @returns {number[]|null} null while a step is missing or has a letter that means nothing
 */
export function readSteps(words, [steps, size], columns) {
  const names = columns.slice(0, size).map((column) => column.slice(column.indexOf(" ") + 1));
  if (words.length !== steps || words.some((word) => [...word].some((letter) => !names.includes(letter)))) return null;
  return words.flatMap((word) => names.map((each) => ([...word].includes(each) ? 1 : 0)));
}

function arrange() {
  const { description } = store.get();
  const on = Boolean(description?.by_example);
  document.documentElement.toggleAttribute("data-by-example", on);
  parts.element.hidden = !on;
  setText(byId("features-heading"), on ? "Example" : "Features");
  if (on) setText(byId("features-question"), "What does the network see?");
}

/** @param {import("../frame.js").Frame} frame */
function draw(frame) {
  if (!frame.fresh.has("answer") || !frame.has("answer") || parts.pixels.drawing) return;
  last = { meta: frame.meta("answer"), input: Float32Array.from(frame.array("answer/input").data) };
  show(last.meta, last.input);
}

/** @param {any} meta @param {Float32Array} input */
function show(meta, input) {
  const { shape, example, total } = meta;
  const picture = shape.length === 3;
  const letters = Boolean(meta.text) || shape.length === 1;
  parts.pixels.element.hidden = parts.clear.hidden = !picture;
  parts.strip.hidden = picture || letters;
  const symbols = meta.words.length > 0 && meta.words.every(Boolean);
  parts.typed.hidden = !meta.text && !symbols;
  if (document.activeElement !== parts.text) parts.text.value = symbols ? meta.words.join(" ") : meta.text;
  if (document.activeElement !== parts.number) parts.number.value = example === null ? "" : String(example + 1);
  parts.number.title = `1 to ${total.toLocaleString("en")}`;
  setText(parts.words, `${picture ? DRAW[example === null ? "own" : "data"] : ""}${PART[meta.part]}${truth(meta)}`);
  if (picture) parts.pixels.show(input, shape[1], shape[2], [meta.low, meta.high]);
  else if (!letters) strip(input, shape);
}

/** @param {any} meta */
function truth(meta) {
  if (meta.truth === null) return ".";
  if (!meta.classes) return `: ${Number(meta.truth.toPrecision(3))}.`;
  const named = meta.truth.filter((label) => label >= 0).map((label) => meta.classes[label]);
  if (named.length > 1 && named.some((label) => label.length > 1)) return "."; // the answer's map names them
  return `: ${named.join("")}.`;
}

/** A sequence as a picture: a row for each value, a column for each step. */
function strip(input, [steps, values]) {
  paintSigned(parts.strip, values, steps, (value, step) => input[step * values + value], largest(input));
  parts.strip.setAttribute("aria-label", `A sequence of ${steps} steps with ${values} ${values === 1 ? "value" : "values"} each.`);
}
