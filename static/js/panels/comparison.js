// @ts-check
/** Two moments side by side: the output and the open lens as they were then, beside what they are now. */

import * as actions from "../actions.js";
import { byId, fill, h, setText } from "../dom.js";
import { outputDots, outputPicture, PICTURE } from "../lenses/picture.js";
import { onThemeChange } from "../palette.js";
import { store } from "../store.js";
import { bookmarks } from "./bookmarks.js";
import { current } from "./lens-tabs.js";
import { mountThen, nameNow, showThen, thenOptions } from "./lens-then.js";
import { attempt } from "./notices.js";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** @typedef {{element: HTMLElement, title: HTMLElement, picture: HTMLElement, words: HTMLElement}} Side */

/** @type {({update: number} & import("../lenses/second.js").Moment) | null} */
let then = null;
let asked = 0;
let changed = () => {};
/** @type {{figure: HTMLElement, then: Side, now: Side}} */
let parts;

/** The moment that is compared with, or null. */
export const compared = () => then && { update: then.update };

async function begin() {
  const { update } = await actions.keepMoment();
  await look(update);
}

/** @param {number} update */
async function look(update) {
  const number = (asked += 1);
  const { frame, description, experiment } = await actions.lookBack(update, { ...(await thenOptions()), ...PICTURE });
  if (number !== asked) return; // something else was asked for meanwhile
  then = { update, frame, description, experiment };
  draw();
}

async function end() {
  const update = then?.update;
  asked += 1;
  then = null;
  draw();
  if (update !== undefined && !bookmarks().some((each) => each.update === update)) await actions.releaseMoment(update);
}

/** @param {string} name @returns {Side} */
function side(name) {
  const picture = h("div", { class: "comparison-picture", role: "img", "aria-label": `The output ${name.toLowerCase()}` });
  const [title, words] = [h("h3", null, name), h("p")];
  return { title, picture, words, element: h("div", null, title, picture, words) };
}

/** @param {string} name @param {Side} into @param {import("../frame.js").Frame} frame */
function show(name, { title, picture, words }, frame) {
  setText(title, `${name}: update ${whole.format(frame.update)}`);
  fill(picture, h("img", { src: outputPicture(frame), alt: "" }), outputDots(frame));
  const { metrics } = frame;
  const loss = Number.isFinite(metrics.test_loss) ? `Test loss ${metrics.test_loss.toFixed(3)}` : "";
  const accuracy = Number.isFinite(metrics.test_accuracy) ? `Accuracy ${(100 * metrics.test_accuracy).toFixed(1)} %` : "";
  fill(words, [loss, accuracy].filter(Boolean).flatMap((line) => [line, h("br")]));
}

function draw() {
  const button = byId("compare");
  button.setAttribute("aria-pressed", String(Boolean(then)));
  fill(button, then ? "End comparison" : ["Compare", h("span", { class: "compare-words" }, " with this moment")]);
  byId("output-figure").toggleAttribute("data-comparing", Boolean(then));
  parts.figure.hidden = !then;
  if (then) show("Then", parts.then, then.frame);
  showThen(then);
  drawNow();
  changed();
}

function drawNow() {
  const { frame } = store.get();
  if (then && frame?.has("output")) show("Now", parts.now, frame);
  nameNow();
}

/**
 * Wire the button, and put the second picture beside the first.
 * @param {() => void} onChange
 */
export function mountComparison(onChange) {
  changed = onChange;
  const [before, now] = [side("Then"), side("Now")];
  parts = { figure: h("div", { class: "comparison", hidden: true }, before.element, now.element), then: before, now };
  byId("output-figure").append(parts.figure);
  mountThen(() => { if (then) attempt(look(then.update)); });
  byId("compare").addEventListener("click", () => attempt(then ? end() : begin()));
  onThemeChange(() => { if (then) draw(); });
  store.on("frame", drawNow);
  store.on("timeline", ({ kept }) => {
    if (!then || kept.includes(then.update)) return;
    then = null;
    draw();
  });
  let plane = "";
  store.on("view", (view) => {
    const chosen = JSON.stringify([view.plane_x, view.plane_y, view.discretize, view.unit, view.example, current()?.name]);
    if (plane && chosen !== plane && then) attempt(look(then.update));
    plane = chosen;
  });
}
