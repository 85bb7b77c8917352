"""How many frames a second the page draws, and how soon a Run beside it is answered.

The server, the browser and the clients all share this machine, as in a lesson on one laptop.
`python -m benchmarks.page` prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.chromium import launch_options
from tests.browser.playground import Playground
from tests.browser.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from websockets.sync.client import ClientConnection

LAYERS = ",".join(["dense(8,tanh)"] * 6)
LINK = f"#v=1&data=spiral&samples=500&layers={LAYERS}"
WARM_UP_SECONDS = 5
PAUSE_BETWEEN_COMMANDS = 0.05


@dataclass(frozen=True)
class Measured:
    """What one case measured: the page's frames and updates, the answers of a Run beside it."""

    case: str
    frames_per_second: float
    updates_per_second: float
    answers_ms: list[float]

    def row(self) -> str:
        """Return the case as a row of a Markdown table."""
        answers = sorted(self.answers_ms)
        late = answers[int(0.95 * (len(answers) - 1))]
        return (
            f"| {self.case} | {self.frames_per_second:.0f} | {self.updates_per_second:,.0f} "
            f"| {statistics.median(answers):.1f} | {late:.1f} | {answers[-1]:.1f} |"
        )


class Neighbour:
    """A second Run on the same server, spoken to without a browser."""

    def __init__(self, socket: ClientConnection) -> None:
        """Open the same network through this connection and let it train."""
        self._socket = socket
        self._last_id = 0
        self.ask("open", link=LINK)
        self.ask("play")

    def ask(self, kind: str, **fields: Any) -> float:  # noqa: ANN401 - fields of any command
        """Send one command; return the milliseconds until it is answered."""
        self._last_id += 1
        start = time.perf_counter()
        self._socket.send(json.dumps({"type": kind, "id": self._last_id, **fields}))
        while True:
            message = self._socket.recv(timeout=10)
            if isinstance(message, bytes):
                continue
            answer = json.loads(message)
            if answer.get("id") == self._last_id:
                if answer["type"] == "error":
                    raise RuntimeError(answer["message"])
                return 1000 * (time.perf_counter() - start)


def measure(browser: Browser, url: str, case: str, speed: int, seconds: float) -> Measured:
    """Let the page and a neighbour train for some seconds."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    playground = Playground(context.new_page(), url).open(f"{LINK}&speed={speed}")
    socket = url.replace("http", "ws") + "/ws"
    with connect(socket, origin=Origin(url), max_size=None) as connection:
        neighbour = Neighbour(connection)
        playground.call("play")
        playground.until(f"() => performance.now() > {1000 * WARM_UP_SECONDS}", 60_000)
        before, start = playground.status, time.perf_counter()
        answers: list[float] = []
        rates = (0.03, 0.031)
        while time.perf_counter() - start < seconds:
            changes = {"training.learning_rate": rates[len(answers) % 2]}
            answers.append(neighbour.ask("edit", changes=changes))
            time.sleep(PAUSE_BETWEEN_COMMANDS)
        after, elapsed = playground.status, time.perf_counter() - start
    context.close()
    return Measured(
        case,
        (after["framesDrawn"] - before["framesDrawn"]) / elapsed,
        (after["update"] - before["update"]) / elapsed,
        answers,
    )


def main() -> None:
    """Measure the page at its usual speed and as fast as possible."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="time for each case")
    seconds = parser.parse_args().seconds
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        print(f"Chromium {browser.version}, Python {platform.python_version()}, 6×8 tanh units,")
        print("500 points, output, network, curves; a second Run trains and is edited beside it.\n")
        print("| speed | frames/s | updates/s | answer ms, median | 95 % | longest |")
        print("|---|---|---|---|---|---|")
        for case, speed in [("500 updates/s", 500), ("as fast as possible", 0)]:
            print(measure(browser, server.url, case, speed, seconds).row(), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
