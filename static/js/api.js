// @ts-check
/**
 * `window.hiddenLayers`: the page's documented object for embedders and tests.
 *
 * ```js
 * await hiddenLayers.ready;                      // the network is on screen
 * hiddenLayers.experiment                        // the Experiment, a copy
 * hiddenLayers.status                            // {playing, update, epoch, metrics, framesDrawn, framesPerSecond}
 * await hiddenLayers.play(); await hiddenLayers.pause();
 * await hiddenLayers.step({epochs: 10});         // or {updates: n}
 * await hiddenLayers.reset();                    // to the same starting weights
 * await hiddenLayers.edit({"training.learning_rate": 0.1});
 * await hiddenLayers.open("#v=1&data=xor");      // or an Experiment
 * const off = hiddenLayers.on("frame", (status) => {});
 * const draw = hiddenLayers.lead(({update}) => draw());  // for several playgrounds in step
 * ```
 * Promises reject with `{code, message, path}`. Events: `frame` (status), `status` (status),
 * `experiment` (Experiment), `view` (View), `connection` (state), `notice` (sentence).
 */
import * as actions from "./actions.js";
import { fullLink } from "./link.js";
import { frameRate, leaveDrawing } from "./loop.js";
import { session } from "./session.js";
import { store } from "./store.js";

const EVENTS = ["frame", "status", "experiment", "view", "connection", "notice"];

function status() {
  const { playing, update, epoch, metrics, reason, message } = store.get().status;
  return { playing, update, epoch, metrics: { ...metrics }, reason, message, ...frameRate() };
}

const experiment = () => structuredClone(store.get().experiment);

/** @param {string} event @param {(value: any) => void} callback @returns {() => void} unsubscribe */
function on(event, callback) {
  if (!EVENTS.includes(event)) {
    throw new TypeError(`There is no event "${event}"; there are ${EVENTS.join(", ")}.`);
  }
  const values = { frame: status, status, experiment };
  const value = values[event] ?? (() => structuredClone(store.get()[event]));
  return store.on(/** @type {any} */ (event), () => callback(value()));
}

/**
 * Leave drawing to the caller, and whether to go on; out of sight the playground trains on.
 * @param {(picture: {update: number, playing: boolean}) => void} told of every picture that has come
 * @returns {() => void} shows the newest
 */
function lead(told) {
  session.led = true;
  return leaveDrawing(({ update, playing }) => told({ update, playing }));
}

/** Change what is shown, or only ask for it. @param {object} [changes] fields of the View */
async function view(changes = {}) {
  await actions.view(changes);
  return structuredClone(store.get().view);
}

/** @param {Promise<void>} ready resolves when the network is on screen */
export function publishApi(ready) {
  const { play, pause, step, reset, newWeights, edit, open } = actions;
  const api = { ready, play, pause, step, reset, newWeights, edit, open, view, lead, on };
  Object.defineProperties(api, {
    experiment: { get: experiment, enumerable: true },
    status: { get: status, enumerable: true },
    description: { get: () => structuredClone(store.get().description), enumerable: true },
    link: { get: fullLink, enumerable: true },
  });
  Object.defineProperty(window, "hiddenLayers", { value: Object.freeze(api) });
}
