// @ts-check
/** A modal dialog: native, so that Esc, focus and the background are the browser's care. */

import { iconButton } from "../controls.js";
import { byId, h } from "../dom.js";

let count = 0;

/**
 * @typedef {object} Content
 * @property {string} title
 * @property {string} [lead]  One sentence under the title.
 * @property {(Node | string | null | false)[]} body
 * @property {(Node | string | null | false)[]} [foot]
 * @property {boolean} [wide]
 */

/**
 * Show a dialog; it is taken out of the page when it closes.
 * @param {Content} content
 * @returns {HTMLDialogElement}
 */
export function openDialog({ title, lead, body, foot, wide }) {
  const id = `dialog-${(count += 1)}`;
  const dialog = h("dialog", { class: wide ? "wide" : "", "aria-labelledby": id });
  const close = () => dialog.close();
  dialog.append(
    h("div", { class: "dialog-head" },
      h("div", null, h("h2", { id, tabindex: "-1", autofocus: true }, title), lead ? h("p", { class: "lead" }, lead) : null),
      iconButton("close", "Close", close)),
    h("div", { class: "dialog-body" }, body),
  );
  if (foot) dialog.append(h("div", { class: "dialog-foot" }, foot));
  // A press on the backdrop closes; a drag that merely ends there does not.
  let pressedOutside = false;
  dialog.addEventListener("pointerdown", (event) => { pressedOutside = event.target === dialog; });
  dialog.addEventListener("click", (event) => { if (pressedOutside && event.target === dialog) close(); });
  dialog.addEventListener("close", () => dialog.remove());
  byId("dialogs").append(dialog);
  dialog.showModal();
  return dialog;
}
