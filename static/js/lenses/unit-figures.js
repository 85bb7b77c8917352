// @ts-check
/** The two pictures of the unit lens: its map, and its activation over the spread of its sums. */
import { Bitmap } from "../bmp.js";
import { ink, signedPalette, token } from "../palette.js";
import { CONFIG, describe, fit } from "../plotly.js";
import { theme } from "../theme.js";
import { axisName, axisOf, baseLayout, fontSize, signedScale } from "./style.js";

const CURVE_MS = 200;

export class UnitFigures {
  /** @param {HTMLElement} map @param {HTMLElement} curve */
  constructor(map, curve) {
    this.map = map;
    this.curve = curve;
    this.mapKey = "";
    this.curveKey = "";
    this.curveAt = 0;
    /** @type {Bitmap|null} */
    this.bitmap = null;
    this.look = "";
  }

  /** @param {import("../frame.js").Frame} frame @param {any} meta @param {any} Plotly */
  draw(frame, meta, Plotly) {
    this.#drawMap(frame, meta, Plotly);
    const now = performance.now();
    const key = `${meta.layer}.${meta.unit}.${theme()}`;
    if (key === this.curveKey && frame.playing && now - this.curveAt < CURVE_MS) return;
    this.curveAt = now;
    if (this.curveKey === "") fit(Plotly, this.curve);
    this.curveKey = key;
    this.#drawCurve(frame, meta, Plotly);
  }

  #drawMap(frame, meta, Plotly) {
    const { data, shape } = frame.array("unit/map");
    const look = `${theme()} ${shape}`;
    if (!this.bitmap || look !== this.look) {
      this.bitmap = new Bitmap(shape[1], shape[0], signedPalette());
      this.look = look;
    }
    this.bitmap.tile(data, shape[1], shape[0], 0, 0);
    const source = this.bitmap.uri();
    const key = JSON.stringify([theme(), meta.x, meta.y, meta.x_label, meta.y_label, Number(meta.scale.toPrecision(2))]);
    if (key === this.mapKey) {
      Plotly.relayout(this.map, { "images[0].source": source });
      return;
    }
    const fresh = this.mapKey === "";
    this.mapKey = key;
    const axis = { ...axisOf(), fixedrange: true, zeroline: false, showgrid: false, nticks: 4 };
    Plotly.react(
      this.map,
      [scaleBar(meta)],
      {
        ...baseLayout(),
        margin: { l: 3.1 * fontSize(), r: 4.6 * fontSize(), t: 6, b: 2.9 * fontSize() },
        xaxis: { ...axis, range: meta.x, title: { text: axisName(meta.x_label, 20), standoff: 2 } },
        yaxis: { ...axis, range: meta.y, title: { text: axisName(meta.y_label, 14), standoff: 2 } },
        images: [
          { source, xref: "paper", yref: "paper", x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "below" },
        ],
      },
      CONFIG,
    );
    describe(this.map, `What the unit computes. ${meta.sentence ?? ""}`);
    if (fresh) fit(Plotly, this.map);
  }

  #drawCurve(frame, meta, Plotly) {
    const z = frame.array("unit/curve_z").data;
    const a = frame.array("unit/curve_a").data;
    const counts = frame.array("unit/counts").data;
    const edges = frame.array("unit/edges").data;
    const middles = Array.from(counts, (_, i) => (edges[i] + edges[i + 1]) / 2);
    const width = edges[1] - edges[0];
    const axis = { ...axisOf(), fixedrange: true, nticks: 5 };
    const title = (text) => ({ text, standoff: 3, font: { size: fontSize() } });
    Plotly.react(
      this.curve,
      [
        { type: "bar", x: middles, y: counts, width, yaxis: "y2", marker: { color: token("--line") }, hoverinfo: "skip" },
        { x: z, y: a, mode: "lines", line: { color: token("--accent"), width: 2.2 * ink() }, hoverinfo: "skip" },
      ],
      {
        ...baseLayout(),
        margin: { l: 4 * fontSize(), r: 8, t: 6, b: 2.9 * fontSize() },
        bargap: 0,
        xaxis: { ...axis, title: title("Sum z of the training examples") },
        yaxis: { ...axis, title: title(`${meta.activation}(z)`), overlaying: "y2", tickmode: "auto" },
        yaxis2: { ...axis, showgrid: false, showticklabels: false, ticks: "", side: "right", rangemode: "tozero" },
      },
      CONFIG,
    );
    describe(this.curve, `The activation ${meta.activation} over the sums of the training examples; bars show how often each sum occurs.`);
  }
}

/** An invisible point that carries the colour bar. */
function scaleBar({ scale }) {
  return {
    x: [0],
    y: [0],
    mode: "markers",
    hoverinfo: "skip",
    marker: {
      opacity: 0,
      color: [0],
      cmin: -scale,
      cmax: scale,
      colorscale: signedScale(),
      showscale: true,
      colorbar: { thickness: 8, xpad: 4, outlinewidth: 0, nticks: 5, tickfont: { color: token("--text-soft") } },
    },
  };
}
