"""The small trainers that many tests here use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.experiment import Experiment
from app.training import Trainer

if TYPE_CHECKING:
    from app.nn import Dtype


def trainer(*, run: int = 0, dtype: Dtype = np.float32, **parts: Any) -> Trainer:
    """Return a trainer of 2-4-3-1 units on the spiral after `run` updates, 5 to an epoch.

    Parts of the experiment replace these: data, layers, training, features, stop, seed, …
    """
    document: dict[str, Any] = {
        "data": {"name": "spiral", "samples": 100},
        "layers": [{"units": 4}, {"units": 3}],
        "training": {"learning_rate": 0.1},
        "seed": 0,
        **parts,
    }
    made = Trainer(Experiment.model_validate(document), dtype)
    made.run(updates=run)
    return made


def outputs(made: Trainer) -> np.ndarray[Any, np.dtype[np.floating[Any]]]:
    """Return the outputs of a trainer's network for all its examples, (outputs, N)."""
    return made.outputs(made.data.inputs)


def parameter(made: Trainer, layer: int, name: str) -> np.ndarray[Any, np.dtype[Any]]:
    """Return a copy of one parameter of one layer."""
    return made.network.layers[layer].parameters()[name].copy()


def moment(made: Trainer, which: str, layer: int, name: str) -> np.ndarray[Any, np.dtype[Any]]:
    """Return a copy of one moment of the optimizer, of one parameter of one layer."""
    vector = made._setup.optimizer.state[which]
    return made.network.split(vector)[layer][name].copy()
