"""Standardization of tables: every column gets mean 0 and standard deviation 1 in training."""

from dataclasses import dataclass

import numpy as np

from app.data.dataset import FloatArray, IntArray
from app.data.entry import Draft

STANDARDIZED = (
    "The inputs are standardized: in the training part every column has mean 0 and standard "
    "deviation 1."
)
ONE_SCALE = (
    "The inputs are standardized: in the training part every column has mean 0, and all are "
    "divided by one number, so that their standard deviation is 1 on average."
)


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
        return None if original is None else (original - self.target_mean) / self.target_scale


def fit_scaling(draft: Draft, train: IntArray) -> Scaling:
    """Measure the training part of a draft; plane coordinates are left as they are."""
    if draft.plane:
        return Scaling(np.zeros(len(draft.inputs)), np.ones(len(draft.inputs)))
    part = draft.inputs[:, train]
    mean, scale = _moments(part)
    note = STANDARDIZED
    if draft.one_unit:
        # A scale of its own would blow up a pixel that is hardly ever inked in training.
        scale[:] = np.sqrt(np.mean(part.var(axis=1)))
        note = ONE_SCALE
    if draft.values is None:
        return Scaling(mean, scale, notes=(note,))
    moments = _moments(draft.values[None, train])
    target_mean, target_scale = float(moments[0][0]), float(moments[1][0])
    target_note = (
        f"The target {draft.target} is standardized too: 0 stands for {target_mean:.4g}, and 1 for "
        f"{target_scale:.4g} more than that."
    )
    return Scaling(mean, scale, target_mean, target_scale, (note, target_note))


def _moments(part: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean and the standard deviation of each row of (C, n); 1 for a constant row."""
    mean, scale = part.mean(axis=1), part.std(axis=1)
    # Rounding leaves a constant column a spread just above 0, which would blow up its noise.
    constant = scale <= 1e-12 * np.abs(mean)
    return mean, np.where(constant, 1.0, scale)
