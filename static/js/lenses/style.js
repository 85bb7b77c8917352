// @ts-check
/** What all charts share: type, colours of axes, no background of their own. */
import { onThemeChange, token } from "../palette.js";

/** A new layout each time: Plotly changes the object it is given. @returns {any} */
export function baseLayout() {
  const titled = { title: { font: { size: fontSize() } } };
  return {
    autosize: true,
    // Titles of axes are as large as their numbers, whatever text a chart gives them.
    template: { layout: { xaxis: titled, yaxis: titled } },
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    hovermode: false,
    dragmode: false,
    showlegend: false,
    font: { family: token("--font"), size: fontSize(), color: token("--text-soft") },
    hoverlabel: {
      bgcolor: token("--surface"),
      bordercolor: token("--line-strong"),
      font: { family: token("--font"), size: fontSize(), color: token("--text") },
    },
  };
}

/** @returns {any} */
export function axisOf() {
  return {
    color: token("--text-soft"),
    gridcolor: token("--grid"),
    linecolor: token("--line"),
    zerolinecolor: token("--line-strong"),
    tickfont: { size: fontSize() },
    nticks: 6,
    ticklen: 3,
    tickcolor: token("--line"),
    fixedrange: false,
  };
}

/** From the strongest negative value over 0 to the strongest positive one. @returns {[number, string][]} */
export const signedScale = () => [[0, token("--negative")], [0.5, token("--zero")], [1, token("--positive")]];

let size = 0; // 0: to be read anew
const forget = () => {
  size = 0;
};
onThemeChange(forget);
addEventListener("resize", forget);

/** In pixels, a little smaller than the page's own type. */
export function fontSize() {
  size ||= 0.78 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  return size;
}

const SHORT = [
  [/\bx1\b/, "x₁"],
  [/\bx2\b/, "x₂"],
  ["first principal direction", "1st direction"],
  ["second principal direction", "2nd direction"],
];

/**
 * A name for beside an axis; the sentence of the plane says it in full.
 * @param {string} label
 * @param {number} [most] characters
 */
export function axisName(label, most = 40) {
  const short = SHORT.reduce((text, [long, brief]) => text.replace(long, String(brief)), label);
  if (short.length <= most) return short;
  const plain = short.replace(" (standardized)", "");
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}
