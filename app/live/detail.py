"""How fine maps are drawn: coarser where frames come slowly, fully when nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = (1.0, 0.75, 0.6, 0.45, 0.35)
"""Factors on the resolution that a browser asked for; the bytes shrink with their squares."""

PAUSED = 2.0
"""The factor while nothing moves and the line is good: one frame may take its time then."""

WINDOW = 1.0
"""Seconds over which the frames that got through are counted."""

SLOW = 9.0
"""Below so many frames a second motion falls apart into pictures, and as two of them are under way
an answer to a command comes late."""

SURE = 1.1
"""A finer level must promise so many times `SLOW`, so that levels do not alternate."""

MOST_WINDOWS = 64
"""A level that was too fine before is tried again after so many windows at the latest."""


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
        self._waited = False
        self._tried = False
        self._windows = self._patience = 0

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

    def waiting(self) -> None:
        """Take notice that frames are held up: the browser has no room, or many Runs wait."""
        if not self._waited:
            self._waited = True
            self._start = None

    def acknowledged(self) -> None:
        """Take notice that a frame got through."""
        now = self._clock()
        if self._start is None:
            # What was under way before may have been a fine frame of a pause.
            self._start, self._frames = now, 0
            return
        self._frames += 1
        passed = now - self._start
        if passed < WINDOW:
            return
        if self._waited:
            self._fit(self._frames / passed)
        else:
            self._try_finer()
        self._start, self._frames, self._waited = now, 0, False

    def _fit(self, rate: float) -> None:
        """Choose a level by how many frames a second got through at the present one."""
        if rate < SLOW:
            if self._tried:
                self._patience = min(max(1, 2 * self._patience), MOST_WINDOWS)
            while rate < SLOW and self._level < len(LEVELS) - 1:
                rate *= _gain(self._level)
                self._level += 1
        else:
            if self._tried:
                self._patience = 0
            if self._level and rate >= SURE * SLOW * _gain(self._level - 1):
                self._level -= 1
        self._tried, self._windows = False, 0

    def _try_finer(self) -> None:
        """Go on to a finer level: nothing was held up. Wait longer where that failed before."""
        self._windows += 1
        if self._level and self._windows > self._patience:
            self._level -= 1
            self._tried, self._windows = True, 0


def _gain(level: int) -> float:
    """Return how many times as many frames fit at the next coarser level, at most."""
    return (LEVELS[level] / LEVELS[level + 1]) ** 2
