// @ts-check
/** Which example, and on the last steps which weight. */
import * as actions from "../actions.js";
import { h, offer, s, setText } from "../dom.js";
import { markShape } from "../marks.js";
import { classColour } from "../palette.js";
import { attempt } from "../panels/notices.js";
import { figure, percent } from "./layers.js";

const START = { training: "Training example of ", test: "Test example of ", free: "Taken for " };
const WEIGHT_STEPS = ["gradient", "check", "update"];

export class ExampleWho {
  /** @param {(choice: {layer?: number, input?: number}) => void} onWeight */
  constructor(onWeight) {
    this.number = h("input", { type: "number", min: "1", step: "1", class: "example-number", "aria-label": "Number of the example", onchange: () => this.#typed() });
    this.total = h("span", { class: "example-soft" });
    this.truth = h("p", { class: "example-answer" });
    this.answer = h("p", { class: "example-answer" });
    this.hint = h("p", { class: "example-hint" }, "Click a point of the output picture, or drag the ring.");
    this.layer = h("select", { "aria-label": "Layer of the weight", onchange: () => onWeight({ layer: Number(this.layer.value) }) });
    this.input = h("select", { "aria-label": "Input of the weight", onchange: () => onWeight({ layer: Number(this.layer.value), input: Number(this.input.value) }) });
    this.to = h("span", { class: "example-soft" });
    this.weight = h("div", { class: "example-weight", hidden: true }, this.layer, h("span", null, "weight from"), this.input, this.to);
    const button = (text, label, by) => h("button", { type: "button", class: "button small", "aria-label": label, onclick: () => this.move(by) }, text);
    this.element = h(
      "div",
      { class: "example-who" },
      h("div", { class: "example-choose" }, button("‹", "Previous example", -1), this.number, button("›", "Next example", 1), this.total),
      this.truth, this.answer, this.weight, this.hint,
    );
    this.at = 0;
    this.count = 1;
  }

  #typed() {
    const wanted = this.number.valueAsNumber;
    if (Number.isInteger(wanted)) this.#choose(wanted - 1);
  }

  /** @param {number} by */
  move(by) {
    this.#choose((this.at + by + this.count) % this.count);
  }

  /** @param {number} example */
  #choose(example) {
    this.at = Math.min(Math.max(0, example), this.count - 1);
    attempt(actions.view({ example: String(this.at) }));
  }

  /** @param {any} meta @param {import("./example-data.js").Step} step @param {import("./example-data.js").Pass[]} layers */
  draw(meta, step, layers) {
    this.count = meta.total;
    this.at = meta.example ?? meta.like;
    this.number.max = String(meta.total);
    if (document.activeElement !== this.number) this.number.value = meta.example === null ? "" : String(meta.example + 1);
    setText(this.total, meta.example === null ? "a free point" : `of ${meta.total}`);
    this.#answers(meta);
    const weighing = WEIGHT_STEPS.includes(step.kind);
    this.weight.hidden = !weighing;
    this.hint.hidden = this.truth.hidden = weighing;
    if (weighing) this.#weight(meta, layers);
  }

  #answers(meta) {
    if (meta.answer_class === undefined) {
      this.truth.replaceChildren(meta.part === "free" ? "Taken for " : "It should be ", h("b", null, figure(meta.truth, 3)));
      this.answer.replaceChildren("The network says ", h("b", null, figure(meta.answer, 3)));
      return;
    }
    const right = meta.answer_class === meta.truth_class;
    this.truth.replaceChildren(START[meta.part], mark(meta.truth_class), h("b", null, meta.truth));
    this.answer.replaceChildren("Answer ", mark(meta.answer_class), h("b", null, meta.answer), ` ${percent(meta.confidence)} `, h("span", { class: right ? "good" : "odd" }, right ? "✓ right" : "✗ wrong"));
  }

  /** @param {any} meta @param {import("./example-data.js").Pass[]} layers */
  #weight(meta, layers) {
    const { weight } = meta;
    offer(this.layer, layers.map(({ title }, i) => [i, title]), weight.layer);
    offer(this.input, weight.names.map((name, i) => [i, name]), weight.input);
    setText(this.to, `to ${layers[weight.layer].units[weight.unit]}, w = ${figure(weight.value, 3)}`);
  }
}

/** @param {number} number of the class */
function mark(number) {
  const colour = classColour(number);
  return s("svg", { class: "point-sign", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" }, s("path", { d: markShape(number), fill: colour, stroke: colour, "stroke-width": 0.3 }));
}
