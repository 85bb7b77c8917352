from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.training import AddUnit, Checkpoint, CheckpointError, SetWeight, Trainer
from tests.unit.training.test_trainer import STOCHASTIC, same
from tests.unit.training.trainers import trainer

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")


def posted(checkpoint: Checkpoint) -> Checkpoint:
    """Send a checkpoint as another process would get it: JSON and raw bytes."""
    return Checkpoint(
        Experiment.model_validate_json(checkpoint.experiment.model_dump_json()),
        checkpoint.update,
        json.loads(json.dumps(checkpoint.meta)),
        {
            name: np.frombuffer(array.tobytes(), array.dtype).reshape(array.shape)
            for name, array in checkpoint.arrays.items()
        },
    )


@pytest.mark.parametrize("at", [0, 1, 4, 5, 33])
@pytest.mark.parametrize("parts", [{}, STOCHASTIC], ids=["plain", "stochastic"])
def test_a_restored_run_goes_on_with_the_same_numbers(parts: dict[str, Any], at: int) -> None:
    whole = trainer(run=at, **parts)
    restored = Trainer.restore(posted(whole.checkpoint()))
    assert same(whole, restored)
    whole.run(updates=41)
    restored.run(updates=41)
    assert same(whole, restored)
    for name, column in whole.history.columns().items():
        assert np.array_equal(column, restored.history.columns()[name])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_moments_travel(optimizer: str) -> None:
    whole = trainer(run=17, training={"optimizer": optimizer, "learning_rate": 0.01})
    restored = Trainer.restore(posted(whole.checkpoint()))
    whole.run(updates=20)
    restored.run(updates=20)
    assert same(whole, restored)


def test_what_the_playground_penalty_has_killed_stays_dead() -> None:
    training = {"penalty": "l1_playground", "penalty_rate": 0.3, "learning_rate": 0.3}
    whole = trainer(run=30, training=training)
    restored = Trainer.restore(posted(whole.checkpoint()))
    assert restored._setup.penalty.state["dead"].any()
    whole.run(updates=30)
    restored.run(updates=30)
    assert same(whole, restored)


def test_an_edited_network_travels_and_goes_on_alike() -> None:
    whole = trainer(run=12)
    whole.apply(AddUnit(0))
    whole.apply(SetWeight(0, 0, 0, 0.5))
    whole.edit({"training.batch_size": 4, "training.optimizer": "adam"})
    restored = Trainer.restore(posted(whole.checkpoint()))
    assert restored.edited
    assert restored.history.marks == whole.history.marks
    for made in (whole, restored):
        made.run(updates=7)
        made.apply(AddUnit(1))
        made.run(updates=7)
    assert same(whole, restored)


def test_stops_travel() -> None:
    whole = trainer(stop={"epochs": 2, "patience": 3}, training={"learning_rate": 3.0})
    whole.run(epochs=5)
    restored = Trainer.restore(posted(whole.checkpoint()))
    assert restored.stopped == whole.stopped
    for made in (whole, restored):
        made.run(epochs=50)
    assert restored.stopped == whole.stopped
    assert same(whole, restored)


def test_a_checkpoint_does_not_change_when_the_run_goes_on() -> None:
    made = trainer(run=5)
    checkpoint = made.checkpoint()
    kept = checkpoint.arrays["params"].copy()
    made.run(updates=5)
    assert np.array_equal(checkpoint.arrays["params"], kept)


def test_a_checkpoint_is_small() -> None:
    made = trainer(run=50)
    checkpoint = made.checkpoint()
    history = checkpoint.arrays["history.values"].nbytes + checkpoint.arrays["history.at"].nbytes
    assert checkpoint.size == made.network.params.nbytes + history
    assert len(json.dumps(checkpoint.meta)) < 1000


def without(name: str) -> Callable[[Checkpoint], Checkpoint]:
    def change(checkpoint: Checkpoint) -> Checkpoint:
        kept = {key: array for key, array in checkpoint.arrays.items() if key != name}
        return replace(checkpoint, arrays=kept)

    return change


def altered(name: str, array: object) -> Callable[[Checkpoint], Checkpoint]:
    def change(checkpoint: Checkpoint) -> Checkpoint:
        return replace(checkpoint, arrays={**checkpoint.arrays, name: np.asarray(array)})

    return change


def meta(**values: object) -> Callable[[Checkpoint], Checkpoint]:
    return lambda checkpoint: replace(checkpoint, meta={**checkpoint.meta, **values})


@pytest.mark.parametrize(
    "change",
    [
        without("params"),
        without("history.at"),
        altered("params", np.zeros(3, np.float32)),
        altered("params", np.zeros(31, np.float64)),
        altered("params", np.full(31, np.nan, np.float32)),
        altered("optimizer.mean", np.zeros(31, np.float32)),
        altered("history.at", np.zeros((2, 3), np.int64)),
        altered("history.at", np.zeros((1000, 2), np.int64)),
        altered("history.values", np.zeros((1, 5), np.complex64)),
        altered("history.values", np.zeros(())),
        altered("history.at", np.zeros(())),
        meta(epoch=-1),
        meta(offset=50),
        meta(weather="fine"),
        meta(marks=[{}]),
        meta(met=["luck"]),
        lambda checkpoint: replace(checkpoint, update=-1),
    ],
)
def test_a_checkpoint_that_was_changed_on_its_way_is_refused(
    change: Callable[[Checkpoint], Checkpoint],
) -> None:
    checkpoint = trainer(run=3).checkpoint()
    assert checkpoint.arrays["params"].shape == (31,)
    with pytest.raises(CheckpointError):
        Trainer.restore(change(checkpoint))
