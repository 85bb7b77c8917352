import pytest

from app.live.bursts import FIXED_COST, SHORTEST, Bursts


def learned(cost: float) -> Bursts:
    bursts = Bursts()
    bursts.took(10, FIXED_COST + 10 * cost)
    bursts.satisfied()
    return bursts


def planned(bursts: Bursts, seconds: float) -> int:
    bursts.begin(seconds)
    return bursts.fits()


def test_the_first_burst_is_a_single_update_since_it_may_be_an_expensive_one() -> None:
    bursts = Bursts()
    assert planned(bursts, 0.004) == 1
    bursts.took(1, 0.003)
    bursts.satisfied()
    assert planned(bursts, 0.1) == 33
    bursts.forget()
    assert planned(bursts, 0.1) == 1


@pytest.mark.parametrize("cost", [1e-5, 1e-4, 1e-3, 1e-2])
def test_a_burst_fills_the_slice_and_is_one_update_at_least(cost: float) -> None:
    slice_seconds = 0.004
    updates = planned(learned(cost), slice_seconds)
    assert updates == pytest.approx(max(1, (slice_seconds - FIXED_COST) / cost), abs=1)


def test_the_estimate_does_not_depend_on_the_length_of_the_bursts() -> None:
    for updates in (1, 3, 100):
        bursts = Bursts()
        bursts.took(updates, FIXED_COST + updates * 2e-5)
        bursts.satisfied()
        assert planned(bursts, 0.00105 + 1e-9) == 50


def test_one_burst_that_was_interrupted_does_not_spoil_the_estimate() -> None:
    bursts = learned(2e-5)
    bursts.took(10, 0.02)
    for _ in range(6):
        bursts.took(10, FIXED_COST + 10 * 2e-5)
    bursts.satisfied()
    assert planned(bursts, 0.00205) == pytest.approx(100, rel=0.1)


@pytest.mark.parametrize("error", [0.6, 1.0, 1.7])
def test_slices_of_the_same_length_give_the_same_time_however_they_were_planned(
    error: float,
) -> None:
    bursts, cost, slices = learned(3e-5), 3e-5, 400
    spent = 0.0
    for number in range(slices):
        bursts.begin(4e-4)
        # Every other burst takes longer or less than all the others say.
        updates = bursts.fits()
        took = FIXED_COST + updates * cost * (error if number % 2 else 1.0)
        bursts.took(updates, took)
        spent += took
    assert spent == pytest.approx(slices * 4e-4, rel=0.02)


def test_what_is_left_goes_on_for_a_slice_and_no_more() -> None:
    bursts = learned(1e-5)
    fresh = planned(learned(1e-5), 0.002)
    for _ in range(5):
        bursts.begin(0.002)
    assert bursts.fits() == pytest.approx(2 * fresh, abs=6)
    bursts.satisfied()
    assert planned(bursts, 0.002) == fresh


def test_an_expensive_update_is_made_all_the_same() -> None:
    bursts = Bursts()
    for _ in range(4):
        assert planned(bursts, 0.004) == 1
        bursts.took(1, 0.5)
        assert not bursts.worth()


def test_a_slice_that_commands_have_used_up_has_room_for_a_short_burst() -> None:
    assert planned(learned(1e-5), -0.01) == planned(learned(1e-5), SHORTEST) >= 9
    bursts = learned(1e-5)
    bursts.begin(SHORTEST)
    assert bursts.worth()
    bursts.took(1, SHORTEST / 2)
    assert not bursts.worth()
