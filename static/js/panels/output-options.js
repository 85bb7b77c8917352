// @ts-check
/** The switches under the output picture; they change what is drawn, never a number. */

import * as actions from "../actions.js";
import { byId, fill, h, setText } from "../dom.js";
import { fieldAt } from "../schema.js";
import { store } from "../store.js";

const SWITCHES = ["show_test", "discretize", "log_loss"];
const QUESTIONS = {
  binary: "Which class at each point?",
  classes: "Which class at each point?",
  regression: "Which value at each point?",
};
/** Where the answer to one example stands in the picture's place. */
const QUESTIONS_OF_ONE = {
  binary: "Which class is it?",
  classes: "Which class is it?",
  regression: "Which value is it?",
  steps: "Which one at each step?",
};

const QUESTION_OF_SERIES = "What comes next?";

/** Wire the switches. */
export function mountOutputOptions() {
  const schema = store.get().config.schema.view;
  const chips = SWITCHES.map((name) => {
    const field = fieldAt(schema, name);
    const chip = h("button", {
      type: "button", class: "chip", title: field.help, "data-control": field.link,
      onclick: () => actions.view({ [name]: !store.get().view[name] }),
    }, field.title);
    return { name, chip };
  });
  fill(byId("output-options"), chips.map(({ chip }) => chip));
  const show = () => {
    const { view, description, lenses } = store.get();
    for (const { name, chip } of chips) {
      chip.setAttribute("aria-pressed", String(Boolean(view?.[name])));
      if (name === "discretize") chip.hidden = description?.task === "regression";
    }
    const questions = description?.by_example ? QUESTIONS_OF_ONE : QUESTIONS;
    setText(byId("output-question"), lenses?.includes("forecast") ? QUESTION_OF_SERIES : questions[description?.task ?? "binary"]);
  };
  store.on("view", show);
  store.on("description", show);
  show();
}
