// @ts-check
/** Puts the network and the lenses on the page and feeds them frames. */
import { LensHost } from "../lenses/host.js";
import { startLoop } from "../loop.js";
import { store } from "../store.js";
import { startSubject, subjectOptions } from "../subject.js";
import { Network } from "./network.js";
import { startWatching, watchSoon } from "./watching.js";

/** @returns {Promise<void>} resolves when the first frame of the network is on screen */
export function mountStage() {
  const element = /** @type {HTMLElement} */ (document.getElementById("network-stage"));
  const network = new Network(element);
  const host = new LensHost(watchSoon);
  network.onResolution = watchSoon;
  startSubject();
  startWatching(() => {
    const shown = { resolution: network.resolution, ...(store.get().description.by_example && subjectOptions()) };
    return { inputs: shown, network: shown, faults: {}, ...host.options() };
  });
  startLoop();
  host.mount().catch(reportError);
  return new Promise((resolve) => {
    store.on("frame", (frame) => {
      network.draw(frame);
      host.draw(frame);
      if (frame.has("network")) resolve();
    });
  });
}
