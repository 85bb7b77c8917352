// @ts-check
/** The output of any frame as a picture by itself: colours, and dots for the training points. */
import { Bitmap } from "../bmp.js";
import { s } from "../dom.js";
import { classColour, classPalette, signedPalette, token } from "../palette.js";
import { PICTURE_RESOLUTION } from "../resolutions.js";
import { store } from "../store.js";

const STRENGTH = 0.62; // as in the output lens

/** What to ask the server for. */
export const PICTURE = { output: { resolution: PICTURE_RESOLUTION }, points: {} };

/** @param {string} d @param {string} name @param {number} size @param {string} stroke */
const dots = (d, name, size, stroke) =>
  s("path", { class: name, d, fill: "none", stroke, "stroke-width": size, "stroke-linecap": "round", "vector-effect": "non-scaling-stroke" });

/** @param {import("../frame.js").Frame} frame @returns {string} data URI */
export function outputPicture(frame) {
  const meta = frame.meta("output");
  const { data, shape } = frame.array("output/map");
  const look = { strength: STRENGTH, discretize: store.get().view.discretize && meta.classes.length > 0 };
  const palette =
    meta.coding === "class" ? classPalette(meta.classes.length, meta.levels, look) : signedPalette(look);
  const bitmap = new Bitmap(shape[1], shape[0], palette);
  bitmap.tile(data, shape[1], shape[0], 0, 0);
  return bitmap.uri();
}

/**
 * The training points as dots of the same size whatever the picture is stretched to.
 * @param {import("../frame.js").Frame} frame
 */
export function outputDots(frame) {
  const { x: [left, right], y: [bottom, top] } = frame.meta("output");
  const [x, y, test, label] = ["x", "y", "test", "label"].map((name) => frame.array(`points/${name}`)?.data);
  if (!x || !label) return null; // a regression's points would need a colour each
  const paths = new Map();
  for (let i = 0; i < x.length; i++) {
    if (test[i]) continue;
    const place = `M${((100 * (x[i] - left)) / (right - left)).toFixed(1)} ${((100 * (top - y[i])) / (top - bottom)).toFixed(1)}h0`;
    paths.set(label[i], (paths.get(label[i]) ?? "") + place);
  }
  return s("svg", { class: "picture-dots", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
    [...paths].flatMap(([number, d]) => [dots(d, "halo", 4.6, token("--point-edge")), dots(d, "dot", 3.2, classColour(number))]));
}
