"""Shares the time of a Run between its training and the background work of its lenses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.lenses import Backgrounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from prometheus_client import Counter

SHARE = 0.25
"""Part of a Run's time that background work gets while training could use all of it."""

SHORTEST = 0.002
"""Seconds; shorter slices beside the training would cost more than they do."""

MOST_CREDIT = 0.01
"""Seconds that background work may save up while it had nothing to do."""


class Aside:
    """Gives background work its time: all that training leaves, and else a fixed share of it.

    While training could go on without a pause, its time is counted, and background work may use
    a part of it. What a slice took too long is made up for by the next ones.
    """

    def __init__(
        self, executor: Executor | None, failures: Counter, clock: Callable[[], float]
    ) -> None:
        self.backgrounds = Backgrounds(executor, failures.inc)
        self._clock = clock
        self._credit = 0.0

    def due(self, now: float, training: float) -> float:
        """Return when there is work for which time is left; `training` is when training is due."""
        return now + self.backgrounds.wait() if training > now else math.inf

    def trained(self, seconds: float) -> None:
        """Take notice of time that training has used."""
        self._credit = min(MOST_CREDIT, self._credit + seconds * SHARE / (1 - SHARE))

    def work(self, until: float, training: Callable[[float], float]) -> None:
        """Do a slice if there is time for one; `training` says when training is due."""
        if self.backgrounds.wait() > 0:
            return
        start = self._clock()
        if training(start) > start:
            self.backgrounds.work(until)
        elif self._credit >= SHORTEST:
            self.backgrounds.work(min(until, start + self._credit))
            self._credit -= self._clock() - start
