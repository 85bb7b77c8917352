// @ts-check
/** Reads the first lines of a table for the preview; the server alone decides what it means. */

const DELIMITERS = ["\t", ";", ","];

/**
 * Cells of the first rows, quotation marks understood.
 * @param {string} text
 * @param {string} delimiter
 * @param {number} most
 * @returns {string[][]}
 */
function cells(text, delimiter, most) {
  /** @type {string[][]} */
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    row.push(cell.trim());
    if (row.some(Boolean)) rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '"' && text[at + 1] === '"') { cell += sign; at++; }
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"') quoted = true;
    else if (sign === delimiter) { row.push(cell.trim()); cell = ""; }
    else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (rows.length < most) endRow();
  return rows;
}

/**
 * @param {string} text
 * @param {number} rows
 * @returns {string[][]} the first rows, the header among them if there is one
 */
export function preview(text, rows) {
  const clean = text.replace(/^\ufeff/, "");
  const tries = DELIMITERS.map((delimiter) => cells(clean, delimiter, rows));
  const even = (/** @type {string[][]} */ table) => (table.every((row) => row.length === table[0].length) ? table[0]?.length ?? 0 : 0);
  return tries.reduce((best, table) => (even(table) > even(best) ? table : best), tries[2]);
}

/**
 * The names of the columns, as far as one can tell without the server: the first row if a cell of
 * it is no number, else numbers.
 * @param {string[][]} rows
 */
export function namesIn(rows) {
  const words = rows[0].some((cell) => cell !== "" && Number.isNaN(Number(cell.replace(",", "."))));
  return words ? rows[0] : rows[0].map((_, index) => `column ${index + 1}`);
}

/**
 * The roles the server guessed, found in its description of the data.
 * @param {string[]} names  Names of the table's columns.
 * @param {{columns: string[], target: string}} description
 */
export function rolesFrom(names, { columns, target }) {
  return names.map((name) => {
    if (name === target) return "target";
    return columns.some((column) => column === name || column.startsWith(`${name} = `) || column.startsWith(`${name}=`)) ? "input" : "ignore";
  });
}
