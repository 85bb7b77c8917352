// @ts-check
/**
 * Where everything stands: a pure function from the size of the stage and the network's columns
 * to pixels. The whole network is always in view: tiles shrink, and a tall layer folds into
 * sub-columns.
 */

import { UNIT_RESOLUTIONS } from "../resolutions.js";

const GAP = 0.18; // of a tile's side
const SMALLEST = 4;
const MAP_BYTES = 44000; // of all maps in one frame, so that thin lines keep up

/**
 * @typedef {object} ColumnIn
 * @property {"input"|"hidden"|"output"} kind
 * @property {number} count of units
 *
 * @typedef {object} Tile
 * @property {number} x left edge
 * @property {number} y upper edge
 *
 * @typedef {object} Column
 * @property {"input"|"hidden"|"output"} kind
 * @property {number} count
 * @property {number} centre
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} rows
 * @property {number} columns sub-columns
 * @property {number} tile side of a tile
 * @property {number} gap between tiles, a whole number of the picture's pixels
 * @property {number} texels the same in the picture's pixels
 * @property {Tile[]} tiles
 *
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {number} pitch distance of two columns
 * @property {"wide"|"narrow"|"tiny"} heads how much room a column's header has
 * @property {number} headHeight
 * @property {number} resolution of one unit's map
 * @property {Column[]} columns
 */

/**
 * @param {object} given
 * @param {number} given.width
 * @param {number} given.height
 * @param {number} given.em size of the page's type, in pixels
 * @param {ColumnIn[]} given.columns
 * @param {number} [given.labels] room at the left for the names of the inputs
 * @param {number} [given.answers] room at the right for the names of the classes
 * @param {number} [given.wide] from how much room for a column on its header needs two rows only
 * @returns {Layout}
 */
export function layoutNetwork({ width, height, em, columns, labels = 0, answers = 0, wide = 10 }) {
  const pitch = (width - labels - answers) / columns.length;
  const heads = pitch >= wide * em ? "wide" : pitch >= 5 * em ? "narrow" : "tiny";
  const headHeight = { wide: 3.9, narrow: 5.6, tiny: 3.6 }[heads] * em;
  const room = { top: headHeight, height: height - headHeight - 4 };
  const largest = Math.max(2 * em, Math.min(7 * em, room.height * 0.2, pitch * 0.5));
  const fits = columns.map(({ kind, count }) => {
    const most = kind !== "hidden" && count === 1 ? 1.7 * largest : largest;
    return { kind, count, ...fitTiles(count, room.height, pitch * 0.52, most, kind === "hidden" ? 1.9 * em : 1.3 * em) };
  });
  const resolution = resolutionFor(columns, fits);
  return {
    width,
    height,
    pitch,
    heads,
    headHeight,
    resolution,
    columns: fits.map((fit, i) => place(fit, labels + (i + 0.5) * pitch, room, resolution)),
  };
}

/**
 * The largest tiles with which `count` of them fit, in as few sub-columns as will do.
 * @param {number} count
 * @param {number} height
 * @param {number} width
 * @param {number} most
 * @param {number} enough tiles of this size are not worth another sub-column
 */
function fitTiles(count, height, width, most, enough) {
  let best = { tile: 0, rows: 1, columns: 1 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const side = (length, n) => length / (n + GAP * (n - 1));
    const tile = Math.min(most, side(height, rows), columns > 1 ? side(width, columns) : width);
    // Another sub-column must pay: one column is easier to read, and has room for names.
    if (best.tile < enough && tile > best.tile * 1.12) best = { tile, rows, columns };
  }
  return { ...best, tile: Math.max(SMALLEST, Math.floor(best.tile)) };
}

/** @param {ColumnIn[]} columns @param {{kind: string, tile: number}[]} fits */
function resolutionFor(columns, fits) {
  const maps = columns.reduce((sum, { count }) => sum + count, 0);
  const side = Math.max(...fits.map(({ tile }) => tile));
  const fitting = UNIT_RESOLUTIONS.filter((r) => maps * r * r <= MAP_BYTES);
  const smallest = UNIT_RESOLUTIONS[UNIT_RESOLUTIONS.length - 1];
  return fitting.find((r) => r <= Math.max(side, smallest)) ?? smallest;
}

/** @returns {Column} */
function place({ kind, count, tile, rows, columns }, centre, room, resolution) {
  const texels = Math.max(1, Math.round((GAP * tile * resolution) / tile));
  const gap = (texels * tile) / resolution;
  const step = tile + gap;
  const width = columns * step - gap;
  const height = rows * step - gap;
  const left = Math.round(centre - width / 2);
  const top = Math.round(room.top + Math.max(0, room.height - height) / 2);
  const tiles = Array.from({ length: count }, (_, unit) => ({
    x: left + Math.floor(unit / rows) * step,
    y: top + (unit % rows) * step,
  }));
  return { kind, count, centre, left, top, width, height, rows, columns, tile, gap, texels, tiles };
}
