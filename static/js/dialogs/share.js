// @ts-check
/** Share the link; embed the page in another one. */

import { copyButton } from "../controls.js";
import { byId, fill, h, setText } from "../dom.js";
import { fullLink } from "../link.js";
import { EMBED_HIDES } from "../panels/hide.js";
import { store } from "../store.js";
import { animationForm } from "./animation.js";
import { openDialog } from "./dialog.js";
import { openLinkForm } from "./open-link.js";

/** What an embed can show, by the names of View.hide that go together. */
const PARTS = [
  { title: "Data", hides: ["data", "points", "table", "noise", "train", "samples", "length", "dataseed"] },
  { title: "Features", hides: ["features"] },
  { title: "Rates", hides: ["lr", "batch"] },
  { title: "Layers and activations", hides: ["layers", "activation"] },
  { title: "Output picture", hides: ["output"] },
  { title: "Switches of the picture", hides: ["show_test", "discretize", "log_loss"] },
  { title: "Curves", hides: ["curves"] },
  { title: "Closer look", hides: ["lenses"] },
  { title: "Figures", hides: ["metrics"] },
  { title: "Step", hides: ["step"] },
  { title: "Reset and new weights", hides: ["reset", "new_weights"] },
  { title: "Speed", hides: ["speed"] },
  { title: "Rewind", hides: ["rewind"] },
];
const SIZES = [
  { title: "Slide, 800 × 500", width: 800, height: 500 },
  { title: "Column, 600 × 400", width: 600, height: 400 },
  { title: "Wide, 1200 × 700", width: 1200, height: 700 },
];

/** Where the page lives, without its link. */
const home = () => new URL(".", location.href.split("#")[0]).href;

/**
 * Text one can select, with a button that copies it.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} label
 */
function copyRow(field, label) {
  field.readOnly = true;
  field.addEventListener("focus", () => field.select());
  return h("div", { class: "copy" }, field, copyButton(() => field.value, label));
}

/** Show the link. */
export function openShare() {
  const url = `${home()}#${fullLink()}`;
  /** @type {HTMLDialogElement} */
  let dialog;
  dialog = openDialog({
    title: "Share",
    lead: "The link is the whole experiment. Whoever opens it gets the same numbers at the same update.",
    body: [
      copyRow(h("input", { type: "text", value: url, "aria-label": "Link to this experiment" }), "Copy link"),
      h("p", { class: "lead" }, url.length > 2000
        ? "The link is long, because it carries your own data. Some mail programs cut long links."
        : "It holds no weights: training starts from the same starting weights again."),
      animationForm(),
      h("hr"),
      openLinkForm(() => dialog.close()),
    ],
  });
}

/**
 * A drawing to scale of what the embed will show.
 * @param {number} width
 * @param {number} height
 * @param {Set<string>} hides
 */
function sketch(width, height, hides) {
  const box = (/** @type {string} */ name, /** @type {string} */ area) => h("span", { class: "sketch-part", style: { "grid-area": area } }, name);
  const inputs = ["data", "features", "lr"].some((name) => !hides.has(name));
  const output = ["output", "curves"].some((name) => !hides.has(name));
  const lenses = !hides.has("lenses");
  const middle = [inputs && "inputs", "network", output && "output"].filter(Boolean);
  const row = (/** @type {string} */ name) => `"${middle.map(() => name).join(" ")}"`;
  return h("div", {
    class: "sketch", role: "img", "aria-label": `An embed of ${width} by ${height} pixels`,
    style: {
      "aspect-ratio": `${width} / ${height}`,
      width: `${Math.min(100, width / 12)}%`,
      "grid-template-columns": middle.map((name) => (name === "network" ? "1fr" : "26%")).join(" "),
      "grid-template-rows": lenses ? "12% 1fr 30%" : "12% 1fr",
      "grid-template-areas": [row("transport"), `"${middle.join(" ")}"`, lenses && row("lenses")].filter(Boolean).join(" "),
    },
  },
    box("Play", "transport"), inputs && box("Data", "inputs"), box("Network", "network"),
    output && box("Output", "output"), lenses && box("Closer look", "lenses"));
}

/** Show the snippet. */
export function openEmbed() {
  const { view } = store.get();
  const start = new Set(view.hide?.length ? view.hide : EMBED_HIDES);
  const boxes = PARTS.map((part) => ({
    part,
    input: h("input", { type: "checkbox", checked: !part.hides.every((name) => start.has(name)) }),
  }));
  const size = h("select", { id: "embed-size" }, SIZES.map((each, index) => h("option", { value: index }, each.title)));
  const autoplay = h("input", { type: "checkbox", checked: view.autoplay });
  const snippet = h("textarea", { rows: 4, "aria-label": "Code to paste into a page" });
  const preview = h("div", { class: "size-preview" });
  const update = () => {
    const { width, height } = SIZES[Number(size.value)];
    // The example menu is never part of an embed; naming it keeps the list from being empty,
    // which would mean the embed's usual choice.
    const hides = new Set(["presets", ...boxes.flatMap(({ part, input }) => (input.checked ? [] : part.hides))]);
    const keys = new Set(["hide", "autoplay", "mode"]);
    const rest = fullLink().split("&").filter((part) => part && !keys.has(part.split("=")[0]));
    const hash = [...rest, `hide=${[...hides].join(",")}`, autoplay.checked && "autoplay=1"].filter(Boolean).join("&");
    snippet.value = `<iframe src="${home()}embed#${hash.replaceAll('"', "%22")}" width="${width}" height="${height}" title="Hidden Layers: a neural network learns" loading="lazy" sandbox="allow-scripts allow-same-origin" style="border:0;max-width:100%"></iframe>`;
    fill(preview, sketch(width, height, hides));
    setText(byId("embed-words"), `${width} × ${height} pixels; it adapts to any size from 600 × 400.`);
  };
  openDialog({
    title: "Embed",
    lead: "Put this experiment into a course page or slides. It needs no account and sets no cookie.",
    wide: true,
    body: [
      h("div", { class: "embed-choice" },
        h("div", null,
          h("h3", null, "Show"),
          h("div", { class: "checks" }, boxes.map(({ part, input }) => h("label", null, input, part.title))),
          h("h3", null, "How"),
          h("div", { class: "row" }, h("label", { for: "embed-size" }, "Size"), size, h("label", { class: "row" }, autoplay, "Plays at once"))),
        h("div", null, preview, h("p", { class: "lead", id: "embed-words" }))),
      copyRow(snippet, "Copy code"),
    ],
  });
  for (const input of [...boxes.map((each) => each.input), size, autoplay]) input.addEventListener("change", update);
  update();
}
