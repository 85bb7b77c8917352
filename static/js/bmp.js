// @ts-check
/**
 * Pictures straight from bytes. An 8-bit BMP is a header, 256 colours and the rows themselves,
 * lowest first: a quantized map, whose row 0 is the lowest y, is already the picture.
 */
import { GAP } from "./palette.js";

const HEADER = 54;
const PIXELS = HEADER + 1024;

/** @param {Uint8Array} bytes @returns {string} */
function base64(bytes) {
  // @ts-ignore: newer browsers encode natively
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

/** A picture whose header and palette are written once and whose pixels change every frame. */
export class Bitmap {
  /**
   * @param {number} width
   * @param {number} height
   * @param {Uint8Array} palette 1024 bytes
   */
  constructor(width, height, palette) {
    this.width = width;
    this.height = height;
    this.stride = (width + 3) & ~3;
    const size = PIXELS + this.stride * height;
    this.bytes = new Uint8Array(size);
    const view = new DataView(this.bytes.buffer);
    view.setUint16(0, 0x4d42, true); // "BM"
    view.setUint32(2, size, true);
    view.setUint32(10, PIXELS, true);
    view.setUint32(14, 40, true); // BITMAPINFOHEADER
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
    view.setUint16(26, 1, true); // planes
    view.setUint16(28, 8, true); // bits a pixel
    view.setUint32(34, this.stride * height, true);
    view.setUint32(46, 256, true);
    this.pixels = this.bytes.subarray(PIXELS);
    this.recolour(palette);
  }

  /** @param {Uint8Array} palette */
  recolour(palette) {
    this.bytes.set(palette, HEADER);
  }

  /**
   * Write one tile.
   * @param {Uint8Array} map rows of `width` bytes, lowest first
   * @param {number} width of the tile
   * @param {number} height of the tile
   * @param {number} x of its left edge
   * @param {number} y of its lowest row
   */
  tile(map, width, height, x, y) {
    for (let row = 0; row < height; row++) {
      this.pixels.set(map.subarray(row * width, (row + 1) * width), (y + row) * this.stride + x);
    }
  }

  /** @returns {string} a data URI of the picture as it is now */
  uri() {
    return `data:image/bmp;base64,${base64(this.bytes)}`;
  }
}

/** A column of unit maps in one picture: units run downwards, then to the next sub-column. */
export class Mosaic {
  /**
   * @param {{rows: number, columns: number, resolution: number, gap: number}} grid gap in pixels of
   *   the picture
   * @param {Uint8Array} palette
   */
  constructor({ rows, columns, resolution, gap }, palette) {
    this.grid = { rows, columns, resolution, gap };
    const pitch = resolution + gap;
    this.bitmap = new Bitmap(columns * pitch - gap, rows * pitch - gap, palette);
    this.bitmap.pixels.fill(GAP);
  }

  /**
   * @param {Uint8Array} maps all maps of the frame
   * @param {number} first the number of this column's first map
   * @param {number} count
   * @returns {string} data URI
   */
  draw(maps, first, count) {
    const { rows, resolution, gap } = this.grid;
    const area = resolution * resolution;
    for (let unit = 0; unit < count; unit++) {
      const start = (first + unit) * area;
      const x = Math.floor(unit / rows) * (resolution + gap);
      const y = (rows - 1 - (unit % rows)) * (resolution + gap);
      this.bitmap.tile(maps.subarray(start, start + area), resolution, resolution, x, y);
    }
    return this.bitmap.uri();
  }
}
