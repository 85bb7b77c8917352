from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.experiment import Stop
from app.training.stopping import StopWatch
from tests.unit.training.trainers import trainer


def test_a_run_stops_at_the_epoch_asked_for_and_goes_on_when_asked_again() -> None:
    made = trainer(stop={"epochs": 3})
    assert made.run(updates=100) == 15
    assert made.stopped is not None
    assert made.stopped.reason == "epochs"
    assert "3 epochs" in made.stopped.message
    assert made.run(updates=20) == 20
    assert made.stopped is None


def test_a_run_stops_at_the_first_epoch_end_with_a_test_loss_below_the_limit() -> None:
    free = trainer(data={"name": "circle"})
    losses = []
    for _ in range(30):
        free.run(epochs=1)
        losses.append(free.metrics()["test_loss"])
    limit = 0.1
    expected = next(epoch for epoch, loss in enumerate(losses, 1) if loss < limit)
    made = trainer(data={"name": "circle"}, stop={"test_loss": limit})
    made.run(epochs=30)
    assert made.epoch == expected
    assert made.stopped is not None
    assert made.stopped.reason == "test_loss"


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_stops_do_not_depend_on_the_slices(size: int) -> None:
    made = trainer(stop={"patience": 4}, training={"learning_rate": 3.0})
    while made.stopped is None and made.update < 2000:
        made.run(updates=size)
    whole = trainer(stop={"patience": 4}, training={"learning_rate": 3.0})
    whole.run(updates=2000)
    assert made.update == whole.update
    assert made.stopped == whole.stopped
    assert made.stopped is not None
    assert made.stopped.reason == "patience"


def test_patience_counts_epochs_without_a_better_test_loss() -> None:
    watch, stop = StopWatch(best=1.0), Stop(patience=2)
    assert watch.check(stop, 1, 0.9) is None
    assert watch.check(stop, 2, 0.95) is None
    stopped = watch.check(stop, 3, 0.9)
    assert stopped is not None
    assert stopped.reason == "patience"
    assert watch.check(stop, 4, 0.9) is None
    assert watch.check(stop, 5, 0.8) is None
    assert watch.check(stop, 7, 0.8) is not None


def test_changing_the_conditions_arms_them_again() -> None:
    made = trainer(stop={"epochs": 2})
    made.run(epochs=5)
    made.edit({"stop.epochs": 4})
    made.run(epochs=10)
    assert made.epoch == 4


def test_a_condition_that_is_off_needs_no_test_loss() -> None:
    assert not StopWatch().needs_test_loss(Stop(epochs=3))
    assert StopWatch().check(Stop(), 9, math.nan) is None


DIVERGING: dict[str, Any] = {
    "layers": [{"units": 8, "activation": "relu"}, {"units": 8, "activation": "relu"}],
    "data": {"name": "bumps", "samples": 100},
    "training": {"learning_rate": 100.0},
}


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_divergence_stops_in_the_same_finite_state_whatever_the_slices(size: int) -> None:
    made = trainer(**DIVERGING)
    while made.stopped is None:
        made.run(updates=size)
    assert made.stopped.reason == "diverged"
    assert np.isfinite(made.network.params).all()
    assert made.update == 0
    assert made.metrics() == trainer(**DIVERGING).metrics()


def test_divergence_says_what_happened_and_what_to_try() -> None:
    made = trainer(**DIVERGING)
    made.run(epochs=5)
    assert made.stopped is not None
    assert "learning rate" in made.stopped.message
    assert "(10)" in made.stopped.message
    assert "update 0" in made.stopped.message


def test_a_diverged_run_waits_for_an_edit_and_then_learns_on() -> None:
    made = trainer(**DIVERGING)
    made.run(epochs=5)
    assert made.run(updates=10) == 0
    made.edit({"training.learning_rate": 0.01})
    assert made.stopped is None
    assert made.run(updates=10) == 10


def test_a_moment_that_overflows_counts_as_divergence() -> None:
    made = trainer(run=10, training={"optimizer": "adam"})
    made._setup.optimizer.state["square"][0] = np.inf
    made.run(updates=1)
    assert made.stopped is not None
    assert made.stopped.reason == "diverged"
    assert np.isfinite(made._setup.optimizer.state["square"]).all()
    assert made.update == 10


def test_a_reset_ends_a_stop() -> None:
    made = trainer(**DIVERGING)
    made.run(epochs=5)
    made.reset()
    assert made.stopped is None
