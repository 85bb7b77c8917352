// @ts-check
/**
 * The page's state in one place. Modules read it with `store.get()`, change it with
 * `store.set({key: value})` and hear of a changed key with `store.on(key, fn)`.
 */

/**
 * @typedef {object} Timeline
 * @property {boolean} past         another moment than the newest is shown
 * @property {number} update        the one that is shown
 * @property {number} epoch
 * @property {number} newest        the newest update, where the present is
 * @property {number} newest_epoch
 * @property {number} first         the first update one can go back to
 * @property {number[]} kept        updates that stay, for bookmarks and comparisons
 *
 * @typedef {object} Status
 * @property {boolean} playing
 * @property {number} update           updates of the weights so far
 * @property {number} epoch            passes over the training data so far (a fraction within one)
 * @property {Object<string, number>} metrics
 * @property {string} [reason]         why training stopped by itself, a short code
 * @property {string} [message]        the same for people
 *
 * @typedef {object} State
 * @property {any} config              what the server wrote into the page (schema, data sets, lenses, limits)
 * @property {any} experiment          the Experiment on screen, null before the first answer
 * @property {any} view                the View: what the page shows; never changes a number
 * @property {any} description         the network as the server built it: inputs, layers, classes, columns
 * @property {string[]|null} lenses    those that have something to show of it, null before the first answer
 * @property {string} link             the experiment as a link, without the view
 * @property {string[]} notes          what was changed when a link was opened or an edit applied
 * @property {string} notice           a short sentence for the person, "" for none
 * @property {Status} status
 * @property {"connecting"|"open"|"lost"} connection
 * @property {import("./frame.js").Frame|null} frame  the frame on screen
 * @property {import("./subject.js").Own|null} own  an example of one's own, in place of one of the data
 * @property {Timeline|null} timeline  where in its past the Run is
 * @property {import("./frame.js").Frame|null} present  the newest frame, while the past is shown
 */

/** @type {State} */
const state = {
  config: {},
  experiment: null,
  view: {},
  description: null,
  lenses: null,
  link: "",
  notes: [],
  notice: "",
  status: { playing: false, update: 0, epoch: 0, metrics: {} },
  connection: "connecting",
  frame: null,
  own: null,
  timeline: null,
  present: null,
};

/** @type {Map<string, Set<(value: any, state: State) => void>>} */
const listeners = new Map();

export const store = {
  /** @returns {State} the current state; treat it as read-only */
  get() {
    return state;
  },

  /**
   * Replace some keys, then tell the listeners of exactly those whose value is another object.
   * @param {Partial<State>} partial
   */
  set(partial) {
    const changed = Object.keys(partial).filter((key) => state[key] !== partial[key]);
    Object.assign(state, partial);
    for (const key of changed) {
      for (const listener of listeners.get(key) ?? []) {
        try {
          listener(state[key], state);
        } catch (error) {
          // One broken panel must not stop the others from being told.
          reportError(error);
        }
      }
    }
  },

  /**
   * Do something as if some keys had other values, such as those of a past moment; nobody is told.
   * @template T
   * @param {Partial<State>} other
   * @param {() => T} work
   * @returns {T}
   */
  as(other, work) {
    const before = Object.fromEntries(Object.keys(other).map((key) => [key, state[key]]));
    Object.assign(state, other);
    try {
      return work();
    } finally {
      Object.assign(state, before);
    }
  },

  /**
   * @param {keyof State} key
   * @param {(value: any, state: State) => void} listener
   * @returns {() => void} unsubscribe
   */
  on(key, listener) {
    const set = listeners.get(key) ?? new Set();
    listeners.set(key, set.add(listener));
    return () => set.delete(listener);
  },
};
