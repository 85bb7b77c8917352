// @ts-check
/**
 * The binary frame: an 8-byte prefix (magic "HL", version, header length), a JSON header padded
 * with spaces, then raw little-endian arrays, each at a multiple of 8. Arrays are views on the
 * message's own buffer: nothing is copied.
 */

const MAGIC = 0x4c48; // "HL" read as a little-endian 16-bit number
const VERSION = 1;
const PREFIX = 8;

/** @type {Object<string, any>} */
const VIEWS = {
  u1: Uint8Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u2: Uint16Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
};

/**
 * @typedef {Uint8Array|Int8Array|Int16Array|Int32Array|Uint16Array|Uint32Array|Float32Array|Float64Array} TypedArray
 *
 * @typedef {object} NamedArray
 * @property {TypedArray} data
 * @property {number[]} shape
 */

/** One instant of a Run: where training is, and what the watched lenses computed. */
export class Frame {
  /**
   * @param {any} header
   * @param {Map<string, NamedArray>} arrays
   * @param {ArrayBuffer} buffer the message as it came
   */
  constructor(header, arrays, buffer) {
    this.header = header;
    this.arrays = arrays;
    this.buffer = buffer;
    /** @type {string} "frame" or "checkpoint" */
    this.kind = header.kind ?? "frame";
    /** @type {number} */
    this.seq = header.seq ?? 0;
    /** @type {number} */
    this.update = header.update ?? 0;
    /** @type {number} */
    this.epoch = header.epoch ?? 0;
    /** @type {boolean} */
    this.playing = header.status === "playing";
    /** @type {Object<string, number>} */
    this.metrics = header.metrics ?? {};
    /** @type {Set<string>} lenses that were not drawn yet */
    this.fresh = new Set(Object.keys(header.lenses ?? {}));
  }

  /**
   * @param {string} name e.g. "output/map"
   * @returns {NamedArray|undefined} undefined when the frame does not carry it
   */
  array(name) {
    return this.arrays.get(name);
  }

  /**
   * @param {string} lens
   * @returns {any} what the lens says about its arrays (labels, ranges), or undefined
   */
  meta(lens) {
    return this.header.lenses?.[lens];
  }

  /** @param {string} lens */
  has(lens) {
    return Boolean(this.header.lenses && lens in this.header.lenses);
  }

  /**
   * Take over the lenses that only an older frame carries: not every frame has all of them, and
   * some are sent only when the data change.
   * @param {Frame} older
   * @param {boolean} drawn whether the older one was drawn
   */
  inherit(older, drawn) {
    if (!drawn) this.header.missing = { ...without(older.header.missing, this.fresh), ...this.header.missing };
    const lenses = older.header.lenses ?? {};
    const missing = new Set(Object.keys(lenses).filter((lens) => !this.has(lens)));
    if (!missing.size) return;
    for (const lens of missing) {
      this.header.lenses = { ...this.header.lenses, [lens]: lenses[lens] };
      if (!drawn && older.fresh.has(lens)) this.fresh.add(lens);
    }
    for (const [name, array] of older.arrays) {
      if (missing.has(name.split("/", 1)[0])) this.arrays.set(name, array);
    }
  }
}

/** @param {Object<string, string>|undefined} sentences @param {Set<string>} names */
const without = (sentences, names) =>
  Object.fromEntries(Object.entries(sentences ?? {}).filter(([name]) => !names.has(name)));

/**
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {RangeError} when the bytes are not a frame
 */
export function decodeFrame(buffer) {
  if (buffer.byteLength < PREFIX) throw new RangeError("a frame is at least 8 bytes long");
  const prefix = new DataView(buffer);
  if (prefix.getUint16(0, true) !== MAGIC) throw new RangeError("not a frame: wrong magic");
  if (prefix.getUint16(2, true) !== VERSION) throw new RangeError("unknown version of the frame");
  const length = prefix.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, PREFIX, length)));
  const arrays = new Map();
  for (const { name, dtype, shape, offset } of header.arrays ?? []) {
    const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    arrays.set(name, { data: new VIEWS[dtype](buffer, offset, count), shape });
  }
  return new Frame(header, arrays, buffer);
}
