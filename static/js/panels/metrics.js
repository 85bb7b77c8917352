// @ts-check
/** The figures beside the transport. Each keeps its width, so nothing jumps while it counts. */

import { byId, fill, h, setText } from "../dom.js";
import { store } from "../store.js";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** @param {number | null | undefined} value */
function loss(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return value.toExponential(1);
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  return value.toFixed(size < 0.01 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1);
}

/** @param {number | null | undefined} value */
function percent(value) {
  return Number.isFinite(value) ? `${(100 * /** @type {number} */ (value)).toFixed(1)} %` : "–";
}

/** @param {number | null | undefined} value */
function ratio(value) {
  return Number.isFinite(value) ? /** @type {number} */ (value).toFixed(3) : "–";
}

/** @param {number} value */
function epochs(value) {
  return Number.isInteger(value) || value >= 100 ? whole.format(Math.floor(value)) : value.toFixed(1);
}

/**
 * @typedef {object} Figure
 * @property {string} key
 * @property {string} label
 * @property {string} kind  Its class names.
 * @property {number} width  In digits.
 * @property {(state: any) => string} text
 */

/**
 * The figures that this experiment has.
 * @param {any} state
 * @returns {Figure[]}
 */
function figures(state) {
  const { experiment, description } = state;
  const classes = description?.task !== "regression";
  const metric = (/** @type {string} */ name) => (/** @type {any} */ now) => now.status.metrics?.[name];
  const score = classes ? "accuracy" : "r2";
  const words = classes ? "accuracy" : "R²";
  const show = classes ? percent : ratio;
  /** @type {(Figure | false)[]} */
  const all = [
    { key: "epoch", label: "Epoch", kind: "", width: 5.5, text: (now) => epochs(now.status.epoch) },
    { key: "update", label: "Update", kind: "optional", width: 7, text: (now) => whole.format(now.status.update) },
    { key: "train_loss", label: "Train loss", kind: "train", width: 6, text: (now) => loss(metric("train_loss")(now)) },
    { key: "test_loss", label: "Test loss", kind: "test", width: 6, text: (now) => loss(metric("test_loss")(now)) },
    experiment?.training.penalty && experiment.training.penalty !== "none" && {
      key: "penalty", label: "Penalty", kind: "optional", width: 6, text: (now) => loss(metric("penalty")(now)),
    },
    { key: "score", label: `Test ${words}`, kind: "score", width: 6.5, text: (now) => show(metric(`test_${score}`)(now)) },
    { key: "parameters", label: "Parameters", kind: "optional", width: 6, text: (now) => whole.format(now.description?.parameters ?? 0) },
  ];
  return /** @type {Figure[]} */ (all.filter(Boolean));
}

/** Build the list when its entries change; write the numbers at every status. */
export function mountMetrics() {
  const list = byId("metrics");
  /** @type {{figure: Figure, value: HTMLElement}[]} */
  let rows = [];
  let built = "";
  const update = () => {
    const state = store.get();
    for (const { figure, value } of rows) setText(value, figure.text(state));
  };
  const build = () => {
    const wanted = figures(store.get());
    const fingerprint = wanted.map((figure) => figure.label).join();
    if (fingerprint !== built) {
      built = fingerprint;
      rows = wanted.map((figure) => ({ figure, value: h("dd", { style: { "min-width": `${figure.width}ch` } }) }));
      fill(list, rows.map(({ figure, value }) =>
        h("div", { class: figure.kind },
          h("dt", null, figure.label, ["train", "test"].includes(figure.kind) && h("span", { class: "line", "aria-hidden": "true" })),
          value)));
    }
    update();
  };
  store.on("status", update);
  store.on("description", build);
  store.on("experiment", build);
  build();
}
