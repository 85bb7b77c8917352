// @ts-check
/** Tells the server which lenses are on screen, with their options; nothing else is computed. */
import * as actions from "../actions.js";
import { session } from "../session.js";
import { store } from "../store.js";

/** @type {() => Object<string, object>} */
let wanted = () => ({});
let last = "";
let scheduled = false;

/** @param {() => Object<string, object>} lenses options of what is on screen, by lens */
export function startWatching(lenses) {
  wanted = lenses;
  store.on("view", watchSoon);
  store.on("description", watchSoon);
  store.on("own", watchSoon);
  session.afterOpen.push(() => {
    last = "";
    return watchNow();
  });
}

/** Several changes of one moment make one command. */
export function watchSoon() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    // Where there is no connection now, the next one says everything again.
    watchNow().catch(() => {});
  });
}

async function watchNow() {
  const { view, description } = store.get();
  if (!description) return;
  const lenses = wanted();
  const plane = { x: view.plane_x ?? "", y: view.plane_y ?? "" };
  const text = JSON.stringify([lenses, plane]);
  if (text === last) return;
  last = text;
  try {
    await actions.watch(lenses, plane);
  } catch (error) {
    last = "";
    throw error;
  }
}
