"""Who may open a Run: caps on all Runs, on those of one network address, and on the work."""

from collections import Counter

from app.live.events import ADDRESS_FULL, BUSY, FULL, Close
from app.live.figures import HostFigures
from app.settings import Settings


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """No Run can be opened now; `close` says why."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.reason)
        self.close = close


class Admission:
    """Counts the Runs by network address.

    `wait` is how long Runs wait for their turn, in seconds, where they wait least.
    """

    def __init__(self, settings: Settings, figures: HostFigures) -> None:
        self._settings = settings
        self._figures = figures
        self._addresses: Counter[str] = Counter()

    def full(self, wait: float) -> bool:
        """Tell whether there is no room for another Run at all."""
        return self._addresses.total() >= self._settings.max_runs or self.busy(wait)

    def busy(self, wait: float) -> bool:
        """Tell whether another Run would slow down those that live."""
        return wait > self._settings.max_wait_milliseconds / 1000

    def enter(self, address: str, wait: float) -> None:
        """Count a new Run; raises Refused if there is no room."""
        if self._addresses.total() >= self._settings.max_runs:
            raise self._refused("server", FULL)
        if self.busy(wait):
            raise self._refused("load", BUSY)
        if self._addresses[address] >= self._settings.max_runs_per_address:
            raise self._refused("address", ADDRESS_FULL)
        self._addresses[address] += 1
        self._figures.runs.inc()

    def leave(self, address: str) -> None:
        """Take notice that a Run has ended."""
        self._figures.runs.dec()
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]

    def _refused(self, reason: str, close: Close) -> Refused:
        self._figures.refused.labels(reason).inc()
        return Refused(close)
