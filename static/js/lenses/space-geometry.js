// @ts-check
/** Geometry of the layer spaces: convex regions, cuts, and a space turned before the eye. */

/** @typedef {number[]} Point coordinates */

/**
 * The part of a convex polygon where `normal · p + offset` is not negative.
 * @param {Point[]} polygon
 * @param {ArrayLike<number>} normal
 * @param {number} offset
 * @returns {Point[]}
 */
export function clip(polygon, normal, offset) {
  const height = (p) => normal[0] * p[0] + normal[1] * p[1] + offset;
  return polygon.flatMap((here, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const a = height(here);
    const b = height(next);
    const kept = a >= 0 ? [here] : [];
    if (a >= 0 === b >= 0) return kept;
    const t = a / (a - b);
    return [...kept, [here[0] + t * (next[0] - here[0]), here[1] + t * (next[1] - here[1])]];
  });
}

/**
 * Where each answer is given: for every output the region in which it is the largest. A single
 * output answers class 1 above 0 and class 0 below.
 * @param {number[][]} normals
 * @param {number[]} offsets
 * @param {Point[]} box
 * @returns {Point[][]} polygons by class, empty where a class is nowhere the answer
 */
export function regions(normals, offsets, box) {
  if (normals.length === 1) {
    const [[x, y], [offset]] = [normals[0], offsets];
    return [clip(box, [-x, -y], -offset), clip(box, [x, y], offset)];
  }
  return normals.map((normal, c) =>
    normals.reduce((polygon, other, o) => {
      if (o === c) return polygon;
      return clip(polygon, [normal[0] - other[0], normal[1] - other[1]], offsets[c] - offsets[o]);
    }, box),
  );
}

/** The corners of a rectangle. @param {number[][]} ranges @returns {Point[]} */
export function corners([[left, right], [low, high]]) {
  return [[left, low], [right, low], [right, high], [left, high]];
}

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1]);
/** The twelve edges of the cube from -1 to 1. */
export const EDGES = CORNERS.flatMap((a, i) =>
  CORNERS.slice(i + 1)
    .filter((b) => a.reduce((sum, value, d) => sum + Math.abs(value - b[d]), 0) === 2)
    .map((b) => [a, b]),
);

/**
 * Where the plane `normal · p + offset = 0` crosses the cube from -1 to 1.
 * @param {number[]} normal
 * @param {number} offset
 * @returns {Point[]} points in no order
 */
export function crossing(normal, offset) {
  const height = (p) => normal[0] * p[0] + normal[1] * p[1] + normal[2] * p[2] + offset;
  return EDGES.flatMap(([a, b]) => {
    const [high, low] = [height(a), height(b)];
    if (high > 0 === low > 0) return [];
    const t = high / (high - low);
    return [a.map((value, d) => value + t * (b[d] - value))];
  });
}

/** Points of a convex polygon in order around their middle. @param {Point[]} points */
export function around(points) {
  const x = points.reduce((sum, p) => sum + p[0], 0) / points.length;
  const y = points.reduce((sum, p) => sum + p[1], 0) / points.length;
  return points.toSorted((p, q) => Math.atan2(p[1] - y, p[0] - x) - Math.atan2(q[1] - y, q[0] - x));
}

/**
 * A turn about the upright axis, then a tilt towards the viewer.
 * @param {number} yaw
 * @param {number} pitch
 * @returns {(p: ArrayLike<number>) => [number, number, number]} across, up, towards the viewer
 */
export function turning(yaw, pitch) {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  return ([x, y, z]) => {
    const across = cy * x + sy * z;
    const near = cy * z - sy * x;
    return [across, cp * y - sp * near, sp * y + cp * near];
  };
}

/**
 * A range that holds all values; the present one stays while they fill a fair part of it.
 * @param {number} low
 * @param {number} high
 * @param {number[]|undefined} present
 * @returns {number[]}
 */
export function settle(low, high, present) {
  const size = high - low || 1;
  if (present && present[0] <= low && present[1] >= high && size > 0.6 * (present[1] - present[0])) return present;
  return [low - 0.08 * size, high + 0.08 * size];
}
