"""Probes: fitted on the training part alone, and better the deeper they look."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look, Options, Viewpoint
from app.lenses.probe import RIDGE, probe
from app.training import Trainer


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def seen(made: Trainer, viewpoint: Viewpoint | None = None) -> Any:
    return LENSES["probe"].look(Look(made, viewpoint), Options())


def test_a_probe_is_least_squares_with_a_small_ridge() -> None:
    # Two standardized examples, x = ±1: the slope is 1 / (1 + ridge).
    values, targets = np.array([[3.0, 7.0, 5.0]]), np.array([[-1.0, 1.0, 0.0]])
    answers = probe(values, targets, np.array([0, 1]))
    slope = 1 / (1 + RIDGE)
    assert answers == pytest.approx(np.array([[-slope, slope, 0.0]]))


def test_the_test_part_has_no_say_in_the_fit() -> None:
    rng = np.random.default_rng(0)
    values, targets = rng.normal(size=(4, 60)), rng.normal(size=(2, 60))
    train = np.arange(40)
    changed = targets.copy()
    changed[:, 40:] = 99
    assert np.array_equal(probe(values, targets, train), probe(values, changed, train))


def test_a_straight_cut_is_read_off_the_features_themselves() -> None:
    made = trainer(data={"name": "gauss", "noise": 0})
    assert seen(made).arrays["test"][0] > 0.97


def test_on_a_trained_spiral_the_accuracy_rises_with_depth() -> None:
    rises, features, last = [], [], []
    for seed in range(20):
        made = trainer(layers=[{"units": 8}] * 3, training={"learning_rate": 0.1}, seed=seed)
        made.run(epochs=300)
        test = seen(made).arrays["test"]
        rises.append(test[3] > test[1])
        features.append(test[0])
        last.append(test[3])
    assert np.mean(rises) >= 0.9
    assert np.mean(features) < 0.75
    assert np.median(last) > 0.85


def test_a_regression_is_scored_by_r2() -> None:
    found = seen(trainer(data={"name": "diabetes"}, features=[]))
    assert found.meta["score"] == "r2"
    assert 0.3 < found.arrays["test"][0] < 0.7


def test_twins_and_still_units_do_not_break_a_probe() -> None:
    made = trainer(weights={"initializer": "zeros"})
    test = seen(made).arrays["test"]
    assert np.isfinite(test).all()
    assert test[1] == pytest.approx(0.5, abs=0.05)


def test_it_says_which_moment_it_speaks_of() -> None:
    made = trainer()
    made.run(updates=30)
    meta = seen(made).meta
    assert (meta["update"], meta["epoch"]) == (30, 1.2)
