// @ts-check
/**
 * The location's hash is the experiment: the server's link with what the page shows appended.
 * Every change rewrites it; a changed hash opens what it says.
 */
import { session } from "./session.js";
import { store } from "./store.js";

/** @type {Object<string, any>} the View's fields from the JSON schema */
let fields = {};

/**
 * @param {any} config
 * @returns {Object<string, any>} the View with all defaults
 */
export function startLink(config) {
  fields = config.schema.view.properties;
  store.on("link", write);
  store.on("view", write);
  return { ...config.defaults.view };
}

/**
 * Open what the hash says when a person changes it or goes back.
 */
export function followHash() {
  addEventListener("hashchange", () => {
    const link = location.hash.slice(1);
    if (link === fullLink()) return;
    session
      .open({ link }, { ...store.get().config.defaults.view })
      .catch((error) => store.set({ notice: error.message }));
  });
}

/** @returns {string} the experiment and what the page shows, without # */
export function fullLink() {
  const { link, view } = store.get();
  return [link, ...viewParts(view, fields)].filter(Boolean).join("&");
}

/**
 * What a link says of the view: where it differs from the defaults.
 * @param {any} view
 * @param {Object<string, any>} properties of the View, from its JSON schema
 * @returns {string[]}
 */
export function viewParts(view, properties) {
  return Object.entries(properties)
    .filter(([name, field]) => !same(view[name], field.default))
    .map(([name, field]) => `${field.link ?? name}=${encode(view[name])}`);
}

function write() {
  if (!store.get().experiment) return;
  const hash = `#${fullLink()}`;
  if (hash !== location.hash) history.replaceState(history.state, "", hash);
}

/** @param {any} value @returns {string} */
function encode(value) {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return value.map(encodeURIComponent).join(",");
  return encodeURIComponent(value);
}

/** @param {any} a @param {any} b */
function same(a, b) {
  return Array.isArray(a) && Array.isArray(b) ? a.join("\n") === b.join("\n") : a === b;
}
