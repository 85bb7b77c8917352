// @ts-check
/** The tabs of the closer look: one for each lens that has a tab, in the server's order. */

import * as actions from "../actions.js";
import { byId, fill, h, setText } from "../dom.js";
import { store } from "../store.js";

/** In pixels: so far an end of the row fades out. */
const FADE = 48;

/** The lenses that apply to this experiment. */
export function lenses() {
  const { config, lenses: fitting } = store.get();
  return config.lenses.filter((/** @type {any} */ lens) => lens.tab && (fitting?.includes(lens.name) ?? true));
}

/** The tab to show: the chosen one, or the first. */
export function current() {
  const wanted = store.get().view?.lens;
  const all = lenses();
  return all.find((/** @type {any} */ lens) => lens.name === wanted) ?? all[0];
}

/** Bring a tab into a row that is too narrow for all. @param {HTMLElement} tab */
function reveal(tab) {
  const row = byId("lens-tabs");
  const start = tab.offsetLeft - row.offsetLeft;
  const [left, right] = [start - FADE, start + tab.offsetWidth + FADE];
  if (left < row.scrollLeft) row.scrollLeft = left;
  else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth;
}

/** Let the row fade out at an end while there are tabs beyond it. */
function markMore() {
  const row = byId("lens-tabs");
  row.toggleAttribute("data-less", row.scrollLeft > 2);
  row.toggleAttribute("data-more", row.scrollLeft + row.clientWidth < row.scrollWidth - 2);
}

/** A button at an end of the row for those who point; keys move along the tabs. @param {string} way @param {number} sign */
function further(way, sign) {
  const row = byId("lens-tabs");
  return h("button", {
    type: "button", class: `tabs-further tabs-${way}`, tabindex: "-1", "aria-hidden": "true",
    onclick: () => row.scrollBy({ left: sign * 0.7 * row.clientWidth, behavior: "smooth" }),
  }, sign < 0 ? "‹" : "›");
}

/** @param {KeyboardEvent} event */
function moveAlong(event) {
  const tabs = /** @type {HTMLElement[]} */ ([...byId("lens-tabs").querySelectorAll('[role="tab"]:not([hidden])')]);
  const here = tabs.indexOf(/** @type {HTMLElement} */ (event.target));
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (here < 0 || to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const next = tabs[(to + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

/** Make the tabs and panels once; show the right one afterwards. */
export function mountLensTabs() {
  const { config } = store.get();
  const all = config.lenses.filter((/** @type {any} */ lens) => lens.tab);
  fill(byId("lens-tabs"), all.map((/** @type {any} */ lens) =>
    h("button", {
      type: "button", role: "tab", id: `tab-${lens.name}`, "aria-controls": `lens-${lens.name}`,
      onclick: () => actions.view({ lens: lens.name }),
    }, lens.title)));
  fill(byId("lens-panels"), all.map((/** @type {any} */ lens) =>
    h("div", { id: `lens-${lens.name}`, role: "tabpanel", "aria-labelledby": `tab-${lens.name}`, tabindex: "0" })));
  byId("lens-tabs").after(further("less", -1), further("more", 1));
  byId("lens-tabs").addEventListener("keydown", moveAlong);
  byId("lens-tabs").addEventListener("scroll", markMore, { passive: true });
  /** @type {any} */
  let shown;
  // Type that grows after the page is laid out pushes the last tabs out of sight again.
  new ResizeObserver(() => {
    if (shown) reveal(byId(`tab-${shown.name}`));
    markMore();
  }).observe(byId("lens-tabs"));
  const show = () => {
    const now = current();
    const available = lenses();
    for (const lens of all) {
      const tab = byId(`tab-${lens.name}`);
      tab.hidden = !available.includes(lens);
      tab.setAttribute("aria-selected", String(lens === now));
      tab.tabIndex = lens === now ? 0 : -1;
      byId(`lens-${lens.name}`).hidden = lens !== now;
    }
    setText(byId("lens-sentence"), now?.sentence ?? "");
    if (now && now !== shown) reveal(byId(`tab-${now.name}`));
    shown = now;
    markMore();
  };
  store.on("view", show);
  store.on("description", show);
  show();
}
