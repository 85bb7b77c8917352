// @ts-check
/**
 * The links between units, on one canvas beneath the maps. Where the browser can, they are painted
 * in a thread of their own: painting them takes longer than everything else in a frame.
 */
import { ink, rgb, token } from "../palette.js";
import { LinkPainter } from "./link-painter.js";

// Where the page paints, a link costs some 30 µs, most of it after the script has ended, where it
// cannot be measured. While training, links get about a tenth of the time.
const PAUSE_PER_LINK_MS = 0.25;
const SHORTEST_PAUSE_MS = 66;
const LONGEST_PAUSE_MS = 600;

/**
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {{column: number, unit: number}} Place
 */

export class Links {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    /** @type {Worker|null} */
    this.worker = threaded() ? startWorker(canvas, () => this.#painted()) : null;
    this.painter = this.worker ? null : new LinkPainter(canvas);
    /** @type {Layout|null} */
    this.layout = null;
    /** @type {Float32Array|null} */
    this.weights = null;
    /** @type {Float32Array|null} */
    this.biases = null;
    /** @type {Place|null} a unit whose links stand out */
    this.focus = null;
    this.nextAt = 0;
    this.busy = false;
    this.again = false;
  }

  /** @param {Layout} layout */
  arrange(layout) {
    this.layout = layout;
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.painter?.arrange(layout, ratio);
    this.worker?.postMessage({ layout, ratio });
  }

  /**
   * Draw a frame's weights, or leave them for a later frame, so that links keep to their share of
   * the time.
   * @param {Float32Array} weights all matrices, (out, in) row by row
   * @param {Float32Array} biases
   * @param {boolean} now draw in any case
   */
  draw(weights, biases, now) {
    this.weights = weights;
    this.biases = biases;
    const at = performance.now();
    if (!now && (at < this.nextAt || this.busy)) return;
    this.redraw();
    const pause = this.worker ? SHORTEST_PAUSE_MS : PAUSE_PER_LINK_MS * weights.length;
    this.nextAt = at + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pause));
  }

  /** @param {Place|null} place */
  highlight(place) {
    if (this.focus?.column === place?.column && this.focus?.unit === place?.unit) return;
    this.focus = place;
    this.redraw();
  }

  redraw() {
    const { weights, biases, focus, worker } = this;
    if (!this.layout || !weights || !biases) return;
    const scene = { weights, biases, focus, look: look() };
    this.painter?.paint(scene);
    // The thread is handed one scene at a time; what comes meanwhile waits as it then is.
    if (worker && this.busy) this.again = true;
    else if (worker) {
      this.busy = true;
      // Views are copied with all of the frame that they are views of.
      worker.postMessage({ ...scene, weights: weights.slice(), biases: biases.slice() });
    }
  }

  #painted() {
    this.busy = false;
    if (!this.again) return;
    this.again = false;
    this.redraw();
  }
}

function threaded() {
  return typeof Worker === "function" && "transferControlToOffscreen" in HTMLCanvasElement.prototype;
}

/** @param {HTMLCanvasElement} canvas @param {() => void} painted */
function startWorker(canvas, painted) {
  const worker = new Worker(new URL("./links-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", painted);
  worker.addEventListener("error", (event) => reportError(event.error ?? new Error(event.message)));
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage({ canvas: offscreen }, [offscreen]);
  return worker;
}

/** @returns {import("./link-painter.js").Look} */
function look() {
  const [negative, positive, neutral, edge] = ["--negative", "--positive", "--line-strong", "--surface"].map((name) => rgb(token(name)));
  return { negative, positive, neutral, edge, ink: ink() };
}
