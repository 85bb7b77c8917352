"""Shares one process's time among many jobs: one short slice at a time, least served first."""

import asyncio
import logging
import math
from collections.abc import Callable
from typing import Protocol

logger = logging.getLogger(__name__)

URGENT_CREDIT = 0.25
"""Seconds by which a job with a waiting command is treated as less served than it was.

So a command goes before the training of others, but who sends commands without end gets no more
than its share in the long run.
"""

ROUND_SECONDS = 0.04
"""Time for one slice of every job that has work. Where there are so many that whole slices would
take longer, slices are shorter: everyone then trains less, but sees several frames a second."""

SHORTEST_SLICE = 0.0002
"""Seconds; below this, changing from job to job would cost more than the work."""

ROUNDS_BETWEEN_SLICES = 3
"""Turns of the event loop between two slices: a message passes through about as many callbacks
on its way from the socket to its Run."""


class Job(Protocol):
    """Something that has work to do now and then, in slices."""

    def due(self, now: float) -> float:
        """Return when there is work: a time not after `now` means at once, infinity means none."""

    def urgent(self) -> bool:
        """Tell whether somebody waits for an answer."""

    def work(self, until: float) -> None:
        """Do one slice of the work that is due, ending near the time `until`."""

    def fail(self, error: Exception) -> None:
        """Take notice of an exception that `work` let out."""


class Scheduler:
    """Runs the slices of all jobs in one asyncio task.

    A job's `served` time counts what it has used. A job that was idle is lifted to the level of
    those that worked meanwhile, so that nobody saves up time.

    A job is asked when it has work after each of its slices and when somebody says `wake`, not
    before every slice of every other job: with hundreds of jobs that would cost more than they do.
    """

    def __init__(self, clock: Callable[[], float], slice_seconds: float) -> None:
        self._clock = clock
        self._slice = slice_seconds
        self._served: dict[Job, float] = {}
        self._due: dict[Job, float] = {}
        self._urgent: set[Job] = set()
        self._unsure: set[Job] = set()
        self._ready: set[Job] = set()
        self._level = 0.0
        self._awake = asyncio.Event()

    def add(self, job: Job) -> None:
        """Take a job in; it starts level with the others."""
        self._served[job] = self._level
        self.wake(job)

    def remove(self, job: Job) -> None:
        """Forget a job; its work ends with the slice at hand."""
        self._served.pop(job, None)
        self._due.pop(job, None)
        for jobs in (self._ready, self._urgent, self._unsure):
            jobs.discard(job)

    def wake(self, job: Job) -> None:
        """Say that a job may have work earlier than it said."""
        if job in self._served:
            self._unsure.add(job)
            self._awake.set()

    def run_slice(self) -> float:
        """Run one slice of the least served job that has work.

        Returns the seconds until some job has work: 0 after a slice, infinity if none ever has.
        """
        now = self._clock()
        self._ask(now)
        ready = {job for job, time in self._due.items() if time <= now}
        if not ready:
            self._ready = ready
            return min(self._due.values(), default=math.inf) - now
        for job in ready - self._ready:
            self._served[job] = max(self._served[job], self._level)
        self._ready = ready
        self._level = max(self._level, min(self._served[job] for job in ready))
        # Sorting the dictionary's own order keeps ties first come, first served.
        chosen = min((job for job in self._served if job in ready), key=self._rank)
        share = max(SHORTEST_SLICE, ROUND_SECONDS / len(ready))
        self._work(chosen, now, now + min(self._slice, share))
        return 0.0

    def _ask(self, now: float) -> None:
        for job in self._unsure:
            self._due[job] = job.due(now)
            if job.urgent():
                self._urgent.add(job)
            else:
                self._urgent.discard(job)
        self._unsure.clear()

    def _rank(self, job: Job) -> float:
        return self._served[job] - (URGENT_CREDIT if job in self._urgent else 0.0)

    def _work(self, job: Job, now: float, until: float) -> None:
        try:
            job.work(until)
        except Exception as error:
            logger.exception("A Run failed; the others go on")
            job.fail(error)
        if job in self._served:
            self._served[job] += self._clock() - now
            self._unsure.add(job)

    async def run(self) -> None:
        """Run slices for ever, letting the event loop turn between them."""
        loop = asyncio.get_running_loop()
        while True:
            wait = self.run_slice()
            if wait <= 0:
                for _ in range(ROUNDS_BETWEEN_SLICES):
                    await asyncio.sleep(0)
                continue
            self._awake.clear()
            alarm = None if wait == math.inf else loop.call_later(wait, self._awake.set)
            await self._awake.wait()
            if alarm is not None:
                alarm.cancel()
