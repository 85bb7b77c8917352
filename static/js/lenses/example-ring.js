// @ts-check
/** The ring around the chosen example in the output picture: drag it, or move it by arrow keys. */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { store } from "../store.js";

const SEND_MS = 80;
const STEP = 0.02; // of the picture, for an arrow key
const NEAR = 0.002; // answers are rounded

/** @type {HTMLElement|null} */
let ring = null;
/** @type {number[]} */
let place = [0, 0];
let held = false;
let timer = 0;
/** @type {string|null} the point asked for and not answered yet */
let sent = null;

/** The transparent figure with axes and points. */
const figure = () => /** @type {any} */ (document.querySelector("#output-figure .output-points"));

/** @returns {{x: any, y: any}|null} Plotly's axes, once it has drawn */
function axes() {
  const layout = figure()?._fullLayout;
  return layout?.xaxis?.l2p && layout.xaxis._length ? { x: layout.xaxis, y: layout.yaxis } : null;
}

/** @param {number[]|null} where in the plane; null takes the ring away @param {string} label */
export function showRing(where, label = "") {
  const on = axes();
  if (!where || !on) {
    if (!held) ring?.remove();
    return;
  }
  ring ??= make();
  // Frames from before a move must not pull the ring back.
  const answered = Math.hypot(where[0] - place[0], where[1] - place[1]) < NEAR;
  if (answered) sent = null;
  else if (!held && !timer && store.get().view.example !== sent) place = where;
  ring.setAttribute("aria-label", label);
  if (ring.parentElement !== figure().parentElement) figure().parentElement.append(ring);
  put(on);
}

/** @param {{x: any, y: any}} on */
function put({ x, y }) {
  const left = x.l2p(place[0]);
  const top = y.l2p(place[1]);
  const inside = left >= -1 && left <= x._length + 1 && top >= -1 && top <= y._length + 1;
  Object.assign(/** @type {HTMLElement} */ (ring).style, {
    left: `${x._offset + left}px`,
    top: `${y._offset + top}px`,
    display: inside ? "" : "none",
  });
}

function make() {
  const element = h("button", { type: "button", class: "example-ring", title: "Drag the example, or move it by arrow keys" });
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    held = true;
  });
  element.addEventListener("pointermove", (event) => {
    const on = axes();
    if (!held || !on) return;
    const box = figure().getBoundingClientRect();
    move(on, on.x.p2l(event.clientX - box.left - on.x._offset), on.y.p2l(event.clientY - box.top - on.y._offset));
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (held = false));
  element.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const on = axes();
    if (!to || !on) return;
    event.preventDefault();
    event.stopPropagation();
    const step = (axis) => (axis.range[1] - axis.range[0]) * STEP;
    move(on, place[0] + to[0] * step(on.x), place[1] + to[1] * step(on.y));
  });
  return element;
}

/** @param {{x: any, y: any}} on @param {number} x @param {number} y */
function move(on, x, y) {
  const within = (value, { range }) => Math.min(Math.max(value, range[0]), range[1]);
  place = [within(x, on.x), within(y, on.y)];
  put(on);
  if (timer) return;
  timer = window.setTimeout(() => {
    timer = 0;
    sent = place.map((value) => String(Number(value.toFixed(3)))).join();
    actions.view({ example: sent });
  }, SEND_MS);
}
