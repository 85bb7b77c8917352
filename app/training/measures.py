"""How well a network does: data loss, penalty, accuracy or R², confusion counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.training.examples import Examples, Part

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.int64]


def measure(examples: Examples, outputs: FloatArray) -> tuple[float, float, float, float]:
    """Return train loss, test loss, train score, test score for outputs (outputs, N).

    The losses are means over the examples without any penalty; a score is the share of right
    decisions, or R² for a regression.
    """
    with np.errstate(all="ignore"):
        (train_loss, train_score), (test_loss, test_score) = (
            _measure_part(examples, outputs.take(part.places, axis=1), part)
            for part in examples.parts
        )
    return train_loss, test_loss, train_score, test_score


def _measure_part(examples: Examples, outputs: FloatArray, part: Part) -> tuple[float, float]:
    loss = examples.loss.value(outputs, part.targets)
    if examples.data.task == "regression":
        return loss, r_squared(outputs[0], part.truth.astype(np.float64))
    right = examples.loss.decide(outputs) == part.truth
    if part.asked is not None:
        right = right[part.asked]
    return loss, int(np.count_nonzero(right)) / right.size if right.size else 0.0


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
