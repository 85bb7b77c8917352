"""How long a Run lives: it pauses and ends when nobody uses it, and ends some day anyway."""

import math

from app.live.events import IDLE, TOO_LONG, Close
from app.settings import Settings


class Age:
    """Knows since when a Run lives and when it was last used; times are seconds of any clock."""

    def __init__(self, settings: Settings, now: float) -> None:
        self._settings = settings
        self._used = now
        self._end = now + settings.max_run_seconds
        self._over = False

    def use(self, now: float) -> None:
        """Take notice that somebody uses the Run."""
        self._used = now

    def due(self, *, training: bool) -> float:
        """Return when there is something to do; a Run that trains pauses before it ends."""
        if self._over:
            return math.inf
        end = min(self._used + self._settings.idle_end_seconds, self._end)
        return min(end, self._used + self._settings.idle_pause_seconds) if training else end

    def end(self, now: float) -> Close | None:
        """Return why the Run ends now, once; None if it goes on, or has ended."""
        if self._over:
            return None
        idle = now - self._used >= self._settings.idle_end_seconds
        reason = TOO_LONG if now >= self._end else IDLE if idle else None
        self._over = reason is not None
        return reason

    def pause(self, now: float) -> str | None:
        """Return a sentence for people if training is to pause now, since nobody uses it."""
        if now - self._used < self._settings.idle_pause_seconds:
            return None
        minutes = round(self._settings.idle_pause_seconds / 60)
        return f"Paused, since nothing was done here for {minutes} minutes."
