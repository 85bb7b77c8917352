// @ts-check
/** A small picture to look at and to draw on, by pointer and by keyboard. It knows pixels, not the page. */
import { h } from "../dom.js";
import { paintGrey } from "../tiles.js";

/** How much of a stroke falls on the four neighbours of a pixel. */
const SOFT = 0.45;

export class Pixels {
  /** @param {(pixels: number[]) => void} drawn somebody has drawn on it */
  constructor(drawn) {
    this.drawn = drawn;
    /** @type {Float32Array} */
    this.values = new Float32Array(0);
    this.size = [0, 0];
    this.range = [0, 1];
    this.cursor = [0, 0];
    /** @type {number[]|null} the last pixel of a stroke */
    this.last = null;
    this.element = h("canvas", { class: "pixels", tabindex: "0", role: "application" });
    this.element.addEventListener("pointerdown", (event) => this.#begin(event));
    this.element.addEventListener("pointermove", (event) => this.#go(event));
    for (const end of ["pointerup", "pointercancel"]) this.element.addEventListener(end, () => { this.last = null; });
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  get drawing() {
    return this.last !== null;
  }

  /**
   * @param {ArrayLike<number>} values row by row
   * @param {number} height
   * @param {number} width
   * @param {[number, number]} range of the values
   */
  show(values, height, width, range) {
    this.values = Float32Array.from(values);
    this.size = [height, width];
    this.range = range;
    this.#paint();
  }

  #paint() {
    const [height, width] = this.size;
    const [low, high] = this.range;
    paintGrey(this.element, height, width, (row, column) => this.values[row * width + column], low, high);
    this.element.setAttribute("aria-label", `A picture of ${width} by ${height} pixels to draw on. Arrow keys move, Space draws, Delete wipes. Now at row ${this.cursor[0] + 1}, column ${this.cursor[1] + 1}.`);
  }

  clear() {
    this.values.fill(this.range[0]);
    this.#tell();
  }

  /** @param {PointerEvent} event @returns {number[]} row and column */
  #place(event) {
    const box = this.element.getBoundingClientRect();
    const [height, width] = this.size;
    return [
      Math.floor(((event.clientY - box.top) / box.height) * height),
      Math.floor(((event.clientX - box.left) / box.width) * width),
    ];
  }

  #begin(event) {
    this.element.setPointerCapture(event.pointerId);
    this.last = this.#place(event);
    this.#touch(this.last);
    this.#tell();
  }

  #go(event) {
    if (!this.last) return;
    const to = this.#place(event);
    const [from] = [this.last];
    const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
    for (let i = 1; i <= steps; i++) {
      this.#touch(from.map((at, axis) => Math.round(at + ((to[axis] - at) * i) / steps)));
    }
    this.last = to;
    if (steps) this.#tell();
  }

  /** @param {number[]} place @param {boolean} [wipe] */
  #touch([row, column], wipe = false) {
    const [height, width] = this.size;
    const [low, high] = this.range;
    const around = [[0, 0, 1], [0, 1, SOFT], [0, -1, SOFT], [1, 0, SOFT], [-1, 0, SOFT]];
    for (const [down, right, share] of wipe ? around.slice(0, 1) : around) {
      const [r, c] = [row + down, column + right];
      if (r < 0 || c < 0 || r >= height || c >= width) continue;
      const i = r * width + c;
      this.values[i] = wipe ? low : Math.max(this.values[i], low + share * (high - low));
    }
  }

  #key(event) {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move && event.key !== " " && event.key !== "Delete") return;
    event.preventDefault();
    event.stopPropagation();
    if (move) {
      this.cursor = this.cursor.map((at, axis) => Math.min(this.size[axis] - 1, Math.max(0, at + move[axis])));
      this.#paint();
      return;
    }
    this.#touch(this.cursor, event.key === "Delete");
    this.#tell();
  }

  #tell() {
    this.#paint();
    this.drawn(Array.from(this.values));
  }
}
