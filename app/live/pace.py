"""How fast a Run trains: so many updates a second, or as fast as it can."""

import math

MOST_DEBT_SECONDS = 0.25
"""A Run that cannot keep its pace drops what it is behind, beyond this much."""

SHORTEST_WAIT_SECONDS = 1 / 60
"""Updates that fall due closer together than this are done in one burst."""

UNSEEN_WAIT_SECONDS = 0.1
"""The same while no frame can be sent, so that nobody sees the updates sooner."""


class Pace:
    """Says how many updates are due; times are seconds of any clock.

    `speed` is in updates a second; 0 is as fast as possible. Where somebody else leads, such as a
    page that shows two Runs in step, it counts only how many updates are left to the next halt.
    """

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._start = 0.0
        self._done = 0
        self._latest = -math.inf
        self._left: int | None = None

    def restart(self, now: float, left: int | None = None) -> None:
        """Count from now on; the first update is due at once.

        With `left`, so many updates are due at once, whatever the speed, and then no more.
        """
        self._start = now
        self._done = 0
        self._latest = -math.inf
        self._left = left

    @property
    def led(self) -> bool:
        """Whether somebody else says how far training goes."""
        return self._left is not None

    @property
    def on_the_way(self) -> bool:
        """Whether the next halt is still ahead."""
        return self._left is not None and self._left > 0

    def change(self, speed: float, now: float) -> None:
        """Set another speed from now on; in slow motion the next update may come at once."""
        self.speed = speed
        self.restart(now, self._left)

    def due_updates(self, now: float) -> float:
        """Return how many updates are due by now; infinity at full speed."""
        if self._left is not None:
            return self._left
        if self.speed == 0:
            return math.inf
        due = math.floor((now - self._start) * self.speed) + 1 - self._done
        most = max(1, math.ceil(MOST_DEBT_SECONDS * self.speed))
        if due > most:
            # Too much to do: move the start so that only `most` updates are due.
            self._start += (due - most) / self.speed
            due = most
        return max(0, due)

    def did(self, updates: int, now: float) -> None:
        """Take notice of updates that were done."""
        self._done += updates
        if self._left is not None:
            self._left = max(0, self._left - updates)
        self._latest = now

    def next_time(self, now: float, *, seen: bool = True) -> float:
        """Return when updates are due next: `now` or before if some are due already.

        `seen` says whether a frame can be sent.
        """
        if self._left is not None:
            return now if self._left else math.inf
        if self.speed == 0:
            return now
        rest = SHORTEST_WAIT_SECONDS if seen else UNSEEN_WAIT_SECONDS
        return max(self._start + self._done / self.speed, self._latest + rest)
