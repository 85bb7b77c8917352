"""Losses: how far the network's outputs are from what they should be, as one registry.

Outputs and targets are `(outputs, batch)`; every loss is the mean over the batch of a sum over
the outputs. The cross-entropies and the hinge loss take the outputs of a linear layer (logits,
scores); the squared errors and Huber's compare classes coded as -1 and +1 with a tanh output.
For regression the output layer is linear whatever the loss.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from app.nn.activations import ACTIVATIONS
from app.nn.arrays import Array, Indices
from app.nn.registry import Registry


class Loss(ABC):
    """One loss: coding of targets, value, gradient, and how an output is read.

    Attributes:
        tasks: the tasks it can be used for: "binary", "classes" (more than two), "regression".
        output_activation: the activation of the output layer for classes. The output layer of a
            regression is always linear.

    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    help: ClassVar[str]
    tasks: ClassVar[tuple[str, ...]]
    output_activation: ClassVar[str] = "linear"

    def outputs(self, classes: int) -> int:
        """Return the number of output units for so many classes (0 for a regression)."""
        return classes if classes > 2 else 1

    def encode(self, labels: Indices | Array, classes: int) -> Array:
        """Return targets `(outputs, N)` for labels `(N,)`, or for values if `classes` is 0.

        Two classes are coded as -1 and +1 on one output; more classes as +1 on the output of
        the right class and -1 on the others.
        """
        if classes == 0:
            return np.asarray(labels, dtype=np.float64)[np.newaxis]
        return 2.0 * _indicator(labels, self.outputs(classes)) - 1.0

    @abstractmethod
    def value(self, output: Array, target: Array) -> float:
        """Return the mean loss over the batch."""

    @abstractmethod
    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write the derivative of the mean loss with respect to each output into `into`.

        All three are `(outputs, B)`, or `(outputs, S, B)` for S networks with a mean each.
        """

    def confidence(self, output: Array) -> Array:
        """Return a share between 0 and 1 for every class, `(classes, batch)`.

        For logits these are the model's probabilities; for other outputs they are scores that
        say how near an output is to its class, and need not add up to 1.
        """
        score = np.clip(0.5 * (output + 1.0), 0.0, 1.0)
        return score if len(score) > 1 else np.concatenate((1.0 - score, score))

    def lead(self, output: Array) -> Array:
        """Return by how much the second of two classes leads, from -1 to 1: `(batch,)`.

        It is the difference of their `confidence`.
        """
        if len(output) == 1:
            return np.asarray(np.minimum(np.maximum(output[0], -1.0), 1.0))
        first, second = self.confidence(output)
        return np.asarray(second - first)

    def decide(self, output: Array) -> Indices:
        """Return the class of every example, `(batch,)`: the larger output, or its sign."""
        labels: Indices = output[0] > 0 if len(output) == 1 else np.argmax(output, axis=0)
        return labels.astype(np.int64)


def _indicator(labels: Indices | Array, outputs: int) -> Array:
    """Return 1 where an output stands for the label, else 0: `(outputs, N)`."""
    standing_for = range(outputs) if outputs > 1 else (1,)
    return np.array([labels == label for label in standing_for], np.float64)


def _mean(terms: Array) -> float:
    """Return the mean over the batch, the last axis, of the sums of the terms."""
    # Half as long as `np.sum`, which would find the same number.
    batch: int = terms.shape[-1]
    return float(np.add.reduce(terms, axis=None, dtype=np.float64)) / batch


class HalfSquared(Loss):
    """TensorFlow Playground's loss: half the squared error."""

    name = "half_squared"
    label = "Half squared error"
    formula = "½ (out − y)²"
    help = "Half the squared distance to the target; TensorFlow Playground's loss."
    tasks = ("binary", "classes", "regression")
    output_activation = "tanh"

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of 1/2 Σ (out - y)²."""
        return 0.5 * _mean(np.square(output - target))

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write (out - y) / B."""
        np.subtract(output, target, into)
        np.multiply(into, 1.0 / into.shape[-1], into)


class Squared(Loss):
    """The squared error."""

    name = "squared"
    label = "Squared error"
    formula = "(out − y)²"
    help = "The squared distance to the target: large errors weigh most."
    tasks = ("binary", "classes", "regression")
    output_activation = "tanh"

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of Σ (out - y)²."""
        return _mean(np.square(output - target))

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write 2 (out - y) / B."""
        np.subtract(output, target, into)
        np.multiply(into, 2.0 / into.shape[-1], into)


class Huber(Loss):
    """Huber's loss with its corner at an error of 1 (Huber, 1964)."""

    name = "huber"
    label = "Huber"
    formula = "½ e² if |e| ≤ 1, else |e| − ½, with e = out − y"
    help = "Squared for small errors and straight for large ones, so that outliers pull less."
    tasks = ("binary", "classes", "regression")
    output_activation = "tanh"

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of the formula, summed over the outputs."""
        error = np.abs(output - target)
        near = np.minimum(error, 1.0)
        # near (error − near/2) is ½e² up to the corner and |e| − ½ beyond it.
        return _mean(near * (error - 0.5 * near))

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write the error, cut to ±1, over B."""
        np.subtract(output, target, into)
        np.clip(into, -1.0, 1.0, out=into)
        np.multiply(into, 1.0 / into.shape[-1], into)


class BinaryCrossEntropy(Loss):
    """Cross-entropy of one logit against a label of 0 or 1."""

    name = "binary_cross_entropy"
    label = "Binary cross-entropy"
    formula = "−y ln p − (1 − y) ln(1 − p), p = 1 / (1 + exp(−out))"
    help = "The surprise at the right answer of two; confident mistakes cost most."
    tasks = ("binary",)

    def encode(self, labels: Indices | Array, classes: int) -> Array:
        """Return the labels 0 and 1 as targets `(1, N)`."""
        return _indicator(labels, 1)

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of ln(1 + e^out) - y out, the formula without its overflow."""
        surprise = np.logaddexp(output, 0.0) - target * output
        return _mean(surprise)

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write (p - y) / B."""
        ACTIVATIONS["sigmoid"].value(output, into)
        np.subtract(into, target, into)
        np.multiply(into, 1.0 / into.shape[-1], into)

    def confidence(self, output: Array) -> Array:
        """Return the probabilities of both classes, `(2, batch)`."""
        chance = np.empty_like(output)
        ACTIVATIONS["sigmoid"].value(output, chance)
        return np.concatenate((1.0 - chance, chance))

    def lead(self, output: Array) -> Array:
        """Return p - (1 - p), which is tanh(out / 2)."""
        return np.asarray(np.tanh(0.5 * output[0]))


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of one logit a class against one-hot targets."""

    name = "softmax_cross_entropy"
    label = "Softmax cross-entropy"
    formula = "−ln p_y, p = exp(out) / Σ exp(out)"
    help = "The surprise at the right class among several; confident mistakes cost most."
    tasks = ("binary", "classes")

    def outputs(self, classes: int) -> int:
        """Return one output a class, for two classes as well."""
        return classes

    def encode(self, labels: Indices | Array, classes: int) -> Array:
        """Return one-hot targets `(classes, N)`."""
        return _indicator(labels, classes)

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of ln Σ e^out - out_y."""
        top = output.max(axis=0)
        log_total = top + np.log(np.sum(np.exp(output - top), axis=0))
        surprise = log_total - np.sum(target * output, axis=0)
        return _mean(surprise)

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write (p - y) / B."""
        _softmax(output, into)
        np.subtract(into, target, into)
        np.multiply(into, 1.0 / into.shape[-1], into)

    def confidence(self, output: Array) -> Array:
        """Return the probabilities of all classes, `(classes, batch)`."""
        chance = np.empty_like(output)
        _softmax(output, chance)
        return chance


def _softmax(logits: Array, into: Array) -> None:
    np.subtract(logits, np.maximum.reduce(logits, 0), into)
    np.exp(into, into)
    np.divide(into, np.add.reduce(into, 0), into)


class Hinge(Loss):
    """The hinge loss of support vector machines; several classes one against the rest."""

    name = "hinge"
    label = "Hinge"
    formula = "max(0, 1 − y out), y = ±1"
    help = "Zero once an example is on the right side with a margin of one."
    tasks = ("binary", "classes")

    def value(self, output: Array, target: Array) -> float:
        """Return the mean of Σ max(0, 1 - y out)."""
        missing = np.maximum(1.0 - target * output, 0.0)
        return _mean(missing)

    def gradient(self, output: Array, target: Array, into: Array) -> None:
        """Write -y / B where the margin is not kept, else 0."""
        np.multiply(target, output, into)
        np.less(into, 1.0, out=into)
        np.multiply(into, target, into)
        np.multiply(into, -1.0 / into.shape[-1], into)


LOSSES: Registry[Loss] = Registry(
    "loss",
    (
        (loss.name, loss())
        for loss in (
            HalfSquared,
            Squared,
            Huber,
            BinaryCrossEntropy,
            SoftmaxCrossEntropy,
            Hinge,
        )
    ),
)
