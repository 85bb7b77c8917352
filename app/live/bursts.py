"""How many updates fit into a slice: looking at the clock after each would cost as much as one."""

from math import sqrt

SHORTEST = 1.5e-4
"""Seconds that a burst of updates is worth. Every turn has room for one, also where commands have
used up the slice, so that in a crowd all Runs train alike."""

FIXED_COST = 5e-5
"""Seconds that a burst takes besides its updates."""


class Bursts:
    """Learns what one update takes; the first burst after `forget` is a single update."""

    def __init__(self) -> None:
        self._cost: float | None = None
        self._rest = 0.0

    def forget(self) -> None:
        """Take notice that updates of something else follow."""
        self._cost = None

    def fits(self, seconds: float) -> int:
        """Return how many updates to make in the time that is left of a slice, at least 1.

        The part of an update that would still fit is added the next time: where only a few fit,
        Runs would else differ by a third for a small difference in what an update takes.
        """
        if self._cost is None:
            return 1
        room = (max(seconds, SHORTEST) - FIXED_COST) / self._cost + self._rest
        updates = max(1, int(room))
        self._rest = max(0.0, room - updates)
        return updates

    def took(self, updates: int, seconds: float) -> None:
        """Take notice of the processor time that a burst took.

        The estimate goes half of the way, as ratios go: some bursts have the end of an epoch in
        them, or caches that another process has used.
        """
        cost = max((seconds - FIXED_COST) / max(1, updates), 1e-7)
        self._cost = cost if self._cost is None else sqrt(self._cost * cost)

    @staticmethod
    def worth(seconds: float) -> bool:
        """Tell whether the time that is left of a slice is worth one more burst."""
        return seconds >= SHORTEST
