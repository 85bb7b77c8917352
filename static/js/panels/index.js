// @ts-check
/** Fills the regions of the page around the network. */

import { mountKeys } from "../keys.js";
import { store } from "../store.js";
import { mountTheme } from "../theme.js";
import { mountAboutData } from "./about-data.js";
import { mountAnnouncer } from "./announcer.js";
import { mountData } from "./data.js";
import { mountFeatures } from "./features.js";
import { mountHide } from "./hide.js";
import { mountLensTabs } from "./lens-tabs.js";
import { mountMetrics } from "./metrics.js";
import { mountNotices } from "./notices.js";
import { mountOutputOptions } from "./output-options.js";
import { mountRewind } from "./rewind.js";
import { mountSettings, mountTraining } from "./settings.js";
import { mountSpeed } from "./speed.js";
import { mountSubject } from "./subject.js";
import { mountTopbar } from "./topbar.js";
import { mountTransport } from "./transport.js";

/** An embed opens the same experiment on the whole page. */
function mountOpenFull() {
  const link = /** @type {HTMLAnchorElement} */ (document.getElementById("open-full"));
  link.addEventListener("click", () => { link.href = `./${location.hash}`; });
}

/** Mount every panel, once, when `config` and the default `view` are in the store. */
export function mountPanels() {
  if (!store.get().config.schema?.experiment) throw new Error("The page came without its configuration.");
  const panels = [
    mountTheme, mountNotices, mountAnnouncer, mountTopbar, mountTransport, mountSpeed, mountRewind, mountMetrics, mountData,
    mountAboutData, mountFeatures, mountSubject, mountTraining, mountSettings, mountOutputOptions, mountLensTabs, mountHide, mountKeys, mountOpenFull,
  ];
  for (const mount of panels) mount();
}
