import math

import pytest

from app.live.pace import MOST_DEBT_SECONDS, SHORTEST_WAIT_SECONDS, Pace


def started(speed: float) -> Pace:
    pace = Pace(speed)
    pace.restart(10.0)
    return pace


def test_zero_is_as_fast_as_possible() -> None:
    pace = started(0)
    assert pace.due_updates(10.0) == math.inf
    assert pace.next_time(10.0) == 10.0


def test_in_slow_motion_the_first_update_comes_at_once_and_the_next_in_time() -> None:
    pace = started(1)
    assert pace.due_updates(10.0) == 1
    pace.did(1, 10.0)
    assert pace.due_updates(10.9) == 0
    assert pace.next_time(10.0) == 11.0
    assert pace.due_updates(11.0) == 1


@pytest.mark.parametrize("speed", [1, 7, 60, 500, 12_345])
def test_the_pace_is_kept_over_time(speed: float) -> None:
    pace = started(speed)
    now, total = 10.0, 0
    while now < 14.0:
        due = int(pace.due_updates(now))
        total += due
        pace.did(due, now)
        now = max(pace.next_time(now), now + 1e-4)
    assert total == pytest.approx(4 * speed, abs=1 + speed * 2 * SHORTEST_WAIT_SECONDS)


def test_updates_close_together_are_done_in_one_burst() -> None:
    pace = started(600)
    pace.did(1, 10.0)
    assert pace.next_time(10.0) == 10.0 + SHORTEST_WAIT_SECONDS
    assert pace.due_updates(10.0 + SHORTEST_WAIT_SECONDS) == 10


def test_a_run_that_is_too_slow_drops_what_it_is_behind() -> None:
    pace = started(1000)
    assert pace.due_updates(70.0) == 1000 * MOST_DEBT_SECONDS
    pace.did(250, 70.0)
    assert pace.due_updates(70.0) == 0
    assert pace.due_updates(70.01) == pytest.approx(10, abs=1)


def test_another_speed_counts_from_now() -> None:
    pace = started(1)
    pace.did(1, 10.0)
    pace.change(2, 10.2)
    assert pace.due_updates(10.2) == 1
    pace.did(1, 10.2)
    assert pace.next_time(10.2) == 10.7
