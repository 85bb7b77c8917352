"""Penalties: what large weights cost, and how the cost acts on them. Biases cost nothing.

A penalty is used around the optimizer's step: `before(params, grads, rate)` may add to the
gradient, `after(params, shrink)` may shorten the weights, where `shrink` is the learning rate
times the penalty rate. The cost shown to people is `rate * value(weights)`.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from app.nn.arrays import Array, Dtype, Mask
from app.nn.registry import Registry


class Penalty(ABC):
    """A cost of the weights.

    Args:
        weights: mask `(P,)` of the parameters that are weights.
        dtype: the element type of the network.

    Attributes:
        state: what the penalty remembers by name, arrays `(P,)`; checkpoints copy it.

    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    help: ClassVar[str]

    def __init__(self, weights: Mask, dtype: Dtype = np.float32) -> None:
        self.weights = weights
        self.state: dict[str, Mask] = {}
        self._ones: Array = weights.astype(dtype)
        self._work: Array = np.zeros(weights.shape, dtype)

    @staticmethod
    @abstractmethod
    def value(weights: Array) -> float:
        """Return the cost of some weights, of any shape, before it is multiplied by the rate."""

    def before(self, params: Array, grads: Array, rate: float) -> None:
        """Act on the gradient `(P,)`, before the optimizer's step."""
        return

    def after(self, params: Array, shrink: float) -> None:
        """Act on the parameters `(P,)`, after the optimizer's step."""
        return


class NoPenalty(Penalty):
    """Weights cost nothing."""

    name = "none"
    label = "None"
    formula = "0"
    help = "Weights may grow as they like."

    @staticmethod
    def value(weights: Array) -> float:
        """Return 0."""
        return 0.0


class L2(Penalty):
    """Half the sum of squares, added to the loss."""

    name = "l2"
    label = "L2"
    formula = "rate · ½ Σ w²"
    help = "Large weights are drawn towards zero; none becomes exactly zero."

    @staticmethod
    def value(weights: Array) -> float:
        """Return half the sum of the squares."""
        return 0.5 * float(np.sum(np.square(weights), dtype=np.float64))

    def before(self, params: Array, grads: Array, rate: float) -> None:
        """Add rate · w to the gradient of every weight."""
        np.multiply(params, self._ones, self._work)
        np.multiply(self._work, rate, self._work)
        np.add(grads, self._work, grads)


class L1(Penalty):
    """The sum of sizes, by soft-thresholding after each step.

    The proximal step w ← sign(w) max(|w| - shrink, 0), as in ISTA (Daubechies, Defrise and De
    Mol, 2004): weights that the loss does not hold rest at exactly zero and may come back.
    """

    name = "l1"
    label = "L1"
    formula = "rate · Σ |w|"
    help = "Every weight is pulled to zero by the same amount, so that useless ones vanish."

    @staticmethod
    def value(weights: Array) -> float:
        """Return the sum of the sizes."""
        return float(np.sum(np.abs(weights), dtype=np.float64))

    def after(self, params: Array, shrink: float) -> None:
        """Move every weight towards zero by at most `shrink`."""
        # w - clip(w, -s, s) is the soft threshold.
        np.clip(params, -shrink, shrink, out=self._work)
        np.multiply(self._work, self._ones, self._work)
        np.subtract(params, self._work, params)


class L1Playground(L1):
    """TensorFlow Playground's L1 rule, in which a weight dies when it crosses zero.

    After the optimizer's step a weight moves by `shrink` against the sign it had before the
    step. If that takes it across zero, it is set to zero for good (`updateWeights` in
    `nn.ts` of TensorFlow Playground).
    """

    name = "l1_playground"
    label = "L1, TensorFlow Playground's"
    formula = "rate · Σ |w|, and a weight that crosses zero dies"
    help = "As L1, but a weight that crosses zero stays zero for good."

    def __init__(self, weights: Mask, dtype: Dtype = np.float32) -> None:
        super().__init__(weights, dtype)
        self.state = {"dead": np.zeros(weights.shape, np.bool_)}
        self._signs = np.zeros_like(self._work)

    def before(self, params: Array, grads: Array, rate: float) -> None:
        """Remember the sign of every weight."""
        np.sign(params, self._signs)
        np.multiply(self._signs, self._ones, self._signs)

    def after(self, params: Array, shrink: float) -> None:
        """Move every weight by `shrink` against its sign; bury those that cross zero."""
        dead = self.state["dead"]
        np.multiply(self._signs, shrink, self._work)
        np.subtract(params, self._work, self._work)
        dead |= params * self._work < 0
        np.copyto(params, self._work)
        params[dead] = 0


PENALTIES: Registry[type[Penalty]] = Registry(
    "penalty", ((entry.name, entry) for entry in (NoPenalty, L2, L1, L1Playground))
)
