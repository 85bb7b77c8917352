"""How fine maps are drawn: coarser where frames come slowly, fully when nothing moves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = (1.0, 0.75, 0.6, 0.45, 0.35)
"""Factors on the resolution that a browser asked for; the bytes shrink with their squares."""

PAUSED = 2.0
"""The factor while nothing moves and the line is good: one frame may take its time then."""

REST_SECONDS = 0.25
"""While nothing trains a change shows at once, and this much later finely: on a thin line a fine
picture takes its time, and the next change may follow soon."""

WINDOW = 1.0
"""Seconds over which the frames that got through are counted."""

SLOW = 9.0
"""Below so many frames a second motion falls apart into pictures, and as two of them are under way
an answer to a command comes late."""

SURE = 1.1
"""Where a finer level promises so many times `SLOW`, it is chosen at once."""

HOPEFUL = 1.3 * SLOW
"""Where so many frames a second get through, a finer level may do as well, and is tried."""

PROBATION = 8
"""Windows after which a finer level has proved good."""

LEAST_PATIENCE, MOST_PATIENCE = 8, 64
"""A level that did not prove good is tried again after so many windows, and later twice as many."""

CROWDED = 2
"""The coarsest level where it is the other Runs that hold frames up: on a full processor still
coarser maps would hardly bring more frames."""


class Detail:
    """Learns from acknowledgements how fine the maps of a browser can be.

    Frames are counted only while something held them up, the browser or the other Runs: who steps
    by hand or trains in slow motion sees few frames on any line.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._level = 0
        self._start: float | None = None
        self._frames = 0
        self._blame = 0
        self._waited = False
        self._windows = self._patience = self._probation = 0

    def factor(self, *, playing: bool) -> float:
        """Return the factor on the resolution of every map."""
        if playing:
            return LEVELS[self._level]
        return PAUSED if self._level == 0 else 1.0

    def spaced(self, seconds: float) -> float:
        """Return the time between two checkpoints, given that for a good line.

        They share the line with the frames, but are all that is left when it breaks: so they come
        as much less often as maps have fewer points along a side, no more.
        """
        return seconds / LEVELS[self._level]

    def waiting(self, *, line: bool = True) -> None:
        """Take notice that frames are held up: by the line to the browser, or by other Runs."""
        self._blame += 1 if line else -1
        if not self._waited:
            self._waited = True
            self._start = None

    def acknowledged(self) -> None:
        """Take notice that a frame got through."""
        now = self._clock()
        if self._start is None:
            # What was under way before may have been a fine frame of a pause.
            self._start, self._frames, self._blame = now, 0, 0
            return
        self._frames += 1
        passed = now - self._start
        if passed < WINDOW:
            return
        rate = self._frames / passed
        if not self._waited or rate >= SLOW:
            self._consider_finer(rate)
        elif self._blame < 0:
            # It was more often the other Runs than the line.
            self._make_room()
        else:
            self._go_coarser(rate)
        self._start, self._frames, self._blame, self._waited = now, 0, 0, False

    def _make_room(self) -> None:
        """Go a step towards the level for a crowd."""
        self._level += (self._level < CROWDED) - (self._level > CROWDED)
        self._windows = self._probation = 0

    def _go_coarser(self, rate: float) -> None:
        """Choose the level at which enough frames would get through, by the rate at this one."""
        if self._probation:
            self._patience = min(max(LEAST_PATIENCE, 2 * self._patience), MOST_PATIENCE)
        self._probation = self._windows = 0
        while rate < SLOW and self._level < len(LEVELS) - 1:
            rate *= _gain(self._level)
            self._level += 1

    def _consider_finer(self, rate: float) -> None:
        """Go on to a finer level where it is sure to do, or, less and less often, where it may."""
        if self._probation:
            self._probation -= 1
            if not self._probation:
                self._patience = 0
        if not self._level:
            return
        self._windows += 1
        sure = self._waited and rate >= SURE * SLOW * _gain(self._level - 1)
        hopeful = not self._waited or rate >= HOPEFUL
        if sure or (hopeful and self._windows > self._patience):
            self._level -= 1
            self._windows, self._probation = 0, PROBATION


class Rest:
    """Knows what is on screen while nothing trains, and when it has been there long enough."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._over = -math.inf

    def show(self, version: int, now: float, *, playing: bool) -> None:
        """Take notice that a version of the network is shown from now on, if it was not before."""
        if version != self._version:
            self._version = version
            self._over = -math.inf if playing else now + REST_SECONDS

    def shows(self, version: int) -> bool:
        """Tell whether this version is on screen."""
        return version == self._version

    def over(self, version: int) -> float:
        """Return from when on this version may be shown finely; at once if it is not shown yet."""
        return self._over if self.shows(version) else -math.inf


def _gain(level: int) -> float:
    """Return how many times as many frames fit at the next coarser level, at most."""
    return (LEVELS[level] / LEVELS[level + 1]) ** 2
