// @ts-check
/**
 * The maps of all units: one mosaic picture a column, all in one Plotly figure whose axes are the
 * stage's pixels. Until Plotly is there the same pictures stand at the same places as images.
 */
import { Mosaic } from "../bmp.js";
import { rgb, signedPalette, token } from "../palette.js";
import { CONFIG, plotly } from "../plotly.js";

/** @typedef {import("./layout.js").Layout} Layout */

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
    /** @type {import("../frame.js").NamedArray|null} */
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
    if (this.last) this.draw(this.last);
  }

  /**
   * @param {import("../frame.js").NamedArray} maps (maps, resolution, resolution)
   */
  draw(maps) {
    const { layout } = this;
    if (!layout) return;
    const [count, resolution] = maps.shape;
    if (count !== layout.columns.reduce((sum, column) => sum + column.count, 0)) return;
    this.last = maps;
    if (resolution !== this.mosaics[0].grid.resolution) {
      this.#mosaics(resolution);
      if (this.Plotly) return this.#figure();
    }
    this.#sources();
    if (this.Plotly) {
      const update = Object.fromEntries(this.sources.map((uri, i) => [`images[${i}].source`, uri]));
      this.Plotly.relayout(this.figure, update);
    } else {
      this.images.forEach((image, i) => (image.src = this.sources[i]));
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
  }

  #sources() {
    if (!this.layout || !this.last) return;
    const { data } = this.last;
    let first = 0;
    this.sources = this.layout.columns.map(({ count }, i) => {
      const uri = this.mosaics[i].draw(/** @type {Uint8Array} */ (data), first, count);
      first += count;
      return uri;
    });
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
    if (this.last?.shape[1] === this.mosaics[0].grid.resolution) this.#sources();
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
