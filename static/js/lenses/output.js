// @ts-check
/**
 * What the network answers at each point of the plane: a picture in one figure, and the points,
 * axes and hover in a second, transparent figure above it, so that points are not drawn anew when
 * only the picture changes.
 */
import * as actions from "../actions.js";
import { Bitmap } from "../bmp.js";
import { h } from "../dom.js";
import { classPalette, signedPalette } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { PICTURE_RESOLUTION } from "../resolutions.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { legend, pointTraces } from "./points.js";
import { axisName, axisOf, baseLayout, fontSize } from "./style.js";

export const name = "output";
export const companions = ["points"];
export const early = true;

const STRENGTH = 0.62; // of the colours, so that points stand out

/** @type {any} */
let parts = null;
/** @type {Bitmap|null} */
let bitmap = null;
let paletteKey = "";
let uri = "";
let figureKey = "";
let pointsKey = "";
let said = "";

/** Asked for over the whole plane; every number stays as it is. */
export const options = () => ({ resolution: PICTURE_RESOLUTION });

/** @param {HTMLElement} element */
export function mount(element) {
  const image = h("img", { class: "output-standin", alt: "", hidden: true });
  const picture = h("div", { class: "output-picture", "aria-hidden": "true" });
  const points = h("div", { class: "output-points" });
  const plot = h("div", { class: "output-plot" }, image, picture, points);
  const key = h("div", { class: "output-key" });
  const sentence = h("p", { class: "output-sentence", hidden: true });
  parts = { element, plot, image, picture, points, key, sentence, first: element.querySelector(".first-output") };
  element.append(plot, key, sentence);
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, context) {
  const meta = frame.meta("output");
  paint(frame, meta);
  say(meta); // it takes room from the picture
  if (context.Plotly) drawFigures(frame, meta, context.Plotly);
  else standIn();
}

/** Write the map into the picture's bytes. */
function paint(frame, meta) {
  const { data, shape } = frame.array("output/map");
  const { discretize } = store.get().view;
  const [height, width] = shape;
  const key = [theme(), meta.coding, meta.levels, discretize, width, height].join();
  if (!bitmap || key !== paletteKey) {
    paletteKey = key;
    const { classes } = store.get().description;
    const look = { strength: STRENGTH, discretize: discretize && !isRegression() };
    const palette =
      meta.coding === "class" ? classPalette(classes.length, meta.levels, look) : signedPalette(look);
    bitmap = new Bitmap(width, height, palette);
  }
  bitmap.tile(data, width, height, 0, 0);
  uri = bitmap.uri();
}

const isRegression = () => store.get().description.task === "regression";

function margins() {
  const size = fontSize(); // 11 pixels on a small laptop
  return { l: 3.4 * size, r: isRegression() ? 4.7 * size : 8, t: 4, b: 3.1 * size };
}

/** The picture where Plotly will draw it. */
function standIn() {
  const { l, r, t, b } = margins();
  parts.image.style.cssText =
    `left:${l}px;top:${t}px;width:calc(100% - ${l + r}px);height:calc(100% - ${t + b}px)`;
  parts.image.src = uri;
  parts.image.hidden = false;
  parts.first?.remove();
}

function drawFigures(frame, meta, Plotly) {
  const key = JSON.stringify([meta.x, meta.y, meta.x_label, meta.y_label, isRegression(), theme(), fontSize()]);
  if (key !== figureKey) {
    const fresh = figureKey === "";
    figureKey = key;
    pointsKey = "";
    pictureFigure(meta, Plotly);
    describe(parts.points, `The network's answer at each point. ${meta.sentence ?? ""}`);
    if (fresh) firstTime(Plotly);
  } else {
    Plotly.relayout(parts.picture, { "images[0].source": uri });
  }
  drawPoints(frame, meta, Plotly);
}

function pictureFigure(meta, Plotly) {
  const axis = { visible: false, fixedrange: true };
  Plotly.react(
    parts.picture,
    [{ x: [meta.x[0]], y: [meta.y[0]], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
    {
      ...baseLayout(),
      margin: margins(),
      xaxis: { ...axis, range: meta.x },
      yaxis: { ...axis, range: meta.y },
      images: [
        {
          source: uri,
          xref: "x",
          yref: "y",
          x: meta.x[0],
          y: meta.y[1],
          sizex: meta.x[1] - meta.x[0],
          sizey: meta.y[1] - meta.y[0],
          sizing: "stretch",
          layer: "below",
        },
      ],
    },
    CONFIG,
  );
}

function drawPoints(frame, meta, Plotly) {
  if (!frame.has("points")) return;
  const { show_test: showTest } = store.get().view;
  const scale = isRegression() ? Number(meta.scale).toPrecision(1) : "";
  const data = frame.array("points/x").data;
  const key = `${figureKey}${showTest}${scale}${data.length}`;
  if (key === pointsKey && !frame.fresh.has("points")) return;
  pointsKey = key;
  const { description } = store.get();
  const layout = {
    ...baseLayout(),
    margin: margins(),
    xaxis: { ...axisOf(), range: meta.x, title: { text: axisName(meta.x_label, 36), standoff: 2 }, zeroline: false, showgrid: false },
    yaxis: { ...axisOf(), range: meta.y, title: { text: axisName(meta.y_label, 28), standoff: 2 }, zeroline: false, showgrid: false },
    hovermode: "closest",
    dragmode: matchMedia("(pointer: fine)").matches ? "zoom" : false,
    uirevision: "points",
    showlegend: false,
  };
  // Whoever places something on the axes may have been drawn before they were there.
  const told = () => document.dispatchEvent(new Event("output-axes"));
  Plotly.react(parts.points, pointTraces(frame, meta, showTest, description), layout, CONFIG).then(told, reportError);
  parts.key.replaceChildren(...legend(description, showTest));
  parts.element.dataset.rows = parts.key.scrollHeight > 1.5 * parts.key.clientHeight ? "2" : "1";
}

/** What needs both figures to be there once. */
function firstTime(Plotly) {
  parts.image.hidden = true;
  parts.first?.remove();
  const both = [parts.picture, parts.points];
  Plotly.react(parts.points, [], { ...baseLayout(), margin: margins() }, CONFIG);
  for (const figure of both) fit(Plotly, figure);
  parts.points.on("plotly_click", ({ points }) => {
    const example = points[0]?.customdata;
    if (Number.isInteger(example)) actions.follow(example);
  });
  // Zooming the points zooms the picture.
  parts.points.on("plotly_relayout", (change) => {
    if (!Object.keys(change).some((key) => /^[xy]axis\./.test(key))) return;
    const { xaxis, yaxis } = parts.points.layout;
    Plotly.relayout(parts.picture, { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] });
  });
}

/** Say which plane it is where that is not plain. */
function say(meta) {
  const sentence = store.get().description.plane ? "" : meta.sentence ?? "";
  if (sentence === said) return;
  said = sentence;
  parts.sentence.textContent = sentence;
  parts.sentence.hidden = !sentence;
}

/** The answers on a coarse grid, row by row from the top. @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("output");
  const { data, shape } = frame.array("output/map");
  const { classes } = store.get().description;
  const steps = 7;
  const at = (range, i) => range[0] + ((range[1] - range[0]) * (i + 0.5)) / steps;
  const places = Array.from({ length: steps }, (_, i) => i);
  const read = (row, column) => {
    const r = Math.floor(((row + 0.5) / steps) * shape[0]);
    const c = Math.floor(((column + 0.5) / steps) * shape[1]);
    const q = data[r * shape[1] + c];
    if (meta.coding === "class") return classes[Math.floor(q / meta.levels)] ?? "";
    return ((q - 127) / 127) * meta.scale;
  };
  return {
    caption: `The network's answer over the plane. ${meta.sentence ?? ""}`,
    columns: [`${axisName(meta.y_label)} \\ ${axisName(meta.x_label)}`, ...places.map((i) => at(meta.x, i).toFixed(1))],
    rows: places.toReversed().map((row) => [at(meta.y, row).toFixed(1), ...places.map((column) => read(row, column))]),
  };
}
