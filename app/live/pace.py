"""How fast a Run trains: so many updates a second, or as fast as it can."""

import math

MOST_DEBT_SECONDS = 0.25
"""A Run that cannot keep its pace drops what it is behind, beyond this much."""

SHORTEST_WAIT_SECONDS = 1 / 60
"""Updates that fall due closer together than this are done in one burst."""


class Pace:
    """Says how many updates are due; times are seconds of any clock.

    `speed` is in updates a second; 0 is as fast as possible.
    """

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._start = 0.0
        self._done = 0
        self._rest_until = 0.0

    def restart(self, now: float) -> None:
        """Count from now on; the first update is due at once."""
        self._start = now
        self._done = 0
        self._rest_until = now

    def change(self, speed: float, now: float) -> None:
        """Set another speed from now on; in slow motion the next update may come at once."""
        self.speed = speed
        self.restart(now)

    def due_updates(self, now: float) -> float:
        """Return how many updates are due by now; infinity at full speed."""
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
        self._rest_until = now + SHORTEST_WAIT_SECONDS

    def next_time(self, now: float) -> float:
        """Return when updates are due next: `now` or before if some are due already."""
        if self.speed == 0:
            return now
        return max(self._start + self._done / self.speed, self._rest_until)
