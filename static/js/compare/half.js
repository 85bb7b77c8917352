// @ts-check
/** One half: a frame with our own embed page, driven through its `window.hiddenLayers`. */
import { h } from "../dom.js";

/** What both halves leave out, since it is said once for both, or has no room. */
export const HIDES = [
  "data", "points", "table", "noise", "train", "samples", "dataseed", "length", "features", "lr", "batch", "presets",
  "rewind", "play", "step", "reset", "new_weights", "speed", "metrics",
];

/** What gives its room to a lens, where one is open. */
export const GIVES_WAY = ["curves", "show_test", "discretize", "log_loss"];

export class Half {
  /** @param {"left"|"right"} side @param {HTMLElement} place */
  constructor(side, place) {
    this.side = side;
    this.place = place;
    /** @type {HTMLIFrameElement|null} */
    this.frame = null;
    /** @type {any} `window.hiddenLayers` of the frame, null until it is ready */
    this.api = null;
    /** @type {{update: number, playing: boolean}|null} a picture that has come and is not drawn yet */
    this.waiting = null;
    this.draw = () => {};
    /** Whether it said so last. */
    this.playing = false;
  }

  /**
   * Open a link in the half.
   * @param {string} link
   * @param {(half: Half) => void} came  A picture waits to be drawn.
   * @returns {Promise<void>} resolves when the network is on screen
   */
  async open(link, came) {
    const frame = h("iframe", { title: this.side === "left" ? "The left network" : "The right network", src: `embed#${link}` });
    this.frame = frame;
    this.place.replaceChildren(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    const api = await published(frame);
    await api.ready;
    const draw = api.lead((/** @type {{update: number, playing: boolean}} */ picture) => {
      this.waiting = picture;
      came(this);
    });
    this.draw = () => {
      this.waiting = null;
      draw();
    };
    this.api = api;
  }

  /** The update on screen, or of the newest picture if that has not been drawn yet. */
  get update() {
    return this.waiting?.update ?? this.api?.status.update ?? 0;
  }

  /** @param {string} name */
  named(name) {
    if (this.frame) this.frame.title = `The ${this.side} network${name ? `: ${name}` : ""}`;
  }
}

/**
 * The frame's browser object. Its modules have run when the frame says that it is loaded, unless
 * one of them waits for something.
 * @param {HTMLIFrameElement} frame
 * @returns {Promise<any>}
 */
async function published(frame) {
  for (;;) {
    const api = /** @type {any} */ (frame.contentWindow)?.hiddenLayers;
    if (api) return api;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
