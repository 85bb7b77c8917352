// @ts-check
/** Saves a whole training as one file that plays by itself: the output, moment by moment. */

import * as actions from "../actions.js";
import { h, setText } from "../dom.js";
import { outputDots, outputPicture, PICTURE } from "../lenses/picture.js";
import { fullLink } from "../link.js";
import { token } from "../palette.js";
import { store } from "../store.js";
import { page } from "./animation-page.js";

const MOST_PICTURES = 120;

/** The row of the Share dialog that saves the file. */
export function animationForm() {
  const words = h("p", { class: "lead", role: "status" }, "One file without links to anything else: it plays in any browser, also without a network.");
  const button = h("button", { type: "button", class: "button" }, "Save the training as an animation");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const count = await save((share) => setText(words, `Looking back, ${Math.round(100 * share)} % …`));
      setText(words, `Saved, with ${count} moments of the training.`);
    } catch (error) {
      setText(words, /** @type {any} */ (error)?.message ?? String(error));
    } finally {
      button.disabled = false;
    }
  });
  return h("div", { class: "animation-form" }, button, words);
}

/** @param {number[]} updates @returns {number[]} at most so many of them, the last one among them */
function chosen(updates) {
  if (updates.length <= MOST_PICTURES) return updates;
  const step = (updates.length - 1) / (MOST_PICTURES - 1);
  return Array.from({ length: MOST_PICTURES }, (_, i) => updates[Math.round(i * step)]);
}

/** @param {(share: number) => void} progress @returns {Promise<number>} how many moments it shows */
async function save(progress) {
  const { timeline, status } = store.get();
  const newest = timeline?.past ? timeline.newest : status.update;
  const { updates } = await actions.moments();
  const places = chosen(updates.at(-1) === newest ? updates : [...updates, newest]);
  if (places.length < 2) throw new Error("There is nothing to play yet. Train the network first.");
  const frames = [];
  for (const [index, place] of places.entries()) {
    const { frame } = await actions.lookBack(place, PICTURE);
    frames.push(frame);
    progress((index + 1) / places.length);
  }
  download(page(content(frames)), "hidden-layers.html");
  return frames.length;
}

/** @param {import("../frame.js").Frame[]} frames */
function content(frames) {
  const { experiment, description } = store.get();
  const layers = experiment.layers.map(({ units, activation }) => `${units} ${activation}`).join(", ");
  const { learning_rate: rate, optimizer } = experiment.training;
  const { present, frame } = store.get();
  const edited = (present ?? frame)?.meta("curves")?.marks?.length > 0;
  const dots = outputDots(frames[frames.length - 1]);
  return {
    title: "A neural network learns",
    sentence: `Data: ${experiment.data.name}. Hidden layers: ${layers || "none"}. ${optimizer}, learning rate ${rate}. `
      + `${description.parameters} parameters.`
      + (edited ? " It was edited while it trained; the link opens it as it is now." : ""),
    link: `${location.href.split("#")[0]}#${fullLink()}`,
    dots: dots ? new XMLSerializer().serializeToString(dots) : "",
    colours: Object.fromEntries(["page", "surface", "text", "text-soft", "accent", "line"].map((name) => [name, token(`--${name}`)])),
    frames: frames.map((frame) => ({
      picture: outputPicture(frame), update: frame.update, epoch: frame.epoch,
      train: frame.metrics.train_loss, test: frame.metrics.test_loss,
    })),
  };
}

/** @param {string} text @param {string} name */
function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
