import pytest

from app.live.bursts import FIXED_COST, SHORTEST, Bursts


def learned(cost: float) -> Bursts:
    bursts = Bursts()
    bursts.took(10, FIXED_COST + 10 * cost)
    return bursts


def test_the_first_burst_is_a_single_update_since_it_may_be_an_expensive_one() -> None:
    bursts = Bursts()
    assert bursts.fits(0.004) == 1
    bursts.took(1, 0.003)
    assert bursts.fits(0.1) == 33
    bursts.forget()
    assert bursts.fits(0.1) == 1


@pytest.mark.parametrize("cost", [1e-5, 1e-4, 1e-3, 1e-2])
def test_a_burst_fills_the_slice_and_is_one_update_at_least(cost: float) -> None:
    slice_seconds = 0.004
    updates = learned(cost).fits(slice_seconds)
    assert updates == pytest.approx(max(1, (slice_seconds - FIXED_COST) / cost), abs=1)


def test_the_estimate_does_not_depend_on_the_length_of_the_bursts() -> None:
    for updates in (1, 3, 100):
        bursts = Bursts()
        bursts.took(updates, FIXED_COST + updates * 2e-5)
        assert bursts.fits(0.00105 + 1e-9) == 50


def test_one_burst_that_was_interrupted_does_not_spoil_the_estimate() -> None:
    bursts = learned(2e-5)
    bursts.took(10, 0.02)
    for _ in range(6):
        bursts.took(10, FIXED_COST + 10 * 2e-5)
    assert bursts.fits(0.00205) == pytest.approx(100, rel=0.1)


def test_parts_of_updates_are_not_lost() -> None:
    bursts = learned(3e-5)
    made = sum(bursts.fits(FIXED_COST + 1e-4) for _ in range(300))
    assert made == pytest.approx(1000, abs=1)


def test_a_slice_that_commands_have_used_up_has_room_for_a_short_burst() -> None:
    assert learned(1e-5).fits(-0.01) == learned(1e-5).fits(SHORTEST) >= 9
    assert not Bursts.worth(SHORTEST / 2)
    assert Bursts.worth(SHORTEST)
