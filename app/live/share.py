"""How much of a core this process uses, and how much it may, so that workers keep abreast.

Where other processes, such as the gateway, run on the same cores, the system may give one worker
much less than another for many seconds, and its Runs train less. As long as every core is busy the
system sees no reason to move those processes elsewhere. So a worker that gets more leaves some of
its core free, and its slices are hardly longer than those of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALL = 1.0
"""A whole core."""

WHOLE_ROUND = 1.0
"""Seconds; the slices of a round are never so long together, so this is no limit."""

FULL = 0.95
"""A worker that has work for this part of the time would use more if it got more."""

NEARLY = 0.97
"""A worker that uses this part of what it may would use no more if it might."""

SLACK = 1.02
"""A worker may use so many times what the least served one gets."""

GROWTH = 1.05
"""A worker may use so many times more than before when nobody gets too little any more."""

BUSY = 0.7
"""A worker that has work for this part of the time counts when slices are compared."""

ROOM_SLACK = 1.02
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

    `cores` is its processor time, `busy` the time in which it had work to do; `room` is how
    long all slices of a round could be together, seconds.
    """

    cores: float
    busy: float
    room: float


NOTHING = Usage(0.0, 0.0, WHOLE_ROUND)


class Allowance(NamedTuple):
    """What each worker may use: so much of a core, so many seconds for the slices of a round."""

    cores: float = ALL
    room: float = WHOLE_ROUND


def even_share(usages: Iterable[Usage], before: float = ALL) -> Allowance:
    """Return how much each worker may use, a whole core where nobody stands back.

    Those who had work all the time and still used less than they were allowed `before` get too
    little from the system; with them the others that have as much to do keep abreast. What is left
    for training after the frames differs by much more than the processor time does, so nobody's
    slices are much longer than those of the worker with the shortest ones.
    """
    usages = tuple(usages)
    full = [each.cores for each in usages if each.busy >= FULL]
    starved = len(full) > 1 and min(full) < NEARLY * before
    share = SLACK * min(full) if starved else GROWTH * before
    room = min((each.room for each in usages if each.busy >= BUSY), default=WHOLE_ROUND)
    return Allowance(min(ALL, max(LEAST, share)), min(WHOLE_ROUND, ROOM_SLACK * room))


class Share:
    """Keeps account of the processor time of a process.

    Attributes:
        room: how long the slices of a round may be together, seconds.

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
        self._room = 0.0
        self.allow(Allowance())

    def allow(self, allowance: Allowance) -> None:
        """Use no more than so much from now on."""
        self._allowed, self.room = allowance
        self._since = (self._clock(), self._used())

    def rest(self) -> float:
        """Return for how long to leave the core to others now, seconds; 0 for not at all."""
        if self._allowed >= ALL:
            return 0.0
        start, before = self._since
        ahead = (self._used() - before) / self._allowed - (self._clock() - start)
        return min(ahead, LONGEST_REST) if ahead >= SHORTEST_REST else 0.0

    def found(self, room: float) -> None:
        """Take notice of a slice: how long all of a round could be together, were they alike."""
        self._slices += 1
        self._room += room

    def worked(self, seconds: float) -> None:
        """Take notice of a time in which there was work to do, rests included."""
        self._busy += seconds

    def usage(self) -> Usage:
        """Return what was used in the last whole span of time."""
        (start, before), now, used = self._latest, self._clock(), self._used()
        passed = now - start
        if passed >= SPAN:
            mean = self._room / self._slices if self._slices else WHOLE_ROUND
            self._usage = Usage((used - before) / passed, self._busy / passed, mean)
            self._latest, self._busy = (now, used), 0.0
            self._slices = 0
            self._room = 0.0
        return self._usage
