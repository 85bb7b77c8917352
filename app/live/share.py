"""How much of a core this process uses, and how much it may, so that workers keep abreast.

Where other processes, such as the gateway, run on the same cores, the system may give one worker
much less than another for many seconds, and its Runs train less. As long as every core is busy the
system sees no reason to move those processes elsewhere. So a worker that gets more leaves some of
its core free, and its slices are no longer than those of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALL = 1.0
"""A whole core."""

WHOLE_SLICE = 1.0
"""Seconds; slices are never so long, so this is no limit."""

FULL = 0.95
"""A worker that has work for this part of the time would use more if it got more."""

NEARLY = 0.97
"""A worker that uses this part of what it may would use no more if it might."""

SLACK = 1.02
"""A worker may use so many times what the least served one gets."""

GROWTH = 1.05
"""A worker may use so many times more than before when nobody gets too little any more."""

SLICE_SLACK = 1.05
"""Slices may be so many times as long as those of the worker with the shortest ones."""

LEAST = 0.5
"""Cores that a worker may always use: another one may stand still for reasons of its own."""

SHORTEST_REST = 0.004
"""Seconds; to fall asleep and wake up again costs some of the time that a shorter rest leaves."""

LONGEST_REST = 0.008
"""Seconds after which commands are looked at again, however long the rest is."""

SPAN = 0.5
"""Seconds over which usage is counted: in less the system has not given everybody a turn."""


class Usage(NamedTuple):
    """What a worker used lately, as parts of the time that passed.

    `cores` is its processor time, `busy` the time in which it had work to do; `slice` is the mean
    length of its slices, seconds.
    """

    cores: float
    busy: float
    slice: float


NOTHING = Usage(0.0, 0.0, WHOLE_SLICE)


class Allowance(NamedTuple):
    """What each worker may use: so much of a core, and slices of so many seconds in a crowd."""

    cores: float = ALL
    slice: float = WHOLE_SLICE


def even_share(usages: Iterable[Usage], before: float = ALL) -> Allowance:
    """Return how much each worker may use, a whole core where nobody stands back.

    Those who had work all the time and still used less than they were allowed `before` get too
    little from the system; with them the others that have as much to do keep abreast. What is left
    for training after the frames differs by much more than the processor time does, so nobody's
    slices are much longer than those of the worker with the shortest ones.
    """
    full = [each for each in usages if each.busy >= FULL]
    least = min((each.cores for each in full), default=ALL)
    starved = len(full) > 1 and least < NEARLY * before
    share = SLACK * least if starved else GROWTH * before
    shortest = min((each.slice for each in full), default=WHOLE_SLICE)
    return Allowance(min(ALL, max(LEAST, share)), min(WHOLE_SLICE, SLICE_SLACK * shortest))


class Share:
    """Keeps account of the processor time of a process.

    Attributes:
        longest: how long slices may be in a crowd, seconds.

    Args:
        clock: the time, in seconds.
        used: the processor time used so far, in seconds.

    """

    def __init__(self, clock: Callable[[], float], used: Callable[[], float]) -> None:
        self._clock = clock
        self._used = used
        self._busy = 0.0
        self._latest = (clock(), used())
        self._usage = NOTHING
        self._slices = 0
        self._given = 0.0
        self.allow(Allowance())

    def allow(self, allowance: Allowance) -> None:
        """Use no more than so much from now on."""
        self._allowed, self.longest = allowance
        self._since = (self._clock(), self._used())

    def rest(self) -> float:
        """Return for how long to leave the core to others now, seconds; 0 for not at all."""
        if self._allowed >= ALL:
            return 0.0
        start, before = self._since
        ahead = (self._used() - before) / self._allowed - (self._clock() - start)
        return min(ahead, LONGEST_REST) if ahead >= SHORTEST_REST else 0.0

    def gave(self, seconds: float) -> None:
        """Take notice of the length of a slice."""
        self._slices += 1
        self._given += seconds

    def worked(self, seconds: float) -> None:
        """Take notice of a time in which there was work to do, rests included."""
        self._busy += seconds

    def usage(self) -> Usage:
        """Return what was used in the last whole span of time."""
        (start, before), now, used = self._latest, self._clock(), self._used()
        passed = now - start
        if passed >= SPAN:
            mean = self._given / self._slices if self._slices else WHOLE_SLICE
            self._usage = Usage((used - before) / passed, self._busy / passed, mean)
            self._latest, self._busy = (now, used), 0.0
            self._slices = 0
            self._given = 0.0
        return self._usage
