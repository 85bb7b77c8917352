// @ts-check
/** What lenses with one small picture a layer share: their panels, names and histories. */
import { h } from "../dom.js";
import { fit } from "../plotly.js";
import { store } from "../store.js";

/**
 * @param {number} layer
 * @param {number} last the output layer
 * @returns {string} "Layer 1" or "Output"
 */
export const layerName = (layer, last) => (layer < last ? `Layer ${layer + 1}` : "Output");

/**
 * The layers that a lens can look at, for a list.
 * @param {number[]} places
 * @param {{label: string}[]} layers of the description
 * @returns {[number, string][]}
 */
export const layerChoices = (places, layers) => places.map((place) => [place, `${place + 1}: ${layers[place]?.label ?? ""}`]);

/** @param {number} share @returns {string} e.g. "67 %" */
export function percent(share) {
  if (share > 0 && share < 0.01) return "under 1 %";
  if (share < 1 && share > 0.99) return "over 99 %";
  return `${Math.round(100 * share)}\u00a0%`;
}

/** @param {number} value @param {number} [digits] @returns {string} without an exponent where that is short */
export function figure(value, digits = 2) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e5) return Number(value.toPrecision(digits)).toString().replace("-", "−");
  return value.toExponential(digits - 1).replace("e+", "e").replaceAll("-", "−");
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {HTMLElement} plot where Plotly draws
 * @property {HTMLElement} caption
 * @property {any} state whatever the lens keeps for the panel
 */

/** One panel a layer, side by side. */
export class Panels {
  /** @param {string} kind class of the panels @param {(panel: Panel) => void} [build] */
  constructor(kind, build = () => {}) {
    this.kind = kind;
    this.build = build;
    this.element = h("div", { class: `panels ${kind}-panels` });
    /** @type {Panel[]} */
    this.panels = [];
  }

  /** Have exactly so many panels. @param {number} count @returns {Panel[]} */
  have(count) {
    while (this.panels.length > count) this.panels.pop()?.element.remove();
    while (this.panels.length < count) {
      const plot = h("div", { class: "panel-plot" });
      const caption = h("p", { class: "panel-caption" });
      const element = h("div", { class: `panel-one ${this.kind}` }, plot, caption);
      const panel = { element, plot, caption, state: {} };
      this.build(panel);
      this.panels.push(panel);
      this.element.append(element);
    }
    return this.panels;
  }
}

/**
 * Draw a panel's figure anew where its key has changed, and say whether that was needed.
 * @param {any} Plotly
 * @param {Panel} panel
 * @param {string} key of everything but the pictures in it
 * @param {() => {traces: any[], layout: any, config: any}} make
 */
export function refigure(Plotly, panel, key, make) {
  if (panel.state.key === key) return false;
  const fresh = panel.state.key === undefined;
  panel.state.key = key;
  const { traces, layout, config } = make();
  Plotly.react(panel.plot, traces, layout, config);
  if (fresh) fit(Plotly, panel.plot);
  return true;
}

/**
 * What a lens saw over time: at most `limit` moments. When they become too many, every second one
 * goes and only every second one is taken from then on, so that they stay even. What was not watched
 * is filled in from the moments that the Run has kept.
 * @template T
 */
export class Past {
  /** @param {number} [limit] */
  constructor(limit = 160) {
    this.limit = limit;
    this.clear("");
  }

  /** @param {string} key */
  clear(key) {
    this.key = key;
    this.stride = 1;
    this.skipped = 0;
    /** @type {{update: number, epoch: number, value: T}[]} */
    this.moments = [];
  }

  /**
   * @param {object} seen
   * @param {string} seen.key of the network's shape: another one begins anew
   * @param {{update: number, epoch: number}} seen.when a training that begins again begins anew too
   * @param {T} seen.value
   */
  take({ key, when: { update, epoch }, value }) {
    let last = this.moments.at(-1);
    if (last && update < last.update && store.get().timeline?.past) {
      this.#cut(update);
      last = this.moments.at(-1);
    }
    if (key !== this.key || (last && update < last.update)) this.clear(key);
    else if (last && update === last.update) {
      last.value = value;
      return;
    }
    // The newest moment is always there; it gives way to the next one unless it is due.
    if (this.moments.length > 1 && this.skipped < this.stride - 1) {
      this.skipped += 1;
      this.moments.pop();
    } else this.skipped = 0;
    this.moments.push({ update, epoch, value });
    this.#thin();
  }

  /**
   * Take in moments of the same training from before the last one, in any order.
   * @param {{key: string, when: {update: number, epoch: number}, value: T}[]} found
   */
  fill(found) {
    const newest = this.moments.at(-1)?.update ?? Infinity;
    const known = new Set(this.moments.map(({ update }) => update));
    const fitting = found.filter(({ key, when }) => (key === this.key || !this.key) && when.update < newest && !known.has(when.update));
    if (!this.key && fitting.length) this.key = fitting[0].key;
    const added = fitting.map(({ when: { update, epoch }, value }) => ({ update, epoch, value }));
    this.moments = [...added, ...this.moments].sort((a, b) => a.update - b.update);
    this.#thin();
  }

  /** Looking back, what came before stays. @param {number} update */
  #cut(update) {
    this.moments = this.moments.filter((moment) => moment.update < update);
    this.skipped = 0;
  }

  #thin() {
    while (this.moments.length > this.limit) {
      this.moments = this.moments.filter((_, i) => i % 2 === 0 || i === this.moments.length - 1);
      this.stride *= 2;
    }
  }
}
