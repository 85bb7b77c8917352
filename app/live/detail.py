"""How fine maps are drawn: coarser where frames come slowly, fully when nothing moves."""

from collections.abc import Callable

LEVELS = (1.0, 0.75, 0.5)
"""Factors on the resolution that a browser asked for; the bytes shrink with their squares."""

PAUSED = 2.0
"""The factor while nothing moves and the line is good: one frame may take its time then."""

WINDOW = 1.0
"""Seconds over which the frames that got through are counted."""

SLOW = 8.0
"""Below so many frames a second motion falls apart into pictures."""

FAST = 24.0
"""Above so many, the next finer level stays above `SLOW`, so that levels do not alternate."""


class Detail:
    """Learns from acknowledgements how fine the maps of a browser can be.

    Frames are counted only while something held them up, the browser or the other Runs: who steps
    by hand or trains in slow motion sees few frames on any line.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._level = 0
        self._start = clock()
        self._frames = 0
        self._waited = False

    def factor(self, *, playing: bool) -> float:
        """Return the factor on the resolution of every map."""
        if playing:
            return LEVELS[self._level]
        return PAUSED if self._level == 0 else 1.0

    def waiting(self) -> None:
        """Take notice that frames are held up: the browser has no room, or many Runs wait."""
        if not self._waited:
            self._waited = True
            self._start, self._frames = self._clock(), 0

    def acknowledged(self) -> None:
        """Take notice that a frame got through."""
        self._frames += 1
        now = self._clock()
        passed = now - self._start
        if passed < WINDOW:
            return
        rate = self._frames / passed
        if not self._waited or rate > FAST:
            self._level = max(self._level - 1, 0)
        elif rate < SLOW:
            self._level = min(self._level + 1, len(LEVELS) - 1)
        self._start, self._frames, self._waited = now, 0, False
