"""Does the page grow? Lets it train for minutes and prints heap and node counts.

`python -m benchmarks.soak --minutes 10` opens the page of 6×8 units in headless Chromium, lets it
train, and after each minute has the garbage collected and prints what is left. It ends with 1 if
the last third holds more than a tenth more than the middle third: the first minutes fill caches.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from app.bench.browser import LINK, READY
from app.bench.chromium import launch_options
from app.bench.server import running_server

GROWTH = 1.1
FIGURES = ("JSHeapUsedSize", "Nodes", "JSEventListeners")


def sample(devtools: Any) -> dict[str, float]:  # noqa: ANN401 - a session of Playwright
    """Return the page's counts after a garbage collection."""
    devtools.send("HeapProfiler.collectGarbage")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in metrics if each["name"] in FIGURES}


def soak(minutes: int) -> list[dict[str, float]]:
    """Return one sample a minute."""
    samples = []
    with sync_playwright() as play, running_server() as server:
        browser = play.chromium.launch(**launch_options())
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{server.url}/{LINK}")
        page.wait_for_function(READY)
        page.evaluate("window.hiddenLayers.ready")
        page.evaluate("window.hiddenLayers.play()")
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")
        for minute in range(1, minutes + 1):
            page.wait_for_timeout(60_000)
            samples.append(sample(devtools))
            update = page.evaluate("window.hiddenLayers.status.update")
            counts = ", ".join(f"{name} {value:,.0f}" for name, value in samples[-1].items())
            print(f"minute {minute}, update {update:,}: {counts}", flush=True)
        browser.close()
    return samples


def main() -> int:
    """Let the page run and say whether it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10, help="how long (default 10, least 6)")
    samples = soak(max(6, parser.parse_args().minutes))
    third = len(samples) // 3
    grown = False
    for name in FIGURES:
        middle = statistics.mean(each[name] for each in samples[third : 2 * third])
        last = statistics.mean(each[name] for each in samples[-third:])
        grown |= last > GROWTH * middle
        print(f"{name}: {middle:,.0f} in the middle third, {last:,.0f} in the last")
    return int(grown)


if __name__ == "__main__":
    sys.exit(main())
