"""Networks under TensorFlow Playground's settings, and statements about many seeds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.experiment import Experiment
from app.training import Trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Figures = dict[str, float]


def playground(
    data: str,
    units: Sequence[int],
    activation: str = "tanh",
    *,
    seed: int = 0,
    data_seed: int | None = None,
    features: Sequence[str] = ("x1", "x2"),
    noise: float = 0.0,
    train_share: float = 0.5,
    weights: Mapping[str, Any] | None = None,
    **training: Any,  # noqa: ANN401 - fields of Training
) -> Trainer:
    """Return a trainer with Playground settings; the data seed is the seed unless given."""
    settings = {
        "loss": "half_squared",
        "optimizer": "sgd",
        "learning_rate": 0.03,
        "batch_size": 10,
        "shuffle": False,
        **training,
    }
    return Trainer(
        Experiment.model_validate(
            {
                "data": {
                    "name": data,
                    "noise": noise,
                    "train_share": train_share,
                    "seed": seed if data_seed is None else data_seed,
                },
                "features": list(features),
                "layers": [{"units": count, "activation": activation} for count in units],
                "weights": weights or {"initializer": "uniform", "scale": 0.5, "bias": 0.1},
                "training": settings,
                "seed": seed,
            }
        )
    )


def final(trainer: Trainer, epochs: int, measure: str = "test_loss") -> float:
    """Train to the end and return one measure."""
    trainer.run(epochs=epochs)
    return trainer.metrics()[measure]


def finals(
    make: Callable[..., Trainer], seeds: Iterable[int], epochs: int, measure: str = "test_loss"
) -> list[float]:
    """Train a network for every seed and return one measure of each."""
    return [final(make(seed=seed), epochs, measure) for seed in seeds]


def median(values: Sequence[float]) -> float:
    """Return the median as a plain number."""
    return float(np.median(values))


def shape(units: Sequence[int]) -> str:
    """Write the units of the hidden layers, for example 8-8."""
    return "-".join(map(str, units)) or "none"


def share(values: Iterable[bool]) -> float:
    """Return the share of true values."""
    return float(np.mean(list(values)))
