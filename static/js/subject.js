// @ts-check
/**
 * The example that the pictures are about: one of the data, or a picture drawn or a text typed by
 * whoever looks. One's own stays on this page: no link and no checkpoint holds it.
 */
import { store } from "./store.js";

/**
 * @typedef {{values: (number|null)[]}|{text: string}} Own
 */

/** @returns {object} what lenses are asked with */
export function subjectOptions() {
  const { own, view } = store.get();
  if (own) return own;
  const number = /^\d+$/.test(view.example ?? "") ? Number(view.example) : -1;
  return { example: number };
}

/** @param {Own|null} own */
export function showOwn(own) {
  store.set({ own });
}

/** Data of another shape take the place of one's own example. */
export function startSubject() {
  let shape = "";
  store.on("description", ({ example_shape: wanted }) => {
    const next = JSON.stringify(wanted);
    if (shape && next !== shape) showOwn(null);
    shape = next;
  });
}
