"""Activation functions: the value a = f(z) and the derivative f'(z) of each, as one registry.

`value(z, a)` writes f(z) into `a`; `derivative(z, a, out)` writes f'(z) into `out` and may use the
value `a = f(z)`, from which many derivatives follow with less work. All three arrays have the same
shape, `(units, batch)`, and `out` is neither `z` nor `a`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from app.nn.arrays import Array
from app.nn.registry import Registry

LEAK = 0.01
"""The slope of the leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""

GELU_SCALE = sqrt(2 / pi)
GELU_CUBIC = 0.044715


@dataclass(frozen=True)
class Activation:
    """An elementwise function and its derivative.

    Attributes:
        bounds: the lowest and the highest value it can take or approach; None where it has none.

    """

    name: str
    label: str
    formula: str
    help: str
    bounds: tuple[float | None, float | None]
    value: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array, Array], object]


def _linear(z: Array, a: Array) -> None:
    np.copyto(a, z)


def _linear_derivative(z: Array, a: Array, out: Array) -> None:
    out.fill(1)


def _relu(z: Array, a: Array) -> None:
    np.maximum(z, 0.0, out=a)


def _relu_derivative(z: Array, a: Array, out: Array) -> None:
    np.sign(a, out)


def _leaky_relu(z: Array, a: Array) -> None:
    np.multiply(z, LEAK, a)
    np.maximum(z, a, out=a)


def _leaky_relu_derivative(z: Array, a: Array, out: Array) -> None:
    np.heaviside(z, 0.0, out)
    np.maximum(out, LEAK, out=out)


def _elu(z: Array, a: Array) -> None:
    # e^min(z,0) − 1 lies above z for z < 0 and is 0 elsewhere, so the larger one is ELU.
    np.minimum(z, 0.0, out=a)
    np.expm1(a, a)
    np.maximum(z, a, out=a)


def _elu_derivative(z: Array, a: Array, out: Array) -> None:
    np.minimum(a, 0.0, out=out)
    np.add(out, 1.0, out)


def _sigmoid(z: Array, a: Array) -> None:
    # By the hyperbolic tangent, since 1 / (1 + e^-z) overflows for very negative z.
    np.multiply(z, 0.5, a)
    np.tanh(a, a)
    np.multiply(a, 0.5, a)
    np.add(a, 0.5, a)


def _sigmoid_derivative(z: Array, a: Array, out: Array) -> None:
    np.subtract(1.0, a, out)
    np.multiply(out, a, out)


def _tanh_derivative(z: Array, a: Array, out: Array) -> None:
    np.square(a, out)
    np.subtract(1.0, out, out)


def _swish(z: Array, a: Array) -> None:
    _sigmoid(z, a)
    np.multiply(a, z, a)


def _swish_derivative(z: Array, a: Array, out: Array) -> None:
    # f' = s + f (1 − s) with s the sigmoid.
    _sigmoid(z, out)
    rest = 1.0 - out
    np.multiply(rest, a, rest)
    np.add(out, rest, out)


def _gelu_gate(z: Array, gate: Array) -> None:
    np.square(z, gate)
    np.multiply(gate, GELU_CUBIC, gate)
    np.add(gate, 1.0, gate)
    np.multiply(gate, z, gate)
    np.multiply(gate, GELU_SCALE, gate)
    np.tanh(gate, gate)


def _gelu(z: Array, a: Array) -> None:
    _gelu_gate(z, a)
    np.add(a, 1.0, a)
    np.multiply(a, z, a)
    np.multiply(a, 0.5, a)


def _gelu_derivative(z: Array, a: Array, out: Array) -> None:
    # f' = ½ (1 + t) + ½ z (1 − t²) u' with t = tanh(u) and u = c (z + k z³).
    _gelu_gate(z, out)
    inner = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * np.square(z))
    curve = 0.5 * z * (1.0 - np.square(out)) * inner
    np.add(out, 1.0, out)
    np.multiply(out, 0.5, out)
    np.add(out, curve, out)


def _softplus(z: Array, a: Array) -> None:
    np.logaddexp(z, 0.0, a)


def _softplus_derivative(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)


def _mish(z: Array, a: Array) -> None:
    _softplus(z, a)
    np.tanh(a, a)
    np.multiply(a, z, a)


def _mish_derivative(z: Array, a: Array, out: Array) -> None:
    # f' = t + z (1 − t²) s with t = tanh(softplus(z)) and s the sigmoid.
    _softplus(z, out)
    np.tanh(out, out)
    curve = z * (1.0 - np.square(out))
    gate = np.empty_like(z)
    _sigmoid(z, gate)
    np.multiply(curve, gate, curve)
    np.add(out, curve, out)


def _sine_derivative(z: Array, a: Array, out: Array) -> None:
    np.cos(z, out)


def _gaussian(z: Array, a: Array) -> None:
    np.square(z, a)
    np.negative(a, a)
    np.exp(a, a)


def _gaussian_derivative(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, a, out)
    np.multiply(out, -2.0, out)


def _hard_tanh(z: Array, a: Array) -> None:
    np.clip(z, -1.0, 1.0, out=a)


def _hard_tanh_derivative(z: Array, a: Array, out: Array) -> None:
    np.equal(z, a, out=out)


def _hard_sigmoid(z: Array, a: Array) -> None:
    np.multiply(z, 1 / 6, a)
    np.add(a, 0.5, a)
    np.clip(a, 0.0, 1.0, out=a)


def _hard_sigmoid_derivative(z: Array, a: Array, out: Array) -> None:
    np.less(np.abs(z), 3.0, out=out)
    np.multiply(out, 1 / 6, out)


def _softsign(z: Array, a: Array) -> None:
    np.abs(z, a)
    np.add(a, 1.0, a)
    np.divide(z, a, a)


def _softsign_derivative(z: Array, a: Array, out: Array) -> None:
    # f' = 1 / (1 + |z|)² = (1 − |f|)².
    np.abs(a, out)
    np.subtract(1.0, out, out)
    np.square(out, out)


_ENTRIES = (
    Activation(
        "linear",
        "Linear",
        "z",
        "Passes the sum on unchanged; a stack of such layers can do no more than one of them.",
        (None, None),
        _linear,
        _linear_derivative,
    ),
    Activation(
        "relu",
        "ReLU",
        "max(0, z)",
        "Zero below zero and the sum itself above; fast to learn, but a unit can fall silent "
        "for good.",
        (0.0, None),
        _relu,
        _relu_derivative,
    ),
    Activation(
        "tanh",
        "Tanh",
        "tanh(z)",
        "A smooth step from -1 to 1; learns slowly where it is flat.",
        (-1.0, 1.0),
        np.tanh,
        _tanh_derivative,
    ),
    Activation(
        "sigmoid",
        "Sigmoid",
        "1 / (1 + exp(−z))",
        "A smooth step from 0 to 1; its slope is at most a quarter, so deep stacks of it "
        "hardly learn.",
        (0.0, 1.0),
        _sigmoid,
        _sigmoid_derivative,
    ),
    Activation(
        "leaky_relu",
        "Leaky ReLU",
        "max(0.01 z, z)",
        "ReLU with a slight slope below zero, so that no unit falls silent for good.",
        (None, None),
        _leaky_relu,
        _leaky_relu_derivative,
    ),
    Activation(
        "elu",
        "ELU",
        "z above 0, exp(z) − 1 below",
        "Like ReLU above zero and a smooth curve down to -1 below it.",
        (-1.0, None),
        _elu,
        _elu_derivative,
    ),
    Activation(
        "gelu",
        "GELU",
        "½ z (1 + tanh(√(2/π) (z + 0.0447 z³)))",
        "A smooth ReLU that dips slightly below zero, used in transformers.",
        (-0.1700407, None),
        _gelu,
        _gelu_derivative,
    ),
    Activation(
        "swish",
        "Swish (SiLU)",
        "z / (1 + exp(−z))",
        "The sum times its own sigmoid: a smooth ReLU that dips below zero.",
        (-0.2784645, None),
        _swish,
        _swish_derivative,
    ),
    Activation(
        "mish",
        "Mish",
        "z tanh(ln(1 + exp(z)))",
        "A smooth ReLU close to Swish with a slightly deeper dip.",
        (-0.3088434, None),
        _mish,
        _mish_derivative,
    ),
    Activation(
        "softplus",
        "Softplus",
        "ln(1 + exp(z))",
        "A smooth ReLU that is always positive; its slope is the sigmoid.",
        (0.0, None),
        _softplus,
        _softplus_derivative,
    ),
    Activation(
        "softsign",
        "Softsign",
        "z / (1 + |z|)",
        "A step from -1 to 1 like tanh that flattens much more slowly.",
        (-1.0, 1.0),
        _softsign,
        _softsign_derivative,
    ),
    Activation(
        "sine",
        "Sine",
        "sin(z)",
        "A wave: one unit can divide the plane into many stripes.",
        (-1.0, 1.0),
        np.sin,
        _sine_derivative,
    ),
    Activation(
        "gaussian",
        "Gaussian",
        "exp(−z²)",
        "A ridge: the unit answers only where its sum is near zero.",
        (0.0, 1.0),
        _gaussian,
        _gaussian_derivative,
    ),
    Activation(
        "hard_tanh",
        "Hard tanh",
        "min(1, max(−1, z))",
        "Tanh made of three straight lines; a unit learns only on the middle one.",
        (-1.0, 1.0),
        _hard_tanh,
        _hard_tanh_derivative,
    ),
    Activation(
        "hard_sigmoid",
        "Hard sigmoid",
        "min(1, max(0, z/6 + ½))",
        "Sigmoid made of three straight lines; a unit learns only on the middle one.",
        (0.0, 1.0),
        _hard_sigmoid,
        _hard_sigmoid_derivative,
    ),
)

ACTIVATIONS: Registry[Activation] = Registry(
    "activation", ((entry.name, entry) for entry in _ENTRIES)
)
