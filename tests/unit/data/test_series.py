"""Series: windows, their order in time, and the rules that a network has to beat."""

import csv

import numpy as np
import pytest

from app.data import Dataset, load
from app.data.series import read_series, windows
from app.data.tables import FILES


def original(data: Dataset) -> np.ndarray:
    return data.inputs * data.scale[:, None] + data.mean[:, None]


def test_windows_hold_the_values_before_the_one_they_predict() -> None:
    before, after = windows(np.arange(6.0), 2)
    assert before.tolist() == [[0, 1, 2, 3], [1, 2, 3, 4]]
    assert after.tolist() == [2, 3, 4, 5]


def test_sunspots_predict_the_next_year_from_the_twelve_before() -> None:
    data = load("sunspots")
    spots = read_series("sunspots", "sunspots")
    assert spots.size == 2008 - 1700 + 1
    assert data.values is not None
    assert data.shape == (12, 1)
    assert data.size == spots.size - 12
    assert np.allclose(original(data)[:, 0], spots[:12])
    assert np.allclose(data.values * data.target_scale + data.target_mean, spots[12:])
    assert data.steps[0] == "year −12"
    assert data.steps[-1] == "year −1"


@pytest.mark.parametrize("name", ["sunspots", "returns", "volatility"])
def test_all_training_windows_come_before_all_test_windows(name: str) -> None:
    data = load(name, samples=2000, train_share=0.6)
    assert data.train.max() < data.test.min()
    assert data.train.size == round(0.6 * data.size)
    assert any("in time" in note for note in data.notes)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("sunspots", "1959", "2008"), ("volatility", "2018-10-18", "2018-12-31")],
)
def test_every_example_has_the_time_at_which_it_comes_true(
    name: str, first: str, last: str
) -> None:
    data = load(name, samples=50)
    assert data.times is not None
    assert (np.diff(data.times.at) > 0).all()
    assert (data.times.say(0), data.times.say(49)) == (first, last)


@pytest.mark.parametrize("name", ["sunspots", "returns", "volatility"])
def test_fewer_samples_are_the_latest_ones(name: str) -> None:
    few, all_of_them = load(name, samples=50), load(name, samples=2000)
    assert np.allclose(original(few), original(all_of_them)[:, -50:])


@pytest.mark.parametrize("name", ["sunspots", "volatility"])
def test_a_series_and_its_next_value_share_one_scale(name: str) -> None:
    data = load(name, samples=2000)
    assert len(set(data.mean)) == len(set(data.scale)) == 1
    assert (data.target_mean, data.target_scale) == (data.mean[0], data.scale[0])
    assert data.inputs[:, data.train].mean() == pytest.approx(0)
    assert data.inputs[:, data.train].std() == pytest.approx(1)


def test_the_same_as_last_year_is_the_baseline_of_sunspots() -> None:
    data = load("sunspots", train_share=0.6)
    assert data.baseline is not None
    assert data.values is not None
    assert data.baseline.name == "the same as last year"
    assert np.allclose(data.baseline.answers, data.inputs[-1])
    errors = (data.baseline.answers - data.values)[data.test]
    rms = np.sqrt(np.mean(errors**2))
    # In units of the spread of all years it is 0.69.
    spread = read_series("sunspots", "sunspots").std()
    assert rms * data.target_scale / spread == pytest.approx(0.69, abs=0.005)
    spots = rms * data.target_scale
    assert f"a root mean square error of {spots:.1f} in the unit of the data" in data.notes[-1]


def test_always_up_is_right_on_52_percent_of_the_days_that_test() -> None:
    data = load("returns", samples=2000)
    assert data.labels is not None
    assert data.baseline is not None
    assert np.mean(data.baseline.answers[data.test] == data.labels[data.test]) == pytest.approx(
        0.523
    )
    assert data.notes[-1] == "For comparison: always up is right for 52%."


def test_a_day_is_up_if_its_return_is_above_zero() -> None:
    with (FILES / "index_days.csv").open(encoding="utf-8", newline="") as file:
        days = [float(row["return"]) for row in csv.DictReader(file)]
    data = load("returns", samples=2000)
    assert data.labels is not None
    assert data.classes == ("not up", "up")
    assert data.labels.tolist() == [int(day > 0) for day in days[-2000:]]


def test_a_linear_fit_explains_about_half_of_tomorrows_range() -> None:
    data = load("volatility", samples=2000)
    assert data.values is not None
    assert data.baseline is not None
    truth, given = data.values[data.test], data.baseline.answers[data.test]
    r2 = 1 - np.sum((truth - given) ** 2) / np.sum((truth - truth.mean()) ** 2)
    assert r2 == pytest.approx(0.485, abs=0.001)
    # It was fitted to the training part alone: its errors there are orthogonal to the inputs.
    error = (data.values - data.baseline.answers)[data.train]
    assert np.allclose(data.inputs[:, data.train] @ error, 0, atol=1e-6)
