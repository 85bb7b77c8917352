import asyncio
import itertools
import math
from collections.abc import Callable

import pytest

from app.live.scheduler import (
    BURST_SECONDS,
    LATELY,
    MEMORY_SECONDS,
    ROUND_SECONDS,
    SHORTEST_SLICE,
    TRAINING_SHARE,
    UNUSUAL,
    URGENT_CREDIT,
    Scheduler,
)
from app.live.share import SPAN, Allowance, Share


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
        self.beyond: float | None = None

    def due(self, now: float) -> float:
        return self.next

    def urgent(self) -> bool:
        return self.waiting

    def work(self, until: float) -> None:
        self.given.append(until - self.clock.now)
        self.slices += 1
        self.clock.now += self.cost if self.beyond is None else self.given[-1] + self.beyond
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
    for count, given in ((1, 0.004), (20, 0.004), (100, 0.0008), (1000, SHORTEST_SLICE)):
        _, scheduler, jobs = made(count)
        scheduler.run_slice()
        assert jobs[0].given == [pytest.approx(given)]


def test_slices_are_planned_for_all_who_had_one_lately_not_for_those_who_are_ready() -> None:
    clock, scheduler, jobs = made(100, cost=0.0001)
    for _ in range(100):
        scheduler.run_slice()
    for job in jobs[1:]:
        job.next = math.inf
        scheduler.wake(job)
    scheduler.run_slice()
    assert jobs[0].given[-1] == pytest.approx(0.0008)
    for _ in range(3):
        clock.now += LATELY
        scheduler.wake(jobs[0])
        scheduler.run_slice()
    assert jobs[0].given[-1] == pytest.approx(0.004)


def test_in_a_crowd_slices_are_no_longer_than_those_of_other_workers() -> None:
    clock = Clock()
    share = Share(clock, clock)
    scheduler = Scheduler(clock, 0.004, share=share)
    jobs = [Worker(clock) for _ in range(100)]
    for job in jobs:
        scheduler.add(job)
    share.allow(Allowance(room=0.03))
    scheduler.run_slice()
    assert jobs[0].given == [pytest.approx(0.0003)]
    for job in jobs[:99]:
        scheduler.remove(job)
    for _ in range(3):
        clock.now += LATELY
        scheduler.run_slice()
    assert jobs[99].given[-1] == pytest.approx(0.004)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_who_has_few_jobs_does_not_seem_to_have_less_room_for_training(count: int) -> None:
    clock = Clock()
    share = Share(clock, clock)
    scheduler = Scheduler(clock, 0.004, share=share)
    for _ in range(count):
        job = Worker(clock)
        job.beyond = 0.0
        scheduler.add(job)
    while clock.now < 2 * SPAN:
        scheduler.run_slice()
    assert share.usage().room == pytest.approx(ROUND_SECONDS)


def test_what_slices_take_beyond_their_end_leaves_less_for_the_others() -> None:
    _, scheduler, jobs = made(100, cost=0.0)
    for job in jobs:
        job.beyond = 0.0005
    for _ in range(1000):
        scheduler.run_slice()
    assert jobs[0].given[-1] == pytest.approx(0.0008 - 0.0005, rel=0.01)


def test_slices_keep_their_share_of_the_time_however_long_frames_take() -> None:
    _, scheduler, jobs = made(50, cost=0.0)
    for job in jobs:
        job.beyond = 0.008
    for _ in range(1000):
        scheduler.run_slice()
    given = jobs[0].given[-1]
    assert given / (given + 0.008) == pytest.approx(TRAINING_SHARE, rel=0.01)


def test_time_is_shared_not_turns() -> None:
    _, scheduler, (heavy, light) = made(2)
    heavy.cost, light.cost = 0.020, 0.002
    for _ in range(1100):
        scheduler.run_slice()
    assert heavy.slices * heavy.cost == pytest.approx(light.slices * light.cost, rel=0.02)


def test_an_expensive_job_holds_nobody_up_for_more_than_a_slice() -> None:
    clock, scheduler, (heavy, *light) = made(11, cost=0.0005)
    heavy.cost = 0.05
    turns: dict[int, list[float]] = {place: [] for place in range(len(light))}

    def served(place: int) -> Callable[[], None]:
        return lambda: turns[place].append(clock.now)

    for place, job in enumerate(light):
        job.then = served(place)
    while clock.now < 5:
        scheduler.run_slice()
    # Every turn of the expensive job is followed by many rounds without it.
    longest = max(b - a for times in turns.values() for a, b in itertools.pairwise(times))
    assert longest <= heavy.cost + len(light) * 0.0005 + 1e-9
    assert heavy.slices * heavy.cost == pytest.approx(clock.now / 11, abs=heavy.cost)


def test_jobs_are_charged_their_own_time_not_what_happened_meanwhile() -> None:
    clock, used = Clock(), Clock()
    scheduler = Scheduler(clock, 0.004, used)
    jobs = [Worker(clock) for _ in range(3)]
    for job in jobs:
        job.then = lambda: setattr(used, "now", used.now + 0.001)
        scheduler.add(job)
    scheduler.run_slice()
    clock.now += 10.0
    jobs[1].cost = 1.0
    for _ in range(300):
        scheduler.run_slice()
    assert [job.slices for job in jobs] == pytest.approx([100, 100, 100], abs=1)


def test_a_job_does_not_stand_back_for_long_after_the_machine_stood_still_in_its_slice() -> None:
    _, scheduler, jobs = made(10, cost=0.001)
    for _ in range(100):
        scheduler.run_slice()
    unlucky = jobs[3]
    unlucky.cost = 0.5
    while unlucky.slices == 10:
        scheduler.run_slice()
    unlucky.cost = 0.001
    for _ in range(300):
        scheduler.run_slice()
    assert unlucky.slices == pytest.approx(11 + 30 - UNUSUAL, abs=2)


def test_a_job_that_has_become_expensive_is_soon_charged_all_of_it() -> None:
    clock, scheduler, jobs = made(5, cost=0.001)
    for _ in range(50):
        scheduler.run_slice()
    jobs[0].cost, before, start = 0.1, jobs[0].slices, clock.now
    while clock.now < start + 20:
        scheduler.run_slice()
    assert (jobs[0].slices - before) * 0.1 == pytest.approx(20 / 5, rel=0.2)


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


def test_slices_follow_one_another_until_the_loop_has_its_turn() -> None:
    for cost, count in ((BURST_SECONDS / 8, 8), (3 * BURST_SECONDS, 1)):
        _, scheduler, (job,) = made(1, cost=cost)
        assert scheduler.run_burst() == 0
        assert job.slices == count


def test_a_burst_ends_when_nothing_is_due() -> None:
    clock, scheduler, (job,) = made(1, cost=BURST_SECONDS / 8)
    job.then = lambda: setattr(job, "next", clock.now + 1)
    assert scheduler.run_burst() == pytest.approx(1)
    assert job.slices == 1


def test_it_tells_how_long_jobs_wait_for_their_turn() -> None:
    clock, scheduler, _ = made(50, cost=0.004)
    assert scheduler.wait == 0
    while clock.now < 10 * MEMORY_SECONDS:
        scheduler.run_slice()
    assert scheduler.wait == pytest.approx(49 * 0.004, rel=0.01)
    clock.now += MEMORY_SECONDS
    assert scheduler.wait == pytest.approx(49 * 0.004 / math.e, rel=0.01)


def test_who_works_alone_never_waits() -> None:
    clock, scheduler, (job,) = made(1)
    job.then = lambda: setattr(job, "next", clock.now + 0.01)
    for _ in range(100):
        clock.now += max(0.0, scheduler.run_slice())
    assert scheduler.wait == pytest.approx(0)


def test_changes_of_mind_leave_nothing_behind() -> None:
    clock, scheduler, (job, other) = made(2)
    job.next = other.next = 1e6
    for _ in range(1000):
        job.next += 1
        scheduler.wake(job)
        scheduler.run_slice()
    clock.now = job.next
    assert scheduler.run_slice() == 0
    assert job.slices + other.slices == 1
    assert len(scheduler._later) < 100


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
