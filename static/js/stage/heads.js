// @ts-check
/**
 * The headers of the columns: name or kind, activation, fewer and more units; between the columns
 * the round buttons that add a layer.
 */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { notify } from "../panels/notices.js";
import { layerKind } from "../schema.js";
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

/** @param {...(Node|null)} children */
const row = (...children) => h("div", { class: "head-row" }, ...children);

export class Heads {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    showProblem = (layer, message) => this.#problem(layer, message);
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
    this.element.className = `heads heads-${layout.heads}${offersKinds() ? " heads-kinds" : ""}`;
    this.element.replaceChildren(...bar, ...heads, ...adders);
    if (layout.heads === "narrow") this.#spare();
    if (focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  /** Give long names of kinds their whole row: × goes to the last one, in all layers alike. */
  #spare() {
    const names = [...this.element.querySelectorAll(".head-kind > .head-name")];
    if (names.every((name) => name.scrollWidth <= name.clientWidth)) return;
    for (const head of this.element.querySelectorAll(".head-hidden")) {
      const remove = head.querySelector(".plain");
      if (remove) head.lastElementChild?.append(remove);
    }
    this.element.classList.toggle("heads-tight", names.some((name) => name.scrollWidth > name.clientWidth));
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
    if (last) last.replaceWith(note(columns[columns.length - 1], ""));
  }

  /** @param {StageColumn} column @param {import("./layout.js").Column} place @param {Layout} layout */
  #head(column, place, layout) {
    const style = { left: `${place.centre}px`, width: `${layout.pitch}px` };
    const head = h("div", { class: `head head-${column.kind}`, style, dataset: { layer: column.layer } });
    if (layout.heads === "tiny") head.append(...this.#short(column));
    else if (column.kind === "hidden") head.append(...this.#controls(column, layout.heads));
    else head.append(h("span", { class: "head-name" }, shortTitle(column, layout.heads)), note(column, layout.heads));
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
    const { layer, title } = column;
    const kind = kindOf(column);
    const remove = button(`Remove layer ${layer + 1}`, "×", "plain", () => tell(layer, actions.removeLayer(layer)));
    remove.dataset.key = `remove-${layer}`;
    const name = offersKinds() ? kindSelect(column) : h("span", { class: "head-name" }, room === "narrow" ? `L ${layer + 1}` : title);
    if (room === "narrow" && !offersKinds()) name.title = title;
    const select = kind.activated ? activationSelect(column) : null;
    const steps = kind.counted ? this.#steps(column, kind, room) : h("span", { class: "head-note" }, words(layer).slice(1).join(", "));
    if (room === "narrow") return [row(name, remove), row(select), row(steps)];
    return [row(name, select, remove), row(steps)];
  }

  /** Fewer and more of what the layer has. @param {StageColumn} column @param {import("../schema.js").LayerKind} kind @param {string} room */
  #steps(column, { counted, most }, room) {
    const { layer, amount = 0 } = column;
    const { one, many } = /** @type {{one: string, many: string}} */ (counted);
    const less = button(`One ${one} fewer in layer ${layer + 1}`, "−", "round", () => this.#less(column));
    less.disabled = amount <= 1;
    less.dataset.key = `less-${layer}`;
    const more = button(`One ${one} more in layer ${layer + 1}`, "+", "round", () => tell(layer, actions.addUnit(layer)));
    more.disabled = amount >= most;
    more.dataset.key = `more-${layer}`;
    const words = room === "narrow" ? `${amount}` : `${amount} ${amount === 1 ? one : many}`;
    return h("span", { class: "head-steps" }, less, h("span", { class: "head-units" }, words), more);
  }

  /** Take away the chosen unit, or the last. @param {StageColumn} column */
  #less({ layer, amount = 0, count }) {
    const chosen = parseUnit(store.get().view.unit);
    // A head of attention, say, is not one of the squares below it.
    const unit = count === amount && chosen?.layer === layer && chosen.unit < amount ? chosen.unit : amount - 1;
    tell(layer, actions.removeUnit(layer, unit));
  }

  /**
   * Say at a layer why a change was refused, until the network changes or somebody presses it away.
   * @param {number} layer
   * @param {string} message
   */
  #problem(layer, message) {
    const last = this.columns.length - 3;
    const head = this.element.querySelector(`.head[data-layer="${Math.max(0, Math.min(layer, last))}"]`);
    if (!head || last < 0) return false;
    this.#settle();
    const words = h("button", { type: "button", class: "head-problem", title: "Press to hide", onclick: () => this.#settle() },
      h("span", { role: "alert" }, message));
    head.append(words);
    // At the ends of the stage it must not stick out.
    const { left, right } = words.getBoundingClientRect();
    const stage = this.element.getBoundingClientRect();
    const shift = Math.max(stage.left - left, 0) - Math.max(right - stage.right, 0);
    words.style.translate = `${Math.round(shift)}px 0`;
    return true;
  }

  #settle() {
    this.element.querySelector(".head-problem")?.remove();
  }

  /** @param {number} index of the new layer @param {Layout} layout */
  #adder(index, layout) {
    const left = (layout.columns[index].centre + layout.columns[index + 1].centre) / 2;
    const where = index === 0 ? "before the first" : `after layer ${index}`;
    const label = this.columns.length === 2 ? "Add a hidden layer" : `Add a layer ${where}`;
    const kinds = this.columns[index + 1].before ?? [];
    const add = offersKinds() && kinds.length ? kindMenu(label, kinds, index) : button(label, "+", "adder", () => tell(index, actions.addLayer(index)));
    add.style.left = `${left}px`;
    const control = /** @type {HTMLButtonElement|HTMLSelectElement} */ (add.querySelector("select") ?? add);
    control.disabled = this.columns.length >= 12;
    control.dataset.key = `add-${index}`;
    return add;
  }
}

/** Whether other kinds than dense layers are offered: where examples are pictures, sequences, texts. */
export function offersKinds() {
  const { description } = store.get();
  return description.by_example || description.example_shape.length > 1;
}

/** @param {StageColumn} column */
function kindOf(column) {
  return layerKind(store.get().config.schema.experiment, column.spec ?? "");
}

/** What a layer is in short, then more about it. @param {number} layer @returns {string[]} */
function words(layer) {
  return store.get().description.layers[layer].label.split(", ");
}

/** @type {(layer: number, message: string) => boolean} whether there is a place to say it */
let showProblem = () => false;

/**
 * Wait for a change of a layer; say at the layer to blame why it was refused.
 * @param {number} layer
 * @param {Promise<any>} promise
 */
function tell(layer, promise) {
  return promise.catch((error) => {
    const at = /^layers\.(\d+)/.exec(error?.path ?? "");
    const message = error?.message ?? String(error);
    if (!showProblem(at ? Number(at[1]) : layer, message)) notify(message, "warning");
  });
}

/** The kind in short, as a list of the kinds that could stand there. @param {StageColumn} column */
function kindSelect(column) {
  const { layer, spec = "", instead = [] } = column;
  const schema = store.get().config.schema.experiment;
  const select = h(
    "select",
    {
      "aria-label": `Kind of layer ${layer + 1}`,
      title: kindOf(column).help,
      dataset: { key: `kind-${layer}` },
      onchange: () => {
        tell(layer, actions.edit({ [`layers.${layer}.kind`]: select.value }));
        // The head is built anew if it becomes another kind; until then it is what it was.
        select.value = spec;
      },
    },
    [...new Set([spec, ...instead])].map((name) => kindOption(schema, name)),
  );
  select.value = spec;
  const [short] = words(layer);
  const shown = h("span", { class: "head-name", "aria-hidden": "true" }, short[0].toUpperCase() + short.slice(1));
  return h("span", { class: "head-kind" }, shown, select);
}

/** @param {any} schema @param {string} name */
function kindOption(schema, name) {
  const { label, help } = layerKind(schema, name);
  return h("option", { value: name, title: help }, label);
}

/** The round button as a list of the kinds that fit there. @param {string} label @param {string[]} kinds @param {number} index */
function kindMenu(label, kinds, index) {
  const schema = store.get().config.schema.experiment;
  const add = () => {
    const kind = select.value;
    select.value = "";
    if (kind) tell(index, actions.addLayer(index, { kind }));
  };
  const select = h("select", { "aria-label": label, title: label, onchange: add },
    h("option", { value: "" }, "Add a layer"),
    kinds.map((name) => kindOption(schema, name)));
  return h("span", { class: "adder" }, h("span", { "aria-hidden": "true" }, "+"), select);
}

/** @param {StageColumn} column */
function activationSelect({ layer, activation }) {
  const choices = activationChoices(store.get().config);
  const change = () => tell(layer, actions.edit({ [`layers.${layer}.activation`]: select.value }));
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
  return kind === "input" && room === "narrow" && !store.get().description.by_example ? "Inputs" : title;
}

/** @param {StageColumn} column @param {string} room */
function note({ kind, count, activation }, room) {
  const { config } = store.get();
  const label = activationChoices(config).find(({ name }) => name === activation)?.label;
  const text = kind === "input" ? size(count, room) : (label ?? activation);
  return h("span", { class: "head-note" }, text);
}

/** How large an example is: in pixels, steps, or values of each. @param {number} count of maps @param {string} room */
function size(count, room) {
  const { by_example: whole, example_shape: shape } = store.get().description;
  if (whole && shape.length === 3) return `${shape[1]}×${shape[2]}${room === "wide" ? " pixels" : ""}`;
  if (whole && shape.length === 2 && count === 1) return `${shape[0]} steps`;
  return `${count} ${count === 1 ? "input" : "inputs"}`;
}
