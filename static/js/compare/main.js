// @ts-check
/** The page of two halves: opens both, keeps them in step, and says in words what differs. */
import * as actions from "../actions.js";
import { byId, h, setText } from "../dom.js";
import { viewParts } from "../link.js";
import { fieldsOf } from "../schema.js";
import { store } from "../store.js";
import { mountTheme } from "../theme.js";
import { readAddress, without, writeAddress } from "./address.js";
import { bothGroups, mountChanges, sideGroups } from "./changes.js";
import { Chart, showLoss, writeNumbers } from "./chart.js";
import { openGallery, openHelp } from "./gallery.js";
import { GIVES_WAY, Half, HIDES } from "./half.js";
import { Lockstep } from "./lockstep.js";
import { mountTransport, showPlace, showPlaying } from "./transport.js";

const config = JSON.parse(byId("config").textContent);
const viewFields = config.schema.view.properties;
const viewKeys = new Set(Object.values(viewFields).map((/** @type {any} */ field) => field.link));
const sharedKeys = new Set([...viewKeys, ...fieldsOf(config.schema.experiment, "data").map(({ link }) => link), "v", "seed", "points", "table", "roles"]);
/** What each half shows in its own way, so that it does not travel from one to the other. */
const OWN = new Set(["hide", "mode", "autoplay", "speed"]);
const OWN_KEYS = new Set([...OWN].map((name) => viewFields[name].link));
const narrow = matchMedia("(max-width: 759px)");
const tall = matchMedia("(min-height: 950px)");

store.set({ config, view: { ...config.defaults.view } });

const halves = /** @type {const} */ (["left", "right"]).map(
  (side) => new Half(side, /** @type {HTMLElement} */ (byId(side).querySelector(".half-frame"))));
const [left, right] = halves;
const chart = new Chart();
/** Both are being changed alike: no half follows the other meanwhile. */
let together = false;
let names = ["", ""];
let asked = 0;
let hidden = "";

const lockstep = new Lockstep(halves, {
  speed: () => store.get().view.speed,
  changed: () => showPlaying(lockstep.playing),
  drawn,
  problem: (message) => say(message),
});

/** @param {string} message "" for none */
function say(message) {
  byId("compare-notice").hidden = !message;
  setText(byId("compare-notice"), message);
}

/** New pictures are on screen. */
function drawn() {
  if (halves.some(({ api }) => !api)) return;
  const statuses = halves.map(({ api }) => api.status);
  showPlace(statuses);
  chart.add(statuses);
  halves.forEach(({ side }, i) => showLoss(side, statuses[i]));
  writeNumbers(statuses, names, store.get().description?.task !== "regression");
}

/** The link of a half as its frame opens it. @param {string} link */
function framed(link) {
  const lens = /(?:^|&)lens=(\w+)/.exec(link)?.[1] ?? "";
  return `${without(link, (key) => ["hide", "mode", "autoplay", "lens"].includes(key))}&lens=${lens}&hide=${hides(lens)}`;
}

/** @param {string} lens that is open, "" for none */
const hides = (lens) => [...HIDES, ...(lens ? [] : ["lenses"]), ...(narrow.matches || (lens && !tall.matches) ? GIVES_WAY : [])].join(",");

/** @param {string} address */
async function open(address) {
  const links = readAddress(address, sharedKeys);
  const opening = [links.left, links.right].map(framed);
  say("");
  chart.clear();
  if (halves.every(({ api }) => api)) {
    together = true;
    try {
      await lockstep.anew(() => Promise.all(halves.map(({ api }, i) => api.open(`#${opening[i]}`))));
    } finally {
      together = false;
    }
  } else {
    await Promise.all(halves.map((half, i) => half.open(opening[i], (each) => lockstep.came(each))));
    halves.forEach(follow);
    for (const id of ["play", "step", "reset", "new-weights"]) byId(id).disabled = false;
  }
  const view = await left.api.view();
  await actions.view({ speed: view.speed });
  await share(view);
  changed();
}

/** Listen to a half. @param {Half} half */
function follow(half) {
  const { api, frame } = half;
  const other = half === left ? right : left;
  api.on("experiment", () => {
    if (!together) alike(half, other).catch((error) => say(error?.message ?? String(error)));
    changed();
  });
  api.on("view", share);
  api.on("status", () => lockstep.said(half));
  api.on("connection", (/** @type {string} */ state) => {
    if (state === "lost") lockstep.stop(`The ${half.side} network lost its connection. It comes back by itself.`);
    else say("");
  });
  /** @type {any} */ (frame).contentWindow.addEventListener("keydown", press);
}

/** Data and seed are those of both. @param {Half} from @param {Half} to */
async function alike(from, to) {
  const [ours, theirs] = [from.api.experiment, to.api.experiment];
  /** @type {Record<string, any>} */
  const changes = {};
  for (const [name, value] of Object.entries(ours.data)) {
    if (JSON.stringify(value) !== JSON.stringify(theirs.data[name])) changes[`data.${name}`] = value;
  }
  if (changes["data.name"]) changes.features = ours.features;
  if (ours.seed !== theirs.seed) changes.seed = ours.seed;
  if (Object.keys(changes).length) await to.api.edit(changes);
}

/** Change some halves at the same update. @param {Half[]} which @param {Record<string, any>} changes */
async function change(which, changes) {
  const late = lockstep.update > 0 && which.length === 1;
  together = true;
  try {
    await lockstep.between(() => Promise.all(which.map(({ api }) => api.edit(changes))));
  } finally {
    together = false;
  }
  if (late) say(`Changed at update ${lockstep.update}, and what was learned stays. Reset starts both alike.`);
}

/** What one half shows, the other shows too. @param {any} view */
async function share(view) {
  const shared = Object.fromEntries(Object.entries(view).filter(([name]) => !OWN.has(name)));
  const hide = hides(view.lens);
  if (hide !== hidden) shared.hide = hide.split(",");
  hidden = hide;
  await Promise.all(halves.filter(({ api }) => api).map(({ api }) => api.view(shared)));
  delete shared.hide;
  await actions.view(shared);
}

/** An experiment has changed: say what differs, and write it into the address. */
async function changed() {
  const number = (asked += 1);
  const { experiment, description } = left.api;
  store.set({ experiment, description });
  address();
  const response = await fetch("api/differences", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ left: experiment, right: right.api.experiment, stacked: narrow.matches }),
  });
  if (!response.ok || number !== asked) return;
  const found = await response.json();
  const sides = narrow.matches ? ["Above", "Below"] : ["Left", "Right"];
  names = [found.left, found.right].map((name, i) => name || sides[i]);
  setText(byId("difference-words"), found.left ? found.words : `${found.words} Press Change and say what shall be different.`);
  halves.forEach((half, i) => {
    setText(byId(half.side).querySelector(".half-side"), sides[i]);
    setText(byId(half.side).querySelector(".half-name"), [found.left, found.right][i]);
    half.named([found.left, found.right][i]);
  });
  drawn();
}

/** The part of an address that is about numbers, for comparing two. @param {string} text */
const numbers = (text) => without(text, (key) => viewKeys.has(key)).split("&").sort().join("&");

function comparisonNow() {
  const now = numbers(location.hash);
  return config.comparisons.find((/** @type {any} */ each) => numbers(each.address) === now);
}

/** Write both experiments, and what is shown, into the address. */
function address() {
  if (!left.api || !right.api) return;
  const experiments = halves.map(({ api }) => without(api.link, (key) => viewKeys.has(key)));
  const shown = viewParts({ ...store.get().view, hide: [] }, viewFields);
  const hash = `#${writeAddress([experiments[0], ...shown].join("&"), experiments[1], sharedKeys)}`;
  if (hash !== location.hash) history.replaceState(history.state, "", hash);
  const scene = comparisonNow();
  setText(byId("preset-title"), scene?.title ?? "Comparisons");
  setText(byId("question"), scene?.question ?? "");
  setText(byId("scene-sentence"), scene?.sentence ?? "");
  document.title = `${scene?.title ?? "Side by side"} · Hidden Layers`;
}

/** The select that opens the same lens below both networks. */
function mountLook() {
  const select = byId("look-at");
  const tabs = config.lenses.filter((/** @type {any} */ lens) => lens.tab);
  select.append(h("option", { value: "" }, "none"), ...tabs.map((/** @type {any} */ lens) => h("option", { value: lens.name }, lens.title)));
  select.addEventListener("change", () => actions.view({ lens: select.value }));
  store.on("view", (view) => {
    select.value = view.lens;
    document.documentElement.toggleAttribute("data-looking", Boolean(view.lens));
  });
}

/** Start one half again with the other's experiment. @param {Half} to @param {Half} from */
function copyFoot(to, from) {
  return [h("button", {
    type: "button", class: "button small",
    onclick: () => {
      byId(`${to.side}-change`).hidePopover();
      const link = without(from.api.link, (key) => viewKeys.has(key));
      open([link, ...viewParts({ ...store.get().view, hide: [] }, viewFields)].join("&"));
    },
  }, `Same as the ${from.side} one, from the start`)];
}

const gallery = () => openGallery(config, comparisonNow()?.name ?? "", (found) => open(found).catch(reportError));
const press = mountTransport(lockstep, gallery, openHelp);
mountTheme();
mountLook();
for (const half of halves) {
  mountChanges(config, {
    id: `${half.side}-change`, groups: sideGroups, first: "training.optimizer",
    experiment: () => half.api?.experiment, change: (changes) => change([half], changes),
    foot: copyFoot(half, half === left ? right : left),
  });
}
mountChanges(config, {
  id: "both-change", groups: bothGroups, first: "data.name",
  experiment: () => left.api?.experiment, change: (changes) => change(halves, changes),
});
byId("presets-button").addEventListener("click", gallery);
byId("help-button").addEventListener("click", openHelp);
byId("home").addEventListener("click", () => {
  if (left.api) byId("home").href = `./#${without(left.api.link, (key) => OWN_KEYS.has(key))}`;
});
for (const half of halves) {
  const link = /** @type {HTMLAnchorElement} */ (byId(half.side).querySelector(".half-open"));
  link.addEventListener("click", () => {
    if (half.api) link.href = `./#${without(half.api.link, (key) => OWN_KEYS.has(key))}`;
  });
}
byId("share-button").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  setText(byId("share-button"), "Copied");
  setTimeout(() => setText(byId("share-button"), "Copy link"), 1600);
});
store.on("view", (view) => {
  share(view);
  address();
});
tall.addEventListener("change", () => share(store.get().view));
narrow.addEventListener("change", () => {
  share(store.get().view);
  if (left.api && right.api) changed();
});
addEventListener("hashchange", () => open(location.hash).catch((error) => say(error?.message ?? String(error))));
let interrupted = false;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    interrupted = lockstep.playing;
    lockstep.pause();
  } else if (interrupted) lockstep.play();
});
open(location.hash || "#").catch((error) => say(error?.message ?? String(error)));
