"""Optimizers: how the gradient moves the parameters, all on the flat parameter vector.

Notation: w parameters, g gradient, r learning rate, t the number of the update from 1. Every
optimizer keeps its moments in `state`, arrays of the size of the parameter vector, and counts
its updates in `updates`; both may be read, copied and set, by checkpoints for instance.
"""

from abc import ABC, abstractmethod
from math import inf, sqrt
from typing import ClassVar

import numpy as np

from app.nn.arrays import Array, Dtype, Mask
from app.nn.registry import Registry


class Optimizer(ABC):
    """Moves a vector of parameters along its gradient.

    Attributes:
        state: the optimizer's memory by name, each of shape `(P,)`.
        updates: how many steps were taken.

    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    help: ClassVar[str]
    moments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, size: int, dtype: Dtype = np.float32) -> None:
        self.state: dict[str, Array] = {name: np.zeros(size, dtype) for name in self.moments}
        self.updates = 0
        self._move: Array = np.zeros(size, dtype)
        self._rate: Array = np.zeros((), dtype)

    def step(self, params: Array, grads: Array, learning_rate: float) -> None:
        """Change `params` `(P,)` in place by one update; `grads` is left as it is."""
        self.updates += 1
        self._rate[()] = learning_rate
        self._step(params, grads)

    @abstractmethod
    def _step(self, params: Array, grads: Array) -> None:
        """Do the optimizer's own arithmetic with the rate in `self._rate`."""


class SGD(Optimizer):
    """Plain stochastic gradient descent."""

    name = "sgd"
    label = "SGD"
    formula = "w ← w - r g"
    help = "Steps straight down the gradient of the batch."

    def _step(self, params: Array, grads: Array) -> None:
        np.multiply(grads, self._rate, self._move)
        np.subtract(params, self._move, params)


class Momentum(Optimizer):
    """Gradient descent with momentum (Polyak, 1964), in the form of PyTorch and TensorFlow."""

    name = "momentum"
    label = "Momentum"
    formula = "v ← m v + g;  w ← w - r v"
    help = "Keeps rolling in the direction of the last steps, through flat places and noise."
    moments = ("velocity",)

    def __init__(self, size: int, dtype: Dtype = np.float32, *, momentum: float = 0.9) -> None:
        super().__init__(size, dtype)
        self.momentum = momentum

    def _step(self, params: Array, grads: Array) -> None:
        velocity = self.state["velocity"]
        np.multiply(velocity, self.momentum, velocity)
        np.add(velocity, grads, velocity)
        np.multiply(velocity, self._rate, self._move)
        np.subtract(params, self._move, params)


class Nesterov(Momentum):
    """Nesterov's momentum as rewritten by Sutskever and others (2013) and used by PyTorch."""

    name = "nesterov"
    label = "Nesterov"
    formula = "v ← m v + g;  w ← w - r (g + m v)"
    help = "Momentum that looks one step ahead, and so brakes earlier."

    def _step(self, params: Array, grads: Array) -> None:
        velocity = self.state["velocity"]
        np.multiply(velocity, self.momentum, velocity)
        np.add(velocity, grads, velocity)
        np.multiply(velocity, self.momentum, self._move)
        np.add(self._move, grads, self._move)
        np.multiply(self._move, self._rate, self._move)
        np.subtract(params, self._move, params)


class RMSProp(Optimizer):
    """RMSProp (Tieleman and Hinton, 2012), in PyTorch's form."""

    name = "rmsprop"
    label = "RMSProp"
    formula = "s ← b s + (1 - b) g²;  w ← w - r g / (√s + e)"
    help = "Divides each step by the recent size of its gradient, so that all weights move alike."
    moments = ("square",)

    def __init__(
        self,
        size: int,
        dtype: Dtype = np.float32,
        *,
        decay: float = 0.9,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(size, dtype)
        self.decay = decay
        self.epsilon = epsilon

    def _step(self, params: Array, grads: Array) -> None:
        square = self.state["square"]
        _blend(square, self.decay, grads, self._move, squared=True)
        np.sqrt(square, self._move)
        np.add(self._move, self.epsilon, self._move)
        np.divide(grads, self._move, self._move)
        np.multiply(self._move, self._rate, self._move)
        np.subtract(params, self._move, params)


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015) with the paper's bias corrections."""

    name = "adam"
    label = "Adam"
    formula = "m ← b1 m + (1 - b1) g;  s ← b2 s + (1 - b2) g²;  w ← w - r m̂ / (√ŝ + e)"
    help = "Momentum with steps divided by the recent size of the gradient; works almost anywhere."
    moments = ("mean", "square")

    def __init__(
        self,
        size: int,
        dtype: Dtype = np.float32,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(size, dtype)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def _step(self, params: Array, grads: Array) -> None:
        mean, square, move = self.state["mean"], self.state["square"], self._move
        _blend(mean, self.beta1, grads, move)
        _blend(square, self.beta2, grads, move, squared=True)
        # Both corrections are put into two numbers, as in section 2 of the paper.
        root = sqrt(1.0 - self.beta2**self.updates)
        np.sqrt(square, move)
        np.add(move, self.epsilon * root, move)
        np.divide(mean, move, move)
        np.multiply(move, self._rate, move)
        np.multiply(move, root / (1.0 - self.beta1**self.updates), move)
        np.subtract(params, move, params)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""

    name = "adamw"
    label = "AdamW"
    formula = "w ← w - r d w, then as Adam"
    help = "Adam that also shrinks every weight a little at each update."

    def __init__(
        self,
        size: int,
        dtype: Dtype = np.float32,
        *,
        weight_decay: float = 0.01,
        weights: Mask | None = None,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        """Take the decay and a mask `(P,)` of the parameters that decay (None: all)."""
        super().__init__(size, dtype, beta1=beta1, beta2=beta2, epsilon=epsilon)
        self._decay = np.full(size, weight_decay, dtype)
        if weights is not None:
            self._decay *= weights

    def _step(self, params: Array, grads: Array) -> None:
        np.multiply(self._decay, params, self._move)
        np.multiply(self._move, self._rate, self._move)
        np.subtract(params, self._move, params)
        super()._step(params, grads)


def _blend(moment: Array, keep: float, grads: Array, work: Array, *, squared: bool = False) -> None:
    """Write keep · moment + (1 - keep) · g (or g²) into `moment`, with `work` as scratch."""
    if squared:
        np.square(grads, work)
        np.multiply(work, 1.0 - keep, work)
    else:
        np.multiply(grads, 1.0 - keep, work)
    np.multiply(moment, keep, moment)
    np.add(moment, work, moment)


def clip_by_norm(grads: Array, limit: float) -> float:
    """Shorten `grads` in place to a length of at most `limit`; return the length before.

    Pascanu, Mikolov and Bengio (2013). A gradient that is not finite is left alone, so that
    the network shows what happened.
    """
    wide = grads.astype(np.float64)  # squares of large float32 numbers overflow
    norm = sqrt(float(wide.dot(wide)))
    if limit < norm < inf:
        np.multiply(grads, limit / norm, grads)
    return norm


OPTIMIZERS: Registry[type[Optimizer]] = Registry(
    "optimizer",
    ((entry.name, entry) for entry in (SGD, Momentum, Nesterov, RMSProp, Adam, AdamW)),
)
