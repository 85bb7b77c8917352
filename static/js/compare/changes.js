// @ts-check
/** The menus that change one half, or both: a field of the schema, then its own control. */
import { makeControl } from "../controls.js";
import { datasetChanges } from "../data-choice.js";
import { byId, fill, h, setText } from "../dom.js";
import { placeBelow } from "../panels/popover.js";
import { fieldsOf, layerFields, titleOf, valueAt } from "../schema.js";

/**
 * @typedef {import("../schema.js").FieldInfo} FieldInfo
 * @typedef {object} Item  One thing that can be changed.
 * @property {FieldInfo} field
 * @property {(experiment: any) => any} value
 * @property {(experiment: any, value: any) => Record<string, any>} changes  For `edit`.
 *
 * @typedef {object} Place
 * @property {string} id of the menu
 * @property {() => any} experiment
 * @property {(changes: Record<string, any>) => Promise<any>} change
 * @property {(config: any, experiment: any) => {title: string, items: Item[]}[]} groups
 * @property {string} first  Path of the field that is shown first.
 * @property {Node[]} [foot]
 */

/** @param {FieldInfo} field @returns {Item} */
const plain = (field) => ({
  field,
  value: (experiment) => valueAt(experiment, field.path),
  changes: (_, value) => ({ [field.path]: value }),
});

/** @param {any} config @returns {Item} */
function depth(config) {
  const node = config.schema.experiment.properties.layers;
  /** @type {any} */
  const field = {
    path: "layers", title: "Number of hidden layers", help: node.description ?? "", type: "integer",
    minimum: 0, maximum: node.maxItems ?? 10, step: 1, link: "layers", optional: false, log: false, basic: true,
  };
  return {
    field,
    value: (experiment) => experiment.layers.length,
    changes: ({ layers }, count) => ({
      layers: Array.from({ length: count }, (_, i) => layers[Math.min(i, layers.length - 1)] ?? { kind: "dense" }),
    }),
  };
}

/** Fields of the layers, changed in all layers of a kind at once. @param {any} config @param {any} experiment */
function layerItems(config, { layers }) {
  const kinds = [...new Set(layers.map((/** @type {any} */ layer) => layer.kind))];
  return kinds.flatMap((kind) => {
    const places = layers.flatMap((/** @type {any} */ layer, /** @type {number} */ i) => (layer.kind === kind ? [i] : []));
    const which = kinds.length > 1 ? ` of all ${kind} layers` : " of all layers";
    return layerFields(config.schema.experiment, kind, places[0]).map((field) => {
      const name = field.path.split(".").at(-1) ?? "";
      return {
        field: { ...field, title: field.title + (layers.length > 1 ? which : "") },
        value: (/** @type {any} */ experiment) => experiment.layers[places[0]]?.[name],
        changes: (/** @type {any} */ _, /** @type {any} */ value) =>
          Object.fromEntries(places.map((/** @type {number} */ i) => [`layers.${i}.${name}`, value])),
      };
    });
  });
}

/** What may differ between the halves. @param {any} config @param {any} experiment */
export function sideGroups(config, experiment) {
  const schema = config.schema.experiment;
  const part = (/** @type {string} */ name) => ({ title: titleOf(schema, name), items: fieldsOf(schema, name).map(plain) });
  return [
    part("training"),
    { title: "Hidden layers", items: [depth(config), ...layerItems(config, experiment)] },
    part("weights"),
  ];
}

/** What is the same in both. @param {any} config @param {any} experiment */
export function bothGroups(config, experiment) {
  const schema = config.schema.experiment;
  const fields = fieldsOf(schema, "data").filter(({ type }) => ["number", "integer"].includes(type));
  const name = fieldsOf(schema, "data").find(({ path }) => path === "data.name");
  const now = experiment.data.name;
  const sets = config.datasets.filter((/** @type {any} */ each) => each.kind !== "own" || each.name === now);
  const entry = (/** @type {string} */ wanted) => config.datasets.find((/** @type {any} */ each) => each.name === wanted);
  /** @type {Item} */
  const set = {
    .../** @type {any} */ (plain(/** @type {FieldInfo} */ (name))),
    field: /** @type {any} */ ({ ...name, choices: sets.map((/** @type {any} */ each) => ({ name: each.name, label: each.title, help: each.question, formula: "" })) }),
    changes: (/** @type {any} */ { data }, /** @type {string} */ value) => datasetChanges(entry(data.name), entry(value)),
  };
  const seed = fieldsOf(schema, "").filter(({ path }) => path === "seed");
  return [{ title: "Data", items: [set, ...fields.map(plain)] }, { title: "Start", items: seed.map(plain) }];
}

/**
 * Fill a menu each time it opens, since what there is to change depends on the experiment.
 * @param {any} config
 * @param {Place} place
 */
export function mountChanges(config, { id, experiment, change, groups, first, foot = [] }) {
  const menu = byId(id);
  const button = /** @type {HTMLElement} */ (document.querySelector(`[popovertarget="${id}"]`));
  let chosen = first;
  const slot = h("div", { class: "change-control" });
  const help = h("p", { class: "lead" });

  const show = () => {
    const now = experiment();
    if (!now) return;
    const all = groups(config, now);
    const items = all.flatMap((group) => group.items);
    const item = items.find(({ field }) => field.path === chosen) ?? items[0];
    const select = h("select", { id: `${id}-what` }, all.map((group) =>
      h("optgroup", { label: group.title }, group.items.map(({ field }) => h("option", { value: field.path }, field.title)))));
    select.value = item.field.path;
    select.addEventListener("change", () => { chosen = select.value; show(); byId(`${id}-what`).focus(); });
    const control = makeControl(item.field, async (value) => {
      await change(item.changes(experiment(), value));
      control.show(item.value(experiment()));
    });
    control.show(item.value(now));
    setText(help, item.field.help);
    fill(slot, control.element);
    fill(menu, h("div", { class: "row" }, h("label", { for: `${id}-what` }, "What"), select), slot, help, ...foot);
  };
  menu.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") show();
  });
  placeBelow(button, menu);
}
