// @ts-check
/** An answer at every step as a map: how sure the network is of each class, step by step. */
import { token } from "../palette.js";
import { CONFIG, describe } from "../plotly.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

/**
 * @param {any} Plotly
 * @param {HTMLElement} plot
 * @param {{classes: string[], answer: number[], truth: number[]|null}} meta
 * @param {{data: ArrayLike<number>, shape: number[]}} confidence (classes, steps)
 * @param {number[]} steps those, from 0, at which an answer is asked for
 */
export function drawSteps(Plotly, plot, { classes, answer, truth }, { data, shape }, steps) {
  const places = steps.map((step) => step + 1);
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "" };
  const right = truth ? steps.map((step) => classes[truth[step]]) : [];
  Plotly.react(
    plot,
    [
      {
        type: "heatmap", x: places, y: classes, z: classes.map((_, row) => steps.map((step) => data[row * shape[1] + step])),
        zmin: 0, zmax: 1, xgap: 1, ygap: 1, showscale: false, hoverinfo: "skip",
        colorscale: [[0, token("--sunken")], [1, token("--accent")]],
      },
      {
        type: "scatter", mode: "markers", x: places.slice(0, right.length), y: right, hoverinfo: "skip",
        marker: { symbol: "circle", size: 0.55 * fontSize(), color: token("--surface"), line: { color: token("--text"), width: 1 } },
      },
    ],
    {
      ...baseLayout(),
      margin: { l: 8, r: 8, t: 4, b: 8 },
      xaxis: { ...axis, nticks: 8, dtick: steps.length > 12 ? undefined : 1, title: { text: truth ? "Step (dot: the right answer)" : "Step", standoff: 4 }, automargin: true },
      yaxis: { ...axis, type: "category", autorange: "reversed", dtick: 1, automargin: true, tickfont: { size: fontSize(), color: token("--text") } },
    },
    CONFIG,
  );
  const said = steps.map((step) => classes[answer[step]]).join(" ");
  describe(plot, `How sure the network is of each class at each of ${steps.length} steps. It says ${said}.`);
}
