// @ts-check
/** The timeline under the transport: drag it, and everything shows the network as it was. */

import * as actions from "../actions.js";
import { paint } from "../controls.js";
import { byId, fill, h, setText } from "../dom.js";
import { store } from "../store.js";
import { bookmarks, mountBookmarks } from "./bookmarks.js";
import { compared, mountComparison } from "./comparison.js";
import { attempt } from "./notices.js";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const MANY = 10; // moments that Page Up and Page Down go over

/** @type {HTMLInputElement} */
let slider;
let held = false;
let busy = false;
/** @type {number | null} where to go next; of several places only the latest counts */
let wanted = null;
let marksKey = "";
/** Keys are carried out one after the other, however fast they come. */
let moved = Promise.resolve();

/** Where the present is. */
function newest() {
  const { timeline, status } = store.get();
  return timeline?.past ? timeline.newest : status.update;
}

/** @param {number} update */
async function go(update) {
  wanted = update;
  // The next key goes on from here, though the picture may still be on its way.
  slider.value = String(update);
  paint(slider);
  if (busy) return;
  busy = true;
  try {
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      await actions.seek(next);
    }
  } finally {
    busy = false;
    show();
  }
}

/** One key goes from moment to moment, since between them there is nothing to see. */
const STEPS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -MANY, PageUp: MANY, Home: -Infinity, End: Infinity,
};

/** @param {KeyboardEvent} event */
function press(event) {
  const by = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  moved = moved.then(() => attempt(moveBy(by)));
}

/** @param {number} by so many moments */
async function moveBy(by) {
  const { updates } = await actions.moments();
  const last = newest();
  const places = updates.at(-1) === last ? updates : [...updates, last];
  const now = places.findLastIndex((update) => update <= Number(slider.value));
  await go(places[Math.min(Math.max(now + by, 0), places.length - 1)]);
}

/** Marks on the track: edits as lines, bookmarks and the compared moment as signs one can choose. */
function marks(first, last) {
  const { frame, present } = store.get();
  const source = present ?? frame;
  const edits = source?.has("curves") ? (source.meta("curves").marks ?? []) : [];
  const signs = [...bookmarks(), ...(compared() ? [{ ...compared(), name: "Compared", kind: "compared" }] : [])];
  const key = JSON.stringify([first, last, edits.map(({ update }) => update), signs.map(({ update, name }) => [update, name])]);
  if (key === marksKey) return;
  marksKey = key;
  const style = (/** @type {number} */ update) => ({ "--at": (update - first) / (last - first || 1) });
  fill(byId("rewind-marks"),
    edits.map(({ update }) => h("i", { class: "edit", style: style(update) })),
    signs.map(({ update, name, kind }) => h("button", {
      type: "button", tabindex: -1, class: kind ?? "bookmarked", style: style(update),
      title: `${name}: update ${whole.format(update)}`, onclick: () => attempt(go(update)),
    })));
}

function show() {
  const { timeline, status } = store.get();
  if (!timeline) return;
  const last = newest();
  const first = Math.min(timeline.first, last);
  const at = timeline.past ? timeline.update : last;
  const quiet = last <= first;
  byId("rewind").toggleAttribute("data-quiet", quiet);
  slider.disabled = quiet;
  slider.min = String(first);
  slider.max = String(quiet ? first + 1 : last);
  if (!held && !busy) slider.value = quiet ? slider.max : String(at);
  paint(slider);
  const epoch = Math.floor(timeline.past ? timeline.epoch : status.epoch);
  const place = `update ${whole.format(at)} of ${whole.format(last)}`;
  slider.setAttribute("aria-valuetext", `${place}, epoch ${whole.format(epoch)}`);
  byId("rewind-now").toggleAttribute("data-idle", !timeline.past);
  document.documentElement.toggleAttribute("data-past", timeline.past);
  const note = byId("past-note");
  note.hidden = !timeline.past;
  setText(note, timeline.past ? `You are looking at ${place}. Play goes on from here.` : "");
  marks(first, last);
}

/** Wire the slider and its buttons. */
export function mountRewind() {
  slider = /** @type {HTMLInputElement} */ (byId("rewind-at"));
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel", "blur"]) {
    slider.addEventListener(end, () => { held = false; show(); });
  }
  slider.addEventListener("input", () => { paint(slider); attempt(go(Number(slider.value))); });
  slider.addEventListener("keydown", press);
  byId("rewind-now").addEventListener("click", () => { attempt(go(newest())); slider.focus(); });
  mountBookmarks(go, show);
  mountComparison(show);
  for (const key of ["timeline", "status"]) store.on(/** @type {any} */ (key), show);
  show();
}
