"""How all lenses at once weigh on the page: `python -m benchmarks.lenses [--seconds 8]`.

A page of 6×8 units and 500 points trains at 500 updates a second in a headless Chromium, first with
one lens below the network, then with every lens that applies to it, all at once, which no page of
ours does. It ends with 1 if fewer frames a second come through than are promised. By the clock:
measure it on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

from app.bench.browser import DRAWN, LINK, READY, READY_MILLISECONDS
from app.bench.chromium import launch_options
from app.bench.server import running_server

if TYPE_CHECKING:
    from app.bench.server import Server

FRAMES = 20
"""Frames a second with all lenses, at least."""

WARM_UP_MILLISECONDS = 5000

SHOW_ALL = """
  () => {
    const panels = [...document.querySelectorAll('#lens-panels > [role="tabpanel"]')];
    const tab = ({ id }) => document.getElementById(id.replace("lens", "tab"));
    const applying = panels.filter((panel) => !tab(panel).hidden);
    for (const panel of applying) panel.hidden = false;
    return applying.length;
  }
"""


def main() -> None:
    """Measure, print a line for each, and say whether the promise is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lenses", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    seconds = parser.parse_args().seconds
    playwright = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        with running_server() as server:
            one, _ = measure(browser, server, seconds, every=False)
            every, count = measure(browser, server, seconds, every=True)
        browser.close()
    print(f"one lens: {one:.1f} frames a second")
    print(f"{count} lenses at once: {every:.1f} frames a second (promised: {FRAMES})")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    sys.exit(every < FRAMES)


def measure(
    browser: Any,  # noqa: ANN401 - Playwright's, which may not be here
    server: Server,
    seconds: float,
    *,
    every: bool,
) -> tuple[float, int]:
    """Return the frames a second, and how many lenses were on the page."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{server.url}/{LINK}&speed=500")
    page.wait_for_function(READY, timeout=READY_MILLISECONDS)
    page.evaluate("window.hiddenLayers.ready")
    count = page.evaluate(SHOW_ALL) if every else 1
    page.evaluate("window.hiddenLayers.play()")
    page.wait_for_timeout(WARM_UP_MILLISECONDS)
    frames: float = page.evaluate(DRAWN, 1000 * seconds)["frames"]
    context.close()
    return frames, count


if __name__ == "__main__":
    main()
