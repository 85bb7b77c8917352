// @ts-check
/** For two classes: a threshold to slide, what it costs, and the curve of all thresholds. */
import { h, offer, setText } from "../dom.js";
import { ink, token } from "../palette.js";
import { CONFIG, describe } from "../plotly.js";
import { figure, percent } from "./layers.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

const MIDDLE = 70; // of the 141 thresholds: one half

export class Costs {
  /**
   * @param {HTMLElement} plot
   * @param {(positive: number) => void} onPositive
   * @param {() => void} redraw
   */
  constructor(plot, onPositive, redraw) {
    this.plot = plot;
    this.curve = "roc";
    this.slider = h("input", { type: "range", min: "0", max: "140", step: "1", value: String(MIDDLE), id: "errors-threshold", oninput: () => this.#moved() });
    this.says = h("output", { for: "errors-threshold" });
    this.positive = h("select", { "aria-label": "The class that gives an alarm", onchange: () => onPositive(Number(this.positive.value)) });
    const kind = h("select", {
      "aria-label": "Curve",
      onchange: () => {
        this.curve = kind.value;
        redraw();
      },
    }, h("option", { value: "roc" }, "ROC curve"), h("option", { value: "precision" }, "Precision–recall"));
    this.missed = h("dt");
    this.missedWords = h("dd");
    this.alarms = h("dt");
    this.alarmWords = h("dd");
    this.element = h(
      "div",
      { class: "errors-costs" },
      h("div", { class: "lens-controls" }, h("label", null, "Alarm for", this.positive), kind),
      h("div", { class: "field" }, h("label", { for: "errors-threshold" }, "if at least"), this.says, this.slider),
      h("dl", { "aria-live": "polite" }, this.missed, this.missedWords, this.alarms, this.alarmWords),
    );
    /** @type {any} */
    this.last = null;
  }

  /**
   * @param {any} Plotly
   * @param {import("../frame.js").Frame} frame
   * @param {any} meta
   * @param {string[]} classes
   */
  draw(Plotly, frame, meta, classes) {
    const of = (part) => Array.from(frame.array(`errors/${part}`).data);
    this.last = { Plotly, meta, classes, thresholds: of("thresholds"), missed: of("missed"), alarms: of("alarms") };
    offer(this.positive, classes.map((text, i) => [i, text]), meta.positive);
    this.#count();
    this.#figure(of("fpr"), of("tpr"), of("precision"));
  }

  #moved() {
    if (!this.last) return;
    this.#count();
    const { Plotly } = this.last;
    const [x, y] = this.#point();
    Plotly.restyle(this.plot, { x: [[x]], y: [[y]] }, [1]);
  }

  get at() {
    return Number(this.slider.value);
  }

  #count() {
    const { meta, classes, thresholds, missed, alarms } = this.last;
    const at = this.at;
    this.slider.style.setProperty("--fill", `${(100 * at) / 140}%`);
    setText(this.says, `${share(thresholds[at])} sure`);
    this.slider.setAttribute("aria-valuetext", `alarm from ${share(thresholds[at])}`);
    setText(this.missed, String(missed[at]));
    setText(this.missedWords, `of ${meta.positives} ${classes[meta.positive]} missed`);
    setText(this.alarms, String(alarms[at]));
    setText(this.alarmWords, `of ${meta.negatives} others: false alarm`);
  }

  /** Where the threshold stands on the curve. */
  #point() {
    const { meta, missed, alarms } = this.last;
    const hits = meta.positives - missed[this.at];
    const given = hits + alarms[this.at];
    const recall = hits / Math.max(1, meta.positives);
    if (this.curve === "roc") return [alarms[this.at] / Math.max(1, meta.negatives), recall];
    return [recall, given ? hits / given : 1];
  }

  /** @param {number[]} fpr @param {number[]} tpr @param {number[]} precision */
  #figure(fpr, tpr, precision) {
    const { Plotly, meta } = this.last;
    const roc = this.curve === "roc";
    const [x, y] = this.#point();
    const axis = { ...axisOf(), fixedrange: true, nticks: 4, tickformat: ".0%", zeroline: false };
    const title = (text, standoff) => ({ text, standoff, font: { size: fontSize() } });
    const line = { color: token("--accent"), width: 2.2 * ink() };
    Plotly.react(
      this.plot,
      [
        { x: roc ? fpr : tpr, y: roc ? tpr : precision, mode: "lines", line, hoverinfo: "skip" },
        { x: [x], y: [y], mode: "markers", marker: { size: 11 * ink(), color: token("--surface"), line: { color: token("--text"), width: 2.5 * ink() } }, hoverinfo: "skip" },
        ...(roc ? [{ x: [0, 1], y: [0, 1], mode: "lines", line: { color: token("--text-soft"), width: 1, dash: "dash" }, hoverinfo: "skip" }] : []),
      ],
      {
        ...baseLayout(),
        margin: { l: 5.2 * fontSize(), r: 8, t: 6, b: 3 * fontSize() },
        xaxis: { ...axis, range: [-0.02, 1.02], title: title(roc ? "False alarms among the others" : "Found (recall)", 2) },
        yaxis: { ...axis, range: [-0.03, 1.06], title: title(roc ? "Found" : "Alarms right", 3) },
        annotations: roc
          ? [{ x: 0.98, y: 0.04, text: `area ${figure(meta.area, 3)}`, xanchor: "right", yanchor: "bottom", showarrow: false, font: { size: fontSize(), color: token("--text-soft") } }]
          : [],
      },
      CONFIG,
    );
    describe(this.plot, roc
      ? `ROC curve, area ${figure(meta.area, 3)}; at the threshold ${percent(y)} are found with ${percent(x)} false alarms.`
      : `Precision–recall curve; at the threshold ${percent(x)} are found and ${percent(y)} of the alarms are right.`);
  }
}

/** @param {number} value */
const share = (value) => (value < 0.1 || value > 0.9 ? `${(100 * value).toFixed(1)} %` : `${Math.round(100 * value)} %`);
