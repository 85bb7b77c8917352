// @ts-check
/** Paste, choose or drop a table; then say what each column is for. */

import * as actions from "../actions.js";
import { fill, h, setText } from "../dom.js";
import { store } from "../store.js";
import { namesIn, preview, rolesFrom } from "./csv-preview.js";
import { openDialog } from "./dialog.js";

const PREVIEW_ROWS = 6;
const EXAMPLE = "height,weight,kind\n23,4.1,cat\n58,21,dog\n…";

/**
 * @param {string} text
 * @param {string[]} roles  Empty: the server guesses.
 */
function use(text, roles) {
  /** @type {Record<string, any>} */
  const changes = { "data.name": "table", "data.table": { text, roles }, features: [] };
  if (store.get().experiment.data.name !== "table") Object.assign(changes, { "data.samples": 2000, "data.noise": 0 });
  actions.view({ plane_x: "", plane_y: "" });
  return actions.edit(changes);
}

/**
 * The table's first rows with a choice of role above each column.
 * @param {string[][]} rows
 * @param {string[]} roles  One for each column.
 * @param {(roles: string[]) => void} changed
 */
function columnTable(rows, roles, changed) {
  const { config } = store.get();
  const header = namesIn(rows);
  const body = header === rows[0] ? rows.slice(1) : rows;
  const selects = roles.map((role, index) => h("select", {
    "aria-label": `Role of ${header[index]}`,
    onchange: (/** @type {any} */ event) => {
      const value = event.target.value;
      // There is one target: choosing another makes the old one an input.
      if (value === "target") roles.forEach((each, other) => { if (each === "target") roles[other] = "input"; });
      roles[index] = value;
      selects.forEach((select, other) => { select.value = roles[other]; });
      if (roles.includes("target")) changed(roles);
    },
  }, config.schema.registries.roles.map((/** @type {any} */ choice) => h("option", { value: choice.name, title: choice.help, selected: choice.name === role }, choice.label))));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Columns and first rows" },
    h("table", { class: "plain" },
      h("thead", null, h("tr", null, header.map((name, index) => h("th", { scope: "col" }, h("div", null, name), selects[index])))),
      h("tbody", null, body.map((row) => h("tr", null, row.map((cell) => h("td", null, cell)))))));
}

/**
 * The roles of a table that the server has read.
 * @param {string[][]} rows
 */
function rolesNow(rows) {
  const { description, experiment } = store.get();
  const given = experiment.data.table?.roles ?? [];
  return given.length === rows[0].length ? [...given] : rolesFrom(namesIn(rows), description);
}

/** Show the dialog, with the table in use if there is one. */
export function openCsv() {
  const { experiment } = store.get();
  const area = h("textarea", {
    rows: 9, spellcheck: "false", placeholder: EXAMPLE, "aria-label": "Table as text",
    value: experiment?.data.table?.text ?? "",
  });
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", class: "visually-hidden", id: "csv-file" });
  const drop = h("div", { class: "drop" }, area);
  const problem = h("p", { class: "problem", role: "alert" });
  const result = h("div", { class: "csv-result" });
  const read = h("button", { type: "button", class: "button primary" }, "Read the table");
  const done = h("button", { type: "button", class: "button primary", hidden: true }, "Done");

  const run = async (/** @type {string[]} */ roles) => {
    setText(problem, "");
    area.removeAttribute("aria-invalid");
    try {
      await use(area.value, roles);
    } catch (error) {
      setText(problem, /** @type {any} */ (error)?.message ?? String(error));
      area.setAttribute("aria-invalid", "true");
      refused(roles);
      return;
    }
    const rows = preview(area.value, PREVIEW_ROWS);
    const { description } = store.get();
    const words = description.task === "regression" ? `predicts ${description.target}` : `tells ${description.classes.length} classes of ${description.target} apart`;
    drop.hidden = true;
    read.hidden = true;
    done.hidden = false;
    fill(result,
      h("p", null, `${description.train + description.test} rows. From ${description.columns.length} inputs the network ${words}.`),
      columnTable(rows, rolesNow(rows), run),
      description.notes.map((/** @type {string} */ note) => h("p", { class: "lead" }, note)),
      h("button", { type: "button", class: "button small", onclick: back }, "Change the text"));
  };
  /** A column may be to blame: its role can be changed although the table cannot be used yet. */
  const refused = (/** @type {string[]} */ roles) => {
    const rows = preview(area.value, PREVIEW_ROWS);
    const even = rows.length > 1 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length);
    const last = rows[0]?.length - 1;
    const guess = roles.length ? [...roles] : rows[0]?.map((_, index) => (index === last ? "target" : "input"));
    if (even) fill(result, columnTable(rows, guess, run));
    else fill(result);
  };
  const back = () => {
    fill(result);
    drop.hidden = false;
    read.hidden = false;
    done.hidden = true;
    area.focus();
  };
  const take = async (/** @type {File | undefined} */ given) => {
    if (!given) return;
    area.value = await given.text();
    run([]);
  };
  file.addEventListener("change", () => take(file.files?.[0]));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  read.addEventListener("click", () => run([]));
  const dialog = openDialog({
    title: "Paste CSV",
    lead: "One example a line, columns apart by comma, semicolon or tab. At most 2,000 rows and 64 columns. Nothing is stored on the server.",
    wide: true,
    body: [
      drop, problem, result,
    ],
    foot: [
      h("label", { class: "button grow-none", for: "csv-file" }, "Choose a file"), file,
      h("span", { class: "grow lead" }, "or drop one on the text"), read, done,
    ],
  });
  done.addEventListener("click", () => dialog.close());
  area.focus();
}
