// @ts-check
/** The shapes of the classes: each differs from the others without its colour. */

/** @param {number} corners @param {number} turn @param {number} [inner] inner radius of a star */
function polygon(corners, turn, inner) {
  const count = inner ? 2 * corners : corners;
  const points = Array.from({ length: count }, (_, index) => {
    const angle = turn + (2 * Math.PI * index) / count;
    const radius = inner && index % 2 ? inner : 1;
    return `${(radius * Math.sin(angle)).toFixed(3)} ${(-radius * Math.cos(angle)).toFixed(3)}`;
  });
  return `M${points.join("L")}Z`;
}

const CROSS = "M-.3-.95H.3V-.3H.95V.3H.3V.95H-.3V.3H-.95V-.3H-.3Z";

/** In the order of the output figure's markers: circle, triangle, square, diamond, cross, star … */
const SHAPES = [
  "M0-.85A.85.85 0 1 1 0 .85A.85.85 0 1 1 0-.85Z",
  polygon(3, 0),
  "M-.75-.75H.75V.75H-.75Z",
  polygon(4, 0),
  CROSS,
  polygon(5, 0, 0.42),
  polygon(6, 0),
  polygon(5, 0),
];

/**
 * The outline of a class's mark, within a circle of radius 1.
 * @param {number} number
 */
export const markShape = (number) => SHAPES[number % SHAPES.length];
