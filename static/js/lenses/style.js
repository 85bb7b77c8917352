// @ts-check
/** What all charts share: type, colours of axes, no background of their own. */
import { token } from "../palette.js";

/** A new layout each time: Plotly changes the object it is given. @returns {any} */
export function baseLayout() {
  return {
    autosize: true,
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
    title: { font: { size: fontSize() } },
    nticks: 6,
    ticklen: 3,
    tickcolor: token("--line"),
    fixedrange: false,
  };
}

/** A little smaller than the page's own. */
export function fontSize() {
  return 0.78 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Coordinates of the plane with their index below the line. @param {string} label */
export const axisName = (label) => label.replace(/\bx1\b/, "x₁").replace(/\bx2\b/, "x₂");
