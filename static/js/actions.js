// @ts-check
/**
 * Everything a person can do. Controls, keys, dialogs and `window.hiddenLayers` all call these
 * functions; nothing else sends commands. Each returns a promise of the server's result that
 * rejects with `{code, message, path}`.
 *
 * `layer` counts hidden layers from 0; the output layer is the number of hidden layers.
 */
import { session } from "./session.js";
import { store } from "./store.js";

/** @param {{until?: number}} [how] up to an update, to wait there, still playing, for a further one */
export const play = (how = {}) => session.send("play", how);
export const pause = () => session.send("pause");
export const toggle = () => (store.get().status.playing ? pause() : play());

/** @param {{updates?: number, epochs?: number}} amount e.g. `{epochs: 1}` */
export const step = (amount) => session.send("step", amount);

/** @param {{update?: number, epoch?: number}} where an exact update or epoch */
export const goto = (where) => session.send("goto", where);

/** Back to the same starting weights. */
export const reset = () => session.send("reset");

/** The next seed's starting weights. */
export const newWeights = () => session.send("new_weights");

/** @param {number} update the last moment up to it is shown; beyond the newest, the present */
export const seek = (update) => session.send("seek", { update });

/**
 * Lenses of a moment, without going there.
 * @param {number} update
 * @param {Object<string, object>} lenses options by name
 * @returns {Promise<{update: number, epoch: number, frame: import("./frame.js").Frame}>}
 */
export const lookBack = (update, lenses) => session.send("look_back", { update, lenses });

/** Keep the moment on screen, so that one can always go back to it. */
export const keepMoment = () => session.send("keep_moment");
/** @param {number} update */
export const releaseMoment = (update) => session.send("release_moment", { update });

/** @returns {Promise<{updates: number[]}>} where one can go back to */
export const moments = () => session.send("moments");

/** @param {Object<string, any>} changes dotted paths, e.g. `{"training.learning_rate": 0.1}` */
export const edit = (changes) => session.send("edit", { changes });

/**
 * Open an Experiment or a link, ours or TensorFlow Playground's. What the page shows stays, except
 * for what the link says about it.
 * @param {string|object} target
 */
export function open(target) {
  if (typeof target !== "string") return session.open({ experiment: target });
  return session.open({ link: target.slice(target.indexOf("#") + 1) });
}

/**
 * @param {number} index the new layer's number
 * @param {object} [layer] e.g. `{kind: "dense", units: 4, activation: "relu"}`; else like its neighbour
 */
export const addLayer = (index, layer) => session.send("add_layer", { index, layer });
/** @param {number} index */
export const removeLayer = (index) => session.send("remove_layer", { index });
/** @param {number} layer */
export const addUnit = (layer) => session.send("add_unit", { layer });
/** @param {number} layer @param {number} unit */
export const removeUnit = (layer, unit) => session.send("remove_unit", { layer, unit });
/** @param {number} layer @param {number} unit @param {number} input @param {number} value */
export const setWeight = (layer, unit, input, value) =>
  session.send("set_weight", { layer, unit, input, value });
/** @param {number} layer @param {number} unit @param {number} value */
export const setBias = (layer, unit, value) => session.send("set_bias", { layer, unit, value });

/**
 * Change what the page shows; the link follows.
 * @param {Object<string, any>} changes fields of the View, e.g. `{theme: "dark"}`
 */
export function view(changes) {
  const { view: now } = store.get();
  const changed = Object.keys(changes).some((key) => now[key] !== changes[key]);
  if (changed) store.set({ view: { ...now, ...changes } });
  return Promise.resolve();
}

/** @param {number} updatesPerSecond 0 is as fast as possible */
export function speed(updatesPerSecond) {
  view({ speed: updatesPerSecond });
  return session.send("speed", { updates_per_second: updatesPerSecond });
}

/** The lens in which a layer's units are looked at, where that is not the unit lens. */
const LENS_OF_KIND = {
  conv: "feature_maps", maxpool: "feature_maps", avgpool: "feature_maps",
  rnn: "through_time", gru: "through_time", lstm: "through_time", attention: "attention",
};

/**
 * Choose a unit and open it in its layer's lens, or in the one example's if that is open.
 * @param {string} unit "layer.unit", or "" for none
 */
export function select(unit) {
  const { description, lenses, view: now } = store.get();
  const lens = LENS_OF_KIND[description?.layers[parseInt(unit, 10)]?.kind] ?? "unit";
  const here = !unit || (now.lens === "example" && lens === "unit") || !(lenses?.includes(lens) ?? true);
  return view(here ? { unit } : { unit, lens });
}

/**
 * Look at an example of the data; one's own gives way.
 * @param {number} example its number from 0
 * @param {Object<string, any>} [more] changes of the View
 */
export function showExample(example, more = {}) {
  if (store.get().own) store.set({ own: null });
  return view({ example: String(example), ...more });
}

/**
 * Follow an example through the network: term by term, or in the lens of the first layer that has
 * one of its own.
 * @param {number} example its number from 0
 */
export function follow(example) {
  const { description, lenses } = store.get();
  const own = description.layers.map(({ kind }) => LENS_OF_KIND[kind]).find((lens) => lenses?.includes(lens));
  return showExample(example, { lens: own ?? "example" });
}

/**
 * Say which lenses the page looks at. The stage calls it; panels need not.
 * @param {Object<string, object>} lenses options by name
 * @param {{x: string, y: string}} plane
 */
export const watch = (lenses, plane) => session.send("watch", { lenses, plane });
