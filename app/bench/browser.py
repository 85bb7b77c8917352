"""The page in a real browser: frames a second, and how soon a first picture is there.

Server and browser share this machine, as in a lesson on one laptop. The page is driven through
`window.hiddenLayers`, as whoever embeds it would.
"""

from __future__ import annotations

import importlib
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.bench.chromium import launch_options
from app.bench.missing import Missing
from app.bench.neighbour import Neighbour
from app.bench.server import running_server

if TYPE_CHECKING:
    from app.bench.server import Server

LAYERS = ",".join(["dense(8,tanh)"] * 6)
LINK = f"#v=1&data=spiral&samples=500&layers={LAYERS}"
READY_MILLISECONDS = 60_000

READY = "window.hiddenLayers && window.hiddenLayers.ready"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
DRAWN = """
  async (milliseconds) => {
    const look = () => ({time: performance.now(), ...window.hiddenLayers.status});
    const before = look();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const after = look();
    const seconds = (after.time - before.time) / 1000;
    return {
      frames: (after.framesDrawn - before.framesDrawn) / seconds,
      updates: (after.update - before.update) / seconds,
    };
  }
"""


@dataclass(frozen=True)
class Speed:
    """The page while it trains at one speed: what is asked for (0: all it can), what comes.

    `answer` and `late_answer` are milliseconds until a command of another Run beside the page was
    answered: the median, and what 95 % took at most.
    """

    asked_updates_per_second: int
    frames_per_second: float
    updates_per_second: float
    answer: float
    late_answer: float


@dataclass(frozen=True)
class Measured:
    """What the browser showed; times are milliseconds from opening the page on an empty cache."""

    name: str
    first_picture: float
    ready: float
    speeds: list[Speed]


def measure(warm_up: float, seconds: float) -> Measured:
    """Open the page of 6×8 units and 500 points and let it train.

    Raises:
        Missing: if Playwright or a Chromium is not here.

    """
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ImportError:
        raise Missing("Playwright is not installed") from None
    with playwright.sync_playwright() as play:
        try:
            browser = play.chromium.launch(**launch_options())
        except playwright.Error:
            raise Missing("there is no Chromium here") from None
        with running_server() as server:
            try:
                return _measure(browser, server, warm_up, seconds)
            finally:
                browser.close()


def _measure(
    browser: Any,  # noqa: ANN401 - Playwright's, which may not be here
    server: Server,
    warm_up: float,
    seconds: float,
) -> Measured:
    speeds = []
    first_picture = ready = 0.0
    for asked in (500, 0):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(f"{server.url}/{LINK}&speed={asked}")
        page.wait_for_function(READY, timeout=READY_MILLISECONDS)
        page.evaluate("window.hiddenLayers.ready")
        if not ready:
            ready = page.evaluate("performance.now()")
            first_picture = page.evaluate(PAINTED) or ready
        page.evaluate("window.hiddenLayers.play()")
        page.wait_for_timeout(1000 * warm_up)
        drawn = page.evaluate(DRAWN, 1000 * seconds)
        # A second measurement, so that the neighbour takes nothing from the page's figures.
        neighbour = Neighbour(server)
        neighbour.start()
        page.wait_for_timeout(1000 * seconds)
        neighbour.stop()
        *_, late = statistics.quantiles(neighbour.answers, n=20)
        answer = statistics.median(neighbour.answers)
        speeds.append(Speed(asked, drawn["frames"], drawn["updates"], answer, late))
        context.close()
    return Measured(f"Chromium {browser.version}", first_picture, ready, speeds)
