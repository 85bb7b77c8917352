// @ts-check
/**
 * The page's connection to its Run: commands up with ids and promises, events and frames down,
 * and after a lost connection the same network again from the checkpoint the browser keeps.
 */
import { decodeFrame } from "./frame.js";
import { store } from "./store.js";

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 8000;
const PART_CHARACTERS = 48000; // a part stays below the server's 64 KiB a message, escapes included

/** @typedef {{code: string, message: string, path?: string}} CommandError */

class Session {
  constructor() {
    /** @type {WebSocket|null} */
    this.socket = null;
    this.lastId = 0;
    /** @type {Map<number, {resolve: (value: any) => void, reject: (error: CommandError) => void}>} */
    this.pending = new Map();
    /** @type {Map<number, import("./frame.js").Frame>} frames of the past, by the command that asked */
    this.moments = new Map();
    /** @type {ArrayBuffer|null} the newest checkpoint, as it came */
    this.checkpoint = null;
    this.retry = FIRST_RETRY_MS;
    this.wasOpen = false;
    this.wasPlaying = false;
    this.url = "";
    this.firstLink = "";
    /** @type {(frame: import("./frame.js").Frame) => void} */
    this.onFrame = () => {};
    /** @type {any} the view on which the next opened link's own is laid; null: the one on screen */
    this.baseView = null;
    /** @type {(() => Promise<any>)[]} what to tell the server again after each `open` */
    this.afterOpen = [];
    /** Whether somebody else says when this Run plays, as a page of two Runs in step does. */
    this.led = false;
  }

  /**
   * @param {string} url of the WebSocket
   * @param {string} link what to open first: the location's hash, without #
   */
  connect(url, link) {
    this.url = url;
    this.firstLink = link;
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#read(event.data);
    socket.onclose = (event) => this.#closed(event);
  }

  async #opened() {
    const resuming = this.wasOpen;
    try {
      if (resuming) await this.#resume();
      else await this.open({ link: this.firstLink });
      this.retry = FIRST_RETRY_MS;
      this.wasOpen = true;
      store.set({ connection: "open" });
    } catch (error) {
      const { message = "The experiment could not be opened." } = /** @type {any} */ (error);
      store.set({ notice: message });
    }
  }

  async #resume() {
    const { link, view } = store.get();
    const playing = this.wasPlaying;
    try {
      if (!this.checkpoint) throw new Error("no checkpoint yet");
      await this.open({ checkpoint: toBase64(this.checkpoint), view });
      // Together: good news goes by itself, what is said without a connection waits to be read.
      store.set({ connection: "open", notice: "The connection was lost. The same network is back." });
    } catch {
      await this.open({ link, view });
      store.set({ notice: "The connection was lost. The experiment starts again." });
    }
    if (playing && !this.led) await this.send("play");
  }

  /** @param {CloseEvent} event */
  #closed(event) {
    if (store.get().connection !== "lost") this.wasPlaying = store.get().status.playing;
    const lost = { code: "connection_lost", message: "The connection to the server was lost." };
    for (const { reject } of this.pending.values()) reject(lost);
    this.pending.clear();
    this.moments.clear();
    store.set({
      connection: "lost",
      notice: event.reason || "The connection was lost. Trying to reach the server again.",
    });
    const wait = this.retry * (0.75 + Math.random() / 2);
    this.retry = Math.min(2 * this.retry, LAST_RETRY_MS);
    setTimeout(() => this.connect(this.url, this.firstLink), wait);
  }

  /**
   * Open an experiment, then say again what the page watches and how fast it trains.
   * @param {object} fields of the `open` command
   * @param {any} [baseView] what the page shows where the link says nothing; null: what it does now
   */
  async open(fields, baseView = null) {
    this.baseView = baseView;
    const result = await this.send("open", fields);
    await Promise.all(this.afterOpen.map((again) => again()));
    return result;
  }

  /**
   * @param {string} type
   * @param {object} [fields]
   * @returns {Promise<any>} the result; rejects with a CommandError
   */
  send(type, fields = {}) {
    const socket = this.socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      return Promise.reject({ code: "not_connected", message: "There is no connection yet." });
    }
    const id = ++this.lastId;
    const text = JSON.stringify({ type, id, ...fields });
    const promise = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    for (const message of this.#split(text)) socket.send(message);
    return promise;
  }

  /** @param {string} text @returns {string[]} the command itself, or its parts when it is large */
  #split(text) {
    if (text.length <= PART_CHARACTERS) return [text];
    const count = Math.ceil(text.length / PART_CHARACTERS);
    return Array.from({ length: count }, (_, index) => {
      const part = text.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS);
      return JSON.stringify({ type: "part", id: ++this.lastId, index, count, text: part });
    });
  }

  /** @param {number} seq every frame up to this one is on screen */
  acknowledge(seq) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ type: "ack", id: ++this.lastId, seq }));
  }

  /** @param {string|ArrayBuffer} data */
  #read(data) {
    // Whatever arrives, the reader goes on: a message it cannot read is reported and left.
    try {
      if (typeof data === "string") this.#event(JSON.parse(data));
      else this.#binary(data);
    } catch (error) {
      console.warn("A message of the server could not be read.", error);
    }
  }

  /** @param {ArrayBuffer} data */
  #binary(data) {
    const frame = decodeFrame(data);
    if (frame.kind === "checkpoint") this.checkpoint = data;
    else if (frame.kind === "moment") this.moments.set(frame.header.command, frame);
    else this.onFrame(frame);
  }

  /** @param {any} event */
  #event(event) {
    switch (event.type) {
      case "done":
        this.#settle(event.id)?.resolve(this.#result(event));
        break;
      case "error":
        this.#settle(event.id)?.reject(event);
        break;
      case "experiment":
        this.#experiment(event);
        break;
      case "status":
        this.#status(event);
        break;
      case "timeline":
        this.#timeline(event);
        break;
      case "notice":
        store.set({ notice: event.message });
        break;
      default: // hello, pong and whatever a newer server adds
    }
  }

  /** @param {any} event @returns {any} the result, with the frame that came before it, if one did */
  #result({ id, result }) {
    const frame = this.moments.get(id);
    this.moments.delete(id);
    return frame ? { ...result, frame } : result;
  }

  /** @param {import("./store.js").Timeline} timeline */
  #timeline(timeline) {
    const { present, frame } = store.get();
    store.set({ timeline, present: timeline.past ? (present ?? frame) : null });
  }

  /** @param {number} id */
  #settle(id) {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    return waiting;
  }

  /** @param {any} event */
  #experiment({ experiment, view, link, notes, description, lenses }) {
    const base = this.baseView ?? store.get().view;
    this.baseView = null;
    store.set({ experiment, link, description, lenses, notes: notes ?? [], view: view ? { ...base, ...view } : base });
  }

  /**
   * Update, epoch and metrics stay those of the frame on screen, so that they belong together.
   * @param {any} event
   */
  #status({ status, reason, message }) {
    store.set({ status: { ...store.get().status, playing: status === "playing", reason, message } });
  }
}

/** @param {ArrayBuffer} buffer */
function toBase64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

export const session = new Session();
