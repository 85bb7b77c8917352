// @ts-check
/**
 * How each layer bends the plane: the grid of the plane and the examples as the features and every
 * hidden layer see them, and the straight cut that the output makes in the last one.
 */
import { h } from "../dom.js";
import { classColour, css, ink, mix, rgb, token } from "../palette.js";
import { CONFIG, describe } from "../plotly.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { counted, Panels, percent, refigure } from "./layers.js";
import { margins, SpaceCanvas } from "./space-canvas.js";
import { axisOf, baseLayout, fontSize } from "./style.js";

export const name = "layer_space";
export const companions = ["points"];
export const rate = 10;

const VIEWS = [
  ["cut", "Facing the output", "The directions of most spread; the last layer is turned so that the output's cut is seen from its edge."],
  ["principal", "Most spread", "Every layer along the directions in which it differs most."],
  ["units", "Chosen units", "Every layer along its own units."],
];

/** Above so many spaces there is no room for long captions. */
const MANY = 6;

/** What is chosen; it belongs to the looking, not to the experiment. */
const chosen = { axes: "cut", dimensions: 2, x: 0, y: 1, z: 2 };
const turned = { yaw: 0.6, pitch: 0.35 };
/** @type {any} */
let parts = null;
/** @type {any[]} what was drawn last, to be drawn again while it is turned */
let drawn = [];
let turning = 0;

export const options = () => ({ ...chosen });

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const panels = new Panels("space", (panel) => {
    const canvas = h("canvas", { class: "space-canvas", "aria-hidden": "true" });
    panel.plot.before(canvas);
    panel.state.canvas = new SpaceCanvas(canvas);
    new ResizeObserver(redraw).observe(canvas);
    drag(canvas);
  });
  const words = h("p", { class: "lens-words" });
  const turn = h("input", { type: "range", id: "space-turn", min: "-180", max: "180", step: "1" });
  turn.addEventListener("input", () => turnTo((Number(turn.value) * Math.PI) / 180, turned.pitch));
  const view = h("select", { id: "space-axes", "aria-label": "Seen along" }, VIEWS.map(([value, label]) => h("option", { value }, label)));
  const deep = h("input", { type: "checkbox", id: "space-3d" });
  const units = ["x", "y", "z"].map((axis, i) => {
    const label = ["Unit across", "Unit up", "Unit towards you"][i];
    return h("input", { type: "number", min: "1", max: "64", step: "1", class: "space-unit", value: String(chosen[axis] + 1), "aria-label": label, title: label });
  });
  const chooseUnits = h("span", { class: "space-units" }, units);
  const turnLabel = h("label", { class: "space-turn", for: "space-turn" }, "Turn", turn);
  const change = () => {
    chosen.axes = view.value;
    chosen.dimensions = deep.checked ? 3 : 2;
    units.forEach((input, i) => {
      if (Number.isInteger(input.valueAsNumber)) chosen[["x", "y", "z"][i]] = Math.min(63, Math.max(0, input.valueAsNumber - 1));
    });
    show();
    context.rewatch();
  };
  const show = () => {
    chooseUnits.hidden = chosen.axes !== "units";
    units[2].hidden = turnLabel.hidden = chosen.dimensions === 2;
    view.title = VIEWS.find(([value]) => value === chosen.axes)?.[2] ?? "";
  };
  for (const input of [view, deep, ...units]) input.addEventListener("change", change);
  show();
  const controls = h("div", { class: "lens-controls" }, view, chooseUnits, h("label", { class: "space-3d", for: "space-3d" }, deep, h("span", null, "3-D")), turnLabel);
  parts = { panels, words, turn };
  element.append(h("div", { class: "layered" }, panels.element, h("div", { class: "layered-side" }, controls, words)));
}

/** Dragging a space turns all of them. @param {HTMLElement} canvas */
function drag(canvas) {
  canvas.addEventListener("pointerdown", (event) => {
    if (chosen.dimensions === 3) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    turnTo(turned.yaw + event.movementX / 90, turned.pitch + event.movementY / 90);
  });
}

/** @param {number} yaw @param {number} pitch */
function turnTo(yaw, pitch) {
  turned.yaw = Math.atan2(Math.sin(yaw), Math.cos(yaw));
  turned.pitch = Math.max(-1.5, Math.min(1.5, pitch));
  parts.turn.value = String(Math.round((turned.yaw * 180) / Math.PI));
  redraw();
}

/** All spaces again as they are, at the next picture of the screen. */
function redraw() {
  turning ||= requestAnimationFrame(() => {
    turning = 0;
    for (const { panel, space } of drawn) panel.state.canvas.draw(space, turned);
  });
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("layer_space");
  if (!meta.spaces || !frame.array("points/x")) return;
  const marks = marksOf(frame);
  const panels = parts.panels.have(meta.spaces.length);
  drawn = panels.map((panel, i) => ({ panel, space: spaceOf(frame, meta, i, marks) }));
  drawn.forEach(({ panel, space }, i) => {
    const ranges = panel.state.canvas.measure(space);
    axes(Plotly, panel, meta, ranges);
    const full = caption(meta, i);
    panel.caption.textContent = meta.spaces.length > MANY ? `${spaceName(i)} · ${percent(meta.spaces[i].share)}` : full;
    panel.caption.title = full;
    describe(panel.plot, full);
    panel.element.classList.toggle("space-deep", space.dimensions === 3);
    panel.state.canvas.draw(space, turned);
  });
  parts.words.textContent = sentence({ ...meta, outputs: frame.array("layer_space/offsets").data.length });
}

/** @returns {import("./space-canvas.js").Space} */
function spaceOf(frame, meta, i, marks) {
  const points = frame.array("layer_space/points");
  const grid = frame.array("layer_space/grid");
  const [, dimensions, examples] = points.shape;
  const [, , lines, samples] = grid.shape;
  const last = i === meta.spaces.length - 1;
  return {
    dimensions,
    examples,
    lines,
    samples,
    points: points.data.subarray(i * dimensions * examples, (i + 1) * dimensions * examples),
    grid: grid.data.subarray(i * dimensions * lines * samples, (i + 1) * dimensions * lines * samples),
    marks,
    cut: last && meta.agreement !== null ? cutOf(frame, meta, dimensions) : null,
  };
}

function cutOf(frame, meta, dimensions) {
  const flat = Array.from(frame.array("layer_space/normals").data);
  const offsets = Array.from(frame.array("layer_space/offsets").data);
  const normals = offsets.map((_, i) => flat.slice(i * dimensions, (i + 1) * dimensions));
  return { normals, offsets, certain: meta.agreement === 1 };
}

/** How each example shown is marked; test examples are hollow, as in the output's picture. */
function marksOf(frame) {
  const { show_test: showTest } = store.get().view;
  const test = frame.array("points/test").data;
  const label = frame.array("points/label")?.data;
  const value = frame.array("points/value")?.data;
  const { scale } = frame.meta("points");
  const [low, zero, high] = ["--negative", "--zero", "--positive"].map((each) => rgb(token(each)));
  return Array.from(frame.array("layer_space/rows").data, (row) => {
    if (row >= test.length || (test[row] && !showTest)) return null;
    if (label) return { shape: label[row], colour: classColour(label[row]), hollow: Boolean(test[row]) };
    const share = Math.max(-1, Math.min(1, value[row] / scale));
    const colour = css(mix(zero, share < 0 ? low : high, 0.25 + 0.75 * Math.abs(share)));
    return { shape: 0, colour, hollow: Boolean(test[row]) };
  });
}

/** Plotly's axes over the canvas; in 3-D the canvas draws a cube instead. */
function axes(Plotly, panel, { dimensions }, ranges) {
  const key = JSON.stringify([theme(), ink(), dimensions, ranges, fontSize()]);
  refigure(Plotly, panel, key, () => {
    const axis = { ...axisOf(), fixedrange: true, showgrid: false, zeroline: false, nticks: 4, ticklen: 2, visible: dimensions === 2, showline: true };
    const layout = {
      ...baseLayout(),
      margin: dimensions === 2 ? margins() : { l: 0, r: 0, t: 0, b: 0 },
      xaxis: { ...axis, range: ranges[0] },
      yaxis: { ...axis, range: ranges[1] },
    };
    const [x, y] = [ranges[0][0], ranges[1][0]];
    return { traces: [{ x: [x], y: [y], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }], layout, config: { ...CONFIG, staticPlot: true } };
  });
}

/** @param {number} i */
const spaceName = (i) => (i ? `Layer ${i}` : "Features");

function caption(meta, i) {
  const { units, chosen: along, share, exact, facing } = meta.spaces[i];
  const { agreement } = meta;
  const what = i ? "unit" : "feature";
  const start = `${spaceName(i)} · `;
  if (exact) return `${start}all of it: ${counted(units, what)}`;
  const spread = `${percent(share)} of the spread`;
  if (along.length) return `${start}${what}s ${along.map((unit) => unit + 1).join(", ")} · ${spread}`;
  return facing ? `${start}facing the ${agreement === null ? "output" : "cut"} · ${percent(share)}` : start + spread;
}

/** What one sees now, in words. */
function sentence(meta) {
  const { spaces, agreement, examples, shown } = meta;
  const last = spaces.length - 1;
  const first = last
    ? "The grid is the plane as each layer sees it."
    : "Without hidden layers nothing is bent.";
  const thin = shown < examples ? ` ${shown} of the ${examples} examples are shown.` : "";
  return `${first} ${cutSentence(spaces[last], agreement, last, meta)}${thin}`;
}

function cutSentence(space, agreement, last, { dimensions, outputs }) {
  const where = last ? `In layer ${last}` : "Here";
  if (agreement === null) {
    return space.facing ? `${where} the predicted value grows steadily from left to right.` : `${where} the output reads off its value along one direction; there is no cut.`;
  }
  if (dimensions === 3 && outputs > 1) return `${where} ${outputs} classes part the space; their cuts are drawn in 2-D.`;
  const marks = outputs > 1 ? "the dashed lines are" : dimensions === 3 ? "the glass sheet is" : "the dashed line is";
  const cuts = outputs > 1 ? "straight cuts" : "straight cut";
  if (agreement === 1) return `${where} ${marks} the output's ${cuts}: every example gets the answer of its side.`;
  return (
    `${where} ${marks} only the trace of the output's ${cuts}, through all ${space.units} units: ` +
    `${percent(agreement)} of the training examples lie on their answer's side.`
  );
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const { spaces, agreement } = frame.meta("layer_space");
  const rows = spaces.map(({ units, share, spread }, i) => [
    spaceName(i),
    units,
    percent(share),
    spread,
    i === spaces.length - 1 && agreement !== null ? percent(agreement) : "–",
  ]);
  return {
    caption: "The space of each layer: how much of its spread the picture shows, and how many training examples lie on their answer's side of the cut drawn",
    columns: ["Space", "Units", "Shown of the spread", "Spread (sum of variances)", "On their answer's side"],
    rows,
  };
}
