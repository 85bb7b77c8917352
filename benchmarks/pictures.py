"""What the scenes with pictures teach; `python -m benchmarks.scenes` measures them with the others.

All networks train with Adam, learning rate 0.003, batches of 30, Xavier's starting weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.data import load
from app.experiment import Experiment
from app.training import Trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.seeds import Figures

Layers = list[dict[str, Any]]

ANYWHERE: Mapping[str, Layers] = {
    "dense": [{"kind": "dense", "units": 32, "activation": "relu"}],
    "convolutions, flattened": [
        {"kind": "conv", "channels": 6},
        {"kind": "maxpool"},
        {"kind": "conv", "channels": 12},
        {"kind": "flatten"},
    ],
    "convolutions, global max": [
        {"kind": "conv", "channels": 6},
        {"kind": "maxpool"},
        {"kind": "conv", "channels": 12},
        {"kind": "globalmax"},
    ],
}
"""Hidden layers of the networks that look for shapes; kernels are 3 × 3, pools 2 × 2."""

DIGITS: Mapping[str, Layers] = {
    "dense 32-16": [
        {"kind": "dense", "units": 32, "activation": "relu"},
        {"kind": "dense", "units": 16, "activation": "relu"},
    ],
    "conv 8, pool, conv 16": [
        {"kind": "conv", "channels": 8},
        {"kind": "maxpool"},
        {"kind": "conv", "channels": 16},
    ],
}


def trainer(data: Mapping[str, Any], layers: Sequence[Mapping[str, Any]], seed: int) -> Trainer:
    """Return a trainer of a network on pictures."""
    return Trainer(
        Experiment.model_validate(
            {
                "data": {**data, "seed": seed},
                "features": [],
                "layers": list(layers),
                "training": {"optimizer": "adam", "learning_rate": 0.003, "batch_size": 30},
                "seed": seed,
            }
        )
    )


def shapes_anywhere(
    seeds: Iterable[int] = range(20),
    epochs: int = 20,
    networks: Iterable[str] = tuple(ANYWHERE),
) -> Figures:
    """Test accuracies for shapes in the left half, where they were learned, and in the right."""
    seeds = list(seeds)
    samples, noise = 1000, 10
    figures: Figures = {}
    for name in networks:
        left, right = [], []
        for seed in seeds:
            made = trainer(
                {"name": "shapes_right", "samples": samples, "noise": noise}, ANYWHERE[name], seed
            )
            made.run(epochs=epochs)
            right.append(made.metrics()["test_accuracy"])
            same = load("shapes_left", samples=samples, noise=noise, seed=seed)
            assert same.labels is not None
            decided = made.predict(same.inputs[:, same.test])
            left.append(float(np.mean(decided == same.labels[same.test])))
        figures |= {
            f"{name}: left, lowest": min(left),
            f"{name}: left": float(np.median(left)),
            f"{name}: right, lowest": min(right),
            f"{name}: right": float(np.median(right)),
            f"{name}: right, highest": max(right),
        }
    return figures


def digits_by_convolution(seeds: Iterable[int] = range(10), epochs: int = 10) -> Figures:
    """Mean test accuracies on the digits, trained on half of them."""
    seeds = list(seeds)
    figures: Figures = {}
    for name, layers in DIGITS.items():
        scores = []
        for seed in seeds:
            made = trainer({"name": "digits", "samples": 1797}, layers, seed)
            made.run(epochs=epochs)
            scores.append(made.metrics()["test_accuracy"])
        figures[name] = float(np.mean(scores))
    return figures
