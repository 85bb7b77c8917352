"""Layer normalization as a layer of its own, for sequences and between other layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.nn.layers import Layer
from app.nn.normalization import EPSILON
from app.nn.shapes import Shape, features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.workspace import Rows


class Spread:
    """The buffers of a layer normalization for one batch size, `(steps, features, the rest)`."""

    def __init__(self, rows: Rows, shape: Shape) -> None:
        dtype = rows.values.dtype
        steps, count = (shape[0] if len(shape) == 2 else 1), features(shape)

        def view(array: Array) -> Array:
            return array.reshape(steps, count, -1)

        self.arrived, self.handed = view(rows.inputs[:-1]), view(rows.values)
        self.received, self.input_gradient = view(rows.gradient), view(rows.input_gradient[:-1])
        self.normal, self.delta, self.work = (np.zeros_like(self.arrived) for _ in range(3))
        rest = self.arrived.shape[-1]
        self.mean, self.inverse = (np.zeros((steps, 1, rest), dtype) for _ in range(2))
        # A product with a vector of 1/n takes a tenth of the time of a reduction.
        self.shares: Array = np.full((1, count), 1 / count, dtype)
        self.ones: Array = np.ones(rest, dtype)
        self.sums: Array = np.zeros((steps, count), dtype)


class LayerNorm(Layer):
    """`y = gain ∘ n + shift`, with n = (x - mean) / √(variance + 0.00001) over the features.

    The features are the values of one step of a sequence, the values of a row, or the channels at
    one place of a picture; each step, row or place is normalized by itself (Ba, Kiros and Hinton,
    2016). Shapes: x and y alike; gain and shift `(features,)`. After the end of an example y is 0.
    Backward as in `app.nn.normalization`.

    Args:
        frozen: whether training leaves the layer as it is.

    """

    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {"gain": ("out",), "shift": ("out",)}

    def __init__(self, *, frozen: bool = False) -> None:
        super().__init__(frozen=frozen)

    def shaped(self, shape: Shape) -> Shape:
        """Return the shape that comes in."""
        return shape

    @property
    def size(self) -> int:
        """A gain and a shift for every feature."""
        return 2 * features(self.shape)

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "gain" and "shift" (features,)."""
        gain, shift = vector.reshape(2, -1)
        return {"gain": gain, "shift": shift}

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        self._gain = self._parameters["gain"][:, np.newaxis]
        self._shift = self._parameters["shift"][:, np.newaxis]

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Start with a gain of 1 and a shift of 0."""
        self._gain.fill(1)
        self._shift.fill(0)

    def prepare(self, rows: Rows) -> None:
        """Add the buffers; there are no pre-activations of its own, so z is what is handed on."""
        rows.z = rows.values
        rows.own = Spread(rows, self.shape)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the normalized values."""
        own: Spread = rows.own
        normal, inverse = own.normal, own.inverse
        np.matmul(own.shares, own.arrived, own.mean)
        np.subtract(own.arrived, own.mean, normal)
        np.square(normal, own.work)
        np.matmul(own.shares, own.work, inverse)
        np.add(inverse, EPSILON, inverse)
        np.sqrt(inverse, inverse)
        np.reciprocal(inverse, inverse)
        np.multiply(normal, inverse, normal)
        np.multiply(normal, self._gain, own.handed)
        np.add(own.handed, self._shift, own.handed)
        if rows.ends is not None:
            np.multiply(own.handed, rows.ends.there[:, np.newaxis], own.handed)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write the gradients of gain and shift, and dL/dx if asked for."""
        own: Spread = rows.own
        normal, delta, work, mean = own.normal, own.delta, own.work, own.mean
        received = own.received
        if rows.ends is not None:
            received = np.multiply(received, rows.ends.there[:, np.newaxis], delta)
        np.matmul(received, own.ones, own.sums)
        np.add.reduce(own.sums, axis=0, out=self._gradients["shift"])
        np.multiply(received, normal, work)
        np.matmul(work, own.ones, own.sums)
        np.add.reduce(own.sums, axis=0, out=self._gradients["gain"])
        if to_inputs:
            np.multiply(received, self._gain, delta)
            np.multiply(delta, normal, work)
            np.matmul(own.shares, work, mean)
            np.multiply(normal, mean, work)
            np.matmul(own.shares, delta, mean)
            np.subtract(delta, mean, delta)
            np.subtract(delta, work, delta)
            np.multiply(delta, own.inverse, own.input_gradient)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return "normal", the values before gain and shift, as `(steps, features, the rest)`."""
        own: Spread = rows.own
        return {"normal": own.normal}
