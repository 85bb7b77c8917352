// @ts-check
/**
 * Two Runs in step. Both are told to train up to the same update and to wait there; when the
 * pictures of both have come they are drawn together, and both are led on. So whatever is on screen
 * shows both at exactly the same update, and each half waits for the slower one.
 */

const SHORT_MS = 25; // of training from one picture to the next: longer strides fit
const LONG_MS = 60; // shorter strides make motion
const MOST = 20_000; // updates from one picture to the next

/** @typedef {import("./half.js").Half} Half */

export class Lockstep {
  /**
   * @param {Half[]} halves
   * @param {{speed: () => number, changed: () => void, drawn: () => void, problem: (message: string) => void}} given
   *   `speed` in updates a second, 0 for as fast as possible; `changed` is told when playing begins
   *   and ends, `drawn` when new pictures are on screen
   */
  constructor(halves, { speed, changed, drawn, problem }) {
    this.halves = halves;
    this.speed = speed;
    this.changed = changed;
    this.drawn = drawn;
    this.problem = problem;
    this.playing = false;
    /** @type {number|null} both are on their way to this update */
    this.bound = null;
    /** @type {number|null} a step ends here */
    this.goal = null;
    /** Updates from one picture to the next, at most. */
    this.stride = 1;
    /** Milliseconds from picture to picture that are not training. */
    this.fixed = Infinity;
    this.setOut = { time: 0, updates: 0 };
    this.timer = 0;
    this.start = { time: 0, update: 0 };
    /** @type {(() => void)[]} told when both stand still */
    this.resting = [];
    this.frozen = false;
    /** Both begin at update 0, whatever is still on screen. */
    this.restarted = false;
  }

  /** Where both stand, or the one that is ahead. */
  get update() {
    return Math.max(...this.halves.map((half) => half.update));
  }

  /** Play until paused. */
  play() {
    if (this.playing) return;
    this.playing = true;
    this.goal = null;
    this.#begin();
  }

  /** Stop at the update both are on their way to. */
  async pause() {
    this.goal = null;
    if (!this.playing) return;
    this.playing = false;
    this.changed();
    await this.#rest();
    await this.#both((api) => api.pause());
  }

  /** Go on by exactly so many updates, then pause. @param {number} updates */
  async step(updates) {
    await this.pause();
    this.goal = this.update + updates;
    this.playing = true;
    this.#begin();
  }

  /**
   * Do something while both stand at the same update, then go on.
   * @param {() => Promise<any>} work
   */
  async between(work) {
    this.frozen = true;
    try {
      await this.#rest();
      return await work();
    } finally {
      this.frozen = false;
      if (this.playing) this.#begin();
    }
  }

  /** Start both again. @param {"reset"|"newWeights"} how */
  restart(how) {
    return this.anew(() => this.#both((api) => api[how]()));
  }

  /** Do what makes both begin at update 0, and go on if both were playing. @param {() => Promise<any>} work */
  async anew(work) {
    const going = this.playing && this.goal === null;
    await this.pause();
    await work();
    this.restarted = true;
    if (going) this.play();
  }

  /** A picture of a half has come. @param {Half} half */
  came(half) {
    const { bound } = this;
    if (bound === null || this.halves.some(({ api }) => !api)) {
      requestAnimationFrame(() => this.#draw(half));
    } else if (this.halves.every((each) => each.waiting && each.waiting.update >= bound)) {
      this.#arrived();
    } else if (half.waiting && half.waiting.update < bound) {
      this.#draw(half); // an edit on the way, at the update that is on screen
    }
  }

  /** One half says whether it plays. @param {Half} half */
  said(half) {
    const { playing, message } = half.api.status;
    const before = half.playing;
    half.playing = playing;
    if (playing || !before || !this.playing) return;
    // It paused by itself: a stop condition, or numbers that are not finite any more.
    this.stop(`The ${half.side} network paused by itself. ${message ?? ""}`);
    this.#both((api) => api.pause()).catch(() => {});
  }

  /** Stop wherever each half is. @param {string} message */
  stop(message) {
    this.playing = false;
    this.bound = null;
    this.goal = null;
    this.changed();
    this.#settle();
    this.problem(message);
  }

  /** The pace is counted anew from here. */
  paced() {
    this.start = { time: performance.now(), update: this.update };
  }

  #begin() {
    this.paced();
    if (this.restarted) this.start.update = 0;
    this.changed();
    this.#lead();
  }

  /** Lead both to the next update at which they are shown. */
  #lead() {
    clearTimeout(this.timer);
    if (!this.playing || this.bound !== null || this.frozen) return;
    const at = this.restarted ? 0 : this.update;
    const now = performance.now();
    const { due, wait } = this.#due(at, now);
    if (due < 1) {
      this.timer = window.setTimeout(() => this.#lead(), wait);
      return;
    }
    this.restarted = false;
    const until = at + due;
    this.bound = until;
    this.setOut = { time: now, updates: due };
    this.#both((api) => api.play({ until })).catch((error) => this.stop(error?.message ?? String(error)));
  }

  /**
   * How many updates are to be made now.
   * @param {number} at
   * @param {number} now
   */
  #due(at, now) {
    if (this.goal !== null) return { due: this.goal - at, wait: 0 };
    const speed = this.speed();
    if (speed === 0) return { due: this.stride, wait: 0 };
    const due = Math.floor(((now - this.start.time) / 1000) * speed) + 1 - (at - this.start.update);
    if (due > this.stride) {
      // More than fits between two pictures: what cannot be kept is let go.
      this.start = { time: now, update: at + this.stride - 1 };
      return { due: this.stride, wait: 0 };
    }
    const next = this.start.time + (1000 * (at - this.start.update)) / speed;
    return { due, wait: Math.max(1, next - now) };
  }

  #arrived() {
    this.bound = null;
    if (this.goal === null) this.#adapt(performance.now() - this.setOut.time);
    if (this.goal !== null && this.update >= this.goal) {
      this.goal = null;
      this.playing = false;
      this.changed();
      this.#both((api) => api.pause()).catch(() => {});
    }
    this.#lead(); // both train on while their pictures are drawn
    for (const half of this.halves) half.draw();
    this.drawn();
    this.#settle();
  }

  /**
   * Find a stride that fills the time between two pictures, which also pass the wire and are drawn.
   * @param {number} took milliseconds from setting out to the later picture
   */
  #adapt(took) {
    const { updates } = this.setOut;
    if (updates <= 2) this.fixed = Math.min(this.fixed, 2 * took) * 0.5 + took * 0.5;
    else if (took < this.fixed) this.fixed = 0.8 * this.fixed + 0.2 * took;
    const training = took - this.fixed;
    // Where a picture takes long anyway, so may the training, which jitter must not cut short.
    const [short, long] = [Math.max(SHORT_MS, 0.3 * this.fixed), Math.max(LONG_MS, 0.8 * this.fixed)];
    if (updates < this.stride && training < long) return; // the speed asked for needs no more
    const factor = training < short ? 1.5 : training > long ? 0.6 : 1;
    this.stride = Math.min(MOST, Math.max(1, Math.round(this.stride * factor)));
  }

  /** @param {Half} half */
  #draw(half) {
    half.draw();
    this.drawn();
  }

  /** @returns {Promise<void>} resolves when none is on its way */
  #rest() {
    clearTimeout(this.timer);
    if (this.bound === null) return Promise.resolve();
    return new Promise((resolve) => this.resting.push(resolve));
  }

  #settle() {
    for (const tell of this.resting.splice(0)) tell();
  }

  /** @param {(api: any) => Promise<any>} work */
  #both(work) {
    return Promise.all(this.halves.map(({ api }) => work(api)));
  }
}
