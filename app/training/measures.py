"""How well a network does: data loss, penalty, accuracy or R², confusion counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.training.examples import Examples

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.int64]


def measure(examples: Examples, outputs: FloatArray) -> tuple[float, float, float, float]:
    """Return train loss, test loss, train score, test score for outputs (outputs, N).

    The losses are means over the examples without any penalty; a score is the share of right
    decisions, or R² for a regression.
    """
    data = examples.data
    parts = [
        (outputs[:, part], examples.targets[:, part], data.targets[..., part])
        for part in (data.train, data.test)
    ]
    with np.errstate(all="ignore"):
        losses = [examples.loss.value(out, target) for out, target, _ in parts]
        if data.task == "regression":
            scores = [r_squared(out[0], truth.astype(np.float64)) for out, _, truth in parts]
        else:
            scores = [_accuracy(examples.loss.decide(out), truth) for out, _, truth in parts]
    return losses[0], losses[1], scores[0], scores[1]


def _accuracy(decided: NDArray[np.integer[Any]], truth: NDArray[Any]) -> float:
    """Return the share of right decisions among those that were asked for (a label is not -1)."""
    asked = truth >= 0
    return float(np.mean(decided[asked] == truth[asked])) if asked.any() else 0.0


def r_squared(predicted: FloatArray, values: FloatArray) -> float:
    """Return the share of the variance of ``values`` (n,) that is explained; 0 if there is none.

    R² = 1 - Σ(y - ŷ)² / Σ(y - ȳ)²; it is negative where the mean would predict better.
    """
    spread = float(np.sum(np.square(values - values.mean())))
    error = float(np.sum(np.square(values - predicted.astype(np.float64))))
    return 1.0 - error / spread if spread > 0 else 0.0


def confusion(decided: NDArray[np.integer[Any]], labels: IntArray, classes: int) -> IntArray:
    """Return counts (classes, classes): the row is the true class, the column the decided one."""
    counts = np.bincount(labels * classes + decided, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)
