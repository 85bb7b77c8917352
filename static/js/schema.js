// @ts-check
/** Reads the fields of the Experiment and the View out of their JSON schema. */

/**
 * @typedef {{name: string, label: string, help: string, formula: string}} Choice
 * @typedef {object} FieldInfo  One field, with all a control needs to know.
 * @property {string} path  As edits name it, for example "training.learning_rate".
 * @property {string} title
 * @property {string} help
 * @property {"number" | "integer" | "boolean" | "string" | "other"} type
 * @property {boolean} optional  Whether it may be empty (null).
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [step]
 * @property {boolean} log  Whether its slider is logarithmic.
 * @property {number} [smallest]  First value above 0 of a logarithmic slider.
 * @property {string} [unit]  "%" shows a share as percent.
 * @property {Choice[]} [choices]
 * @property {boolean} basic
 * @property {string} link  Its key in a link, and its name in View.hide.
 * @property {any} fallback  The default.
 */

/**
 * @param {any} root
 * @param {any} node
 * @returns {any}
 */
function resolve(root, node) {
  let here = node ?? {};
  for (;;) {
    if (here.$ref) here = { ...root.$defs[here.$ref.split("/").pop()], ...here, $ref: undefined };
    else if (here.allOf?.length === 1) here = { ...here.allOf[0], ...here, allOf: undefined };
    else return here;
  }
}

/**
 * @param {any} root
 * @param {any} node
 * @param {string} path
 * @returns {FieldInfo}
 */
function describe(root, node, path) {
  const outer = resolve(root, node);
  const options = (outer.anyOf ?? []).map((/** @type {any} */ each) => resolve(root, each));
  const optional = options.some((/** @type {any} */ each) => each.type === "null");
  const inner = options.find((/** @type {any} */ each) => each.type !== "null") ?? outer;
  const choices =
    inner.choices ?? inner.enum?.map((/** @type {string} */ name) => ({ name, label: name, help: "", formula: "" }));
  const known = ["number", "integer", "boolean", "string"];
  return {
    path,
    title: outer.title ?? path,
    help: outer.description ?? "",
    type: known.includes(inner.type) ? inner.type : "other",
    optional,
    minimum: inner.minimum ?? outer.minimum,
    maximum: inner.maximum ?? outer.maximum,
    step: outer.step,
    log: outer.scale === "log",
    smallest: outer.smallest,
    unit: outer.unit,
    choices,
    basic: Boolean(outer.basic),
    link: outer.link ?? "",
    fallback: outer.default,
  };
}

/**
 * All fields of one part of a model that controls can show: those with a link key.
 * @param {any} root  JSON schema of the Experiment or the View.
 * @param {string} part  "training", "data" …, or "" for the model's own fields.
 * @returns {FieldInfo[]}
 */
export function fieldsOf(root, part) {
  const model = part ? resolve(root, root.properties[part]) : root;
  return Object.entries(model.properties)
    .map(([name, node]) => describe(root, node, part ? `${part}.${name}` : name))
    .filter((field) => field.link);
}

/**
 * @typedef {object} LayerKind  One kind of hidden layer.
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {{field: string, one: string, many: string}|null} counted  What can be added one by one.
 * @property {number} most  Of what is counted.
 * @property {boolean} activated  Whether it has an activation to choose.
 */

/** @param {any} root @param {string} kind */
function layerModel(root, kind) {
  const mapping = root.properties.layers.items.discriminator.mapping;
  return resolve(root, { $ref: mapping[kind] });
}

/**
 * @param {any} root
 * @param {string} kind
 * @returns {LayerKind}
 */
export function layerKind(root, kind) {
  const { title, description, counted, properties } = layerModel(root, kind);
  const most = counted ? properties[counted.field].maximum : 0;
  const activated = Boolean(properties.activation);
  return { name: kind, label: title, help: description, counted, most, activated };
}

/**
 * The fields of one kind of layer, with paths below "layers.<index>".
 * @param {any} root
 * @param {string} kind
 * @param {number} index
 * @returns {FieldInfo[]}
 */
export function layerFields(root, kind, index) {
  return Object.entries(layerModel(root, kind).properties)
    .map(([name, node]) => describe(root, node, `layers.${index}.${name}`))
    .filter((field) => field.link && (field.choices || field.type !== "other"));
}

/**
 * A field of a layer that holds a list, such as which heads are off; controls of its own show it.
 * @param {any} root
 * @param {string} kind
 * @param {number} index
 * @returns {FieldInfo[]}
 */
export function layerLists(root, kind, index) {
  return Object.entries(layerModel(root, kind).properties)
    .filter(([, node]) => node.link && node.type === "array")
    .map(([name, node]) => describe(root, node, `layers.${index}.${name}`));
}

/**
 * What people call a part of a model.
 * @param {any} root
 * @param {string} part
 * @returns {string}
 */
export function titleOf(root, part) {
  return resolve(root, root.properties[part]).title ?? part;
}

/**
 * One field by its path.
 * @param {any} root
 * @param {string} path
 * @returns {FieldInfo}
 */
export function fieldAt(root, path) {
  const dot = path.lastIndexOf(".");
  const part = dot < 0 ? "" : path.slice(0, dot);
  const found = fieldsOf(root, part).find((field) => field.path === path);
  if (!found) throw new Error(`The schema has no field ${path}.`);
  return found;
}

/**
 * The value at a dotted path.
 * @param {any} model
 * @param {string} path
 */
export function valueAt(model, path) {
  return path.split(".").reduce((here, name) => here?.[name], model);
}
