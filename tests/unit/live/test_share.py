import asyncio
import contextlib

import pytest

from app.live.scheduler import Scheduler
from app.live.share import (
    ALL,
    GROWTH,
    LEAST,
    LONGEST_REST,
    NOTHING,
    ROOM_SLACK,
    SLACK,
    SPAN,
    WHOLE_ROUND,
    Allowance,
    Share,
    Usage,
    even_share,
)


class Time:
    """A clock and the processor time of a process beside it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.used = 0.0

    def pass_by(self, seconds: float, cores: float = 1.0) -> None:
        self.now += seconds
        self.used += cores * seconds


def made() -> tuple[Time, Share]:
    time = Time()
    return time, Share(lambda: time.now, lambda: time.used)


def busy(cores: float) -> Usage:
    return Usage(cores, busy=1.0, room=WHOLE_ROUND)


def test_a_process_that_may_use_all_never_rests() -> None:
    time, share = made()
    time.pass_by(1.0)
    assert share.rest() == 0


@pytest.mark.parametrize("allowed", [0.5, 0.7, 0.95])
def test_with_its_rests_a_process_uses_what_it_may(allowed: float) -> None:
    time, share = made()
    share.allow(Allowance(allowed))
    for _ in range(1000):
        time.pass_by(0.002)
        while (rest := share.rest()) > 1e-9:
            assert rest <= LONGEST_REST
            time.pass_by(rest, cores=0.0)
    assert time.used / time.now == pytest.approx(allowed, rel=0.01)


def test_who_gets_less_than_it_may_use_does_not_rest() -> None:
    time, share = made()
    share.allow(Allowance(0.8))
    time.pass_by(1.0, cores=0.7)
    assert share.rest() == 0


def test_what_was_used_before_is_forgotten_with_a_new_allowance() -> None:
    time, share = made()
    share.allow(Allowance(0.5))
    time.pass_by(1.0)
    share.allow(Allowance(0.9))
    assert share.rest() == 0


def test_usage_counts_processor_time_and_the_time_with_work() -> None:
    time, share = made()
    assert share.usage() == NOTHING
    time.pass_by(2 * SPAN, cores=0.3)
    share.worked(SPAN)
    for seconds in (0.001, 0.004):
        share.found(seconds)
    assert share.usage() == pytest.approx((0.3, 0.5, 0.0025))
    time.pass_by(SPAN / 2)
    assert share.usage() == pytest.approx((0.3, 0.5, 0.0025))
    time.pass_by(SPAN / 2)
    assert share.usage() == pytest.approx((1.0, 0.0, WHOLE_ROUND))


def test_workers_keep_abreast_of_the_one_that_gets_least() -> None:
    assert even_share([busy(0.9), busy(0.6)]).cores == pytest.approx(SLACK * 0.6)


def test_nobody_stands_back_for_a_worker_that_has_little_to_do() -> None:
    assert even_share([busy(0.99), Usage(0.2, busy=0.3, room=WHOLE_ROUND)]).cores == ALL
    assert even_share([busy(0.99), NOTHING]).cores == ALL


def test_who_is_alone_with_much_to_do_takes_all_it_can_get() -> None:
    assert even_share([busy(0.7), NOTHING]).cores == ALL
    assert even_share([busy(0.7)]).cores == ALL


def test_nobody_stands_back_by_more_than_half_for_a_worker_that_stands_still() -> None:
    assert even_share([busy(0.99), busy(0.01)]).cores == LEAST


def test_a_worker_that_uses_what_it_may_holds_nobody_back() -> None:
    assert even_share([busy(0.63), busy(0.72)], before=0.63).cores == pytest.approx(GROWTH * 0.63)


def test_all_get_everything_again_when_nobody_gets_too_little() -> None:
    share = LEAST
    for _ in range(20):
        share = even_share([busy(share), busy(share)], share).cores
    assert share == ALL


def test_slices_are_hardly_longer_than_where_they_are_shortest() -> None:
    usages = [Usage(0.7, busy=0.9, room=0.04), Usage(0.8, busy=1.0, room=0.07)]
    assert even_share(usages).room == pytest.approx(ROOM_SLACK * 0.04)


def test_slices_of_workers_that_have_time_left_hold_nobody_back() -> None:
    assert even_share([Usage(0.4, busy=0.5, room=0.01), NOTHING]).room == WHOLE_ROUND


class Endless:
    """A job that always has work; a slice takes two milliseconds."""

    def __init__(self, time: Time) -> None:
        self.time = time

    def due(self, now: float) -> float:
        return now

    def urgent(self) -> bool:
        return False

    def work(self, until: float) -> None:
        self.time.pass_by(0.002)

    def fail(self, error: Exception) -> None:
        raise error


async def test_a_scheduler_rests_as_its_share_says(monkeypatch: pytest.MonkeyPatch) -> None:
    time, share = made()
    share.allow(Allowance(0.6))
    scheduler = Scheduler(lambda: time.now, 0.002, share=share)
    scheduler.add(Endless(time))

    async def sleep(seconds: float) -> None:
        time.pass_by(seconds, cores=0.0)
        if time.now > 4 * SPAN:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with contextlib.suppress(asyncio.CancelledError):
        await scheduler.run()
    assert time.used / time.now == pytest.approx(0.6, rel=0.02)
    assert share.usage().busy == pytest.approx(1.0, rel=0.02)
