import asyncio
import math
from typing import TYPE_CHECKING

import pytest

from app.live.scheduler import SHORTEST_SLICE, URGENT_CREDIT, Scheduler

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Worker:
    """A job whose slices take a given time."""

    def __init__(self, clock: Clock, cost: float = 0.004) -> None:
        self.clock = clock
        self.cost = cost
        self.next = 0.0
        self.slices = 0
        self.waiting = False
        self.error: Exception | None = None
        self.failures: list[Exception] = []
        self.given: list[float] = []
        self.then: Callable[[], None] = lambda: None

    def due(self, now: float) -> float:
        return self.next

    def urgent(self) -> bool:
        return self.waiting

    def work(self, until: float) -> None:
        self.given.append(until - self.clock.now)
        self.slices += 1
        self.clock.now += self.cost
        self.then()
        if self.error is not None:
            raise self.error

    def fail(self, error: Exception) -> None:
        self.failures.append(error)


def made(count: int, **options: float) -> tuple[Clock, Scheduler, list[Worker]]:
    clock = Clock()
    scheduler = Scheduler(clock, 0.004)
    jobs = [Worker(clock, **options) for _ in range(count)]
    for job in jobs:
        scheduler.add(job)
    return clock, scheduler, jobs


def test_equal_jobs_get_equal_turns() -> None:
    _, scheduler, jobs = made(7)
    for _ in range(700):
        assert scheduler.run_slice() == 0
    assert {job.slices for job in jobs} == {100}


def test_slices_are_whole_for_few_jobs_and_shorter_for_many() -> None:
    for count, given in ((1, 0.004), (10, 0.004), (100, 0.0004), (1000, SHORTEST_SLICE)):
        _, scheduler, jobs = made(count)
        scheduler.run_slice()
        assert jobs[0].given == [pytest.approx(given)]


def test_time_is_shared_not_turns() -> None:
    _, scheduler, (heavy, light) = made(2)
    heavy.cost, light.cost = 0.020, 0.002
    for _ in range(1100):
        scheduler.run_slice()
    assert heavy.slices * heavy.cost == pytest.approx(light.slices * light.cost, rel=0.02)


def test_a_waiting_command_goes_before_the_training_of_others() -> None:
    _, scheduler, jobs = made(50)
    for _ in range(500):
        scheduler.run_slice()
    jobs[31].waiting = True
    scheduler.wake(jobs[31])
    before = jobs[31].slices
    scheduler.run_slice()
    assert jobs[31].slices == before + 1


def test_commands_without_end_get_no_more_than_their_credit() -> None:
    _, scheduler, (flood, *others) = made(5)
    flood.waiting = True
    scheduler.wake(flood)
    for _ in range(5000):
        scheduler.run_slice()
    least = min(job.slices * job.cost for job in others)
    assert flood.slices * flood.cost <= least + URGENT_CREDIT + 2 * flood.cost


def test_an_idle_job_saves_up_no_time() -> None:
    clock, scheduler, (sleeper, worker) = made(2)
    sleeper.next = 1.0
    while clock.now < 1.0:
        scheduler.run_slice()
    before = worker.slices
    for _ in range(100):
        scheduler.run_slice()
    assert worker.slices - before == pytest.approx(50, abs=1)
    assert sleeper.slices == pytest.approx(50, abs=1)


def test_a_new_job_starts_level_with_the_others() -> None:
    clock, scheduler, (old,) = made(1)
    for _ in range(1000):
        scheduler.run_slice()
    new = Worker(clock)
    scheduler.add(new)
    before = old.slices
    for _ in range(10):
        scheduler.run_slice()
    assert new.slices == pytest.approx(5, abs=1)
    assert old.slices - before == pytest.approx(5, abs=1)


def test_it_says_how_long_nothing_is_due() -> None:
    clock, scheduler, (first, second) = made(2)
    first.next, second.next = 3.0, 2.5
    clock.now = 1.0
    assert scheduler.run_slice() == 1.5
    first.next = second.next = math.inf
    for job in (first, second):
        scheduler.wake(job)
    assert scheduler.run_slice() == math.inf


def test_without_jobs_nothing_is_ever_due() -> None:
    _, scheduler, _ = made(0)
    assert scheduler.run_slice() == math.inf


def test_a_job_is_asked_after_its_slice_and_when_woken_but_not_between() -> None:
    _, scheduler, jobs = made(100)
    asked = []

    class Curious(Worker):
        def due(self, now: float) -> float:
            asked.append(now)
            return self.next

    idle = Curious(jobs[0].clock)
    idle.next = math.inf
    scheduler.add(idle)
    for _ in range(50):
        scheduler.run_slice()
    assert len(asked) == 1
    idle.next = 0.0
    scheduler.wake(idle)
    scheduler.run_slice()
    assert len(asked) == 2


def test_who_is_woken_after_it_was_removed_stays_away() -> None:
    _, scheduler, (job,) = made(1)
    scheduler.remove(job)
    scheduler.wake(job)
    assert scheduler.run_slice() == math.inf


def test_a_failing_job_disturbs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    _, scheduler, (bad, good) = made(2)
    bad.error = RuntimeError("a fault")
    for _ in range(10):
        scheduler.run_slice()
    assert good.slices == 5
    assert bad.failures == [bad.error] * 5
    assert "A Run failed" in caplog.text


def test_a_job_may_be_removed_during_its_own_slice() -> None:
    _, scheduler, (job,) = made(1)
    job.then = lambda: scheduler.remove(job)
    scheduler.run_slice()
    assert scheduler.run_slice() == math.inf


async def test_the_loop_wakes_for_work_and_lets_others_run() -> None:
    clock = Clock()
    scheduler = Scheduler(clock, 0.004)
    task = asyncio.create_task(scheduler.run())
    job = Worker(clock)
    done = asyncio.Event()

    def then() -> None:
        job.next = math.inf
        done.set()

    job.then = then
    await asyncio.sleep(0)
    scheduler.add(job)
    await done.wait()
    done.clear()
    job.next = 0.0
    scheduler.wake(job)
    await done.wait()
    assert job.slices == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
