// @ts-check
/**
 * Numbers over the units of the network, in the colours of their sign: one example's values, or the
 * errors that come back. They lie over the maps until they are cleared.
 */
import { css, mix, rgb, token } from "../palette.js";

const SMALLEST = 8.5; // pixels of type that can be read
const SHARE = 0.33; // of a tile's width: five characters fit

/**
 * @typedef {object} Lit
 * @property {(ArrayLike<number>|null)[]} columns for the inputs and each layer; null leaves the maps
 * @property {number[]} scales the value of each column in its strongest colour
 * @property {{column: number, unit: number}|null} chosen
 */

/** @param {Lit|null} lit null clears */
export function showValues(lit) {
  for (const tile of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#network-stage .unit"))) {
    const column = Number(tile.dataset.column);
    const unit = Number(tile.dataset.unit);
    const values = lit?.columns[column];
    tile.toggleAttribute("data-lit", Boolean(lit?.chosen && lit.chosen.column === column && lit.chosen.unit === unit));
    if (!lit || !values || unit >= values.length) {
      delete tile.dataset.value;
      continue;
    }
    paint(tile, values[unit], lit.scales[column] || 1);
  }
}

/** @param {HTMLElement} tile @param {number} value @param {number} scale */
function paint(tile, value, scale) {
  const share = Math.min(1, Math.abs(value) / scale);
  const colour = mix(rgb(token("--zero")), rgb(token(value < 0 ? "--negative" : "--positive")), share);
  const size = Math.min(SHARE * tile.offsetWidth, 0.85 * parseFloat(getComputedStyle(document.documentElement).fontSize));
  const text = size >= SMALLEST ? short(value) : "";
  if (tile.dataset.value !== text) tile.dataset.value = text;
  tile.style.setProperty("--lit", css(colour));
  tile.style.setProperty("--lit-size", `${size}px`);
  tile.style.setProperty("--lit-text", luminance(colour) > 0.3 ? "#161b26" : "#ffffff");
}

/** @param {number} value at most five characters */
function short(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size < 0.005) return `${sign}${size.toExponential(0).replace("e-", "e−")}`;
  if (size < 9.95) return `${sign}${size.toFixed(size < 0.995 ? 2 : 1).replace(/^0/, "")}`;
  return sign + (size < 1e4 ? size.toFixed(0) : size.toExponential(0).replace("e+", "e"));
}

/** WCAG's relative luminance. @param {import("../palette.js").Rgb} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
