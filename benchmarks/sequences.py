"""What the scenes with sequences teach; `python -m benchmarks.scenes` measures them too.

All networks train with Adam and gradients no longer than 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.experiment import Experiment
from app.training import Trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Figures = dict[str, float]

SOLVED = 0.95
"""The test accuracy from which on a sequence counts as remembered."""

EVERY = 10
"""After how many updates each it is looked at."""

MEMORIES: Mapping[str, dict[str, Any]] = {
    "RNN": {"kind": "rnn", "units": 16},
    "LSTM, forget bias 1": {"kind": "lstm", "units": 16, "forget_bias": 1},
    "LSTM, forget bias 5": {"kind": "lstm", "units": 16, "forget_bias": 5},
}

TRANSFORMER = (
    {"kind": "embedding", "units": 16},
    {"kind": "attention", "heads": 1, "width": 12, "positions": "learned"},
    {"kind": "norm"},
    {"kind": "feedforward", "units": 32},
    {"kind": "norm"},
)
"""A transformer of one block."""


def trainer(
    data: Mapping[str, Any],
    layers: Sequence[Mapping[str, Any]],
    seed: int,
    *,
    rate: float,
    batch: int,
    initializer: str = "xavier_uniform",
) -> Trainer:
    """Return a trainer of a network on sequences."""
    return Trainer(
        Experiment.model_validate(
            {
                "data": {**data, "seed": seed},
                "features": [],
                "layers": list(layers),
                "weights": {"initializer": initializer},
                "training": {
                    "optimizer": "adam",
                    "learning_rate": rate,
                    "batch_size": batch,
                    "clip": 1,
                },
                "seed": seed,
            }
        )
    )


def memory_after_noise(
    seeds: Iterable[int] = range(20),
    updates: int = 200,
    networks: Iterable[str] = tuple(MEMORIES),
) -> Figures:
    """Test accuracies after 40 steps of noise, and how many updates it took to remember."""
    seeds = list(seeds)
    figures: Figures = {}
    data = {"name": "recall", "samples": 2000, "noise": 60, "length": 40}
    for name in networks:
        scores, times = [], []
        for seed in seeds:
            made = trainer(data, [MEMORIES[name]], seed, rate=0.02, batch=100)
            solved: float = np.inf
            for update in range(EVERY, updates + 1, EVERY):
                made.run(updates=EVERY)
                if solved == np.inf and made.metrics()["test_accuracy"] > SOLVED:
                    solved = update
            scores.append(made.metrics()["test_accuracy"])
            times.append(solved)
        figures |= {
            f"{name}: lowest": min(scores),
            f"{name}: median": float(np.median(scores)),
            f"{name}: highest": max(scores),
            f"{name}: share that remembers": float(np.mean(np.isfinite(times))),
            f"{name}: updates of the median": float(np.median(times)),
        }
    return figures


def who_is_speaking(seeds: Iterable[int] = range(10), epochs: int = 5) -> Figures:
    """Test accuracy on the Japanese vowels, which bring their own test data."""
    scores = []
    for seed in seeds:
        made = trainer(
            {"name": "vowels", "samples": 640},
            [{"kind": "lstm", "units": 16}],
            seed,
            rate=0.01,
            batch=5,
            initializer="orthogonal",
        )
        made.run(epochs=epochs)
        scores.append(made.metrics()["test_accuracy"])
    return {"lowest": min(scores), "mean": float(np.mean(scores)), "highest": max(scores)}


def names_and_languages(seeds: Iterable[int] = range(5), epochs: int = 15) -> Figures:
    """Accuracies on the surnames, read letter by letter; 4 in 5 of them are for training."""
    train, test = [], []
    for seed in seeds:
        made = trainer(
            {"name": "surnames", "samples": 2000, "train_share": 0.8},
            [{"kind": "embedding", "units": 16}, {"kind": "lstm", "units": 32}],
            seed,
            rate=0.01,
            batch=30,
        )
        made.run(epochs=epochs)
        metrics = made.metrics()
        train.append(metrics["train_accuracy"])
        test.append(metrics["test_accuracy"])
    return {
        "training": float(np.mean(train)),
        "test, lowest": min(test),
        "test": float(np.mean(test)),
    }


def attention_to_cards(seeds: Iterable[int] = range(20), updates: int = 100) -> Figures:
    """Accuracy on cards that were not seen, and how much of the look falls on the right card."""
    scores, looks = [], []
    for seed in seeds:
        made = trainer(
            {"name": "cards", "samples": 2000},
            [{"kind": "attention", "heads": 1, "width": 12, "output": "last", "residual": False}],
            seed,
            rate=0.04,
            batch=50,
        )
        made.run(updates=updates)
        scores.append(made.metrics()["test_accuracy"])
        looks.append(_look_at_the_right_card(made))
    return {
        "accuracy, lowest": min(scores),
        "accuracy": float(np.mean(scores)),
        "on the right card, lowest": min(looks),
        "on the right card": float(np.mean(looks)),
    }


def _look_at_the_right_card(made: Trainer) -> float:
    """Return the mean attention of the question to the card with its key, on the test data."""
    steps, _ = made.data.shape
    raw = made.data.inputs[:, made.data.test]
    keys = raw.reshape(steps, -1, raw.shape[1])[:, :8].argmax(axis=1)
    right = (keys[:-1] == keys[-1]).argmax(axis=0)
    made.network.forward(made.inputs(raw))
    last = made.network.inside(0)["attention"][0, -1]
    return float(last[right, np.arange(raw.shape[1])].mean())


def strings_by_a_transformer(
    seeds: Iterable[int] = range(10), updates: int = 100, names: Iterable[str] = ("reverse", "sort")
) -> Figures:
    """Share of right letters in new strings of eight, and the look at the letter that belongs."""
    seeds = list(seeds)
    figures: Figures = {}
    for name in names:
        scores, looks = [], []
        for seed in seeds:
            made = trainer(
                {"name": name, "samples": 2000, "length": 8}, TRANSFORMER, seed, rate=0.02, batch=32
            )
            made.run(updates=updates)
            scores.append(made.metrics()["test_accuracy"])
            # In a string that is turned round, the letter that belongs is the one from the end.
            made.network.forward(made.inputs(made.data.inputs[:, made.data.test]))
            attention = made.network.inside(1)["attention"][0]
            looks.append(float(np.mean(attention[:, ::-1].diagonal())))
        figures |= {f"{name}: lowest": min(scores), f"{name}: mean": float(np.mean(scores))}
        if name == "reverse":
            figures["reverse: on the letter that belongs"] = float(np.mean(looks))
    return figures
