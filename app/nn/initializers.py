"""Initializers: how the weights of a layer are drawn before training.

Each fills a matrix of shape `(outputs, inputs)`. Draws are made in float64 and rounded
afterwards, so a float32 and a float64 network from one seed start from the same weights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from app.nn.arrays import Array
from app.nn.registry import Registry


@dataclass(frozen=True)
class Initializer:
    """A rule for starting weights.

    Attributes:
        draw: `(rng, outputs, inputs, reached)` -> float64 weights of shape `(outputs, inputs)`,
            before they are multiplied by the scale.

    """

    name: str
    label: str
    formula: str
    help: str
    draw: Callable[[np.random.Generator, int, int, int], Array]

    def fill(
        self,
        weights: Array,
        rng: np.random.Generator,
        scale: float = 1.0,
        reached: int | None = None,
    ) -> None:
        """Write starting weights into `weights`, of shape `(outputs, inputs)`.

        `reached` is how many values one input reaches (the field's fan-out), where it is not the
        number of outputs: a value of a picture reaches every channel at all places of the kernel.
        """
        outputs, inputs = weights.shape
        weights[...] = scale * self.draw(rng, outputs, inputs, reached or outputs)


def _within(limit: float, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.uniform(-limit, limit, (outputs, inputs))


def _spread(deviation: float, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.normal(0.0, deviation, (outputs, inputs))


def _xavier_uniform(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _within(sqrt(6 / (inputs + reached)), rng, outputs, inputs)


def _xavier_normal(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _spread(sqrt(2 / (inputs + reached)), rng, outputs, inputs)


def _he_uniform(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _within(sqrt(6 / inputs), rng, outputs, inputs)


def _he_normal(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _spread(sqrt(2 / inputs), rng, outputs, inputs)


def _uniform(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _within(1.0, rng, outputs, inputs)


def _normal(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return _spread(1.0, rng, outputs, inputs)


def _orthogonal(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    # Saxe, McClelland and Ganguli (2014). The signs of R's diagonal make Q uniform.
    tall = rng.normal(size=(max(outputs, inputs), min(outputs, inputs)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return q if outputs >= inputs else q.T


def _zeros(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return np.zeros((outputs, inputs))


def _constant(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
    return np.ones((outputs, inputs))


_ENTRIES = (
    Initializer(
        "xavier_uniform",
        "Xavier, uniform",
        "U(−l, l), l = scale √(6 / (inputs + outputs))",
        "Keeps the spread of tanh-like layers steady (Glorot and Bengio, 2010).",
        _xavier_uniform,
    ),
    Initializer(
        "xavier_normal",
        "Xavier, normal",
        "N(0, s²), s = scale √(2 / (inputs + outputs))",
        "As Xavier uniform, drawn from a bell curve.",
        _xavier_normal,
    ),
    Initializer(
        "he_uniform",
        "He, uniform",
        "U(−l, l), l = scale √(6 / inputs)",
        "Keeps the spread of ReLU layers steady (He and others, 2015).",
        _he_uniform,
    ),
    Initializer(
        "he_normal",
        "He, normal",
        "N(0, s²), s = scale √(2 / inputs)",
        "As He uniform, drawn from a bell curve.",
        _he_normal,
    ),
    Initializer(
        "uniform",
        "Uniform",
        "U(−scale, scale)",
        "Any weight between minus and plus the scale, whatever the size of the layer.",
        _uniform,
    ),
    Initializer(
        "normal",
        "Normal",
        "N(0, scale²)",
        "A bell curve as wide as the scale, whatever the size of the layer.",
        _normal,
    ),
    Initializer(
        "orthogonal",
        "Orthogonal",
        "scale Q, QᵀQ = 1",
        "Directions at right angles to each other, so that a layer starts by turning its input.",
        _orthogonal,
    ),
    Initializer(
        "zeros",
        "Zeros",
        "0",
        "All weights zero: the units of a layer stay alike and never divide the work.",
        _zeros,
    ),
    Initializer(
        "constant",
        "Constant",
        "scale",
        "All weights equal to the scale: the units of a layer stay alike.",
        _constant,
    ),
)

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer", ((entry.name, entry) for entry in _ENTRIES)
)
