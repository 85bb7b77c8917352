// @ts-check
/** Saves a whole training as one file that plays by itself: the output or any lens, moment by moment. */

import * as actions from "../actions.js";
import { h, setText } from "../dom.js";
import { lenses } from "../panels/lens-tabs.js";
import { outputDots, outputPicture, PICTURE } from "../lenses/picture.js";
import { fullLink } from "../link.js";
import { token } from "../palette.js";
import { store } from "../store.js";
import { page } from "./animation-page.js";
import { film, rules, WIDTH } from "./film.js";

const MOST_PICTURES = 120;
const MOST_OF_A_LENS = 60; // each is a drawing of many kilobytes

/** The row of the Share dialog that saves the file. */
export function animationForm() {
  const words = h("p", { class: "lead", role: "status" }, "One file without links to anything else: it plays in any browser, also without a network.");
  const button = h("button", { type: "button", class: "button" }, "Save the training as an animation");
  const shown = lenses().filter((/** @type {any} */ lens) => !lens.beside);
  const choice = h("select", { "aria-label": "What the animation shows" }, h("option", { value: "" }, "of the output"),
    shown.map((/** @type {any} */ lens) => h("option", { value: lens.name }, `of “${lens.title}”`)));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const count = await save(choice.value, (share) => setText(words, `Looking back, ${Math.round(100 * share)} % …`));
      setText(words, `Saved, with ${count} moments of the training.`);
    } catch (error) {
      setText(words, /** @type {any} */ (error)?.message ?? String(error));
    } finally {
      button.disabled = false;
    }
  });
  return h("div", { class: "animation-form" }, h("div", { class: "row" }, button, choice), words);
}

/** @param {number[]} updates @param {number} most @returns {number[]} at most so many of them, the last one among them */
function chosen(updates, most) {
  if (updates.length <= most) return updates;
  const step = (updates.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => updates[Math.round(i * step)]);
}

/** @param {string} lens empty for the output @param {(share: number) => void} progress @returns {Promise<number>} how many moments it shows */
async function save(lens, progress) {
  const { timeline, status } = store.get();
  const newest = timeline?.past ? timeline.newest : status.update;
  const { updates } = await actions.moments();
  const places = chosen(updates.at(-1) === newest ? updates : [...updates, newest], lens ? MOST_OF_A_LENS : MOST_PICTURES);
  if (places.length < 2) throw new Error("There is nothing to play yet. Train the network first.");
  const file = lens ? await lensFilm(lens, places, progress) : await outputFilm(places, progress);
  download(page({ ...about(), ...file }), "hidden-layers.html");
  return file.frames.length;
}

/** @param {import("../frame.js").Frame} frame */
const when = ({ update, epoch, metrics }) => ({ update, epoch, train: metrics.train_loss, test: metrics.test_loss });

/** @param {number[]} places @param {(share: number) => void} progress */
async function outputFilm(places, progress) {
  const frames = [];
  for (const [index, place] of places.entries()) {
    const { frame } = await actions.lookBack(place, PICTURE);
    frames.push(frame);
    progress((index + 1) / places.length);
  }
  const dots = outputDots(frames[frames.length - 1]);
  return {
    dots: dots ? new XMLSerializer().serializeToString(dots) : "",
    frames: frames.map((frame) => ({ ...when(frame), picture: outputPicture(frame) })),
  };
}

/** @param {string} name @param {number[]} places @param {(share: number) => void} progress */
async function lensFilm(name, places, progress) {
  const pictures = await film(name, places, progress);
  if (!pictures.length) throw new Error("This lens has nothing to show of these moments.");
  return {
    subject: lenses().find((/** @type {any} */ lens) => lens.name === name)?.title ?? "",
    width: WIDTH,
    rules: rules(),
    frames: pictures.map(({ frame, html }) => ({ ...when(frame), html })),
  };
}

/** What the file says of the experiment, and its colours. */
function about() {
  const { experiment, description, present, frame } = store.get();
  const layers = description.layers.slice(0, -1).map(({ units, activation }) => `${units} ${activation}`).join(", ");
  const { learning_rate: rate, optimizer } = experiment.training;
  const edited = (present ?? frame)?.meta("curves")?.marks?.length > 0;
  return {
    title: "A neural network learns",
    sentence: `Data: ${experiment.data.name}. Hidden layers: ${layers || "none"}. ${optimizer}, learning rate ${rate}. `
      + `${description.parameters} parameters.`
      + (edited ? " It was edited while it trained; the link opens it as it is now." : ""),
    link: `${location.href.split("#")[0]}#${fullLink()}`,
    colours: Object.fromEntries(["page", "surface", "text", "text-soft", "accent", "line"].map((name) => [name, token(`--${name}`)])),
  };
}

/** @param {string} text @param {string} name */
function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
