"""What the scenes with series and tumours teach; `python -m benchmarks.scenes` takes more seeds."""

from __future__ import annotations

from benchmarks import forecasts

SEEDS = range(8)


def test_twelve_years_of_sunspots_say_more_than_the_last_year() -> None:
    figures = forecasts.sunspots(SEEDS)
    assert figures["error, highest"] < 0.8 * figures["error of last year's number"]


def test_a_network_learns_the_past_returns_by_heart_and_nothing_about_the_next() -> None:
    figures = forecasts.returns(SEEDS)
    assert figures["train, lowest"] > 0.84
    assert abs(figures["test"] - 0.5) < 0.04
    assert figures["test"] < figures["always up"] + 0.01


def test_a_network_foretells_volatility_no_better_than_a_linear_fit() -> None:
    figures = forecasts.volatility(SEEDS)
    assert figures["R², lowest"] > 0.38
    assert figures["R²"] < figures["R² of a linear fit"] + 0.01


def test_a_lower_threshold_misses_fewer_tumours_and_gives_more_false_alarms() -> None:
    figures = forecasts.tumours(SEEDS)
    assert figures["test, lowest"] > 0.93
    assert figures["missed at 0.1"] < figures["missed at 0.5"]
    assert figures["false alarms at 0.1"] > figures["false alarms at 0.5"]
