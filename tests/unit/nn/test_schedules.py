import pytest

from app.nn import SCHEDULES


@pytest.mark.parametrize(
    ("name", "factors"),
    [
        ("constant", {0: 1.0, 3: 1.0, 100: 1.0}),
        ("step", {0: 1.0, 3: 1.0, 4: 0.5, 8: 0.25}),
        ("cosine", {0: 1.0, 1: 0.8535534, 2: 0.5, 3: 0.1464466, 4: 1.0, 6: 0.5}),
        ("warmup", {0: 0.25, 1: 0.5, 3: 1.0, 50: 1.0}),
    ],
)
def test_factors_over_a_period_of_four_updates(name: str, factors: dict[int, float]) -> None:
    for update, factor in factors.items():
        assert SCHEDULES[name](update, 4) == pytest.approx(factor)


@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_stay_between_zero_and_one_for_ever(name: str) -> None:
    for period in (1, 7, 1000):
        assert all(0 <= SCHEDULES[name](update, period) <= 1 for update in (0, 1, 9, 10**6))
