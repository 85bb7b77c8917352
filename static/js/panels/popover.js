// @ts-check
/** Opens a popover just below the button it belongs to, inside the window. */

const GAP = 6;

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} popover
 */
export function placeBelow(button, popover) {
  popover.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const from = button.getBoundingClientRect();
    const left = Math.min(from.left, innerWidth - popover.offsetWidth - GAP);
    const top = Math.min(from.bottom + GAP, innerHeight - popover.offsetHeight - GAP);
    popover.style.left = `${Math.max(GAP, left)}px`;
    popover.style.top = `${Math.max(GAP, top)}px`;
    popover.querySelector("input, select, button")?.focus();
  });
  button.setAttribute("aria-expanded", "false");
}
