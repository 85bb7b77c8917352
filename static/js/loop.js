// @ts-check
/**
 * The frame loop: at most one drawing per animation frame, always of the newest frame, which is
 * acknowledged once it is drawn. So a slow browser sees fewer frames, never older ones.
 */
import { session } from "./session.js";
import { store } from "./store.js";

const WINDOW_MS = 1000;

/** @type {import("./frame.js").Frame|null} came, not drawn yet */
let waiting = null;
let drawn = 0;
/** @type {((frame: import("./frame.js").Frame) => void)|null} hears of a frame in place of its being drawn */
let leader = null;
/** @type {number[]} when the frames of the last second were drawn */
let times = [];

export function startLoop() {
  session.onFrame = (frame) => {
    if (waiting) frame.inherit(waiting, false);
    else if (!leader) requestAnimationFrame(draw);
    waiting = frame;
    leader?.(frame);
  };
}

/**
 * Leave it to somebody else when a new picture is shown.
 * @param {(frame: import("./frame.js").Frame) => void} told of every frame that comes
 * @returns {() => void} shows the newest frame, if there is one that is not on screen
 */
export function leaveDrawing(told) {
  leader = told;
  return draw;
}

/** @returns {{framesDrawn: number, framesPerSecond: number}} */
export function frameRate() {
  const now = performance.now();
  times = times.filter((time) => now - time < WINDOW_MS);
  return { framesDrawn: drawn, framesPerSecond: times.length };
}

function draw() {
  const frame = waiting;
  waiting = null;
  if (!frame) return;
  const { status, frame: before } = store.get();
  if (before) frame.inherit(before, true);
  const { update, epoch, metrics } = frame;
  store.set({ status: { ...status, update, epoch, metrics }, frame });
  drawn += 1;
  times.push(performance.now());
  if (times.length > 240) times.shift();
  session.acknowledge(frame.seq);
}
