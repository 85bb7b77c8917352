// @ts-check
/** Which keys belong to the element that has the focus, and not to the page. */

/**
 * Whether the focused element needs this key itself.
 * @param {Element | null} element
 * @param {string} key
 */
export function belongsTo(element, key) {
  if (!element || element.tagName === "BODY") return false;
  if (element.matches("input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=application]")) return true;
  if (key === " ") return element.matches("button, a, summary, input, [role=tab], [role=button]");
  if (key.startsWith("Arrow")) return element.matches("input, [role=tab], [role=tabpanel]");
  return false;
}

/**
 * A key as lists of keys name it; "" for one that is held with another or meant for something else.
 * @param {KeyboardEvent} event
 */
export function codeOf(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return "";
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}
