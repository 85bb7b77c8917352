"""Networks of one shape side by side: S of them make their updates in the time of a few.

A call of NumPy on a small array costs far more than its arithmetic. A stack therefore keeps the
values of S networks in arrays `(units, S, B)` and their matrices in `(S, units, inputs + 1)`, so
that one call serves them all; everything else is the plain network's own code. No network sees
another one's numbers: each gets those it would get alone, bit for bit with NumPy's OpenBLAS. (A
library that multiplies a matrix in a stack otherwise than a single one may round a last digit
otherwise.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.dense import Dense
from app.nn.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from app.nn.initializers import Initializer
    from app.nn.layers import Layer, Randomness
    from app.nn.workspace import Rows


class StackError(ValueError):
    """Networks that cannot be stacked; `path` names the field that prevents it."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path


class StackedDense(Dense):
    """The dense layers at one place of S networks.

    Shapes: x `(inputs, S, B)`, W `(S, units, inputs)`, b `(S, units)`, y `(units, S, B)`.

    Args:
        layer: the layer whose units, activation and options all of them have.

    """

    def __init__(self, layer: Dense) -> None:
        assert layer.activation is not None
        super().__init__(
            layer.units,
            layer.activation.name,
            dropout=layer.dropout,
            residual=layer.residual,
            frozen=layer.frozen,
        )

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the weights of one network after the other, set all biases."""
        for weights in self.weights:
            initializer.fill(weights, rng, scale)
        self.bias[...] = bias

    def prepare(self, rows: Rows) -> None:
        """Add the options' buffers, and views `(S, …, B)` of those that are multiplied."""
        super().prepare(rows)
        extra = rows.extra
        for name in ("inputs", "z", "derivatives", "input_gradient"):
            extra[name] = getattr(rows, name).swapaxes(0, 1)
        if self.units == 1:
            # BLAS sums a product with one row in another order if the other matrix has gaps.
            extra["spread"], extra["inputs"] = extra["inputs"], extra["inputs"].copy()
        extra["inputs_t"] = extra["inputs"].mT

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write z, f(z) and the outputs."""
        extra = rows.extra
        if self.units == 1:
            np.copyto(extra["inputs"], extra["spread"])
        np.matmul(self._matrix, extra["inputs"], extra["z"])
        self._function(rows.z, rows.values)
        if self._own_outputs:
            self._finish(rows, training, rng)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dW and dL/db of every network, and dL/dx if asked for."""
        extra = rows.extra
        delta = rows.derivatives
        np.multiply(delta, rows.gradient, delta)
        if self.dropout:
            np.multiply(delta, extra["mask"], delta)
        np.matmul(extra["derivatives"], extra["inputs_t"], self._matrix_gradient)
        if to_inputs:
            np.matmul(self._matrix_t, extra["derivatives"], extra["input_gradient"])
            if self.residual:
                inputs = rows.input_gradient[:-1]
                np.add(inputs, rows.gradient, inputs)


class StackedNetwork(Network):
    """S networks of one shape that are trained at once; see `Network`.

    Inputs are `(inputs, S, B)`, or `(inputs, 1, B)` for the same examples, and outputs
    `(outputs, S, B)`. The flat vectors hold the parameters of one network after the other,
    `(S · P,)`; `each` shows them as `(S, P)`. A `Stepper`, the optimizers and the penalties work
    on a stack as they do on a network; a mean over a batch, or the length of a gradient that is
    clipped, is each network's own.

    Args:
        networks: at least one; their parameters are copied.

    Raises:
        StackError: for networks of different shapes, or with a part that cannot be stacked.

    """

    def __init__(self, networks: Sequence[Network]) -> None:
        first = networks[0]
        for network in networks[1:]:
            if _shape(network) != _shape(first):
                raise StackError("only networks of the same shape can be stacked", "layers")
        self.stack = (len(networks),)
        layers = [_stackable(layer, place) for place, layer in enumerate(first.layers)]
        super().__init__(
            first.shape,
            [StackedDense(layer) for layer in layers],
            first.dtype,
            tokens=first.tokens,
        )
        for params, network in zip(self.each(self.params), networks, strict=True):
            params[...] = network.params


def _stackable(layer: Layer, place: int) -> Dense:
    """Return the layer if it can be stacked."""
    if not isinstance(layer, Dense):
        raise StackError(f"layer {place + 1} is not a dense layer", f"layers.{place}.kind")
    if layer.normalization is not None:
        raise StackError(
            f"layer {place + 1} has a normalization, with which networks cannot be stacked",
            f"layers.{place}.normalization",
        )
    return layer


def _shape(network: Network) -> tuple[object, ...]:
    layers = (
        (type(layer), layer.units, layer.activation, layer.frozen, layer.stochastic)
        for layer in network.layers
    )
    return (network.shape, network.tokens, network.dtype, *layers)


class StackedGenerators:
    """One generator for each network of a stack, so that each draws as it does alone."""

    def __init__(self, generators: Sequence[np.random.Generator]) -> None:
        self._generators = generators

    def random(self, size: tuple[int, ...], /) -> npt.NDArray[np.float64]:
        """Return numbers `(units, S, B)`, uniform in [0, 1)."""
        units, _, batch = size
        return np.stack([rng.random((units, batch)) for rng in self._generators], axis=1)
