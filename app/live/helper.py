"""A helper process of low priority, for what is too long for the slices of a Run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

NICENESS = 10
"""By how much the priority is lower than that of the Runs, as the system counts it."""

P = ParamSpec("P")
T = TypeVar("T")


class Helper(Executor):
    """One process, made when first needed and made anew when it was lost.

    It ends with the process that made it, however that one ends.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lifeline: Connection | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send a function with its arguments, all of which must be picklable.

        Everybody's work waits in one line, so send little at a time.
        """
        pool = self._pool or self._start()
        try:
            return pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self.shutdown()
            return self._start().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End the process at once, even in the midst of its work."""
        pool, lifeline = self._pool, self._lifeline
        self._pool = self._lifeline = None
        if lifeline is not None:
            lifeline.close()
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        theirs, ours = context.Pipe(duplex=False)
        # Only the new process has a copy of `theirs`, and only this one has `ours`.
        pool = ProcessPoolExecutor(1, context, _begin, (theirs,))
        self._pool, self._lifeline = pool, ours
        return pool


def _begin(lifeline: Connection) -> None:
    # A Ctrl+C meant for all reaches this process through the one that made it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """Wait until the other end is closed: by whoever made this process, or by its end."""
    lifeline.poll(None)
    os._exit(0)
