// @ts-check
/**
 * The headers of the columns: name, activation, fewer and more units; between the columns the
 * round buttons that add a layer.
 */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { store } from "../store.js";
import { activationChoices, parseUnit } from "./model.js";

/**
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./model.js").StageColumn} StageColumn
 */

/** @param {string} label @param {string} text @param {string} classes @param {() => void} act */
function button(label, text, classes, act) {
  return h("button", { type: "button", class: classes, "aria-label": label, title: label, onclick: act }, text);
}

export class Heads {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {StageColumn[]} */
    this.columns = [];
    /** @type {number} the layer whose controls show where there is no room for all */
    this.current = 0;
  }

  /**
   * Build the headers anew; what had the focus keeps it.
   * @param {Layout} layout
   * @param {StageColumn[]} columns
   */
  arrange(layout, columns) {
    this.columns = columns;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.key;
    const heads = columns.map((column, i) => this.#head(column, layout.columns[i], layout));
    const adders = columns.slice(1).map((_, i) => this.#adder(i, layout));
    const bar = layout.heads === "tiny" ? [this.#bar()] : [];
    this.element.className = `heads heads-${layout.heads}`;
    this.element.replaceChildren(...bar, ...heads, ...adders);
    if (focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  /**
   * Show other activations in the headers that stand.
   * @param {StageColumn[]} columns
   */
  rename(columns) {
    this.columns = columns;
    for (const { kind, layer, activation } of columns) {
      const select = this.element.querySelector(`[data-key="activation-${layer}"]`);
      if (kind === "hidden" && select) /** @type {HTMLSelectElement} */ (select).value = activation;
    }
    const last = this.element.querySelector(".head-output .head-note");
    if (last) last.replaceWith(note(columns[columns.length - 1]));
  }

  /** @param {StageColumn} column @param {import("./layout.js").Column} place @param {Layout} layout */
  #head(column, place, layout) {
    const style = { left: `${place.centre}px`, width: `${layout.pitch}px` };
    const head = h("div", { class: `head head-${column.kind}`, style });
    if (layout.heads === "tiny") head.append(...this.#short(column));
    else if (column.kind === "hidden") head.append(...this.#controls(column, layout.heads));
    else head.append(h("span", { class: "head-name" }, shortTitle(column, layout.heads)), note(column));
    return head;
  }

  /** @param {StageColumn} column @returns {Node[]} */
  #short(column) {
    if (column.kind !== "hidden") return [h("span", { class: "head-name" }, column.kind === "input" ? "In" : "Out")];
    const choose = button(`Layer ${column.layer + 1}`, `${column.layer + 1}`, "round", () => {
      this.current = column.layer;
      dispatchEvent(new Event("stage-arrange"));
    });
    choose.dataset.key = `choose-${column.layer}`;
    choose.setAttribute("aria-pressed", String(column.layer === this.current));
    return [choose];
  }

  /** The one row of controls of the chosen layer, where columns are too narrow for their own. */
  #bar() {
    const hidden = this.columns.filter(({ kind }) => kind === "hidden");
    this.current = Math.max(0, Math.min(this.current, hidden.length - 1));
    const bar = h("div", { class: "heads-bar" });
    if (hidden.length) bar.append(...this.#controls(hidden[this.current], "wide"));
    return bar;
  }

  /** @param {StageColumn} column @param {string} room @returns {Node[]} */
  #controls(column, room) {
    const { layer, count, title, activation } = column;
    const remove = button(`Remove layer ${layer + 1}`, "×", "plain", () => attempt(actions.removeLayer(layer)));
    remove.dataset.key = `remove-${layer}`;
    const name = h("span", { class: "head-name" }, room === "narrow" ? `L ${layer + 1}` : title);
    if (room === "narrow") name.title = title;
    const less = button(`One unit fewer in layer ${layer + 1}`, "−", "round", () => this.#less(column));
    less.disabled = count <= 1;
    less.dataset.key = `less-${layer}`;
    const more = button(`One unit more in layer ${layer + 1}`, "+", "round", () => attempt(actions.addUnit(layer)));
    more.disabled = count >= 64;
    more.dataset.key = `more-${layer}`;
    const units = room === "narrow" ? `${count}` : `${count} ${count === 1 ? "unit" : "units"}`;
    const select = activationSelect(layer, activation);
    const row = (...children) => h("div", { class: "head-row" }, ...children);
    const steps = row(less, h("span", { class: "head-units" }, units), more);
    if (room === "narrow") return [row(name, remove), row(select), steps];
    return [row(name, select, remove), steps];
  }

  /** Take away the chosen unit, or the last. @param {StageColumn} column */
  #less({ layer, count }) {
    const chosen = parseUnit(store.get().view.unit);
    const unit = chosen?.layer === layer && chosen.unit < count ? chosen.unit : count - 1;
    attempt(actions.removeUnit(layer, unit));
  }

  /** @param {number} index of the new layer @param {Layout} layout */
  #adder(index, layout) {
    const left = (layout.columns[index].centre + layout.columns[index + 1].centre) / 2;
    const place = index === 0 ? "before the first" : `after layer ${index}`;
    const label = this.columns.length === 2 ? "Add a hidden layer" : `Add a layer ${place}`;
    const add = button(label, "+", "adder", () => attempt(actions.addLayer(index)));
    add.style.left = `${left}px`;
    add.disabled = this.columns.length >= 12;
    add.dataset.key = `add-${index}`;
    return add;
  }
}

/** @param {number} layer @param {string} activation */
function activationSelect(layer, activation) {
  const choices = activationChoices(store.get().config);
  const change = () => attempt(actions.edit({ [`layers.${layer}.activation`]: select.value }));
  const select = h(
    "select",
    { "aria-label": `Activation of layer ${layer + 1}`, dataset: { key: `activation-${layer}` }, onchange: change },
    choices.map(({ name, label, help }) => h("option", { value: name, title: help || null }, label)),
  );
  select.value = activation;
  return select;
}

/** @param {StageColumn} column @param {string} room */
function shortTitle({ kind, title }, room) {
  return kind === "input" && room === "narrow" ? "Inputs" : title;
}

/** @param {StageColumn} column */
function note({ kind, count, activation }) {
  const { config } = store.get();
  const label = activationChoices(config).find(({ name }) => name === activation)?.label;
  const text = kind === "input" ? `${count} ${count === 1 ? "input" : "inputs"}` : (label ?? activation);
  return h("span", { class: "head-note" }, text);
}
