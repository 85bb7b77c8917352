"""Standardization: inputs get mean 0 and standard deviation 1 in the training part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from app.data.dataset import FloatArray, IntArray

if TYPE_CHECKING:
    from app.data.entry import Draft

Standardization: TypeAlias = Literal["columns", "pixels", "steps", "series", "none"]
Moments: TypeAlias = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class Way:
    """One way to standardize: `measure` gives mean and scale (C,) for a training part (C, n).

    It also takes the number of values a step has. `note` says for people what was done.
    """

    measure: Callable[[FloatArray, int], Moments]
    note: str


@dataclass(frozen=True)
class Scaling:
    """What was subtracted and what was divided by, and sentences that say so.

    standardized = (original − mean) / scale, with `mean` and `scale` (C,) for the inputs and
    `target_mean` and `target_scale` for the values of a regression.
    """

    mean: FloatArray
    scale: FloatArray
    target_mean: float = 0.0
    target_scale: float = 1.0
    notes: tuple[str, ...] = ()

    def inputs(self, original: FloatArray) -> FloatArray:
        """Standardize inputs (C, N)."""
        return (original - self.mean[:, None]) / self.scale[:, None]

    def values(self, original: FloatArray | None) -> FloatArray | None:
        """Standardize values (N,), if there are any."""
        return None if original is None else self.to_target(original)

    def to_target(self, original: FloatArray | IntArray) -> FloatArray:
        """Standardize numbers (N,) that are in the unit of the target."""
        return (original.astype(np.float64) - self.target_mean) / self.target_scale


def fit_scaling(draft: "Draft", train: IntArray) -> Scaling:
    """Measure the training part of a draft; plane coordinates are left as they are."""
    count = len(draft.inputs)
    if draft.plane or draft.standardization == "none":
        return Scaling(np.zeros(count), np.ones(count))
    way = WAYS[draft.standardization]
    width = draft.shape[-1] if len(draft.shape) == 2 else count
    mean, scale = way.measure(draft.inputs[:, train], width)
    if draft.values is None:
        return Scaling(mean, scale, notes=(way.note,))
    if draft.standardization == "series":
        # What is predicted is the next value of the same series, so it is in the same unit.
        return Scaling(mean, scale, float(mean[0]), float(scale[0]), (way.note,))
    moments = _moments(draft.values[None, train])
    target_mean, target_scale = float(moments[0][0]), float(moments[1][0])
    target_note = (
        f"The target {draft.target} is standardized too: 0 stands for {target_mean:.4g}, and 1 for "
        f"{target_scale:.4g} more than that."
    )
    return Scaling(mean, scale, target_mean, target_scale, (way.note, target_note))


def _moments(part: FloatArray) -> Moments:
    """Return the mean and the standard deviation of each row of (C, n); 1 for a constant row."""
    mean, scale = part.mean(axis=1), part.std(axis=1)
    # Rounding leaves a constant column a spread just above 0, which would blow up its noise.
    constant = scale <= 1e-12 * np.abs(mean)
    return mean, np.where(constant, 1.0, scale)


def _by_column(part: FloatArray, _width: int) -> Moments:
    return _moments(part)


def _by_pixel(part: FloatArray, _width: int) -> Moments:
    mean, scale = _moments(part)
    # A scale of its own would blow up a pixel that is hardly ever inked in training.
    scale[:] = np.sqrt(np.mean(part.var(axis=1))) or 1.0
    return mean, scale


def _by_step(part: FloatArray, width: int) -> Moments:
    """Measure each of the `width` values of a step over all steps that are not padding."""
    steps = len(part) // width
    values = part.reshape(steps, width, -1).swapaxes(0, 1).reshape(width, -1)
    real = values[:, ~np.isnan(values[0])]
    mean, scale = _moments(real)
    return np.tile(mean, steps), np.tile(scale, steps)


def _as_series(part: FloatArray, _width: int) -> Moments:
    mean, scale = _moments(part.reshape(1, -1))
    return np.repeat(mean, len(part)), np.repeat(scale, len(part))


WAYS: dict[Standardization, Way] = {
    "columns": Way(
        _by_column,
        "The inputs are standardized: in the training part every column has mean 0 and standard "
        "deviation 1.",
    ),
    "pixels": Way(
        _by_pixel,
        "The inputs are standardized: in the training part every column has mean 0, and all are "
        "divided by one number, so that their standard deviation is 1 on average.",
    ),
    "steps": Way(
        _by_step,
        "The inputs are standardized: over all steps of the training part every value has mean 0 "
        "and standard deviation 1.",
    ),
    "series": Way(
        _as_series,
        "The series is standardized, inputs and target alike: over the training part its mean is "
        "0 and its standard deviation 1.",
    ),
}
"""How inputs can be brought to one scale, by name; "none" leaves them as they are."""
