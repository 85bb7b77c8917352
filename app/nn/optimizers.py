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

    Args:
        size: the number of parameters P.
        dtype: the element type of the network.
        weights: mask `(P,)` of the parameters that weight decay acts on; None for all.
        hyper: values other than those of `defaults`.

    Attributes:
        defaults: the names of the optimizer's constants and their usual values.
        hyper: the constants it works with; they may be changed between steps.
        state: the optimizer's memory by name, each of shape `(P,)`.
        updates: how many steps were taken.

    Raises:
        TypeError: for a constant that the optimizer does not have.

    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    help: ClassVar[str]
    defaults: ClassVar[dict[str, float]] = {}
    moments: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        size: int,
        dtype: Dtype = np.float32,
        *,
        weights: Mask | None = None,
        **hyper: float,
    ) -> None:
        if unknown := hyper.keys() - self.defaults:
            raise TypeError(f"{self.name} has no constant {', '.join(sorted(unknown))}")
        self.hyper: dict[str, float] = {**self.defaults, **hyper}
        self._decays: Array = np.ones(size, dtype)
        if weights is not None:
            self._decays[...] = weights
        self.state: dict[str, Array] = {name: np.zeros(size, dtype) for name in self.moments}
        self.updates = 0
        self._move: Array = np.zeros(size, dtype)

    def step(self, params: Array, grads: Array, learning_rate: float) -> None:
        """Change `params` `(P,)` in place by one update; `grads` is left as it is."""
        self.updates += 1
        self._step(params, grads, learning_rate)

    @abstractmethod
    def _step(self, params: Array, grads: Array, rate: float) -> None:
        """Do the optimizer's own arithmetic."""


class SGD(Optimizer):
    """Plain stochastic gradient descent."""

    name = "sgd"
    label = "SGD"
    formula = "w ← w − r g"
    help = "Steps straight down the gradient of the batch."

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        np.multiply(grads, rate, self._move)
        np.subtract(params, self._move, params)


class Momentum(Optimizer):
    """Gradient descent with momentum (Polyak, 1964), in the form of PyTorch and TensorFlow."""

    name = "momentum"
    label = "Momentum"
    formula = "v ← m v + g;  w ← w − r v"
    help = "Keeps rolling in the direction of the last steps, through flat places and noise."
    defaults: ClassVar = {"momentum": 0.9}
    moments = ("velocity",)

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        velocity = self.state["velocity"]
        np.multiply(velocity, self.hyper["momentum"], velocity)
        np.add(velocity, grads, velocity)
        np.multiply(velocity, rate, self._move)
        np.subtract(params, self._move, params)


class Nesterov(Momentum):
    """Nesterov's momentum as rewritten by Sutskever and others (2013) and used by PyTorch."""

    name = "nesterov"
    label = "Nesterov"
    formula = "v ← m v + g;  w ← w − r (g + m v)"
    help = "Momentum that looks one step ahead, and so brakes earlier."

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        velocity, momentum = self.state["velocity"], self.hyper["momentum"]
        np.multiply(velocity, momentum, velocity)
        np.add(velocity, grads, velocity)
        np.multiply(velocity, momentum, self._move)
        np.add(self._move, grads, self._move)
        np.multiply(self._move, rate, self._move)
        np.subtract(params, self._move, params)


class RMSProp(Optimizer):
    """RMSProp (Tieleman and Hinton, 2012), in PyTorch's form."""

    name = "rmsprop"
    label = "RMSProp"
    formula = "s ← β s + (1 − β) g²;  w ← w − r g / (√s + ε)"
    help = "Divides each step by the recent size of its gradient, so that all weights move alike."
    defaults: ClassVar = {"decay": 0.9, "epsilon": 1e-8}
    moments = ("square",)

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        square = self.state["square"]
        _blend(square, self.hyper["decay"], grads, self._move, squared=True)
        np.sqrt(square, self._move)
        np.add(self._move, self.hyper["epsilon"], self._move)
        np.divide(grads, self._move, self._move)
        np.multiply(self._move, rate, self._move)
        np.subtract(params, self._move, params)


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015) with the paper's bias corrections."""

    name = "adam"
    label = "Adam"
    formula = "m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − r m̂ / (√ŝ + ε)"
    help = "Momentum with steps divided by the recent size of the gradient; works almost anywhere."
    defaults: ClassVar = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    moments = ("mean", "square")

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        mean, square, move = self.state["mean"], self.state["square"], self._move
        beta1, beta2 = self.hyper["beta1"], self.hyper["beta2"]
        _blend(mean, beta1, grads, move)
        _blend(square, beta2, grads, move, squared=True)
        # The corrections of both moments are numbers, so they go into the rate, as in section 2
        # of the paper, and into epsilon.
        correction1 = 1.0 - beta1**self.updates
        correction2 = sqrt(1.0 - beta2**self.updates)
        np.sqrt(square, move)
        np.add(move, self.hyper["epsilon"] * correction2, move)
        np.divide(mean, move, move)
        np.multiply(move, rate * correction2 / correction1, move)
        np.subtract(params, move, params)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""

    name = "adamw"
    label = "AdamW"
    formula = "w ← w − r d w, then as Adam"
    help = "Adam that also shrinks every weight a little at each update."
    defaults: ClassVar = {**Adam.defaults, "weight_decay": 0.01}

    def _step(self, params: Array, grads: Array, rate: float) -> None:
        np.multiply(self._decays, params, self._move)
        np.multiply(self._move, rate * self.hyper["weight_decay"], self._move)
        np.subtract(params, self._move, params)
        super()._step(params, grads, rate)


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
