// @ts-check
/** Bookmarks: moments with a name, kept in this page for as long as the training they belong to. */

import * as actions from "../actions.js";
import { iconButton } from "../controls.js";
import { byId, fill, h } from "../dom.js";
import { store } from "../store.js";
import { compared } from "./comparison.js";
import { attempt } from "./notices.js";
import { placeBelow } from "./popover.js";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** @typedef {{update: number, name: string}} Bookmark */

/** @type {Bookmark[]} oldest moment first */
let all = [];
let changed = () => {};
/** @type {(update: number) => Promise<void>} */
let go = async () => {};

/** The bookmarks there are. */
export const bookmarks = () => all;

async function add() {
  const { update } = await actions.keepMoment();
  if (!all.some((each) => each.update === update)) {
    all = [...all, { update, name: `Bookmark ${all.length + 1}` }].sort((a, b) => a.update - b.update);
    draw();
  }
  byId("announcer").textContent = `Update ${whole.format(update)} is bookmarked.`;
}

/** @param {Bookmark} bookmark */
async function remove(bookmark) {
  all = all.filter((each) => each !== bookmark);
  draw();
  if (compared()?.update !== bookmark.update) await actions.releaseMoment(bookmark.update);
}

function draw() {
  const menu = byId("bookmarks");
  byId("bookmarks-button").hidden = all.length === 0;
  if (!all.length && menu.matches(":popover-open")) menu.hidePopover();
  fill(menu, all.map((bookmark) =>
    h("div", { class: "row" },
      h("input", {
        type: "text", value: bookmark.name, "aria-label": `Name of the bookmark at update ${whole.format(bookmark.update)}`, maxlength: 60,
        onchange: (/** @type {any} */ event) => { bookmark.name = event.target.value; changed(); },
      }),
      h("button", {
        type: "button", class: "button small",
        onclick: () => { menu.hidePopover(); attempt(go(bookmark.update)); },
      }, `Go to ${whole.format(bookmark.update)}`),
      iconButton("trash", `Remove ${bookmark.name}`, () => attempt(remove(bookmark))))));
  changed();
}

/**
 * Wire the button and its menu.
 * @param {(update: number) => Promise<void>} seek
 * @param {() => void} onChange
 */
export function mountBookmarks(seek, onChange) {
  go = seek;
  changed = onChange;
  byId("bookmark").addEventListener("click", () => attempt(add()));
  placeBelow(byId("bookmarks-button"), byId("bookmarks"));
  // A moment that is gone, because the training went on from before it, takes its bookmark along.
  store.on("timeline", ({ kept }) => {
    const left = all.filter(({ update }) => kept.includes(update));
    if (left.length === all.length) return;
    all = left;
    draw();
  });
}
