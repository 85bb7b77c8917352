// @ts-check
/** Which class was taken for which: counts of true classes by the network's answers. */
import { css, mix, rgb, token } from "../palette.js";
import { h } from "../dom.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { theme } from "../theme.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "confusion";
export const rate = 1; // a heatmap with numbers is dear to draw

const PARTS = [["train", "Training examples"], ["test", "Test examples"]];

/** More classes than this get a taller panel and smaller numbers. */
const MANY = 6;
/** More than this get smaller numbers. */
const FEW = 4;

/** @type {any} */
let parts = null;
let fitted = false;

/** @param {any} _view @param {any} state */
export const options = (_view, { description }) => (description?.task === "regression" ? null : {});

/** @param {HTMLElement} element */
export function mount(element) {
  const plot = h("div", { class: "confusion-plot" });
  const words = h("p", { class: "lens-words" });
  parts = { plot, words };
  element.append(h("div", { class: "confusion" }, plot, words));
}

/** @param {import("../frame.js").Frame} frame @param {string} part @returns {number[][]} */
function counts(frame, part) {
  const { data, shape } = frame.array(`confusion/${part}`);
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const { classes } = frame.meta("confusion");
  const tables = PARTS.map(([part]) => counts(frame, part));
  // Many classes need more height than the panel usually has.
  parts.plot.parentElement?.classList.toggle("confusion-many", classes.length > MANY);
  const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, ticks: "", nticks: 0, type: "category", dtick: 1, automargin: true };
  const layout = {
    ...baseLayout(),
    margin: { l: 10, r: 10, t: 24, b: 34 },
    xaxis: { ...axis, domain: [0, 0.46], title: { text: "Answer", standoff: 4 } },
    xaxis2: { ...axis, domain: [0.54, 1], title: { text: "Answer", standoff: 4 }, anchor: "y2" },
    yaxis: { ...axis, autorange: "reversed", title: { text: "True class", standoff: 6 } },
    yaxis2: { ...axis, autorange: "reversed", anchor: "x2", showticklabels: false },
    annotations: PARTS.map(([, title], i) => ({
      text: title,
      x: i ? 0.54 : 0,
      y: 1,
      xref: "paper",
      yref: "paper",
      xanchor: "left",
      yanchor: "bottom",
      showarrow: false,
      font: { size: 1.1 * fontSize(), color: token("--text") },
    })),
  };
  Plotly.react(parts.plot, tables.map((table, i) => heat(table, classes, i)), layout, CONFIG);
  if (!fitted) fit(Plotly, parts.plot);
  fitted = true;
  parts.words.textContent = sentence(tables[1], classes);
  describe(parts.plot, `Confusion matrices of training and test examples. ${parts.words.textContent}`);
}

/** Of the type in the cells: the more classes, the lower their rows. @param {number} classes */
const numberSize = (classes) => (classes > MANY ? 0.95 : classes > FEW ? 1 : 1.25);

function heat(table, classes, i) {
  const totals = table.map((row) => row.reduce((a, b) => a + b, 0) || 1);
  const from = token("--surface");
  const to = token("--accent");
  const most = css(mix(rgb(from), rgb(to), theme() === "dark" ? 0.75 : 0.55));
  return {
    type: "heatmap",
    z: table.map((row, r) => row.map((count) => count / totals[r])),
    x: classes,
    y: classes,
    // Among many numbers the zeros would hide the others.
    text: table.map((row) => row.map((count) => (count || table.length <= MANY ? String(count) : ""))),
    texttemplate: "%{text}",
    textfont: { color: token("--text"), size: fontSize() * numberSize(classes.length) },
    xaxis: i ? "x2" : "x",
    yaxis: i ? "y2" : "y",
    xgap: 2,
    ygap: 2,
    zmin: 0,
    zmax: 1,
    showscale: false,
    colorscale: [[0, from], [1, most]],
    hoverinfo: "skip",
  };
}

/** The most frequent mistake on the test examples, in words. */
function sentence(table, classes) {
  let worst = { count: 0, row: 0, column: 0 };
  let right = 0;
  let all = 0;
  table.forEach((row, r) =>
    row.forEach((count, c) => {
      all += count;
      if (r === c) right += count;
      else if (count > worst.count) worst = { count, row: r, column: c };
    }),
  );
  if (!all) return "There are no test examples.";
  if (!worst.count) return `All ${all} test examples are answered rightly.`;
  const { count, row, column } = worst;
  return (
    `${right} of ${all} test examples are answered rightly. The most frequent mistake: ` +
    `${classes[row]} is taken for ${classes[column]}, ${count} ${count === 1 ? "time" : "times"}.`
  );
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const { classes } = frame.meta("confusion");
  const rows = PARTS.flatMap(([part, title]) =>
    counts(frame, part).map((row, r) => [`${title}: ${classes[r]}`, ...row]),
  );
  return { caption: "True classes (rows) and the network's answers (columns)", columns: ["True class", ...classes], rows };
}
