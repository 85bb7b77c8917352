from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.training import AddUnit, EditError, SetBias, SetWeight
from tests.unit.training.trainers import parameter, trainer

if TYPE_CHECKING:
    from app.training import Operation


def test_a_weight_and_a_bias_are_set_exactly_and_alone() -> None:
    made = trainer(run=10)
    before = made.network.params.copy()
    made.apply(SetWeight(1, 2, 3, 0.25))
    made.apply(SetBias(2, 0, -1.5))
    assert parameter(made, 1, "weights")[2, 3] == 0.25
    assert parameter(made, 2, "bias")[0] == -1.5
    assert (made.network.params != before).sum() == 2


def test_a_weight_set_before_the_first_update_is_kept_by_later_edits() -> None:
    made = trainer()
    made.apply(SetWeight(0, 0, 0, 3.0))
    assert made.edited
    made.apply(AddUnit(0))
    made.edit({"training.learning_rate": 0.5})
    assert parameter(made, 0, "weights")[0, 0] == 3.0
    made.reset()
    assert parameter(made, 0, "weights")[0, 0] != 3.0


def test_steps_by_arrow_keys_leave_one_mark() -> None:
    made = trainer(run=10)
    first = made.metrics()["train_loss"]
    for value in (0.1, 0.2, 0.3):
        report = made.apply(SetWeight(0, 0, 0, value))
    assert [(mark.before, mark.after) for mark in made.history.marks] == [
        (first, report.loss_after)
    ]
    made.apply(SetWeight(0, 1, 0, 0.5))
    assert len(made.history.marks) == 2


def test_a_weight_that_the_playground_penalty_has_killed_lives_again() -> None:
    training = {"penalty": "l1_playground", "penalty_rate": 1.0, "learning_rate": 0.3}
    made = trainer(run=50, training=training)
    dead = made._setup.penalty.state["dead"]
    assert dead.any()
    views = made.network.split(dead)[0]["weights"]
    unit, source = np.argwhere(views)[0]
    made.apply(SetWeight(0, int(unit), int(source), 5.0))
    made.edit({"training.penalty_rate": 0.0001})
    made.run(updates=1)
    assert parameter(made, 0, "weights")[unit, source] == pytest.approx(5, abs=1)


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        (SetWeight(3, 0, 0, 1.0), "layers"),
        (SetWeight(0, 4, 0, 1.0), "layers.0.units"),
        (SetWeight(0, 0, 2, 1.0), "layers.0.0.weights"),
        (SetWeight(0, 0, 0, float("nan")), "layers.0.0.weights.0"),
        (SetWeight(0, 0, 0, 1e7), "layers.0.0.weights.0"),
        (SetBias(0, -1, 1.0), "layers.0.units"),
        (SetBias(2, 0, float("inf")), "layers.2.0.bias"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_changes(operation: Operation, path: str) -> None:
    made = trainer(run=10)
    before = made.network.params.copy()
    with pytest.raises(EditError) as caught:
        made.apply(operation)
    assert caught.value.path == path
    assert np.array_equal(made.network.params, before)
    assert not made.edited
