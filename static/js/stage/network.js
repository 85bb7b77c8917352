// @ts-check
/** The network: headers, maps, units and links, arranged together whenever size or shape change. */
import { h } from "../dom.js";
import { onThemeChange } from "../palette.js";
import { UNIT_RESOLUTIONS } from "../resolutions.js";
import { store } from "../store.js";
import { badge } from "./faults.js";
import { Heads, offersKinds } from "./heads.js";
import { layoutNetwork } from "./layout.js";
import { Links } from "./links.js";
import { Maps } from "./maps.js";
import { columnsOf } from "./model.js";
import { Units } from "./units.js";

export class Network {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    const canvas = h("canvas", { class: "links", "aria-hidden": "true" });
    const maps = h("div", { class: "maps", "aria-hidden": "true" });
    const units = h("div", { class: "units" });
    const heads = h("div", { class: "heads" });
    this.parts = [canvas, maps, heads, units];
    this.links = new Links(canvas);
    this.maps = new Maps(maps);
    this.heads = new Heads(heads);
    this.units = new Units(units, (place) => this.links.highlight(place));
    /** @type {import("./layout.js").Layout|null} */
    this.layout = null;
    /** @type {string} the columns' places as last arranged, whatever their activations */
    this.places = "";
    /** @type {string} the network's shape as last arranged */
    this.shape = "";
    /** @type {() => void} told when another resolution of the maps is wanted */
    this.onResolution = () => {};

    new ResizeObserver(() => this.arrange()).observe(element);
    addEventListener("stage-arrange", () => this.arrange(true));
    store.on("description", () => this.arrange());
    store.on("view", () => this.units.select());
    onThemeChange(() => {
      this.maps.recolour();
      this.arrange(true);
    });
  }

  /** @returns {number} the resolution of unit maps that fits the screen */
  get resolution() {
    return this.layout?.resolution ?? UNIT_RESOLUTIONS[2];
  }

  /**
   * Put everything in its place if size or shape have changed.
   * @param {boolean} [anyway] even if they have not
   */
  arrange(anyway = false) {
    const { description } = store.get();
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!description || !width || !height) return;
    const columns = columnsOf(description);
    const em = parseFloat(getComputedStyle(this.element).fontSize);
    const shape = JSON.stringify([width, height, em, columns]);
    if (shape === this.shape && !anyway) return; // an edit of something else
    this.shape = shape;
    const places = JSON.stringify([width, height, em, columns.map((column) => ({ ...column, activation: "" }))]);
    if (places === this.places && this.layout && !anyway) {
      // Building a select anew while somebody types into it would lose the letters typed.
      this.heads.rename(columns);
      this.units.arrange(this.layout, columns);
      return;
    }
    this.places = places;
    const before = this.resolution;
    this.layout = layoutNetwork({
      width,
      height,
      em,
      columns,
      wide: offersKinds() ? 12 : 10,
      labels: width > 40 * em && columns[0].count <= 16 ? nameRoom(columns[0].names, em) : 0,
      answers: nameRoom(columns[columns.length - 1].count > 1 ? columns[columns.length - 1].names : [], em),
    });
    if (!this.parts[0].isConnected) this.element.replaceChildren(...this.parts);
    this.links.arrange(this.layout);
    this.maps.arrange(this.layout);
    this.heads.arrange(this.layout, columns);
    this.units.arrange(this.layout, columns);
    const { frame } = store.get();
    if (frame) badge(this.units.tiles, frame);
    this.links.redraw();
    if (this.resolution !== before) this.onResolution();
  }

  /** @param {import("../frame.js").Frame} frame */
  draw(frame) {
    const inputs = frame.array("inputs/maps");
    const units = frame.array("network/maps");
    const weights = frame.array("network/weights");
    const biases = frame.array("network/biases");
    if (!inputs || !units || !weights || !biases) return;
    this.maps.draw({ inputs, units });
    this.links.draw(
      /** @type {Float32Array} */ (weights.data),
      /** @type {Float32Array} */ (biases.data),
      !frame.playing,
    );
    badge(this.units.tiles, frame);
  }
}

/** @param {string[]} names @param {number} em */
function nameRoom(names, em) {
  const longest = Math.max(0, ...names.map((name) => name.length));
  return longest ? Math.min(9.5, 0.6 + 0.5 * longest) * em : 0;
}
