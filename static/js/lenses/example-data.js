// @ts-check
import { outputNames, unitName } from "../stage/model.js";

/** The frame of the example lens as the story reads it: layers with their numbers, and the steps. */

/**
 * @typedef {object} Pass one layer's part; arrays have a number for each unit
 * @property {number} place
 * @property {string} title "Layer 1" or "Output"
 * @property {number} unit the unit looked at
 * @property {string} name of that unit
 * @property {string[]} units what the layer after calls the units
 * @property {any} about activation, formula and options of the layer
 * @property {Float64Array} inputs
 * @property {string[]} names of the inputs
 * @property {Float64Array} incoming weights of the unit
 * @property {number} bias
 * @property {Float64Array} sums
 * @property {Float64Array} z
 * @property {Float64Array} values
 * @property {Float64Array} outputs
 * @property {Float64Array} slopes
 * @property {Float64Array} pulls
 * @property {Float64Array} deltas
 * @property {Float64Array} sumDeltas
 * @property {Float64Array} outgoing weights that hand the unit's value on, none for the output
 * @property {Float64Array} curveZ
 * @property {Float64Array} curveA
 *
 * @typedef {{id: string, kind: string, label: string, layer: number}} Step
 */

const PARTS = {
  sums: "sums", z: "z", values: "values", outputs: "outputs", slopes: "slopes", pulls: "pulls", deltas: "deltas",
  sumDeltas: "sum_deltas",
};

/** @param {import("../frame.js").Frame} frame @param {any} description @returns {Pass[]} */
export function passes(frame, description) {
  const meta = frame.meta("example");
  const data = (name) => /** @type {Float64Array} */ (frame.array(`example/${name}`).data);
  const last = meta.layers.length - 1;
  const points = frame.array("example/curve_z").shape[1];
  let unit = 0;
  let weight = 0;
  let handed = 0;
  let inputs = data("inputs");
  let names = meta.inputs;
  return meta.layers.map((about, place) => {
    const end = unit + about.units;
    const after = place < last ? meta.layers[place + 1].units : 0;
    const own = Object.fromEntries(Object.entries(PARTS).map(([key, name]) => [key, data(name).subarray(unit, end)]));
    const pass = {
      ...own,
      place,
      title: place < last ? `Layer ${place + 1}` : "Output",
      unit: meta.path[place],
      name: unitName(description, place, meta.path[place]),
      units: namesOf(description, place, last),
      about,
      inputs,
      names,
      incoming: data("incoming").subarray(weight, weight + about.inputs),
      bias: data("biases")[place],
      outgoing: data("outgoing").subarray(handed, handed + after),
      curveZ: data("curve_z").subarray(place * points, (place + 1) * points),
      curveA: data("curve_a").subarray(place * points, (place + 1) * points),
    };
    unit = end;
    weight += about.inputs;
    handed += after;
    inputs = pass.outputs;
    names = pass.units;
    return pass;
  });
}

/** What the layer after calls these units. */
function namesOf(description, place, last) {
  if (place < last) return description.layers[place] && Array.from({ length: description.layers[place].units }, (_, i) => `${place + 1}.${i + 1}`);
  return description.outputs > 1 ? outputNames(description).map((name) => `output ${name}`) : ["output"];
}

/** @param {number} layers @returns {Step[]} the story: forwards, the loss, backwards, the update */
export function storyOf(layers) {
  const last = layers - 1;
  const places = Array.from({ length: layers }, (_, i) => i);
  const short = (layer) => (layer < last ? `${layer + 1}` : "Output");
  return [
    { id: "example", kind: "example", label: "Example", layer: -1 },
    ...places.map((layer) => ({ id: `forward-${layer}`, kind: "forward", label: layer < last ? `Layer ${layer + 1}` : "Output", layer })),
    { id: "loss", kind: "loss", label: "Loss", layer: last },
    ...places.toReversed().map((layer) => ({ id: `delta-${layer}`, kind: "delta", label: `δ ${short(layer)}`, layer })),
    { id: "gradient", kind: "gradient", label: "dW", layer: -1 },
    { id: "check", kind: "check", label: "Check it", layer: -1 },
    { id: "update", kind: "update", label: "Update", layer: -1 },
  ];
}
