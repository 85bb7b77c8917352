// @ts-check
/**
 * What the lenses that train networks of their own share: asking for a training, a mosaic of small
 * pictures behind real buttons, and opening one of them as the page's own network.
 */
import * as actions from "../actions.js";
import { Bitmap } from "../bmp.js";
import { byId, h, setText } from "../dom.js";
import { classPalette, signedPalette } from "../palette.js";
import { attempt, notify } from "../panels/notices.js";
import { store } from "../store.js";

const STRENGTH = 0.75; // of the colours: no points lie above these pictures

/** One training that a person asked for; the server keeps it as long as the lens names it. */
export class Trial {
  constructor() {
    this.attempt = 0;
    this.of = "";
    this.paused = false;
    /** @type {any} the experiment as it was then */
    this.base = null;
    /** @type {any} what was asked for */
    this.asked = {};
    this.state = "idle"; // how the server called it last
  }

  /** Begin anew with the experiment on screen. @param {any} asked options of the lens */
  start(asked) {
    const { experiment, link } = store.get();
    Object.assign(this, { attempt: this.attempt + 1, of: link, paused: false, base: experiment, asked });
  }

  /** @returns {any} what the lens asks the server for */
  options() {
    return { attempt: this.attempt, of: this.of, paused: this.paused, ...this.asked };
  }

  /** Whether the experiment on screen differs in more than some parts. @param {string[]} parts */
  outdated(parts) {
    const { experiment } = store.get();
    return this.base !== null && differing(this.base, experiment).some((part) => !parts.includes(part));
  }
}

/** @param {any} one @param {any} other @returns {string[]} the parts in which two experiments differ */
function differing(one, other) {
  return Object.keys(one).filter((part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]));
}

/** @param {any} wanted an experiment @returns {boolean} whether it is the one on screen */
export const onScreen = (wanted) => differing(wanted, store.get().experiment).length === 0;

/**
 * Make an experiment the page's own, trained from its start to an update: the same numbers again.
 * The Run stays, and so does what its lenses have trained.
 * @param {any} wanted
 * @param {number} update
 */
async function openTrained(wanted, update) {
  if (store.get().status.playing) await actions.pause();
  await actions.reset();
  const parts = differing(wanted, store.get().experiment);
  if (parts.length) await actions.edit(Object.fromEntries(parts.map((part) => [part, wanted[part]])));
  await actions.goto({ update });
}

/**
 * The buttons that start, stop and resume, and a bar that fills.
 * @param {{start: () => void, pause: (paused: boolean) => void}} does
 */
export function trialControls({ start, pause }) {
  const main = h("button", { type: "button", class: "button small primary" }, "Train");
  const anew = h("button", { type: "button", class: "button small", hidden: true, onclick: start }, "Train anew");
  const bar = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress of the training" });
  let act = start;
  main.addEventListener("click", () => act());
  return {
    elements: [main, anew],
    bar,
    /** @param {string} state @param {number} share that is over */
    show(state, share) {
      const [text, does] = {
        training: ["Stop", () => pause(true)],
        paused: ["Go on", () => pause(false)],
      }[state] ?? ["Train", start];
      act = /** @type {() => void} */ (does);
      setText(main, String(text));
      main.hidden = state === "done";
      anew.hidden = state === "idle";
      bar.hidden = state === "idle" || state === "done";
      bar.value = share;
    },
  };
}

/** Buttons with a small picture each; arrow keys move among them. */
export class Tiles {
  /**
   * @param {string} name for those who do not see them
   * @param {(place: number) => void} open
   */
  constructor(name, open) {
    this.element = h("div", { class: "trials", role: "group", "aria-label": name });
    /** @type {{button: HTMLButtonElement, figure: HTMLElement}[]} */
    this.tiles = [];
    /** @type {Bitmap|null} */
    this.bitmap = null;
    this.paletteKey = "";
    this.element.addEventListener("click", ({ target }) => {
      const button = /** @type {HTMLElement} */ (target).closest("button");
      if (button && button.getAttribute("aria-disabled") !== "true") open(Number(button.dataset.place));
    });
    this.element.addEventListener("keydown", (event) => this.#move(event));
  }

  /** Have exactly so many tiles. @param {number} count @returns {{button: HTMLButtonElement, figure: HTMLElement}[]} */
  have(count) {
    if (this.tiles.length === count) return this.tiles;
    this.tiles = Array.from({ length: count }, (_, place) => {
      const words = h("span", { class: "trial-figure" });
      const picture = h("span", { class: "trial-picture", style: { "--place": count > 1 ? place / (count - 1) : 0 } });
      const button = h("button", { type: "button", class: "trial", tabindex: place ? -1 : 0, dataset: { place } }, picture, words);
      return { button, figure: words };
    });
    this.element.replaceChildren(...this.tiles.map(({ button }) => button));
    this.element.style.setProperty("--count", String(count));
    return this.tiles;
  }

  /**
   * Paint all pictures: one picture of them all, of which every tile shows its part.
   * @param {{data: any, shape: number[]}} maps (n, r, r)
   * @param {any} meta how the bytes are to be read
   * @param {string} theme
   */
  paint({ data, shape: [count, height, width] }, meta, theme) {
    this.element.toggleAttribute("data-plain", !width);
    if (!width || !meta.coding) return;
    const key = [theme, meta.coding, meta.levels, count, width].join();
    if (!this.bitmap || key !== this.paletteKey) {
      this.paletteKey = key;
      const look = { strength: STRENGTH };
      const palette = meta.coding === "class" ? classPalette(meta.classes.length, meta.levels, look) : signedPalette(look);
      this.bitmap = new Bitmap(width, count * height, palette);
    }
    const area = width * height;
    for (let place = 0; place < count; place++) {
      this.bitmap.tile(data.subarray(place * area, (place + 1) * area), width, height, 0, (count - 1 - place) * height);
    }
    this.element.style.setProperty("--mosaic", `url("${this.bitmap.uri()}")`);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const from = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!step || !from) return;
    event.preventDefault();
    event.stopPropagation();
    const to = nearest(from, this.tiles.map(({ button }) => button), step);
    if (!to) return;
    for (const { button } of this.tiles) button.tabIndex = button === to ? 0 : -1;
    to.focus();
  }
}

/**
 * The next button in a direction: the least way along it, and twice the way beside it.
 * @param {HTMLElement} from @param {HTMLElement[]} all @param {number[]} step across and down
 */
function nearest(from, all, [across, down]) {
  const middle = (/** @type {HTMLElement} */ element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const button of all) {
    const [dx, dy] = middle(button).map((value, i) => value - [x, y][i]);
    const along = dx * across + dy * down;
    if (along < 2) continue;
    const way = along + 2 * Math.abs(dx * down + dy * across);
    if (way < least) [best, least] = [button, way];
  }
  return best;
}

/**
 * Open one of the networks, and say so.
 * @param {any} wanted @param {number} update @param {string} what it is
 */
export function openTile(wanted, update, what) {
  attempt(openTrained(wanted, update).then(() => notify(`${what} is open now, trained to the same update.`)));
}

/** Mark the tile whose network is the page's own. @param {HTMLElement} button @param {boolean} is */
export function current(button, is) {
  if (is) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

/** Tell those who do not see the pictures how a training ended, once. @param {Trial} trial @param {string} state @param {string} sentence */
export function announceEnd(trial, state, sentence) {
  if (trial.state === "training" && state === "done") byId("announcer").textContent = sentence;
  trial.state = state;
}

/** @param {number} score @param {string} kind "accuracy" or "r2" @returns {string} e.g. "98 %", or "0.62" */
export const scoreText = (score, kind) => (kind === "r2" ? score.toFixed(2).replace("-", "−") : `${Math.round(100 * score)}\u00a0%`);

/** @param {number} seconds @returns {string} e.g. "about 40 seconds" */
export function duration(seconds) {
  if (seconds < 60) return `about ${Math.max(1, seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5))} seconds`;
  const minutes = Math.round(seconds / 60);
  return `about ${minutes === 1 ? "a minute" : `${minutes} minutes`}`;
}

/**
 * A number field that always holds a value within its limits.
 * @param {string} label
 * @param {{value: number, min: number, max: number, step?: number}} limits a step of 1 is whole numbers
 * @param {() => void} [changed]
 */
export function numberField(label, { value, min, max, step = 1 }, changed = () => {}) {
  const input = h("input", { type: "number", value, min, max, step });
  let last = value;
  const read = () => {
    const given = Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : last;
    last = Math.min(Number(input.max), Math.max(Number(input.min), step === 1 ? Math.round(given) : given));
    return last;
  };
  const write = (/** @type {number} */ now) => {
    last = now;
    input.value = String(now);
  };
  input.addEventListener("change", () => {
    write(read());
    changed();
  });
  return { input, element: h("label", null, label, input), read, write };
}
