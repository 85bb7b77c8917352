"""What the scenes with series and with a table of tumours teach, beside a simple rule each.

`python -m benchmarks.scenes` measures them too. They train the experiments of the presets for as
long as their pictures do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.presets import PRESETS
from benchmarks.sequences import trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.training import Trainer
    from benchmarks.seeds import Figures


def trained(preset: str, seeds: Iterable[int]) -> list[Trainer]:
    """Return the network of a preset for every seed, trained as long as for its picture."""
    made = [trainer(PRESETS[preset].experiment, seed) for seed in seeds]
    for each in made:
        each.run(updates=PRESETS[preset].updates)
    return made


def spread(name: str, values: Sequence[float]) -> Figures:
    """Return the lowest, the median and the highest."""
    return {
        f"{name}, lowest": float(min(values)),
        name: float(np.median(values)),
        f"{name}, highest": float(max(values)),
    }


def simple_rule(made: Trainer) -> tuple[float, float]:
    """Return the root mean square error and the R² of the data's simple rule on the test part."""
    data = made.data
    assert data.baseline is not None  # the series have one
    truth = data.targets[data.test]
    error = float(np.mean((data.baseline.answers[data.test] - truth) ** 2))
    return error**0.5, 1 - error / float(truth.var())


def sunspots(seeds: Iterable[int] = range(20)) -> Figures:
    """Root mean square errors on the last years, in standard deviations of the training years."""
    networks = trained("sunspots", seeds)
    errors = []
    for each in networks:
        data = each.data
        predicted = each.outputs(data.inputs[:, data.test])[0]
        errors.append(float(np.mean((predicted - data.targets[data.test]) ** 2)) ** 0.5)
    return {**spread("error", errors), "error of last year's number": simple_rule(networks[0])[0]}


def returns(seeds: Iterable[int] = range(20)) -> Figures:
    """Accuracies on the days it was trained on and on those that came after."""
    networks = trained("returns", seeds)
    measured = [each.metrics() for each in networks]
    data = networks[0].data
    assert data.baseline is not None  # "always up"
    right = data.baseline.answers[data.test] == data.targets[data.test]
    return {
        **spread("train", [each["train_accuracy"] for each in measured]),
        **spread("test", [each["test_accuracy"] for each in measured]),
        "always up": float(right.mean()),
    }


def volatility(seeds: Iterable[int] = range(20)) -> Figures:
    """R² of the network and of a linear fit on the days that came after training."""
    networks = trained("volatility", seeds)
    scores = [each.metrics()["test_r2"] for each in networks]
    return {**spread("R²", scores), "R² of a linear fit": simple_rule(networks[0])[1]}


def tumours(seeds: Iterable[int] = range(20), thresholds: Iterable[float] = (0.5, 0.1)) -> Figures:
    """Test accuracy on the breast cancer table, and the mean of what thresholds cost."""
    networks = trained("breast-cancer", seeds)
    figures = spread("test", [each.metrics()["test_accuracy"] for each in networks])
    for threshold in thresholds:
        missed, alarms = np.mean([costs(each, threshold) for each in networks], axis=0)
        figures[f"missed at {threshold:g}"] = float(missed)
        figures[f"false alarms at {threshold:g}"] = float(alarms)
    return figures


def costs(made: Trainer, threshold: float) -> tuple[int, int]:
    """Return how many malignant ones are missed, and how many benign ones raise an alarm."""
    data = made.data
    malignant = data.classes.index("malignant")
    confidence = made.loss.confidence(made.outputs(data.inputs[:, data.test]))[malignant]
    alarm, ill = confidence >= threshold, data.targets[data.test] == malignant
    return int((ill & ~alarm).sum()), int((alarm & ~ill).sum())
