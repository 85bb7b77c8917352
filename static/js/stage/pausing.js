// @ts-check
/** An embedded playground trains only while it can be seen. */
import * as actions from "../actions.js";
import { session } from "../session.js";
import { store } from "../store.js";

/** Pause when hidden or scrolled away, go on when seen again if it was playing. */
export function pauseUnseen() {
  let visible = true;
  let interrupted = false;
  const check = () => {
    if (session.led) return; // two halves in step pause together or not at all
    const seen = visible && !document.hidden;
    const { playing } = store.get().status;
    if (!seen && playing) {
      interrupted = true;
      actions.pause().catch(() => {});
    } else if (seen && interrupted) {
      interrupted = false;
      actions.play().catch(() => {});
    }
  };
  document.addEventListener("visibilitychange", check);
  new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
    check();
  }).observe(document.body);
}
