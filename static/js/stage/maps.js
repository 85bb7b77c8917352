// @ts-check
/**
 * The maps of all units: one mosaic picture a column, all in one Plotly figure whose axes are the
 * stage's pixels. Until Plotly is there the same pictures stand at the same places as images.
 */
import { Mosaic } from "../bmp.js";
import { rgb, signedPalette, token } from "../palette.js";
import { CONFIG, plotly } from "../plotly.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("../frame.js").NamedArray} NamedArray */

/**
 * What is on screen, each (maps, resolution, resolution).
 * @typedef {object} Drawn
 * @property {NamedArray} inputs
 * @property {NamedArray} units of the hidden layers and the output
 */

export class Maps {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.figure = document.createElement("div");
    element.append(this.figure);
    /** @type {HTMLImageElement[]} */
    this.images = [];
    /** @type {Layout|null} */
    this.layout = null;
    /** @type {Mosaic[]} */
    this.mosaics = [];
    /** @type {string[]} */
    this.sources = [];
    /** @type {NamedArray[]} what each of them shows */
    this.painted = [];
    /** @type {Drawn|null} */
    this.last = null;
    /** @type {any} */
    this.Plotly = null;
    plotly().then((Plotly) => this.#takeOver(Plotly), reportError);
  }

  /** @param {Layout} layout */
  arrange(layout) {
    this.layout = layout;
    this.#mosaics(layout.resolution);
    if (this.last) this.draw(this.last);
    if (this.Plotly) this.#figure();
    else this.#standIns();
  }

  /** Paint with the colours now on screen. */
  recolour() {
    const palette = this.#palette();
    for (const { bitmap } of this.mosaics) bitmap.recolour(palette);
    this.painted = [];
    if (this.last) this.draw(this.last);
  }

  /** @param {Drawn} maps */
  draw({ inputs, units }) {
    const { layout } = this;
    if (!layout) return;
    const [first, ...others] = layout.columns.map(({ count }) => count);
    const resolution = units.shape[1];
    const fit = inputs.shape[0] === first && units.shape[0] === others.reduce((a, b) => a + b, 0);
    // A frame may still be of the network before an edit.
    if (!fit || inputs.shape[1] !== resolution) return;
    this.last = { inputs, units };
    if (resolution !== this.mosaics[0].grid.resolution) {
      this.#mosaics(resolution);
      if (this.Plotly) return this.#figure();
    }
    const news = this.#paint();
    if (this.Plotly) {
      const update = news.map((i) => [`images[${i}].source`, this.sources[i]]);
      this.Plotly.relayout(this.figure, Object.fromEntries(update));
    } else {
      for (const i of news) this.images[i].src = this.sources[i];
    }
  }

  #palette() {
    return signedPalette({ gap: rgb(token("--surface")) });
  }

  /** @param {number} resolution */
  #mosaics(resolution) {
    const { layout } = this;
    if (!layout) return;
    const palette = this.#palette();
    // The gap on screen was a whole number of picture points at the layout's own resolution.
    this.mosaics = layout.columns.map(({ rows, columns, texels }) => {
      const gap = Math.max(1, Math.round((texels * resolution) / layout.resolution));
      return new Mosaic({ rows, columns, resolution, gap }, palette);
    });
    this.sources = this.mosaics.map(({ bitmap }) => bitmap.uri());
    this.painted = [];
  }

  /** @returns {number[]} the columns with another picture than before: the inputs come only once */
  #paint() {
    if (!this.layout || !this.last) return [];
    const { inputs, units } = this.last;
    const news = [];
    let first = 0;
    for (const [i, { count }] of this.layout.columns.entries()) {
      const maps = i ? units : inputs;
      if (this.painted[i] !== maps) {
        this.painted[i] = maps;
        this.sources[i] = this.mosaics[i].draw(/** @type {Uint8Array} */ (maps.data), first, count);
        news.push(i);
      }
      first = i ? first + count : 0;
    }
    return news;
  }

  #standIns() {
    this.images = this.layout.columns.map(({ left, top, width, height }, i) => {
      const image = this.images[i] ?? new Image();
      image.alt = "";
      image.src = this.sources[i];
      image.style.cssText =
        `position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
      return image;
    });
    this.element.replaceChildren(this.figure, ...this.images);
  }

  /** @param {any} Plotly */
  async #takeOver(Plotly) {
    this.Plotly = Plotly;
    if (!this.layout) return;
    await this.#figure();
    for (const image of this.images) image.remove();
  }

  #figure() {
    const { layout } = this;
    if (!layout) return;
    if (this.last?.units.shape[1] === this.mosaics[0].grid.resolution) this.#paint();
    const { width, height } = layout;
    const axis = { visible: false, fixedrange: true };
    const images = layout.columns.map((column, i) => ({
      source: this.sources[i],
      xref: "x",
      yref: "y",
      x: column.left,
      y: column.top,
      sizex: column.width,
      sizey: column.height,
      sizing: "stretch",
    }));
    return this.Plotly.react(
      this.figure,
      [{ x: [0], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
      {
        width,
        height,
        margin: { l: 0, r: 0, t: 0, b: 0 },
        xaxis: { ...axis, range: [0, width] },
        yaxis: { ...axis, range: [height, 0] },
        paper_bgcolor: "transparent",
        plot_bgcolor: "transparent",
        hovermode: false,
        dragmode: false,
        images,
      },
      CONFIG,
    );
  }
}
