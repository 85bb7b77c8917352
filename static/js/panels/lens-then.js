// @ts-check
/** The lens that is open, as it was at another moment, beside what it shows now. */
import { byId, h, setText } from "../dom.js";
import { SecondLens } from "../lenses/second.js";
import { store } from "../store.js";
import { current } from "./lens-tabs.js";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** @type {Map<string, Promise<{lens: SecondLens, place: HTMLElement}>>} those that were opened, by name */
const made = new Map();
/** @type {{lens: SecondLens, place: HTMLElement}|null} */
let open = null;
/** @type {{then: HTMLElement, now: HTMLElement, nothing: HTMLElement, places: HTMLElement}} */
let parts;
let relook = () => {};

/** The open tab, if it has moments: what is worked out beside the training has none. */
function lensNow() {
  const lens = current();
  return lens && !lens.beside && !byId("lenses").hasAttribute("data-hidden") ? lens.name : "";
}

/** @param {string} name */
function make(name) {
  const place = h("div", { class: "then-one", hidden: true });
  parts.places.append(place);
  return SecondLens.make(name, place, () => relook()).then((lens) => ({ lens, place }));
}

/** @returns {Promise<Object<string, object>>} what to ask for at that moment */
export async function thenOptions() {
  const name = lensNow();
  if (name && !made.has(name)) made.set(name, make(name));
  open = name ? ((await made.get(name)) ?? null) : null;
  return open?.lens.options() ?? {};
}

/** Show the moment in the open lens, or take it away. @param {import("../lenses/second.js").Moment|null} moment */
export function showThen(moment) {
  const shown = moment && open;
  const panels = byId("lens-panels");
  if (!parts.places.isConnected) panels.prepend(parts.then, parts.now, parts.places);
  panels.toggleAttribute("data-comparing", Boolean(shown));
  byId("lenses").toggleAttribute("data-comparing", Boolean(shown));
  for (const element of [parts.then, parts.now, parts.places]) element.hidden = !shown;
  if (!shown) return;
  for (const child of parts.places.children) /** @type {HTMLElement} */ (child).hidden = child !== shown.place;
  setText(parts.then, `Then: update ${whole.format(moment.frame.update)}`);
  const name = shown.lens.module.name;
  parts.nothing.hidden = shown.lens.draw(moment);
  setText(parts.nothing, moment.frame.header.missing?.[name] ?? "");
  shown.lens.follow(byId(`lens-${name}`));
  nameNow();
}

/** The update beside it. */
export function nameNow() {
  const { frame } = store.get();
  if (frame && !parts.now.hidden) setText(parts.now, `Now: update ${whole.format(frame.update)}`);
}

/** Make room among the lenses. @param {() => void} again look at the moment again */
export function mountThen(again) {
  relook = again;
  const nothing = h("p", { class: "lens-nothing", hidden: true });
  parts = {
    then: h("h3", { class: "then-title", hidden: true }),
    now: h("h3", { class: "now-title", hidden: true }),
    nothing,
    places: h("div", { class: "then-places", hidden: true }, nothing),
  };
  // What is chosen in the lens on screen is chosen in the other one too.
  for (const event of ["input", "change", "click", "keyup"]) {
    byId("lens-panels").addEventListener(event, ({ target }) => {
      const panel = open && byId(`lens-${open.lens.module.name}`);
      if (open && panel?.contains(/** @type {Node} */ (target))) open.lens.follow(panel);
    });
  }
}
