// @ts-check
/** Fills in what a lens did not watch, from the moments of the training that the Run has kept. */
import * as actions from "../actions.js";
import { store } from "../store.js";

const MOST = 48; // moments that are asked for at a time

/** @type {WeakSet<object>} what is being filled in */
const busy = new WeakSet();

/** At most so many, evenly. @param {number[]} updates */
function some(updates) {
  if (updates.length <= MOST) return updates;
  return Array.from({ length: MOST }, (_, i) => updates[Math.round((i * (updates.length - 1)) / (MOST - 1))]);
}

/**
 * @param {any} module of a lens with a `past`
 * @returns {Promise<boolean>} whether there was anything new
 */
export async function recall({ name, options, past, seen }) {
  if (busy.has(past)) return false;
  busy.add(past);
  try {
    const known = past.moments.map((/** @type {any} */ { update }) => update);
    const { updates } = await actions.moments();
    const newest = known.at(-1) ?? Infinity;
    const news = updates.filter((update) => update < newest && !known.includes(update));
    const found = [];
    for (const update of some(news)) {
      const { frame } = await actions.lookBack(update, { [name]: options(store.get().view, store.get()) ?? {} });
      if (frame.has(name)) found.push(seen(frame));
    }
    const { updates: still } = await actions.moments();
    if ((still.at(-1) ?? 0) < (updates.at(-1) ?? 0)) return false; // another training has begun meanwhile
    past.fill(found);
    return found.length > 0;
  } finally {
    busy.delete(past);
  }
}
