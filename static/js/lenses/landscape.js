// @ts-check
/**
 * The loss over the two main directions of this training's own path, from above and as a relief,
 * with the path on it and, on request, that of another optimizer from the same start.
 */
import { fill, h } from "../dom.js";
import { css, token } from "../palette.js";
import { fieldsOf } from "../schema.js";
import { store } from "../store.js";
import { theme } from "../theme.js";
import { LandscapeMap } from "./landscape-map.js";
import { ReliefCanvas } from "./landscape-relief.js";
import { colourAt, finer, scaleOf } from "./landscape-scale.js";
import { figure, percent } from "./layers.js";

export const name = "landscape";
export const rate = 4;

const MOST_ROWS = 60;
const SHADES = 9;

/** What is chosen; it belongs to the looking, not to the experiment. */
const chosen = { rival: "none", rate: 0.01, anew: 0 };
const view = { log: true, yaw: -0.45, pitch: 0.85 };
/** @type {any} */
let parts = null;
/** @type {{key: string, scale: any, fine: any}} the surface as it was drawn last */
let surface = { key: "", scale: null, fine: null };
/** @type {import("./landscape-relief.js").Relief|null} */
let relief = null;
let turning = 0;

export const options = () => ({ ...chosen });

/** @param {HTMLElement} element @param {import("./host.js").Context} context */
export function mount(element, context) {
  const [picture, paths] = ["landscape-picture", "landscape-paths"].map((kind) => h("div", { class: kind }));
  picture.setAttribute("aria-hidden", "true");
  const canvas = h("canvas", { class: "landscape-relief", "aria-hidden": "true" });
  const words = h("div", { class: "landscape-words" });
  const bar = h("div", { class: "landscape-bar" });
  const key = h("div", { class: "landscape-key" });
  const turn = h("input", { type: "range", id: "landscape-turn", min: "-180", max: "180", step: "1", value: degrees(view.yaw) });
  parts = { map: new LandscapeMap(picture, paths), relief: new ReliefCanvas(canvas), words, bar, key, turn };
  turn.addEventListener("input", () => turnTo((Number(turn.value) * Math.PI) / 180, view.pitch));
  new ResizeObserver(redraw).observe(canvas);
  drag(canvas);
  element.append(
    h("div", { class: "layered landscape" },
      h("div", { class: "landscape-views" },
        h("div", { class: "landscape-one" }, h("div", { class: "landscape-map" }, picture, paths), key),
        h("div", { class: "landscape-one" }, h("div", { class: "landscape-map" }, canvas), h("div", { class: "landscape-under" }, bar, h("label", { for: "landscape-turn" }, "Turn", turn)))),
      h("div", { class: "layered-side" }, controls(context), words)),
  );
}

/** @param {import("./host.js").Context} context */
function controls(context) {
  const log = h("input", { type: "checkbox", id: "landscape-log" });
  log.checked = view.log;
  log.addEventListener("change", () => {
    view.log = log.checked;
    context.redraw();
  });
  const anew = h("button", { type: "button", class: "button small", title: "Lay the plane through the network as it is now, and compute the surface again" }, "Compute anew");
  const rival = h("select", { id: "landscape-rival" }, h("option", { value: "none" }, "nobody"),
    optimizers().map(({ name: value, label }) => h("option", { value }, label)));
  const step = h("input", { type: "number", id: "landscape-rate", min: "0.000001", max: "100", step: "any", value: String(chosen.rate), "aria-label": "Learning rate of the other optimizer", title: "Its learning rate" });
  const show = () => {
    step.hidden = chosen.rival === "none";
  };
  const change = () => {
    chosen.rival = rival.value;
    if (step.valueAsNumber >= 1e-6 && step.valueAsNumber <= 100) chosen.rate = step.valueAsNumber;
    show();
    context.rewatch();
  };
  for (const input of [rival, step]) input.addEventListener("change", change);
  anew.addEventListener("click", () => {
    chosen.anew += 1;
    context.rewatch();
  });
  show();
  return h("div", { class: "lens-controls" },
    h("label", { for: "landscape-log" }, log, "Log scale"), anew,
    h("span", { class: "landscape-race" }, h("label", { for: "landscape-rival" }, "Race against", rival), step));
}

/** @returns {import("../schema.js").Choice[]} */
function optimizers() {
  const fields = fieldsOf(store.get().config.schema.experiment, "training");
  return fields.find(({ path }) => path === "training.optimizer")?.choices ?? [];
}

const degrees = (angle) => String(Math.round((angle * 180) / Math.PI));

/** @param {HTMLElement} canvas */
function drag(canvas) {
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    turnTo(view.yaw + event.movementX / 90, view.pitch + event.movementY / 90);
  });
}

/** @param {number} yaw @param {number} pitch */
function turnTo(yaw, pitch) {
  view.yaw = Math.atan2(Math.sin(yaw), Math.cos(yaw));
  view.pitch = Math.max(0.15, Math.min(1.5, pitch));
  parts.turn.value = degrees(view.yaw);
  redraw();
}

/** The relief again as it is, at the next picture of the screen. */
function redraw() {
  turning ||= requestAnimationFrame(() => {
    turning = 0;
    if (relief) parts.relief.draw(relief, view);
  });
}

/** @param {import("../frame.js").Frame} frame @param {import("./host.js").Context} context */
export function draw(frame, { Plotly }) {
  const meta = frame.meta("landscape");
  const losses = frame.array("landscape/surface");
  if (!losses) return;
  const sum = losses.data.reduce((whole, loss) => whole + loss, 0);
  const key = JSON.stringify([meta.x, meta.y, meta.size, sum, view.log]);
  if (key !== surface.key) {
    const scale = scaleOf(losses.data, view.log);
    surface = { key, scale, fine: finer(Float32Array.from(losses.data, scale.height), meta.size) };
  }
  const paths = pathsOf(frame, meta);
  parts.map.surface(Plotly, meta, surface.fine, key);
  const places = placesOf(meta, paths);
  parts.map.draw(Plotly, meta, paths, places);
  parts.map.say(`The training loss over a plane of the weights, from above, with the path of training. ${sentences(meta).join(" ")}`);
  const across = ([low, high]) => (value) => (value - low) / (high - low);
  const [toX, toY] = [across(meta.x), across(meta.y)];
  relief = {
    heights: surface.fine,
    tracks: paths.map(({ x, y, colour, dashed, shown }) => ({ x: x.map(toX), y: y.map(toY), colour, dashed, shown: shown ?? x.length })),
    places: places.map(({ x, y, colour }) => ({ x: toX(x), y: toY(y), colour })),
  };
  redraw();
  legend(meta);
  parts.words.replaceChildren(...sentences(meta).map((text) => h("p", { class: "lens-words" }, text)));
}

/** The own path, and before it, so that it lies below, the rival's. */
function pathsOf(frame, meta) {
  const own = coordinates(frame.array("landscape/path"));
  const updates = Array.from(frame.array("landscape/updates").data);
  const now = meta.now;
  const shown = updates.filter((update) => update < now.update).length;
  // The network of this frame stands between two kept moments.
  const insert = (list, value) => [...list.slice(0, shown), value, ...list.slice(updates[shown] === now.update ? shown + 1 : shown)];
  const times = insert(updates, now.update);
  const path = {
    colour: token("--positive"), dashed: false, shown: shown + 1,
    x: insert(own[0], now.place[0]), y: insert(own[1], now.place[1]),
    words: times.map((update) => `update ${update.toLocaleString("en")}`),
  };
  const other = frame.array("landscape/rival");
  if (!meta.rival || !other) return [path];
  const [x, y] = coordinates(other);
  return [{ colour: token("--text"), dashed: true, x, y, words: x.map(() => rivalName(meta.rival)) }, path];
}

/** @returns {number[][]} across, up, beside the plane */
function coordinates({ data, shape }) {
  return [0, 1, 2].map((row) => Array.from(data.subarray(row * shape[1], (row + 1) * shape[1])));
}

function placesOf({ now }, paths) {
  const own = paths[paths.length - 1];
  const places = [
    { x: own.x[0], y: own.y[0], name: "start", symbol: "circle", colour: token("--point-edge") },
    { x: now.place[0], y: now.place[1], name: "now", symbol: "circle", colour: token("--positive") },
  ];
  if (paths.length > 1) {
    const { x, y } = paths[0];
    places.push({ x: x[x.length - 1], y: y[y.length - 1], name: paths[0].words[0], symbol: "diamond", colour: token("--text") });
  }
  return places;
}

const rivalName = ({ optimizer, rate: step }) => `${optimizers().find(({ name: each }) => each === optimizer)?.label ?? optimizer} ${figure(step)}`;

/** What the lines, marks and colours mean. */
function legend(meta) {
  const entry = (mark, text) => h("span", null, h("i", { class: mark }), text);
  fill(parts.key, [
    entry("landscape-own", "path"), entry("landscape-start", "start"), entry("landscape-now", "now"),
    ...(meta.rival ? [entry("landscape-rival", rivalName(meta.rival))] : []),
    meta.progress === null ? null : h("span", null, `computing: ${percent(meta.progress)}`),
  ]);
  const { scale } = surface;
  const shades = Array.from({ length: SHADES }, (_, i) => css(colourAt(i / (SHADES - 1))));
  const key = [theme(), scale.low, scale.high, scale.log].join();
  if (parts.bar.dataset.key === key) return;
  parts.bar.dataset.key = key;
  const label = (height) => h("span", null, figure(scale.loss(height)));
  parts.bar.replaceChildren(
    h("span", null, "Loss"), label(0),
    h("i", { style: { background: `linear-gradient(to right, ${shades.join()})` } }), label(1));
}

/** What one sees now, in words. @returns {string[]} */
function sentences(meta) {
  return [spread(meta), race(meta), here(meta), beginning(meta)].filter(Boolean);
}

function spread({ held, parameters, since, changed }) {
  const both = `${percent(held[0] + held[1])} of the variance of the path lies along two of ${parameters.toLocaleString("en")} directions.`;
  const begin = since ? ` It begins at update ${since.toLocaleString("en")}, after an edit changed the number of weights.` : "";
  const other = changed ? " An edit on the way changed the loss; the surface is that of the present one." : "";
  return both + begin + other;
}

function here({ now, laid_at: laid }) {
  if (now.loss === null || now.on_plane === null) return "";
  if (now.beside < 0.001 * (now.way || 1)) return `The network lies on the plane: its loss is ${figure(now.loss, 3)}.`;
  return (
    `The network lies ${figure(now.beside)} beside the plane of update ${laid.toLocaleString("en")} and ${figure(now.way)} from its start. ` +
    `Its loss is ${figure(now.loss, 3)}, that of the place shown ${figure(now.on_plane, 3)}.`
  );
}

function beginning({ start }) {
  if (start.length < 2 || start.some((each) => each === null)) return "";
  return `At the start the loss was ${figure(start[0], 3)}; on the plane below it is ${figure(start[1], 3)}.`;
}

function race({ rival }) {
  if (!rival) return "";
  const way = rival.update < rival.target && !rival.diverged ? ` of ${rival.target.toLocaleString("en")}` : "";
  const loss = rival.loss === null ? "" : `, loss ${figure(rival.loss, 3)}`;
  const end = rival.diverged ? " It diverged there." : rival.bounded ? " It goes no further." : "";
  const part = rival.share === null ? "" : ` ${percent(rival.share)} of its path's variance lies along these directions, so its height here is not its loss.`;
  return `${rivalName(rival)}, from the same weights with the same batches: update ${rival.update.toLocaleString("en")}${way}${loss}.${end}${part}`;
}

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const meta = frame.meta("landscape");
  if (!frame.array("landscape/path")) return null;
  const [x, y, beside] = coordinates(frame.array("landscape/path"));
  const updates = frame.array("landscape/updates").data;
  const step = Math.ceil(x.length / MOST_ROWS);
  const rows = x.map((_, i) => [updates[i].toLocaleString("en"), x[i], y[i], beside[i]]);
  return {
    caption: `The path of training on the plane. ${sentences(meta).join(" ")}`,
    columns: ["Update", "Along the 1st direction", "Along the 2nd direction", "Beside the plane"],
    rows: rows.filter((_, i) => i % step === 0 || i === x.length - 1),
  };
}
