"""The processor time that Runs are charged."""

import gc
import time
from typing import Any


class Meter:
    """Tells the processor time of the thread that calls it, seconds, without garbage collection.

    A collection looks at the objects of all Runs, at a moment that has nothing to do with the Run
    whose slice it falls into.
    """

    def __init__(self) -> None:
        self._collecting = 0.0
        self._start = 0.0
        gc.callbacks.append(self._notice)

    def __call__(self) -> float:
        """Return the seconds used so far; only differences mean something."""
        return time.thread_time() - self._collecting

    def close(self) -> None:
        """Take no more notice of collections."""
        gc.callbacks.remove(self._notice)

    def _notice(self, phase: str, _: dict[str, Any]) -> None:
        if phase == "start":
            self._start = time.thread_time()
        else:
            self._collecting += time.thread_time() - self._start
