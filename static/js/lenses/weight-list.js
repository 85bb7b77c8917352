// @ts-check
/**
 * Incoming weights, largest first: one Plotly bar chart whose rows lie behind native number
 * fields, so that every weight can be clicked, typed, or moved with the arrow keys.
 */
import { h } from "../dom.js";
import { token } from "../palette.js";
import { CONFIG } from "../plotly.js";
import { baseLayout } from "./style.js";

const ROW_EM = 1.75;
const SORT_MS = 2000; // while training, so that rows do not jump about
const SEND_MS = 60;

export class WeightList {
  /**
   * @param {HTMLElement} element
   * @param {(input: number, value: number) => Promise<any>} onChange
   */
  constructor(element, onChange) {
    this.element = element;
    this.onChange = onChange;
    this.bars = h("div", { class: "weight-bars", "aria-hidden": "true" });
    this.rows = h("div", { class: "weight-rows" });
    element.append(this.bars, this.rows);
    /** @type {number[]} inputs in the order shown */
    this.order = [];
    this.sortedAt = 0;
    this.sendTimer = 0;
  }

  /**
   * @param {any} Plotly
   * @param {string[]} names
   * @param {Float32Array} weights
   * @param {{fresh: boolean, playing: boolean}} when
   */
  draw(Plotly, names, weights, { fresh, playing }) {
    if (fresh || weights.length !== this.order.length || this.#maySort(playing)) {
      this.#sort(names, weights, fresh);
    }
    this.#values(weights);
    this.#chart(Plotly, weights);
  }

  /** @param {boolean} playing */
  #maySort(playing) {
    const busy = this.element.contains(document.activeElement) || this.element.matches(":hover");
    return !busy && (!playing || performance.now() - this.sortedAt > SORT_MS);
  }

  /** @param {string[]} names @param {Float32Array} weights @param {boolean} fresh */
  #sort(names, weights, fresh) {
    const order = Array.from(weights, (_, i) => i).sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]));
    this.sortedAt = performance.now();
    if (!fresh && order.join() === this.order.join()) return;
    this.order = order;
    const longest = Math.max(...names.map((name) => name.length));
    this.element.style.setProperty("--names", `${Math.min(9, 2 + 0.5 * longest)}rem`);
    this.rows.replaceChildren(...order.map((input) => this.#row(input, names[input])));
  }

  /** @param {number} input @param {string} name */
  #row(input, name) {
    const field = h("input", {
      type: "number",
      step: "0.05",
      class: "weight-value",
      "aria-label": `Weight from ${name}`,
      dataset: { input },
      oninput: () => this.#send(input, field),
    });
    const row = h("label", { class: "weight-row" }, h("span", { class: "weight-name" }, name), h("span"), field);
    return row;
  }

  /** Typing and arrow keys come in bursts: the last value counts. */
  #send(input, field) {
    clearTimeout(this.sendTimer);
    this.sendTimer = setTimeout(() => {
      if (Number.isFinite(field.valueAsNumber)) this.onChange(input, field.valueAsNumber);
    }, SEND_MS);
  }

  /** @param {Float32Array} weights */
  #values(weights) {
    for (const field of this.rows.querySelectorAll("input")) {
      if (field === document.activeElement) continue;
      const text = weights[Number(field.dataset.input)].toFixed(3);
      if (field.value !== text) field.value = text;
    }
  }

  /** @param {any} Plotly @param {Float32Array} weights */
  #chart(Plotly, weights) {
    const values = this.order.map((input) => weights[input]);
    const most = Math.max(0.5, ...values.map(Math.abs)) * 1.05;
    const em = parseFloat(getComputedStyle(this.element).fontSize);
    const axis = { visible: false, fixedrange: true };
    const trace = {
      type: "bar",
      orientation: "h",
      x: values,
      y: values.map((_, i) => i),
      marker: { color: values.map((value) => token(value < 0 ? "--negative" : "--positive")) },
      hoverinfo: "skip",
    };
    const layout = {
      ...baseLayout(),
      autosize: false,
      width: Math.max(40, this.bars.clientWidth),
      height: values.length * ROW_EM * em,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      bargap: 0.45,
      xaxis: { ...axis, range: [-most, most] },
      yaxis: { ...axis, range: [values.length - 0.5, -0.5] },
      shapes: [{ type: "line", x0: 0, x1: 0, y0: 0, y1: 1, yref: "paper", line: { color: token("--line-strong"), width: 1 } }],
    };
    Plotly.react(this.bars, [trace], layout, { ...CONFIG, staticPlot: true });
  }
}
