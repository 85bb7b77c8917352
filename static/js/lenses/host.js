// @ts-check
/**
 * Keeps the lenses: finds each one's place on the page, draws those on screen, the slow ones a few
 * times a second, and gives each a table for those who do not see its picture.
 *
 * A lens is a module `{name, options, mount, draw, table}` in this folder, named as on the server:
 * - `options(view, state)`: what to ask the server for, null for nothing now
 * - `mount(element, context)`: build its part of the page; returns nothing
 * - `draw(frame, context)`: show a frame that carries the lens, or the last one again
 * - `table(frame)`: the same as `{caption, columns, rows}`
 * and may say `companions` (lenses whose arrays it draws too), `rate` (drawings a second at most)
 * and `early` (it draws without Plotly as well). One that shows what was has a `past` and says what
 * is kept of a frame, `seen(frame)`; what it did not watch is then filled in.
 */
import { h, setText } from "../dom.js";
import { onThemeChange } from "../palette.js";
import { plotly } from "../plotly.js";
import { store } from "../store.js";
import { recall } from "./recall.js";
import { addTable } from "./table.js";

/** Lenses with a place of their own; the others have a tab. */
const PLACES = { output: "output-figure", answer: "answer-figure", forecast: "forecast-figure", curves: "curves-figure" };
/** Drawn by the stage, or by another lens. */
const ELSEWHERE = new Set(["inputs", "network", "points"]);
/** Drawing that takes less is done at once. */
const CHEAP_MS = 8;
/** How long the dear lenses rest after one of them was drawn, as a multiple of the time it took. */
const REST = 2;
const MOST_REST_MS = 250;

const SETTLE_MS = 300;

/**
 * @typedef {object} Context
 * @property {any} Plotly null until it is loaded
 * @property {HTMLElement} element
 * @property {() => void} redraw draw the last frame again soon
 * @property {() => void} rewatch ask the server anew: the options have changed
 * @property {boolean} [second] it shows another moment than the rest of the page
 *
 * @typedef {object} Hosted
 * @property {any} module
 * @property {Context} context
 * @property {number} drawnAt
 * @property {boolean} stale something it shows has changed since it was drawn
 * @property {boolean} visible it has a place on the page now
 * @property {number} cost milliseconds that its last drawing took
 * @property {HTMLElement} nothing says why there is nothing to see
 */

export class LensHost {
  /** @param {() => void} rewatch */
  constructor(rewatch) {
    this.rewatch = rewatch;
    /** @type {Hosted[]} */
    this.hosted = [];
    /** @type {any} */
    this.Plotly = null;
    this.timer = 0;
    this.restUntil = 0;
  }

  /** Load the modules of all lenses that have a place on the page. */
  async mount() {
    const names = store.get().config.lenses.map(({ name }) => name);
    const shown = names.filter((name) => !ELSEWHERE.has(name));
    // One lens that cannot be mounted leaves the others alone.
    const mounted = shown.map((name) => this.#mount(name).catch(reportError));
    plotly().then((Plotly) => {
      this.Plotly = Plotly;
      for (const { context } of this.hosted) context.Plotly = Plotly;
      for (const note of document.querySelectorAll(".charts-loading")) note.remove();
      this.redraw();
    }, reportError);
    onThemeChange(() => this.redraw());
    store.on("view", () => this.redraw());
    store.on("description", () => this.redraw());
    let timer = 0;
    store.on("timeline", () => {
      clearTimeout(timer); // one place after another while somebody drags
      timer = setTimeout(() => this.hosted.filter(({ visible }) => visible).forEach((lens) => this.#recall(lens)), SETTLE_MS);
    });
    await Promise.all(mounted);
  }

  /** @param {string} name */
  async #mount(name) {
    const element = document.getElementById(PLACES[name] ?? `lens-${name}`);
    if (!element) return;
    const module = await import(`./${name}.js`);
    const context = { Plotly: this.Plotly, element, redraw: () => this.#redrawOne(name), rewatch: this.rewatch };
    const nothing = h("p", { class: "lens-nothing", role: "status", hidden: true });
    const hosted = { module, context, nothing, drawnAt: 0, stale: true, visible: false, cost: 0 };
    element.append(nothing);
    // On a slow line there would be a void for many seconds.
    if (!this.Plotly && !module.early) element.append(h("p", { class: "charts-loading" }, "The chart is still loading…"));
    module.mount(element, context);
    addTable(element, () => {
      const { frame } = store.get();
      return frame?.has(name) ? module.table(frame) : null;
    });
    this.hosted.push(hosted);
    // Reading the size anew at every frame would force a layout; hidden elements shrink to nothing.
    new ResizeObserver(([{ contentRect }]) => this.#resized(hosted, contentRect.width > 0)).observe(element);
  }

  /** @param {Hosted} lens @param {boolean} visible */
  #resized(lens, visible) {
    if (lens.visible !== visible) this.rewatch();
    lens.visible = visible;
    lens.stale = true;
    if (visible) this.#recall(lens);
    this.#drawStale();
  }

  /** Fill in what a lens has not watched. @param {Hosted} lens */
  #recall({ module, context }) {
    if (module.past) recall(module).then((news) => { if (news) context.redraw(); }, () => {}); // it may be asked again
  }

  /** @returns {Object<string, object>} options of the lenses on screen */
  options() {
    const state = store.get();
    const result = {};
    for (const { module, visible } of this.hosted) {
      if (!visible) continue;
      const options = module.options(state.view, state);
      if (!options) continue;
      result[module.name] = options;
      for (const companion of module.companions ?? []) result[companion] = {};
    }
    return result;
  }

  /** Draw what a new frame brings. @param {import("../frame.js").Frame} frame */
  draw(frame) {
    for (const lens of this.hosted) {
      const names = [lens.module.name, ...(lens.module.companions ?? [])];
      if (names.some((name) => frame.fresh.has(name))) lens.stale = true;
      this.#explain(lens, frame);
    }
    this.#drawStale();
  }

  /** Say why a lens has nothing to show, until it has. @param {Hosted} lens @param {import("../frame.js").Frame} frame */
  #explain({ nothing, module }, frame) {
    const reason = frame.header.missing?.[module.name];
    if (reason === undefined && !frame.fresh.has(module.name)) return;
    setText(nothing, reason ?? "");
    nothing.hidden = reason === undefined;
  }

  /** Everything on screen again: colours, sizes or options have changed. */
  redraw() {
    for (const lens of this.hosted) lens.stale = true;
    this.#drawStale();
  }

  /** @param {string} name */
  #redrawOne(name) {
    const lens = this.hosted.find(({ module }) => module.name === name);
    if (lens) lens.stale = true;
    this.#drawStale();
  }

  /**
   * Draw what is due, the longest waiting first. After a dear picture the others rest for a while, so
   * that frames come through however many lenses are on screen.
   */
  #drawStale() {
    const { frame } = store.get();
    if (!frame) return;
    let next = Infinity;
    for (const lens of this.hosted.toSorted((a, b) => a.drawnAt - b.drawnAt)) {
      const { module } = lens;
      if (!lens.stale || !lens.visible || !frame.has(module.name)) continue;
      if (!(this.Plotly || module.early)) continue;
      const rested = lens.cost > CHEAP_MS ? this.restUntil : 0;
      const due = Math.max(rested, lens.drawnAt + (module.rate ? 1000 / module.rate : 0));
      const now = performance.now();
      if (now < due) next = Math.min(next, due - now);
      else this.#drawOne(lens, frame, now);
    }
    clearTimeout(this.timer);
    if (next < Infinity) this.timer = setTimeout(() => this.#drawStale(), next);
  }

  /** @param {Hosted} lens @param {import("../frame.js").Frame} frame @param {number} now */
  #drawOne(lens, frame, now) {
    lens.stale = false;
    lens.drawnAt = now;
    try {
      lens.module.draw(frame, lens.context);
    } catch (error) {
      reportError(error); // one lens that cannot draw leaves the others alone
    }
    const end = performance.now();
    lens.cost = end - now;
    if (lens.cost > CHEAP_MS) this.restUntil = end + Math.min(MOST_REST_MS, REST * lens.cost);
  }
}
