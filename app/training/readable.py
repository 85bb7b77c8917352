"""What can be read off a trainer: its parts, its measures, its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.training.measures import FloatArray, IntArray, confusion, measure
from app.training.preview import loss_gradient, precise_copy

if TYPE_CHECKING:
    from app.data import Dataset
    from app.experiment import Experiment
    from app.nn import Loss, Network
    from app.training.examples import Examples
    from app.training.setup import Setup


VALUES_AT_ONCE = 4_000_000
"""How many values of its layers a network computes at once when it is measured, to save memory."""


class Readable:
    """A setup seen from outside; what changes its numbers is the Trainer's.

    Attributes:
        version: grows with everything that changes a number; for whoever keeps results.

    """

    def __init__(self, setup: Setup) -> None:
        self.version = 0
        self._setup = setup
        self._measured = (-1, (0.0, 0.0, 0.0, 0.0))

    # What it is made of

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now, live edits included."""
        return self._setup.experiment

    @property
    def setup(self) -> Setup:
        """Everything that follows from the experiment, to be read and copied from."""
        return self._setup

    @property
    def network(self) -> Network:
        """The network; an edit may replace it by another object."""
        return self._setup.network

    @property
    def data(self) -> Dataset:
        """The data set."""
        return self._setup.examples.data

    @property
    def examples(self) -> Examples:
        """The data as the network sees them; another trainer may use them again."""
        return self._setup.examples

    @property
    def loss(self) -> Loss:
        """The loss that is used, "auto" resolved."""
        return self._setup.examples.loss

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of what the first layer sees."""
        return self._setup.examples.names

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what had to be adapted so that the experiment fits its data."""
        return self._setup.notes

    # Measures

    def metrics(self) -> dict[str, float]:
        """Return train_loss, test_loss (data alone), penalty, and train/test accuracy or r2."""
        train_loss, test_loss, train_score, test_score = self._measures()
        return {
            "train_loss": train_loss,
            "test_loss": test_loss,
            "penalty": self.penalty,
            f"train_{self.score}": train_score,
            f"test_{self.score}": test_score,
        }

    @property
    def score(self) -> str:
        """The name of the score: "accuracy", or "r2" for a regression."""
        return "r2" if self.data.task == "regression" else "accuracy"

    @property
    def penalty(self) -> float:
        """What the penalty adds to the data loss at the present weights."""
        setup, rate = self._setup, self.experiment.training.penalty_rate
        if not rate:
            return 0.0
        with np.errstate(all="ignore"):
            return rate * setup.penalty.value(self.network.params[setup.penalty.weights])

    def confusion(self) -> tuple[IntArray, IntArray] | None:
        """Return counts (classes, classes) for training and test, or None.

        The row is the true class, the column the class that the network decides for. There are no
        counts for a regression, nor where each step of an example has an answer.
        """
        labels = self.data.labels
        if labels is None or labels.ndim > 1:
            return None
        decided, classes = self.loss.decide(self._outputs()), len(self.data.classes)
        train, test = (
            confusion(decided[part], labels[part], classes)
            for part in (self.data.train, self.data.test)
        )
        return train, test

    def loss_gradient(self) -> FloatArray:
        """Return dL/dw (P,) of the data loss over all training examples, without dropout."""
        return loss_gradient(self._setup)

    def precise_network(self) -> Network:
        """Return a copy of the network in float64, to be changed freely."""
        return precise_copy(self._setup)

    def _outputs(self) -> FloatArray:
        """Return the outputs for all examples (outputs, N), of a large network part by part."""
        inputs, network = self._setup.examples.inputs, self.network
        at_once = VALUES_AT_ONCE // sum(layer.units for layer in network.layers) + 1
        if inputs.shape[1] <= at_once:
            return network.forward(inputs)
        starts = range(0, inputs.shape[1], at_once)
        parts = [network.forward(inputs[:, i : i + at_once]).copy() for i in starts]
        return np.concatenate(parts, axis=1)

    def _measures(self) -> tuple[float, float, float, float]:
        """Return the measures of the present state, computed once for each state."""
        if self._measured[0] != self.version:
            self._measured = (self.version, measure(self._setup.examples, self._outputs()))
        return self._measured[1]

    # Looking

    def inputs(self, raw: FloatArray) -> FloatArray:
        """Return what the first layer sees, (inputs, n), for points (columns, n).

        Points are in the units of ``data.inputs``: plane coordinates as they are, columns of a
        table standardized.
        """
        return self._setup.examples.features(raw)

    def outputs(self, raw: FloatArray) -> FloatArray:
        """Return the outputs of the network, (outputs, n), for points (columns, n)."""
        return self.network.forward(self.inputs(raw)).copy()

    def predict(self, raw: FloatArray) -> FloatArray | IntArray:
        """Return the decided classes, or the values of a regression, (n,), for points (columns, n).

        Points are in the units of ``data.inputs`` and values in those of ``data.values``.
        """
        outputs = self.outputs(raw)
        if self.data.task == "regression":
            return np.asarray(outputs[0])
        return np.asarray(self.loss.decide(outputs), dtype=np.int64)
