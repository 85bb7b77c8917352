// @ts-check
/** The losses of both halves over each other, and their numbers beside them. */
import { byId, setText } from "../dom.js";
import { ceiling } from "../lenses/ranges.js";
import { axisOf, baseLayout, fontSize } from "../lenses/style.js";
import { onThemeChange, token } from "../palette.js";
import { CONFIG, describe, fit, plotly } from "../plotly.js";

const MOST = 600; // points of a curve; beyond it every second one goes
const GAP_MS = 200; // between two drawings
const COLOURS = { left: "--side-left", right: "--side-right" };

/** @typedef {{update: number, train: (number|null)[], test: (number|null)[]}} Point one for each half */

export class Chart {
  constructor() {
    /** @type {Point[]} */
    this.points = [];
    this.drawnAt = 0;
    this.timer = 0;
    /** @type {any} */
    this.Plotly = null;
    this.built = false;
    plotly().then((Plotly) => {
      this.Plotly = Plotly;
      this.#draw();
    }, reportError);
    onThemeChange(() => {
      this.built = false;
      this.#draw();
    });
  }

  /** Take in what both halves show. @param {any[]} statuses */
  add(statuses) {
    const { update } = statuses[0];
    if (statuses.some((status) => status.update !== update)) return;
    const last = this.points.at(-1);
    if (last && update < last.update) this.points = [];
    const point = {
      update,
      train: statuses.map(({ metrics }) => metrics.train_loss ?? null),
      test: statuses.map(({ metrics }) => metrics.test_loss ?? null),
    };
    if (this.points.at(-1)?.update === update) this.points.pop();
    this.points.push(point);
    if (this.points.length > MOST) this.points = this.points.filter((_, i) => i % 2 === 0);
    this.#soon();
  }

  /** Forget everything: another comparison begins. */
  clear() {
    this.points = [];
    this.#soon();
  }

  #soon() {
    if (this.timer) return;
    const wait = Math.max(0, this.drawnAt + GAP_MS - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.#draw();
    }, wait);
  }

  #draw() {
    const plot = byId("together-plot");
    if (!this.Plotly || !plot.clientWidth || !plot.clientHeight) return;
    this.drawnAt = performance.now();
    if (!this.built) this.#build(plot);
    const x = this.points.map(({ update }) => update);
    const values = [0, 1].flatMap((side) => [
      this.points.map(({ test }) => test[side]),
      this.points.map(({ train }) => train[side]),
    ]);
    this.Plotly.animate(
      plot,
      { data: values.map((y) => ({ x, y })), traces: [0, 1, 2, 3] },
      { transition: { duration: 0 }, frame: { duration: 0, redraw: false }, mode: "immediate" },
    ).catch(() => {}); // a newer drawing took its place
    const most = Math.max(1e-9, ...values.flat().filter((value) => value !== null && Number.isFinite(value)).map(Number));
    const { xaxis, yaxis } = plot.layout;
    const range = [ceiling(Math.max(100, x.at(-1) ?? 0), xaxis.range?.[1] ?? 0), ceiling(1.02 * most, yaxis.range?.[1] ?? 0)];
    if (range[0] !== xaxis.range?.[1] || range[1] !== yaxis.range?.[1]) {
      this.Plotly.relayout(plot, { "xaxis.range": [0, range[0]], "yaxis.range": [0, range[1]] });
    }
  }

  /** @param {any} plot */
  #build(plot) {
    const fresh = !plot.data;
    this.built = true;
    const lines = ["left", "right"].flatMap((side) => ["Test", "Train"].map((kind) => ({
      x: [0], y: [null], mode: "lines", name: `${kind} loss, ${side}`,
      line: { color: token(COLOURS[side]), width: kind === "Test" ? 1.6 : 2, dash: kind === "Test" ? "4px,3px" : "solid" },
      hovertemplate: `${kind} loss, ${side} %{y:.4g}<extra></extra>`,
    })));
    const axis = { ...axisOf(), fixedrange: true, zeroline: false };
    const title = (/** @type {string} */ text) => ({ text, standoff: 2, font: { size: fontSize() } });
    this.Plotly.react(plot, lines, {
      ...baseLayout(),
      margin: { l: 3.6 * fontSize(), r: 8, t: 4, b: 2.8 * fontSize() },
      xaxis: { ...axis, range: [0, 100], nticks: 6, title: title("Update") },
      yaxis: { ...axis, range: [0, 1], nticks: 4, title: title("Loss") },
      hovermode: "x unified",
    }, CONFIG);
    describe(plot, "Train and test loss of both networks over the updates.");
    if (fresh) fit(this.Plotly, plot);
  }
}

/** @param {number|null|undefined} value */
function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e4) ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}

/** The test loss in the head of a half, which stays when the table gives way. @param {string} side @param {any} status */
export function showLoss(side, { metrics }) {
  setText(/** @type {Element} */ (byId(side).querySelector(".half-loss")), `Test loss ${number(metrics.test_loss)}`);
}

/**
 * Write the numbers of both halves; the better test loss stands out.
 * @param {any[]} statuses
 * @param {string[]} names
 * @param {boolean} classes
 */
export function writeNumbers(statuses, names, classes) {
  setText(byId("score-heading"), classes ? "Test accuracy" : "Test R²");
  const losses = statuses.map(({ metrics }) => metrics.test_loss ?? Infinity);
  ["left", "right"].forEach((side, i) => {
    const { metrics } = statuses[i];
    const [name, train, test, score] = /** @type {HTMLTableRowElement} */ (document.querySelector(`#together-table .of-${side}`)).cells;
    setText(name, names[i]);
    setText(train, number(metrics.train_loss));
    setText(test, number(metrics.test_loss));
    setText(score, classes ? `${(100 * (metrics.test_accuracy ?? 0)).toFixed(1)} %` : number(metrics.test_r2));
    test.toggleAttribute("data-better", losses[i] < losses[1 - i]);
  });
}
