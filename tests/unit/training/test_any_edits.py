"""Long walks of random edits: whatever comes, the network stays whole or nothing changes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.data import DATASETS, FEATURES
from app.experiment import KINDS
from app.nn import ACTIVATIONS, LOSSES, NORMALIZATIONS, OPTIMIZERS, PENALTIES
from app.training import (
    AddLayer,
    AddUnit,
    EditError,
    RemoveLayer,
    RemoveUnit,
    SetBias,
    SetWeight,
    Trainer,
)
from tests.unit.training.trainers import trainer

if TYPE_CHECKING:
    from app.training import Operation

CHOICES: dict[str, list[Any]] = {
    "training.learning_rate": [0.001, 0.1, 3.0],
    "training.optimizer": list(OPTIMIZERS),
    "training.batch_size": [1, 7, 300],
    "training.loss": ["auto", *LOSSES],
    "training.penalty": list(PENALTIES),
    "training.penalty_rate": [0.0, 0.01],
    "training.clip": [0.0, 1.0],
    "data.name": list(DATASETS),
    "data.noise": [0, 20, 80],
    "data.samples": [10, 55, 120],
    "data.train_share": [0.1, 0.5, 0.9],
    "features": [[], *([name] for name in FEATURES), ["x1", "x2"]],
    "output.frozen": [True, False],
    "seed": [0, 1],
    "layers.0.units": [1, 5, 0],
    "layers.1.activation": list(ACTIVATIONS),
    "layers.0.normalization": list(NORMALIZATIONS),
    "layers.1.normalization": list(NORMALIZATIONS),
    "layers.0.dropout": [0.0, 0.3],
    "layers.1.residual": [True, False],
    "layers.0.frozen": [True, False],
    "layers.0.kind": list(KINDS),
    "layers.1.kind": list(KINDS),
    "layers.0.output": ["all", "last"],
    "layers.1.kernel": [1, 3, 4],
    "layers.1.heads": [1, 2],
    "layers.1.channels": [2, 5],
    "data.length": [0, 3, 9],
    "layers": [[], [{"units": 3}], [{"units": 2, "activation": "relu"}, {"units": 4}]],
}


def any_operation(rng: random.Random, layers: int) -> Operation:
    layer, unit = rng.randrange(layers + 1), rng.randrange(4)
    return rng.choice(
        (
            AddLayer(layer),
            AddLayer(layer, {"units": 3, "activation": rng.choice(list(ACTIVATIONS))}),
            AddLayer(layer, {"kind": rng.choice(list(KINDS))}),
            AddLayer(layer, {"kind": rng.choice(list(KINDS))}),
            RemoveLayer(layer),
            AddUnit(layer),
            RemoveUnit(layer, unit),
            SetWeight(layer, unit, 0, rng.uniform(-2, 2)),
            SetBias(layer, unit, rng.uniform(-2, 2)),
        )
    )


def edit_somehow(made: Trainer, rng: random.Random) -> None:
    if rng.random() < 0.5:
        made.apply(any_operation(rng, len(made.experiment.layers)))
    else:
        paths = rng.sample(list(CHOICES), rng.choice((1, 1, 2)))
        made.edit({path: rng.choice(CHOICES[path]) for path in paths})


@pytest.mark.parametrize("seed", range(6))
def test_any_walk_of_edits_keeps_the_trainer_whole(seed: int) -> None:
    rng, made, refused = random.Random(seed), trainer(run=3), 0
    for _ in range(150):
        experiment, params = made.experiment, made.network.params.copy()
        try:
            edit_somehow(made, rng)
        except EditError:
            refused += 1
            assert made.experiment == experiment
            assert np.array_equal(made.network.params, params)
        made.run(updates=rng.randrange(8))
        if made.stopped is not None:
            made.reset()
            made.edit({"training.learning_rate": 0.01})
        assert np.isfinite(made.network.params).all()
        assert made.describe().parameters == made.network.params.size
        assert len(made.metrics()) == 5
    assert 0 < refused < 75
    restored = Trainer.restore(made.checkpoint())
    made.run(updates=9)
    restored.run(updates=9)
    assert np.array_equal(made.network.params, restored.network.params)
