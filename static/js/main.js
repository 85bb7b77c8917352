// @ts-check
/**
 * The page's entry: reads the configuration the server wrote, mounts the panels and the stage, and
 * opens the connection.
 */
import * as actions from "./actions.js";
import { publishApi } from "./api.js";
import { followHash, startLink } from "./link.js";
import { mountPanels } from "./panels/index.js";
import { loadPlotlyAfter } from "./plotly.js";
import { session } from "./session.js";
import { pauseUnseen } from "./stage/pausing.js";
import { mountStage } from "./stage/stage.js";
import { store } from "./store.js";

const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
store.set({ config, view: startLink(config) });
loadPlotlyAfter(new Promise((resolve) => store.on("frame", (frame) => { if (frame?.fresh.size) resolve(frame); })));
mountPanels();
const ready = mountStage();
publishApi(ready);
followHash();
if ("embed" in document.documentElement.dataset) pauseUnseen();
ready.then(() => {
  if (store.get().view.autoplay) actions.play().catch(() => {});
});

const url = new URL("/ws", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
session.connect(url.href, location.hash.slice(1));
