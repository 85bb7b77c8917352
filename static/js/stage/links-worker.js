// @ts-check
/** Paints the links in a thread of its own, so that the page has its time for the maps. */
import { LinkPainter } from "./link-painter.js";

/** @type {LinkPainter|null} */
let painter = null;

addEventListener("message", ({ data }) => {
  if (data.canvas) painter = new LinkPainter(data.canvas);
  else if (data.layout) painter?.arrange(data.layout, data.ratio);
  else {
    painter?.paint(data);
    postMessage("painted");
  }
});
