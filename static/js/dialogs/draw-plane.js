// @ts-check
/** A plane to place points on, by pointer and by keyboard. It knows points, not the page. */

import { h, s } from "../dom.js";
import { markShape } from "../marks.js";

/** @typedef {[number, number, number]} Point  x₁, x₂, class */

const LIMIT = 6;
const MARGIN = 0.75;
const SIZE = 0.17;
const NEAR = 0.32;
const SPACING = 0.35; // between points when one drags over empty plane
const KEY_STEP = 0.25;
const TICKS = [-6, -3, 0, 3, 6];

/** @param {number} value */
const tidy = (value) => Math.round(Math.min(LIMIT, Math.max(-LIMIT, value)) * 100) / 100;

export class DrawPlane {
  /**
   * @param {object} options
   * @param {Point[]} options.points
   * @param {number} options.limit  Most points allowed.
   * @param {() => void} options.changed
   * @param {(text: string) => void} options.say  Speaks to screen readers.
   */
  constructor({ points, limit, changed, say }) {
    this.points = points;
    this.limit = limit;
    this.changed = changed;
    this.say = say;
    this.label = 0;
    this.erasing = false;
    this.cursor = [0, 0];
    /** @type {Point[][]} */
    this.past = [];
    /** @type {{kind: "move", index: number} | {kind: "draw", last: number[]} | {kind: "erase"} | null} */
    this.gesture = null;
    this.marks = s("g");
    this.cross = s("path", { class: "cursor", d: "M-.4 0H.4M0-.4V.4" });
    const span = LIMIT + MARGIN;
    this.element = s("svg", {
      class: "draw-plane", viewBox: `${-span} ${-span} ${2 * span} ${2 * span}`, tabindex: "0",
      role: "application", "aria-label": "Plane from −6 to 6. Arrow keys move a cursor, Space places a point, digits choose the class, Delete erases.",
    }, this.#axes(), this.marks, this.cross);
    this.element.addEventListener("pointerdown", (event) => this.#down(event));
    this.element.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) this.element.addEventListener(end, () => { this.gesture = null; });
    this.element.addEventListener("contextmenu", (event) => event.preventDefault());
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.draw();
  }

  #axes() {
    return TICKS.flatMap((at) => [
      s("line", { x1: at, x2: at, y1: -LIMIT, y2: LIMIT }),
      s("line", { x1: -LIMIT, x2: LIMIT, y1: at, y2: at }),
      s("text", { x: at, y: LIMIT + 0.55, "text-anchor": "middle" }, String(at).replace("-", "−")),
      at && s("text", { x: -LIMIT - 0.15, y: -at + 0.14, "text-anchor": "end" }, String(at).replace("-", "−")),
    ]).filter(Boolean);
  }

  /** Show the points and the cursor as they are. */
  draw() {
    this.marks.replaceChildren(...this.points.map(([x, y, label]) =>
      s("path", { class: `mark fill-${label}`, d: markShape(label), transform: `translate(${x} ${-y}) scale(${SIZE})` })));
    this.cross.setAttribute("transform", `translate(${this.cursor[0]} ${-this.cursor[1]})`);
  }

  #remember() {
    this.past.push(this.points.map((point) => [...point]));
    if (this.past.length > 100) this.past.shift();
  }

  #done() {
    this.draw();
    this.changed();
  }

  /** Take back the last change. */
  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.points = before;
    this.#done();
  }

  /** Erase all points. */
  clear() {
    this.#remember();
    this.points = [];
    this.#done();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {number} index of the nearest point within reach, or -1
   */
  #at(x, y) {
    const distance = this.points.map(([a, b]) => Math.hypot(a - x, b - y));
    const nearest = distance.indexOf(Math.min(...distance));
    return nearest >= 0 && distance[nearest] <= NEAR ? nearest : -1;
  }

  /** @param {number} x @param {number} y */
  #place(x, y) {
    if (this.points.length >= this.limit) {
      this.say(`There are ${this.limit} points already, the most there can be.`);
      return;
    }
    this.points.push([tidy(x), tidy(y), this.label]);
    this.#done();
  }

  /** @param {PointerEvent} event */
  #where(event) {
    const matrix = this.element.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix?.inverse());
    return [point.x, -point.y];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const [x, y] = this.#where(event);
    const index = this.#at(x, y);
    this.element.setPointerCapture(event.pointerId);
    this.#remember();
    this.cursor = [tidy(x), tidy(y)];
    if (this.erasing || event.button === 2) {
      this.gesture = { kind: "erase" };
      this.#erase(index);
    } else if (index >= 0) this.gesture = { kind: "move", index };
    else {
      this.gesture = { kind: "draw", last: [x, y] };
      this.#place(x, y);
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { gesture } = this;
    if (!gesture) return;
    const [x, y] = this.#where(event);
    if (gesture.kind === "erase") this.#erase(this.#at(x, y));
    else if (gesture.kind === "move") {
      this.points[gesture.index] = [tidy(x), tidy(y), this.points[gesture.index][2]];
      this.#done();
    } else if (Math.hypot(x - gesture.last[0], y - gesture.last[1]) >= SPACING) {
      gesture.last = [x, y];
      this.#place(x, y);
    }
  }

  /** @param {number} index */
  #erase(index) {
    if (index < 0) return;
    this.points.splice(index, 1);
    this.#done();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
    const step = event.shiftKey ? 1 : KEY_STEP;
    const moves = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] });
    const [x, y] = this.cursor;
    if (moves[event.key]) {
      this.cursor = [tidy(x + moves[event.key][0]), tidy(y + moves[event.key][1])];
      this.draw();
      const here = this.#at(this.cursor[0], this.cursor[1]);
      this.say(`${this.cursor[0]}, ${this.cursor[1]}${here >= 0 ? `, a point of class ${this.points[here][2] + 1}` : ""}`);
    } else if (event.key === " " || event.key === "Enter") {
      this.#remember();
      this.#place(x, y);
      this.say(`Class ${this.label + 1} placed, ${this.points.length} points.`);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.#remember();
      this.#erase(this.#at(x, y));
      this.say(`${this.points.length} points.`);
    } else if (event.key === "z" && event.ctrlKey) this.undo();
    else if (/^[1-8]$/.test(event.key)) {
      this.element.dispatchEvent(new CustomEvent("choose-class", { detail: Number(event.key) - 1 }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * The sign of a class in its shape and colour.
 * @param {number} label
 */
export function classKey(label) {
  return h("span", { class: "class-key" },
    s("svg", { viewBox: "-1.1 -1.1 2.2 2.2", "aria-hidden": "true" }, s("path", { class: `fill-${label}`, d: markShape(label) })),
    `Class ${label + 1}`);
}
