// @ts-check
/** The picture beside the story: the activation with the dot and its slope, or all of dW. */
import { ink, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { figure as digits } from "./layers.js";
import { axisOf, baseLayout, fontSize, signedScale } from "./style.js";

const TANGENT = 0.22; // of the curve's range to each side

export class ExampleFigure {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.fitted = false;
  }

  /**
   * @param {any} Plotly
   * @param {any} meta
   * @param {import("./example-data.js").Pass[]} layers
   * @param {import("./example-data.js").Step} step
   */
  draw(Plotly, meta, layers, step) {
    const curved = step.kind === "forward" || step.kind === "delta";
    const matrix = step.layer < 0 && step.kind !== "example";
    const pixels = step.kind === "example" && pixelsOf(meta.inputs);
    this.element.hidden = !curved && !matrix && !pixels;
    if (this.element.hidden) return;
    if (curved) this.#curve(Plotly, layers[step.layer], step.kind === "delta");
    else if (pixels) this.#picture(Plotly, pixels, layers[0].inputs);
    else this.#matrix(Plotly, meta, layers[meta.weight.layer]);
    if (!this.fitted) fit(Plotly, this.element);
    this.fitted = true;
  }

  /** @param {any} Plotly @param {import("./example-data.js").Pass} layer @param {boolean} back */
  #curve(Plotly, layer, back) {
    const { unit, about, curveZ, curveA } = layer;
    const z = layer.z[unit];
    const a = layer.values[unit];
    const rate = layer.slopes[unit];
    const reach = TANGENT * (curveZ[curveZ.length - 1] - curveZ[0]);
    const traces = [
      { x: Array.from(curveZ), y: Array.from(curveA), mode: "lines", line: { color: token("--accent"), width: 2.2 * ink() }, hoverinfo: "skip" },
      ...(back
        ? [{ x: [z - reach, z + reach], y: [a - reach * rate, a + reach * rate], mode: "lines", line: { color: token("--text"), width: 1.8 * ink(), dash: "dot" }, hoverinfo: "skip" }]
        : [{ x: [z, z], y: [0, a], mode: "lines", line: { color: token("--line-strong"), width: 1.2 * ink(), dash: "dot" }, hoverinfo: "skip" }]),
      { x: [z], y: [a], mode: "markers", marker: { size: 11 * ink(), color: token(a < 0 ? "--negative" : "--positive"), line: { color: token("--text"), width: 1.5 } }, hoverinfo: "skip" },
    ];
    const low = Math.min(...curveA);
    const high = Math.max(...curveA);
    const room = 0.08 * (high - low || 1);
    const axis = { ...axisOf(), fixedrange: true, nticks: 4 };
    Plotly.react(
      this.element,
      traces,
      {
        ...baseLayout(),
        margin: { l: 4.4 * fontSize(), r: 6, t: 4, b: 2.8 * fontSize() },
        xaxis: { ...axis, range: [curveZ[0], curveZ[curveZ.length - 1]], title: { text: `z = ${digits(z, 3)}`, standoff: 2, font: { size: fontSize() } } },
        yaxis: { ...axis, range: [low - room, high + room], title: { text: `${about.activation.replaceAll("_", " ")}(z)`, standoff: 2, font: { size: fontSize() } } },
      },
      CONFIG,
    );
    const slope = back ? `, with its slope ${digits(rate, 3)}` : "";
    describe(this.element, `The activation ${about.label}; the dot is at z = ${digits(z, 3)}, a = ${digits(a, 3)}${slope}.`);
  }

  /** Inputs that are pixels, as the network is given them. @param {any} Plotly @param {number[][]} pixels @param {Float64Array} inputs */
  #picture(Plotly, pixels, inputs) {
    const z = Array.from({ length: 1 + Math.max(...pixels.map(([row]) => row)) }, () => []);
    pixels.forEach(([row, column], i) => (z[row][column] = inputs[i]));
    const most = Math.max(1e-300, ...inputs.map(Math.abs));
    const axis = { fixedrange: true, visible: false };
    Plotly.react(
      this.element,
      [{ type: "heatmap", z, zmin: -most, zmax: most, showscale: false, hoverinfo: "skip", colorscale: signedScale() }],
      { ...baseLayout(), margin: { l: 4, r: 4, t: 4, b: 4 }, xaxis: { ...axis, scaleanchor: "y", constrain: "domain" }, yaxis: { ...axis, autorange: "reversed" } },
      CONFIG,
    );
    describe(this.element, "The example as a picture: orange above the mean of the training examples, blue below.");
  }

  /** @param {any} Plotly @param {any} meta @param {import("./example-data.js").Pass} layer */
  #matrix(Plotly, meta, layer) {
    const rows = Array.from(layer.sumDeltas, (d) => [...Array.from(layer.inputs, (a) => d * a), d]);
    const most = Math.max(1e-300, ...rows.flat().map(Math.abs));
    const names = meta.weight.names.map((name) => shortened(name));
    const count = names.length;
    const { unit, input } = meta.weight;
    const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "" };
    Plotly.react(
      this.element,
      [{
        type: "heatmap", z: rows, zmin: -most, zmax: most, xgap: count < 24 ? 1 : 0, ygap: rows.length < 24 ? 1 : 0, showscale: false, hoverinfo: "skip",
        colorscale: signedScale(),
      }],
      {
        ...baseLayout(),
        margin: { l: 3 * fontSize(), r: 6, t: 4, b: 2.9 * fontSize() },
        xaxis: {
          ...axis, title: { text: "value a it is given", standoff: 2, font: { size: fontSize() } },
          ...(count <= 10 && { tickvals: names.map((_, i) => i), ticktext: names, tickangle: 0 }),
          ...(count > 10 && { showticklabels: false }),
        },
        yaxis: {
          ...axis, autorange: "reversed", title: { text: "δ of unit", standoff: 2, font: { size: fontSize() } },
          tickvals: rows.length <= 5 ? rows.map((_, i) => i) : [0, rows.length - 1], ticktext: rows.length <= 5 ? rows.map((_, i) => `${i + 1}`) : ["1", `${rows.length}`],
        },
        shapes: [{ type: "rect", x0: input - 0.5, x1: input + 0.5, y0: unit - 0.5, y1: unit + 0.5, line: { color: token("--text"), width: 2 * ink() } }],
      },
      CONFIG,
    );
    describe(this.element, `All gradients of ${layer.title}, each a unit's δ times a value it was given; the chosen weight is framed. The largest is ${digits(most, 2)}.`);
  }
}

/** Rows and columns, from 0, of inputs that are all called like r1c1. @param {string[]} names @returns {number[][]|null} */
function pixelsOf(names) {
  const found = names.map((name) => /^r(\d+)c(\d+)$/.exec(name));
  if (names.length < 4 || !found.every(Boolean)) return null;
  return found.map((match) => [Number(match?.[1]) - 1, Number(match?.[2]) - 1]);
}

/** @param {string} name */
const shortened = (name) => (name.length > 7 ? `${name.slice(0, 6)}…` : name);
