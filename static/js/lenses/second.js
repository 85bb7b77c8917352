// @ts-check
/**
 * A lens once more, beside the one on screen: with a state of its own, it shows another moment. It is
 * only looked at; its controls follow those of the lens on screen.
 */
import { h } from "../dom.js";
import { plotly } from "../plotly.js";
import { store } from "../store.js";
import { recall } from "./recall.js";
import { addTable } from "./table.js";

/**
 * @typedef {object} Moment
 * @property {import("../frame.js").Frame} frame
 * @property {any} description of the network as it was
 * @property {any} experiment
 */

const STEPS = ".example-step";
const CONTROLS = ":is(.lens-controls, .through-bar, .convolving-row, .attention-bar) :is(select, input)";

export class SecondLens {
  /**
   * @param {string} name
   * @param {HTMLElement} place
   * @param {() => void} rewatch its options have changed
   * @param {string} [copy] what tells it from other copies of the lens
   */
  static async make(name, place, rewatch, copy = "second") {
    // Another address is another module: everything that a lens keeps is kept twice.
    const [module, original, Plotly] = await Promise.all([import(`./${name}.js?${copy}`), import(`./${name}.js`), plotly()]);
    return new SecondLens(module, original, place, Plotly, rewatch);
  }

  /**
   * @param {any} module
   * @param {any} original of the lens on screen: what is chosen there is asked for here too
   * @param {HTMLElement} place
   * @param {any} Plotly
   * @param {() => void} rewatch
   */
  constructor(module, original, place, Plotly, rewatch) {
    this.module = module;
    this.original = original;
    /** What was asked for last. */
    this.asked = "";
    this.element = h("div", { class: "second-lens", inert: true });
    /** @type {Moment|null} */
    this.moment = null;
    /** Whether what it has not seen is filled in. */
    this.recalls = true;
    const redraw = () => { if (this.moment) this.draw(this.moment); };
    this.rewatch = rewatch;
    this.context = { Plotly, element: this.element, redraw, rewatch: () => this.#again(), second: true };
    // Renamed before it is on the page: two groups of radio buttons with one name would be one group.
    module.mount(this.element, this.context);
    this.#rename();
    place.append(this.element);
    addTable(place, () => this.moment && this.#as(() => module.table(this.moment?.frame)));
  }

  /** What is on the page twice needs a name of its own. */
  #rename() {
    for (const attribute of ["id", "for", "name", "aria-describedby", "aria-labelledby"]) {
      for (const element of this.element.querySelectorAll(`[${attribute}]`)) {
        element.setAttribute(attribute, `second-${element.getAttribute(attribute)}`);
      }
    }
  }

  /** @returns {Object<string, object>} what to ask the server for */
  options() {
    const state = store.get();
    const options = this.original.options(state.view, state);
    this.asked = JSON.stringify(options);
    if (!options) return {};
    const companions = (this.module.companions ?? []).map((/** @type {string} */ name) => [name, {}]);
    return { [this.module.name]: options, ...Object.fromEntries(companions) };
  }

  /** Ask again if something else is chosen than was asked for. */
  #again() {
    const before = this.asked;
    this.options();
    if (this.asked !== before) this.rewatch();
  }

  /** @param {() => any} work */
  #as(work) {
    const { frame, description, experiment } = /** @type {Moment} */ (this.moment);
    return store.as({ frame, description, experiment, present: null }, work);
  }

  /** @param {Moment} moment @returns {boolean} whether the moment has something to show */
  draw(moment) {
    const another = this.moment !== moment;
    this.moment = moment;
    const { name } = this.module;
    if (!moment.frame.has(name)) return false;
    this.#as(() => this.module.draw(moment.frame, this.context));
    const again = (/** @type {boolean} */ news) => { if (news && this.moment === moment) this.context.redraw(); };
    if (another && this.recalls && this.module.past) recall(this.module).then(again, () => {});
    return true;
  }

  /** Let the controls be set as those of the lens on screen. @param {HTMLElement} from */
  follow(from) {
    const step = [...from.querySelectorAll(STEPS)].findIndex((each) => each.hasAttribute("aria-current"));
    const twin = /** @type {HTMLElement|undefined} */ (this.element.querySelectorAll(STEPS)[step]);
    if (twin && !twin.hasAttribute("aria-current")) twin.click();
    const ours = /** @type {HTMLInputElement[]} */ ([...this.element.querySelectorAll(CONTROLS)]);
    const theirs = /** @type {HTMLInputElement[]} */ ([...from.querySelectorAll(CONTROLS)]);
    theirs.forEach(({ type, checked, value }, i) => {
      const twin = ours[i];
      if (twin?.type !== type) return;
      const toggles = type === "radio" || type === "checkbox";
      if (toggles ? twin.checked === checked : twin.value === value) return;
      if (twin instanceof HTMLSelectElement && ![...twin.options].some((each) => each.value === value)) return; // a layer that was not there yet
      if (toggles) twin.checked = checked;
      else twin.value = value;
      if (type === "radio" && !checked) return;
      for (const event of ["input", "change"]) twin.dispatchEvent(new Event(event));
    });
    this.#again();
  }
}
