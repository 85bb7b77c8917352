"""Shares one process's time among many jobs: one short slice at a time, least served first."""

import asyncio
import heapq
import itertools
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.live.share import Share

logger = logging.getLogger(__name__)

URGENT_CREDIT = 0.25
"""Seconds by which a job with a waiting command is treated as less served than it was.

So a command goes before the training of others, but who sends commands without end gets no more
than its share in the long run.
"""

ROUND_SECONDS = 0.08
"""Time in which every job that has work gets a turn, so that ten frames a second are sure. Where
there are so many that whole slices would take longer, they get shorter slices: everyone then trains
less rather than see fewer frames."""

LATELY = 0.2
"""Seconds for which a job counts as one that has work: many wait for their browser between two
turns, and slices planned for the few that are ready just now would be much too long."""

TRAINING_SHARE = 0.1
"""At least this share of the time stays for what slices are for, however long frames take."""

SHORTEST_SLICE = 0.0002
"""Seconds; below this, changing from job to job would cost more than the work."""

BURST_SECONDS = 0.002
"""Slices follow one another for so long before the event loop turns: a turn costs about as much as
the shortest slice, and nobody notices two milliseconds."""

TURNS = 3
"""Turns of the event loop between two bursts: a message passes through about as many callbacks
on its way from the socket to its Run."""

UNUSUAL = 5.0
"""A slice without a command is charged at most so many times what the job's slices take as a rule:
a virtual machine may stand still in the middle of it, which counts as processor time. In a crowd a
job would have to stand back for seconds after a hundredth of one."""

RULE = 0.2
"""How much the latest slice counts in what a job's slices take as a rule."""

SMOOTHING = 0.02
"""How much the latest slice counts in the average of what slices take beyond their end."""

MEMORY_SECONDS = 5.0
"""Waits are averaged over about so long."""


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


@dataclass(slots=True)
class Account:
    """What is known of a job.

    `entry` is the number of its one valid entry in a heap, 0 for none; `since` is when it became
    ready; `usual` is what its slices take as a rule.
    """

    served: float
    usual: float = 0.0
    due: float = math.inf
    urgent: bool = False
    ready: bool = False
    since: float = 0.0
    entry: int = 0

    @property
    def rank(self) -> float:
        """The job with the lowest rank comes next."""
        return self.served - (URGENT_CREDIT if self.urgent else 0.0)

    def charge(self, seconds: float) -> None:
        """Take notice of what a slice took."""
        if not self.usual:
            self.usual = seconds
        unexplained = seconds > UNUSUAL * self.usual and not self.urgent
        self.served += UNUSUAL * self.usual if unexplained else seconds
        self.usual += RULE * (seconds - self.usual)


class Scheduler:
    """Runs the slices of all jobs in one asyncio task.

    A job's `served` time counts what it has used. A job that was idle is lifted to the level of
    those that worked meanwhile, so that nobody saves up time.

    A job is asked when it has work after each of its slices and when somebody says `wake`, not
    before every slice of every other job: with hundreds of jobs that would cost more than they do.

    Args:
        clock: the time, in seconds.
        slice_seconds: how long a slice is where few wait.
        meter: the processor time that this thread has used, in seconds, which jobs are charged.
            By the clock a job would also be charged for what other processes did in the middle
            of its slice, and stand back for many rounds. The clock if not given.
        share: how much of its core this process may use; all of it if not given.

    """

    def __init__(
        self,
        clock: Callable[[], float],
        slice_seconds: float,
        meter: Callable[[], float] | None = None,
        share: Share | None = None,
    ) -> None:
        self._clock = clock
        self._meter = meter or clock
        self._share = share or Share(clock, self._meter)
        self._slice = slice_seconds
        self._accounts: dict[Job, Account] = {}
        self._unsure: dict[Job, None] = {}
        self._ready: list[tuple[float, int, Job]] = []
        self._later: list[tuple[float, int, Job]] = []
        self._numbers = itertools.count(1)
        self._count = 0
        self._level = 0.0
        self._beyond = 0.0
        self._lately: tuple[set[Job], set[Job]] = (set(), set())
        self._lately_since = clock()
        self._given: tuple[float, float] | None = None
        self._wait = 0.0
        self._waited = clock()
        self._awake = asyncio.Event()

    def add(self, job: Job) -> None:
        """Take a job in; it starts level with the others."""
        self._accounts[job] = Account(self._level)
        self.wake(job)

    def remove(self, job: Job) -> None:
        """Forget a job; its work ends with the slice at hand."""
        account = self._accounts.pop(job, None)
        self._unsure.pop(job, None)
        if account is not None and account.ready:
            self._count -= 1

    def wake(self, job: Job) -> None:
        """Say that a job may have work earlier than it said."""
        if job in self._accounts:
            self._unsure[job] = None
            self._awake.set()

    @property
    def wait(self) -> float:
        """How long jobs with work waited for their turn in the last seconds, on average."""
        return self._wait * self._fading(self._clock())

    def run_slice(self) -> float:
        """Run one slice of the least served job that has work.

        Returns the seconds until some job has work: 0 after a slice, infinity if none ever has.
        """
        now = self._clock()
        self._ask(now)
        job = self._next(now)
        if job is None:
            self._given = None
            return self._later[0][0] - now if self._later else math.inf
        account = self._accounts[job]
        self._level = max(self._level, account.rank)
        self._note_wait(now, now - account.since)
        given = self._length(job, now)
        self._given = (now, given)
        self._work(job, now + given)
        return 0.0

    def run_burst(self) -> float:
        """Run slices for a short while, as many as fit; return what `run_slice` returns."""
        end = self._clock() + BURST_SECONDS
        while (wait := self.run_slice()) <= 0 and self._clock() < end:
            pass
        return wait

    async def run(self) -> None:
        """Run slices for ever, letting the event loop turn between them."""
        while True:
            start = self._clock()
            wait = self.run_burst()
            if wait <= 0:
                for _ in range(TURNS - 1):
                    await asyncio.sleep(0)
                await asyncio.sleep(self._share.rest())
            self._share.worked(self._clock() - start)
            if wait > 0:
                await self._idle(wait)

    async def _idle(self, seconds: float) -> None:
        """Do nothing for so long, or until somebody says `wake`."""
        self._awake.clear()
        loop = asyncio.get_running_loop()
        alarm = None if seconds == math.inf else loop.call_later(seconds, self._awake.set)
        await self._awake.wait()
        if alarm is not None:
            alarm.cancel()

    # Who is next

    def _ask(self, now: float) -> None:
        unsure, self._unsure = self._unsure, {}
        for job in unsure:
            account = self._accounts[job]
            due, urgent = job.due(now), job.urgent()
            same = account.entry and (account.ready, account.urgent) == (due <= now, urgent)
            same = same and (account.ready or account.due == due)
            account.due, account.urgent = due, urgent
            if not same and due <= now:
                self._make_ready(job, account, now)
            elif not same:
                self._make_wait(job, account)

    def _make_ready(self, job: Job, account: Account, since: float) -> None:
        if not account.ready:
            account.ready, account.since = True, since
            account.served = max(account.served, self._level)
            self._count += 1
        account.entry = next(self._numbers)
        # Among equals the first to come is the first to be served.
        heapq.heappush(self._ready, (account.rank, account.entry, job))

    def _make_wait(self, job: Job, account: Account) -> None:
        if account.ready:
            account.ready = False
            self._count -= 1
        account.entry = next(self._numbers)
        if account.due == math.inf:
            return
        if len(self._later) > 4 * len(self._accounts) + 64:
            self._later = [entry for entry in self._later if self._valid(entry)]
            heapq.heapify(self._later)
        heapq.heappush(self._later, (account.due, account.entry, job))

    def _valid(self, entry: tuple[float, int, Job]) -> bool:
        account = self._accounts.get(entry[2])
        return account is not None and account.entry == entry[1]

    def _next(self, now: float) -> Job | None:
        """Take the job whose turn it is; None if no job has work."""
        while self._later and (self._later[0][0] <= now or not self._valid(self._later[0])):
            entry = heapq.heappop(self._later)
            if self._valid(entry):
                self._make_ready(entry[2], self._accounts[entry[2]], entry[0])
        while self._ready:
            entry = heapq.heappop(self._ready)
            if self._valid(entry):
                return entry[2]
        return None

    # Its slice

    def _length(self, job: Job, now: float) -> float:
        """Return how long the next slice, of this job, may be, seconds.

        Frames and answers come on top of it. What they, and the turns of the event loop, take is
        learned from the slices before.
        """
        if self._given is not None:
            before, given = self._given
            self._beyond += SMOOTHING * (max(0.0, now - before - given) - self._beyond)
        active = self._active(job, now)
        left = ROUND_SECONDS / active - self._beyond
        least = self._beyond * TRAINING_SHARE / (1 - TRAINING_SHARE)
        length = max(left, least, SHORTEST_SLICE)
        self._share.found(length * active)
        return min(self._slice, max(SHORTEST_SLICE, min(length, self._share.room / active)))

    def _active(self, job: Job, now: float) -> int:
        """Return how many jobs have work now or had a slice lately, this one among them."""
        if now - self._lately_since >= LATELY:
            self._lately, self._lately_since = (set(), self._lately[0]), now
        these, before = self._lately
        these.add(job)
        return max(len(these), len(before), self._count)

    def _work(self, job: Job, until: float) -> None:
        before = self._meter()
        try:
            job.work(until)
        except Exception as error:
            logger.exception("A Run failed; the others go on")
            job.fail(error)
        account = self._accounts.get(job)
        if account is not None:
            account.charge(self._meter() - before)
            account.entry, account.since = 0, self._clock()
            self._unsure[job] = None

    # How busy it is

    def _fading(self, now: float) -> float:
        return math.exp((self._waited - now) / MEMORY_SECONDS)

    def _note_wait(self, now: float, wait: float) -> None:
        kept = self._fading(now)
        self._wait = self._wait * kept + wait * (1 - kept)
        self._waited = now
