// @ts-check
/** One line at the foot of the network that tells what just happened; it stays until dismissed. */

import { iconButton } from "../controls.js";
import { byId, fill, h } from "../dom.js";
import { store } from "../store.js";

/** @typedef {"info" | "warning"} Kind */

const FADE_MS = 12_000;

/** @type {{text: string, kind: Kind}[]} */
let lines = [];
let at = 0;
let timer = 0;

function draw() {
  const region = byId("notices");
  clearTimeout(timer);
  region.hidden = lines.length === 0;
  if (!lines.length) {
    fill(region);
    return;
  }
  const { text, kind } = lines[at];
  region.className = kind;
  const more = lines.length > 1
    ? h("button", {
        type: "button",
        class: "button quiet more",
        "aria-label": `Notice ${at + 1} of ${lines.length}, show the next`,
        onclick: () => { at = (at + 1) % lines.length; draw(); },
      }, `${at + 1} of ${lines.length}`)
    : null;
  fill(region, h("p", { title: text }, text), more, iconButton("close", "Dismiss", dismiss));
  // What is only good to know goes by itself; the announcer has spoken it and nothing is lost.
  if (lines.every((line) => line.kind === "info")) timer = window.setTimeout(dismiss, FADE_MS * lines.length);
}

function dismiss() {
  const held = byId("notices").contains(document.activeElement);
  lines = [];
  draw();
  if (held) byId("network").focus();
}

/**
 * Show one or more sentences in the notice line.
 * @param {string | string[]} text
 * @param {Kind} [kind]
 */
export function notify(text, kind = "info") {
  const sentences = (Array.isArray(text) ? text : [text]).filter(Boolean);
  if (!sentences.length) return;
  lines = sentences.map((sentence) => ({ text: sentence, kind }));
  at = 0;
  draw();
  byId("announcer").textContent = sentences.join(" ");
}

/**
 * Wait for a command; say why if it was refused.
 * @param {Promise<any>} promise
 */
export function attempt(promise) {
  return promise.catch((error) => notify(error?.message ?? String(error), "warning"));
}

/** Follow the notices, the notes of links and edits, and the reasons why training stopped. */
export function mountNotices() {
  store.on("notes", (notes) => notify(notes));
  store.on("notice", (notice) => {
    if (notice) notify(notice, store.get().connection === "lost" ? "warning" : "info");
  });
  let last = "";
  store.on("status", (status) => {
    const message = status.playing ? "" : (status.message ?? "");
    if (message && message !== last) notify(message, status.reason === "diverged" ? "warning" : "info");
    last = message;
  });
}
