// @ts-check
/**
 * The location's hash is the experiment: the server's link with what the page shows appended.
 * Every change rewrites it; a changed hash opens what it says.
 */
import { store } from "./store.js";

/** @type {Object<string, any>} the View's fields from the JSON schema */
let fields = {};

/**
 * @param {any} config
 * @returns {Object<string, any>} the View with all defaults
 */
export function startLink(config) {
  fields = config.schema?.view?.properties ?? {};
  store.on("link", write);
  store.on("view", write);
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default]));
}

/**
 * Open what the hash says when a person changes it or goes back.
 * @param {(link: string) => Promise<any>} open
 */
export function followHash(open) {
  addEventListener("hashchange", () => {
    const hash = location.hash.slice(1);
    if (hash === fullLink()) return;
    open(hash).catch((error) => store.set({ notice: error.message }));
  });
}

/** @returns {string} the experiment and what the page shows, without # */
export function fullLink() {
  const { link, view } = store.get();
  const parts = Object.entries(fields)
    .filter(([name, field]) => !same(view[name], field.default))
    .map(([name, field]) => `${field.link ?? name}=${encode(view[name])}`);
  return [link, ...parts].filter(Boolean).join("&");
}

/**
 * @param {string} link
 * @returns {string[]} the View's fields that a link names
 */
export function viewFieldsIn(link) {
  const keys = new Set(link.split("&").map((part) => part.split("=", 1)[0]));
  return Object.keys(fields).filter((name) => keys.has(fields[name].link ?? name));
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
