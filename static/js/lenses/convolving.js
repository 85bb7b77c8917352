// @ts-check
/** One place of a convolution term by term, and the kernel stepping over the picture. */
import { h, offer, setText } from "../dom.js";
import { figure } from "./layers.js";
import { largest, paintGrey, paintKernel, paintSigned, signedColour, strongest } from "../tiles.js";
import { css } from "../palette.js";

const STEP_MS = 350;
const MOST_TERMS = 5; // a larger kernel's products are left to the table

export class Convolving {
  /** @param {(row: number, column: number) => void} onPlace */
  constructor(onPlace) {
    this.onPlace = onPlace;
    this.timer = 0;
    this.from = -1;
    /** @type {any} */
    this.last = null;
    this.picture = framed("The picture, with the part that this place sees");
    this.before = framed("What comes into the layer, with the kernel on it");
    this.kernel = h("canvas", { class: "convolving-kernel", role: "img", "aria-label": "The kernel" });
    this.products = h("div", { class: "convolving-products", role: "img" });
    this.channel = h("select", { "aria-label": "Incoming channel", onchange: () => { this.from = Number(this.channel.value); this.redraw(); } });
    this.sum = h("p", { class: "convolving-sum" });
    this.where = h("span", { class: "convolving-where" });
    const step = (text, label, by) => h("button", { type: "button", class: "button small", "aria-label": label, onclick: () => this.step(by) }, text);
    this.run = h("button", { type: "button", class: "button small", "aria-pressed": "false", onclick: () => this.toggle() }, "Step over the picture");
    this.title = h("h3", null, "One place");
    this.element = h("section", { class: "convolving" },
      h("div", { class: "convolving-bar" }, this.title, this.where, step("‹", "Previous place", -1), step("›", "Next place", 1), this.run),
      h("div", { class: "convolving-row" },
        this.picture.element, h("span", { class: "convolving-sign" }, "→"), this.before.element,
        h("span", { class: "convolving-sign" }, "×"), this.kernel, h("span", { class: "convolving-sign" }, "="), this.products, this.channel),
      this.sum);
  }

  /** @param {number} by */
  step(by) {
    if (!this.last) return;
    const [, height, width] = this.last.frame.array("feature_maps/maps").shape;
    const [row, column] = this.last.meta.place;
    const next = (row * width + column + by + height * width) % (height * width);
    this.onPlace(Math.floor(next / width), next % width);
  }

  toggle() {
    const on = this.timer === 0;
    this.run.setAttribute("aria-pressed", String(on));
    setText(this.run, on ? "Stop" : "Step over the picture");
    if (on) this.timer = window.setInterval(() => (this.element.offsetParent ? this.step(1) : this.toggle()), STEP_MS);
    else {
      clearInterval(this.timer);
      this.timer = 0;
    }
  }

  redraw() {
    if (this.last) this.draw(this.last.frame, this.last.meta);
  }

  /** @param {import("../frame.js").Frame} frame @param {any} meta */
  draw(frame, meta) {
    this.last = { frame, meta };
    const picture = frame.array("feature_maps/picture");
    const before = frame.array("feature_maps/before");
    const kernels = frame.array("feature_maps/kernels");
    const [row, column] = meta.place;
    setText(this.where, `row ${row + 1}, column ${column + 1}`);
    const [low, high] = [Math.min(0, ...picture.data), Math.max(...picture.data)];
    const [, height, width] = picture.shape;
    paintGrey(this.picture.canvas, height, width, (r, c) => picture.data[r * width + c], low, high);
    box(this.picture.box, meta.seen, height, width);
    const known = kernels ? this.#from(kernels, meta.channel) : Math.min(meta.channel, before.shape[0] - 1);
    const [, tall, wide] = before.shape;
    const at = (r, c) => before.data[(known * tall + r) * wide + c];
    paintSigned(this.before.canvas, tall, wide, at, largest(before.data));
    const { window } = meta;
    this.before.box.hidden = !window;
    if (window) box(this.before.box, [window.top, window.top + window.size, window.left, window.left + window.size], tall, wide);
    for (const part of [this.kernel, this.products, this.channel]) part.hidden = !kernels;
    if (kernels) this.#terms(frame, meta, kernels, before, known);
    else this.#pool(frame, meta);
  }

  /** The incoming channel whose terms are shown: the chosen one, or the one weighed most. */
  #from(kernels, channel) {
    const [, count] = kernels.shape;
    const shown = this.from >= 0 && this.from < count ? this.from : strongest(kernels, channel);
    offer(this.channel, Array.from({ length: count }, (_, i) => [i, `from channel ${i + 1}`]), shown);
    this.channel.style.display = count > 1 ? "" : "none";
    return shown;
  }

  #terms(frame, meta, kernels, before, known) {
    const [, count, side] = kernels.shape;
    const [, tall, wide] = before.shape;
    const { top, left } = meta.window;
    const product = (from, r, c) => {
      const [y, x] = [top + r, left + c];
      const inside = y >= 0 && x >= 0 && y < tall && x < wide;
      const weight = kernels.data[((meta.channel * count + from) * side + r) * side + c];
      return inside ? weight * before.data[(from * tall + y) * wide + x] : 0;
    };
    paintKernel(this.kernel, kernels, meta.channel, known);
    const places = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side]);
    const terms = places.map(([r, c]) => product(known, r, c));
    const most = Math.max(...terms.map(Math.abs));
    this.products.style.gridTemplateColumns = `repeat(${side}, auto)`;
    this.products.classList.toggle("bare", side > MOST_TERMS);
    this.products.replaceChildren(...terms.map((term) =>
      h("span", { style: { background: css(signedColour(0.6 * term, most)) } }, side > MOST_TERMS ? "" : term.toFixed(2).replace("-0.00", "0.00").replace("-", "−"))));
    this.products.setAttribute("aria-label", `Products: ${terms.map((term) => figure(term, 2)).join(", ")}`);
    const own = terms.reduce((a, b) => a + b, 0);
    let others = 0;
    for (let from = 0; from < count; from++) if (from !== known) for (const [r, c] of places) others += product(from, r, c);
    const bias = frame.array("feature_maps/biases").data[meta.channel];
    const total = own + others + bias;
    const { data, shape: [, height, width] } = frame.array("feature_maps/sums");
    const index = (meta.channel * height + meta.place[0]) * width + meta.place[1];
    const answer = frame.array("feature_maps/maps").data[index];
    const same = Math.abs(total - data[index]) <= 1e-3 * Math.max(1, Math.abs(total));
    setText(this.sum,
      `Sum ${figure(own, 3)}${count > 1 ? `, other channels ${figure(others, 3)}` : ""}, bias ${figure(bias, 3)}: ` +
      `z = ${figure(total, 3)} ${same ? "✓ as in the network" : `✗ the network has ${figure(data[index], 3)}`}. ${meta.activation}(z) = ${figure(answer, 3)}.`);
  }

  #pool(frame, meta) {
    const { data, shape: [, height, width] } = frame.array("feature_maps/maps");
    const value = data[(meta.channel * height + meta.place[0]) * width + meta.place[1]];
    setText(this.sum, `What is left of the square under the frame: ${figure(value, 3)}.`);
  }
}

/** A picture with a frame on it. @param {string} label */
function framed(label) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  const frame = h("div", { class: "convolving-box" });
  return { canvas, box: frame, element: h("div", { class: "convolving-picture", title: label }, canvas, frame) };
}

/** @param {HTMLElement} element @param {number[]} edges top, bottom, left, right, in pixels of the picture */
function box(element, [top, bottom, left, right], height, width) {
  Object.assign(element.style, {
    top: `${(100 * top) / height}%`, height: `${(100 * (bottom - top)) / height}%`,
    left: `${(100 * left) / width}%`, width: `${(100 * (right - left)) / width}%`,
  });
}
