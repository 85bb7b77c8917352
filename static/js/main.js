// @ts-check
/**
 * The page's entry: reads the configuration the server wrote, mounts the shell and the stage,
 * and opens the connection.
 *
 * SHELL's side is one function, `mountPanels()` of panels/index.js: it fills the regions of the
 * template and subscribes to the store. It runs before the connection opens, when `config` and
 * the default `view` are in the store and `experiment` is still null.
 */
import { publishApi } from "./api.js";
import { startLink } from "./link.js";
import { mountPanels } from "./panels/index.js";
import { session } from "./session.js";
import { mountStage } from "./stage/stage.js";
import { store } from "./store.js";

const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
store.set({ config, view: startLink(config) });
publishApi();
mountPanels();
mountStage();

const url = new URL("/ws", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
session.connect(url.href, location.hash.slice(1));
