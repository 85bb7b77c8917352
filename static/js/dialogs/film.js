// @ts-check
/** The pictures of an animation: a copy of the lens is shown moment after moment, out of sight. */
import * as actions from "../actions.js";
import { h } from "../dom.js";
import { SecondLens } from "../lenses/second.js";

export const WIDTH = 960;
const HEIGHT = 340;

/** What only those who can press it need. */
const CONTROLS = "label:has(> select, > [type='checkbox']), .lens-controls, .unit-controls, .example-bar > .button, .table-button, [popover], select, input, button.small";

let count = 0;

const LONGEST_MS = 120; // a page that nobody sees has no frames

/** Two frames later what was drawn is there. */
const settled = () => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(resolve));
  setTimeout(resolve, LONGEST_MS);
});

/**
 * The element as text that needs no script: what was painted on a canvas as a picture.
 * @param {HTMLElement} element
 */
function still(element) {
  const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
  const painted = [...element.querySelectorAll("canvas")];
  [...copy.querySelectorAll("canvas")].forEach((canvas, i) => {
    canvas.replaceWith(h("img", { src: painted[i].toDataURL(), alt: "", class: canvas.className, style: { position: "absolute" } }));
  });
  for (const control of copy.querySelectorAll(CONTROLS)) control.remove();
  return copy.innerHTML;
}

/** The rules of the page as they apply now, so in its present colours. */
export function rules() {
  const sheets = [...document.styleSheets].filter(({ media }) => !media.mediaText || matchMedia(media.mediaText).matches);
  return sheets.flatMap(({ cssRules }) => Array.from(cssRules, ({ cssText }) => cssText)).join("\n");
}

/**
 * @param {string} name of the lens
 * @param {number[]} updates
 * @param {(share: number) => void} progress
 * @returns {Promise<{frame: import("../frame.js").Frame, html: string}[]>} those that have something to show
 */
export async function film(name, updates, progress) {
  const place = h("div", {
    id: "film", "aria-hidden": "true",
    style: { position: "fixed", left: "-200vw", top: "0", width: `${WIDTH}px`, height: `${HEIGHT}px`, "container-type": "inline-size" },
  });
  document.body.append(place);
  try {
    const lens = await SecondLens.make(name, place, () => {}, `film${(count += 1)}`);
    lens.recalls = false; // it sees them all in their order
    lens.element.style.height = "100%";
    const pictures = [];
    for (const [index, update] of updates.entries()) {
      const moment = await actions.lookBack(update, lens.options());
      if (lens.draw(moment)) {
        await settled();
        pictures.push({ frame: moment.frame, html: still(lens.element) });
      }
      progress((index + 1) / updates.length);
    }
    return pictures;
  } finally {
    place.remove();
  }
}
