"""Looking ahead: the gradient is the loss's slope, and the next change is the next update."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.training.trainers import outputs, trainer

RULES: list[dict[str, Any]] = [
    {"optimizer": "sgd", "learning_rate": 0.1},
    {"optimizer": "adam", "learning_rate": 0.01, "schedule": "cosine", "schedule_period": 100},
    {"optimizer": "nesterov", "penalty": "l1_playground", "penalty_rate": 0.01, "clip": 0.5},
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["optimizer"]))
def test_the_next_change_is_exactly_the_next_update(rule: dict[str, Any]) -> None:
    layers = [{"units": 4, "dropout": 0.3}, {"units": 4, "normalization": "batch"}]
    made = trainer(run=12, training=rule, layers=layers)
    change = made.next_change()
    before = made.network.params.copy()
    made.run(updates=1)
    assert np.array_equal(made.network.params - before, change)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["optimizer"]))
def test_looking_ahead_changes_nothing(rule: dict[str, Any]) -> None:
    layers = [{"units": 4, "dropout": 0.3}, {"units": 4, "normalization": "batch"}]
    looked = trainer(training=rule, layers=layers)
    for _ in range(13):
        looked.run(updates=1)
        looked.next_change()
        looked.loss_gradient()
    alone = trainer(run=13, training=rule, layers=layers)
    assert np.array_equal(looked.network.params, alone.network.params)
    assert np.array_equal(outputs(looked), outputs(alone))


def test_the_loss_gradient_agrees_with_central_differences() -> None:
    made = trainer(run=7, dtype=np.float64)
    gradient, step = made.loss_gradient(), 1e-5
    for place in range(0, made.network.params.size, 5):
        losses = []
        for sign in (1, -1):
            made.network.params[place] += sign * step
            made._changed()
            losses.append(made.metrics()["train_loss"])
            made.network.params[place] -= sign * step
        slope = (losses[0] - losses[1]) / (2 * step)
        assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)
