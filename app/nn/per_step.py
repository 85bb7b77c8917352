"""Losses of an answer at every step: another loss, averaged over the steps there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.losses import Loss

if TYPE_CHECKING:
    from app.nn.arrays import Array, Indices

NO_LABEL = -1
"""Stands for a label at the steps that an example does not have."""


class PerStep(Loss):
    """The mean of a loss over all steps, of all examples of a batch, that have a label.

    Outputs and targets are `(T·K, B)`, the K outputs of the first step first. Where a step has no
    label its targets are NaN, and its output counts for nothing.

    Args:
        loss: the loss of one step, with a mean over the batch; an entry of `LOSSES`.
        steps: how many steps there are, T.

    """

    tasks = ("steps",)

    def __init__(self, loss: Loss, steps: int) -> None:
        self.loss = loss
        self.steps = steps
        # Each is made for its number of steps, so what a registry asks of a class is its own.
        for name in ("name", "label", "formula", "help", "output_activation"):
            setattr(self, name, getattr(loss, name))

    def outputs(self, classes: int) -> int:
        """Return the number of outputs of all steps together."""
        return self.steps * self.loss.outputs(classes)

    def encode(self, labels: Indices | Array, classes: int) -> Array:
        """Return targets `(T·K, N)` for labels `(T, N)`, of which -1 says that there is none.

        Of a regression NaN says so.
        """
        steps, count = labels.shape
        targets = self.loss.encode(labels.reshape(-1), classes).reshape(-1, steps, count)
        missing = labels == NO_LABEL if classes else np.isnan(labels)
        targets = np.where(missing, np.nan, targets)
        return targets.swapaxes(0, 1).reshape(-1, count)

    def value(self, output: Array, target: Array) -> float:
        """Return the mean over the steps with a label; 0 if there is none."""
        outputs, targets = self._by_step(output), self._by_step(target)
        labelled = ~np.isnan(targets[0])
        if not labelled.any():
            return 0.0
        return self.loss.value(outputs[:, labelled], targets[:, labelled])

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write the derivative of that mean; 0 for steps without a label."""
        outputs, targets, gradients = map(self._by_step, (output, target, into))
        missing = np.isnan(targets[0])
        self.loss.gradient(outputs, targets, gradients)
        # The loss has divided by the batch alone.
        labelled = missing.size - int(np.count_nonzero(missing))
        np.multiply(gradients, output.shape[-1] / max(labelled, 1), gradients)
        np.copyto(gradients, 0, where=missing)

    def confidence(self, output: Array) -> Array:
        """Return a share between 0 and 1 for every class at every step, `(classes, T, B)`."""
        return self.loss.confidence(self._by_step(output))

    def decide(self, output: Array) -> Indices:
        """Return the class at every step, `(T, B)`."""
        return self.loss.decide(self._by_step(output))

    def _by_step(self, rows: Array) -> Array:
        """Return a view `(K, T, B)`."""
        return rows.reshape(self.steps, -1, rows.shape[-1]).swapaxes(0, 1)
