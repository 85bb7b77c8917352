"""The forecast of a series: its curves are the data's and the network's own, in the data's unit."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from app.data.tables import FILES
from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Look, NothingToSee
from app.lenses.forecast import MOST, STRETCH, stretch, thinned
from app.training import Trainer

SUN = "#v=1&data=sunspots&samples=300&train=0.7&layers=dense(6,tanh)&optimizer=adam&seed=3"
DAYS = "#v=1&data=volatility&samples=2000&train=0.7&layers=dense(4,tanh)&seed=3"


@lru_cache
def trained(link: str) -> Trainer:
    trainer = Trainer(Experiment.from_link(link))
    trainer.run(epochs=3)
    return trainer


def look(trainer: Trainer, **options: Any) -> Arrays:
    lens = LENSES["forecast"]
    return lens.look(Look(trainer), lens.options.model_validate(options))


def column(file: str, name: str) -> np.ndarray:
    with (FILES / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return np.array([row[name] for row in csv.DictReader(lines)])


def test_the_whole_of_the_sunspots_is_as_in_the_file_year_by_year() -> None:
    seen = look(trained(SUN), whole=True)
    years, spots = (column("sunspots", name).astype(float) for name in ("year", "sunspots"))
    np.testing.assert_array_equal(seen.arrays["time"], years[12:])
    np.testing.assert_allclose(seen.arrays["truth"], spots[12:], atol=1e-4)
    np.testing.assert_allclose(seen.arrays["rule"], spots[11:-1], atol=1e-4)
    assert (seen.meta["first"], seen.meta["step"], seen.meta["unit"]) == (0, 1, "year")
    assert seen.meta["rule"] == "the same as last year"


def test_the_forecast_is_the_networks_answer_in_sunspots() -> None:
    trainer = trained(SUN)
    data, seen = trainer.data, look(trainer, whole=True)
    expected = trainer.outputs(data.inputs)[0] * data.target_scale + data.target_mean
    np.testing.assert_allclose(seen.arrays["forecast"], expected, rtol=1e-5)
    np.testing.assert_array_equal(np.flatnonzero(seen.arrays["test"]), np.sort(data.test))
    assert (np.diff(seen.arrays["test"].astype(int)) >= 0).all()


def test_the_errors_are_those_of_the_curves() -> None:
    seen = look(trained(SUN), whole=True)
    test = seen.arrays["test"] == 1
    for rival in ("forecast", "rule"):
        squares = (seen.arrays[rival].astype(float) - seen.arrays["truth"]) ** 2
        for part, rows in (("train", ~test), ("test", test)):
            direct = np.sqrt(squares[rows].mean())
            assert seen.meta["rmse"][rival][part] == pytest.approx(direct, rel=1e-5)


def test_the_error_in_sunspots_squared_is_the_loss_times_the_unit_squared() -> None:
    trainer = trained(f"{SUN}&loss=squared")
    loss, unit = trainer.metrics()["test_loss"], trainer.data.target_scale
    own = look(trainer).meta["rmse"]["forecast"]["test"]
    assert own == pytest.approx(np.sqrt(loss) * unit, rel=1e-5)


def test_a_part_lies_around_the_example_and_has_the_errors_of_all() -> None:
    trainer = trained(SUN)
    part, whole = look(trainer, example=150), look(trainer, whole=True)
    first = part.meta["first"]
    assert len(part.arrays["time"]) == STRETCH
    assert first + STRETCH // 4 <= 150 < first + 3 * STRETCH // 4
    for name, values in part.arrays.items():
        np.testing.assert_array_equal(values, whole.arrays[name][first : first + STRETCH])
    assert part.meta["rmse"] == whole.meta["rmse"]


def test_without_an_example_the_part_shows_where_the_test_begins() -> None:
    for options in ({}, {"example": 5000}):
        test = look(trained(SUN), **options).arrays["test"]
        assert (test[: STRETCH // 3] == 0).all()
        assert (test[STRETCH // 3 :] == 1).all()


def test_days_are_counted_from_1970_and_a_long_series_is_thinned_to_its_last_day() -> None:
    trainer = trained(DAYS)
    seen = look(trainer, whole=True)
    days = column("index_days", "day")[-2000:]
    shown = days[4::5]
    assert seen.meta["step"] == 5
    assert len(shown) == MOST
    assert [str(np.datetime64(int(day), "D")) for day in seen.arrays["time"]] == shown.tolist()
    logs = np.log(column("index_days", "range").astype(float))[-2000:][4::5]
    np.testing.assert_allclose(seen.arrays["truth"], logs, atol=1e-5)


@pytest.mark.parametrize("total", [1, 2, 119, 120, 121, 297, 400, 401, 1999, 2000])
def test_what_is_shown_exists_and_is_bounded(total: int) -> None:
    for example in (-1, 0, total // 2, total - 1):
        numbers = stretch(total, example, total // 3)
        assert len(numbers) == min(total, STRETCH)
        assert 0 <= numbers[0] <= numbers[-1] < total
        assert example < 0 or example in numbers
    assert len(thinned(total)) <= MOST
    assert thinned(total)[-1] == total - 1


def test_the_answer_says_of_which_year_it_is() -> None:
    trainer = trained(SUN)
    lens = LENSES["answer"]
    seen = lens.look(Look(trainer), lens.options.model_validate({"example": 240}))
    assert seen.meta["when"] == "1952"
    assert seen.meta["truth"] == pytest.approx(31.5)


@pytest.mark.parametrize("link", ["#v=1&data=returns", "#v=1&data=diabetes&features=", "#v=1"])
def test_only_the_values_of_a_series_have_a_curve(link: str) -> None:
    trainer = Trainer(Experiment.from_link(link))
    assert not LENSES["forecast"].fits(trainer)
    with pytest.raises(NothingToSee):
        look(trainer)
