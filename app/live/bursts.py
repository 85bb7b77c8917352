"""How many updates fit into a slice: looking at the clock after each would cost as much as one."""

from math import sqrt

SHORTEST = 1.5e-4
"""Seconds that a burst of updates is worth. Every turn has room for one, also where commands have
used up the slice, so that in a crowd all Runs train alike."""

FIXED_COST = 5e-5
"""Seconds that a burst takes besides its updates."""


class Bursts:
    """Plans the bursts of each slice, and learns what one update takes.

    The first burst after `forget` is a single update. What a slice leaves, or takes too much, the
    next one has more or less, up to a whole slice: so Runs that get the same slices train alike,
    however well single bursts were planned.
    """

    def __init__(self) -> None:
        self._cost: float | None = None
        self._left = 0.0

    def forget(self) -> None:
        """Take notice that updates of something else follow."""
        self._cost = None
        self._left = 0.0

    def begin(self, seconds: float) -> None:
        """Begin a slice of so many seconds of processor time."""
        whole = max(seconds, SHORTEST)
        self._left = whole + max(-whole, min(whole, self._left))

    def fits(self) -> int:
        """Return how many updates to make in what is left of the slice, at least 1."""
        if self._cost is None:
            return 1
        return max(1, int((self._left - FIXED_COST) / self._cost))

    def took(self, updates: int, seconds: float) -> None:
        """Take notice of the processor time that a burst took.

        The estimate goes half of the way, as ratios go: some bursts have the end of an epoch in
        them, or caches that another process has used.
        """
        self._left -= seconds
        cost = max((seconds - FIXED_COST) / max(1, updates), 1e-7)
        self._cost = cost if self._cost is None else sqrt(self._cost * cost)

    def worth(self) -> bool:
        """Tell whether what is left of the slice is worth one more burst."""
        return self._left >= SHORTEST

    def satisfied(self) -> None:
        """Take notice that no more updates are wanted now: what is left is nobody's."""
        self._left = 0.0
