// @ts-check
/** What the stage needs to know of the network, read from the server's description. */

/**
 * @typedef {object} StageColumn
 * @property {"input"|"hidden"|"output"} kind
 * @property {number} layer the number by which actions know it; -1 for the inputs
 * @property {number} count
 * @property {string[]} names of the units
 * @property {string} title
 * @property {string} activation
 * @property {string} [spec] the kind of a hidden layer, as links name it
 * @property {number} [amount] of what can be added one by one in a hidden layer
 * @property {string[]} [instead] kinds of layers that could stand in its place
 * @property {string[]} [before] kinds of layers that could be added before it
 */

/**
 * @param {any} description
 * @returns {StageColumn[]} inputs, hidden layers, output
 */
export function columnsOf(description) {
  const { layers } = description;
  const last = layers.length - 1;
  const labels = description.by_example ? numbered(description.tiles) : description.input_labels;
  const title = description.by_example ? "Example" : "Features";
  return [
    { kind: "input", layer: -1, count: description.tiles, names: labels, title, activation: "" },
    ...layers.map((layer, i) => ({
      kind: i === last ? "output" : "hidden",
      layer: i,
      count: layer.tiles,
      names: i === last ? outputNames(description) : numbered(layer.tiles),
      title: i === last ? "Output" : `Layer ${i + 1}`,
      activation: layer.activation,
      spec: layer.kind,
      amount: layer.count,
      instead: layer.instead,
      before: layer.before,
    })),
  ];
}

/** @param {any} description @returns {string[]} */
export function outputNames({ layers, classes, target }) {
  const { tiles } = layers[layers.length - 1];
  if (tiles === classes.length && tiles > 1) return classes;
  if (tiles === 1) return [target || "answer"];
  return numbered(tiles);
}

/** @param {number} count */
const numbered = (count) => Array.from({ length: count }, (_, i) => `${i + 1}`);

/**
 * @param {string} text "layer.unit"
 * @returns {{layer: number, unit: number}|null} null for none
 */
export function parseUnit(text) {
  const match = /^(\d+)\.(\d+)$/.exec(text ?? "");
  return match && { layer: Number(match[1]), unit: Number(match[2]) };
}

/**
 * @param {any} description
 * @param {number} layer
 * @param {number} unit
 * @returns {string} e.g. "unit 3 of layer 1"
 */
export function unitName(description, layer, unit) {
  const last = description.layers.length - 1;
  if (layer < last) return `unit ${unit + 1} of layer ${layer + 1}`;
  return description.outputs > 1 ? `output ${outputNames(description)[unit]}` : "the output";
}

/** @param {any} config @returns {{name: string, label: string, formula: string, help: string}[]} */
export function activationChoices(config) {
  return config.schema.registries.activations;
}
