// @ts-check
/**
 * One example forwards and backwards, as a story in small steps: its values light up in the
 * network, one unit of each layer is worked out term by term, then the error comes back, the
 * gradient of a weight is checked by measuring, and the update is shown that will be made.
 */
import * as actions from "../actions.js";
import { h, setText } from "../dom.js";
import { attempt } from "../panels/notices.js";
import { showValues } from "../stage/values.js";
import { parseUnit } from "../stage/model.js";
import { store } from "../store.js";
import { passes, storyOf } from "./example-data.js";
import { ExampleFigure } from "./example-figure.js";
import { showRing } from "./example-ring.js";
import { page } from "./example-steps.js";
import { ExampleWho } from "./example-who.js";

export const name = "example";
export const rate = 5;

/** @type {any} */
let parts = null;
/** @type {import("./host.js").Context|null} */
let context = null;
/** @type {import("../frame.js").Frame|null} */
let shown = null;

const state = {
  step: "example",
  /** @type {number[]} the unit of each layer that was chosen, -1 for the one that matters most */
  path: [],
  shape: "",
  layer: 0,
  input: -1,
  unit: "",
  /** @type {number|null} the loss before the update just made */
  before: null,
};

/** @param {any} view @param {any} page */
export function options(view, { description }) {
  if (!description) return null;
  const [x, y] = (view.example ?? "").includes(",") ? view.example.split(",").map(Number) : [];
  return {
    ...(x === undefined ? { example: view.example ? Number(view.example) : -1 } : { x, y }),
    path: state.path,
    layer: Math.min(state.layer, description.layers.length - 1),
    input: state.input,
    check: state.step === "check",
    update: state.step === "update",
  };
}

/** @param {HTMLElement} element @param {import("./host.js").Context} given */
export function mount(element, given) {
  context = given;
  document.addEventListener("output-axes", given.redraw); // the ring stands on them
  const back = h("button", { type: "button", class: "button small", onclick: () => go(-1), "aria-label": "Back" }, "Back");
  const next = h("button", { type: "button", class: "button small primary", "aria-keyshortcuts": "Space", onclick: () => go(1) }, "Next step");
  const track = h("div", { class: "example-track", role: "group", "aria-label": "Steps" });
  const title = h("h3", { class: "example-title", "aria-live": "polite" }, "One example");
  const lines = h("div", { class: "example-lines" });
  const words = h("p", { class: "lens-words" });
  const plot = h("div", { class: "example-plot", hidden: true });
  const who = new ExampleWho(chooseWeight);
  const story = h("div", { class: "example-story" }, title, lines, words);
  parts = { element, back, next, track, title, lines, words, plot, who, figure: new ExampleFigure(plot) };
  element.append(
    h("div", { class: "example-lens" }, h("div", { class: "example-bar" }, back, next, track), who.element, story, plot),
  );
  element.addEventListener("keydown", press);
  store.on("view", follow);
  store.on("description", follow);
  follow();
  // Hidden, it gives the network its maps back.
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width || given.second) return;
    showValues(null);
    showRing(null);
  }).observe(element);
}

/** Space goes on, the arrows choose the example; whatever needs a key itself keeps it. @param {KeyboardEvent} event */
function press(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const busy = target.matches("button, input, select");
  if (event.key === " " && !busy) go(event.shiftKey ? -1 : 1);
  else if (event.key === "ArrowLeft" && !busy) parts.who.move(-1);
  else if (event.key === "ArrowRight" && !busy) parts.who.move(1);
  else return;
  event.preventDefault();
}

const steps = () => storyOf(store.get().description?.layers.length ?? 1);

function now() {
  const all = steps();
  const at = Math.max(0, all.findIndex(({ id }) => id === state.step));
  return { all, at, step: all[at] };
}

/** @param {number} by */
function go(by) {
  const { all, at } = now();
  if (by > 0 && at === all.length - 1) makeUpdate();
  else show(all[Math.max(0, at + by)].id);
}

/** @param {string} id of a step */
function show(id) {
  const { step } = now();
  if (id !== "loss") state.before = null;
  // The weight looked at belongs to the layer that was worked out last.
  if (id === "gradient" && step.kind === "delta") {
    Object.assign(state, { layer: step.layer, input: -1 });
  }
  state.step = id;
  context?.rewatch();
  render();
}

/** A step chosen by hand leaves the space bar to the story. @param {string} id */
function jump(id) {
  parts.element.focus({ preventScroll: true });
  show(id);
}

/** Make the update that was shown, and look at the loss again. */
function makeUpdate() {
  const before = shown?.meta("example").loss.value ?? null;
  attempt(actions.step({ updates: 1 }).then(() => {
    state.step = "loss";
    state.before = before;
    context?.rewatch();
  }));
}

/** @param {{layer?: number, input?: number}} choice */
function chooseWeight(choice) {
  Object.assign(state, { input: -1 }, choice);
  context?.rewatch();
}

/** A unit chosen in the network is opened here; another network begins with the units that matter most. */
function follow() {
  const { view, description } = store.get();
  if (!description) return;
  const shape = description.layers.map(({ units }) => units).join();
  if (shape !== state.shape) Object.assign(state, { shape, path: [], unit: view.unit, before: null });
  if (!steps().some(({ id }) => id === state.step)) state.step = "example";
  if (view.unit === state.unit) return;
  state.unit = view.unit;
  const chosen = parseUnit(view.unit);
  if (!chosen || view.lens !== name || chosen.layer >= description.layers.length) return;
  state.path = description.layers.map((_, layer) => (layer === chosen.layer ? chosen.unit : state.path[layer] ?? -1));
  const { kind } = now().step;
  if (["gradient", "check", "update"].includes(kind)) Object.assign(state, { layer: chosen.layer, input: -1 });
  else state.step = `${kind === "delta" ? "delta" : "forward"}-${chosen.layer}`;
  context?.rewatch();
}

/** @param {import("../frame.js").Frame} frame */
export function draw(frame) {
  shown = frame;
  render();
}

function render() {
  const { description } = store.get();
  const meta = shown?.meta(name);
  if (!shown || !meta?.layers || meta.layers.length !== description.layers.length || !parts.element.offsetWidth) return;
  const { all, at, step } = now();
  const layers = passes(shown, description);
  const { title, lines, words } = page(meta, layers, step, state.before);
  const wait = shown.playing && at > 0 ? " Training goes on; pause it to follow the numbers." : "";
  const most = step.layer >= 0 && step.kind !== "loss" && meta.layers[step.layer].units > 1 && !(state.path[step.layer] >= 0);
  setText(parts.title, most ? `${title}, which matters most for this loss` : title);
  parts.lines.replaceChildren(...lines);
  setText(parts.words, words + wait);
  parts.back.disabled = at === 0;
  setText(parts.next, at === all.length - 1 ? "Make the update" : "Next step");
  track(all, at);
  parts.who.draw(meta, step, layers);
  if (context?.Plotly) parts.figure.draw(context.Plotly, meta, layers, step);
  if (context?.second) return; // what lies over the network belongs to the moment on screen
  light(layers, step);
  const [x, y] = meta.place.map((value) => value.toFixed(2));
  showRing(meta.place, `The example at ${x}, ${y}. Arrow keys move it.`);
}

/** @param {import("./example-data.js").Step[]} all @param {number} at */
function track(all, at) {
  const key = all.map(({ id }) => id).join();
  if (parts.track.dataset.key !== key) {
    parts.track.dataset.key = key;
    parts.track.replaceChildren(...all.map(({ id, label, kind }) =>
      h("button", { type: "button", class: `example-step ${kind}`, tabindex: "-1", onclick: () => jump(id) }, label)));
  }
  [...parts.track.children].forEach((step, i) => {
    step.toggleAttribute("data-done", i < at);
    if (i === at && !step.hasAttribute("aria-current")) {
      step.setAttribute("aria-current", "step");
      parts.track.scrollLeft = step.offsetLeft - parts.track.clientWidth / 2;
    } else if (i !== at) step.removeAttribute("aria-current");
  });
}

/**
 * Light up the network as far as the story has come: values forwards, errors backwards.
 * @param {import("./example-data.js").Pass[]} layers
 * @param {import("./example-data.js").Step} step
 */
function light(layers, step) {
  const back = ["delta", "gradient", "check", "update"].includes(step.kind);
  const chosenLayer = step.layer >= 0 ? step.layer : shown?.meta(name).weight.layer;
  const chosen = step.kind === "example" ? null : { column: chosenLayer + 1, unit: layers[chosenLayer].unit };
  if (!back) {
    const reached = step.kind === "loss" ? layers.length : step.layer + 1;
    const columns = [layers[0].inputs, ...layers.map(({ outputs }, i) => (i < reached ? outputs : null))];
    showValues({ columns, scales: columns.map((values) => Math.max(1, largest(values))), chosen });
    return;
  }
  const first = step.kind === "delta" ? step.layer : 0;
  const columns = [null, ...layers.map(({ deltas }, i) => (i >= first ? deltas : null))];
  // One scale for all, so that one sees an error fade on its way back.
  const most = Math.max(...columns.map(largest)) || 1;
  showValues({ columns, scales: columns.map(() => most), chosen });
}

/** @param {ArrayLike<number>|null} values */
const largest = (values) => Math.max(0, ...Array.from(values ?? [], Math.abs));

/** @param {import("../frame.js").Frame} frame */
export function table(frame) {
  const layers = passes(frame, store.get().description);
  const rows = layers.flatMap(({ title, z, outputs, slopes, deltas }) =>
    Array.from(z, (sum, i) => [`${title}, unit ${i + 1}`, sum, outputs[i], slopes[i], deltas[i]]));
  return {
    caption: "The example in every unit: sum z, value a, slope f′(z), error δ = dL/dz",
    columns: ["Unit", "z", "a", "f′(z)", "δ"],
    rows,
  };
}
