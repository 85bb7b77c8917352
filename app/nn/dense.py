"""The dense layer: every unit sees every input."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.nn.activations import ACTIVATIONS
from app.nn.layers import Layer
from app.nn.normalization import NORMALIZATIONS, Normalization
from app.nn.shapes import Shape, ShapeError, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.workspace import Rows


class Dense(Layer):
    """`y = f(N(W·x + b))`, optionally with dropout, optionally plus `x`.

    Every unit sees every value, so of a picture or a sequence it sees a row of all its values.

    Shapes: x `(inputs, B)`, W `(units, inputs)`, b `(units,)`, y `(units, B)`. W and b are one
    matrix `[W b]`, multiplied by the inputs with a row of ones below them. Backward, with
    d = dL/dy · f'(z): dL/dW = d·xᵀ, dL/db = d·1, dL/dx = Wᵀ·d (Goodfellow, Bengio and
    Courville, *Deep Learning*, algorithm 6.4).

    Args:
        units: the number of units.
        activation: a name of `ACTIVATIONS`.
        normalization: a name of `NORMALIZATIONS`; it acts before the activation.
        dropout: the share of units silenced at each update of training, in [0, 1). The others
            are multiplied by 1 / (1 - dropout) (Srivastava and others, 2014).
        residual: whether the input is added to the output (He and others, 2016); the layer then
            needs as many units as inputs.
        frozen: whether training leaves the layer as it is.

    Raises:
        KeyError: for an unknown activation or normalization.
        ValueError: for a dropout outside its range.

    """

    penalized = ("weights",)
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        "weights": ("out", "in"),
        "bias": ("out",),
        "gain": ("out",),
        "shift": ("out",),
    }

    def __init__(
        self,
        units: int,
        activation: str = "linear",
        *,
        normalization: str = "none",
        dropout: float = 0.0,
        residual: bool = False,
        frozen: bool = False,
    ) -> None:
        super().__init__(ACTIVATIONS[activation], frozen=frozen)
        if units < 1:
            raise ValueError(f"a layer needs at least one unit, not {units}")
        self.units = units
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must be at least 0 and less than 1, not {dropout}")
        self._function = ACTIVATIONS[activation].value
        self.dropout = dropout
        self.residual = residual
        self.normalization: Normalization | None = NORMALIZATIONS[normalization].make(units)
        self._own_outputs = residual or dropout > 0

    def shaped(self, shape: Shape) -> Shape:
        """Return `(units,)`; see `Layer.shaped`."""
        if self.residual and prod(shape) != self.units:
            raise ShapeError(
                f"A residual layer needs as many units as values come in, not {self.units} units "
                f"and {in_words(shape)}."
            )
        return (self.units,)

    @property
    def size(self) -> int:
        """The weights, the biases, and the gains and shifts of a normalization."""
        normalization = self.normalization.size if self.normalization else 0
        return self.units * (self.inputs + 1) + normalization

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views named "weights", "bias" and, if normalized, "gain" and "shift"."""
        matrix = self._matrix_of(vector)
        views = {"weights": matrix[..., :-1], "bias": matrix[..., -1]}
        if self.normalization:
            views |= self.normalization.split(vector[matrix.size :])
        return views

    def _matrix_of(self, vector: AnyArray) -> AnyArray:
        shape = (self.units, self.inputs + 1)
        return vector[..., : shape[0] * shape[1]].reshape(*vector.shape[:-1], *shape)

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        self._matrix = self._matrix_of(params)
        self._matrix_gradient = self._matrix_of(grads)
        self.weights = self._parameters["weights"]
        self.bias = self._parameters["bias"]
        self._matrix_t = self._matrix.mT
        if self.normalization:
            self.normalization.bind(params[self._matrix.size :], grads[self._matrix.size :])

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the weights, set the biases, start a normalization anew."""
        initializer.fill(self.weights, rng, scale)
        self.bias[...] = bias
        if self.normalization:
            self.normalization.initialize()

    @property
    def stochastic(self) -> bool:
        """Whether there is dropout."""
        return self.dropout > 0

    def prepare(self, rows: Rows) -> None:
        """Add buffers for whichever options are on."""
        if self.normalization:
            self.normalization.prepare(rows)
        if self.dropout:
            rows.extra["mask"] = np.ones_like(rows.values)
        if self._own_outputs:
            rows.own_outputs()

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write z, f(z) and the outputs."""
        if self.normalization is None:
            self._matrix.dot(rows.inputs, rows.z)
        else:
            self._matrix.dot(rows.inputs, rows.extra["sums"])
            # As in Keras, a frozen layer is normalized as when it is evaluated.
            self.normalization.forward(rows, training and not self.frozen)
        self._function(rows.z, rows.values)
        if self._own_outputs:
            self._finish(rows, training, rng)

    def _finish(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the outputs of a layer with dropout or a residual connection."""
        outputs = rows.outputs[:-1]
        if self.dropout:
            mask = rows.extra["mask"]
            if training:
                if rng is None:
                    raise ValueError("dropout needs a random generator to train: pass rng")
                np.greater_equal(rng.random(mask.shape), self.dropout, out=mask)
                np.multiply(mask, 1.0 / (1.0 - self.dropout), mask)
            else:
                mask.fill(1)
            np.multiply(rows.values, mask, outputs)
        else:
            np.copyto(outputs, rows.values)
        if self.residual:
            np.add(outputs, rows.inputs[:-1], outputs)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dW and dL/db, and dL/dx if asked for."""
        delta = rows.derivatives
        np.multiply(delta, rows.gradient, delta)
        if self.dropout:
            np.multiply(delta, rows.extra["mask"], delta)
        if self.normalization is not None:
            delta = self.normalization.backward(rows)
        delta.dot(rows.inputs_t, self._matrix_gradient)
        if to_inputs:
            self._matrix_t.dot(delta, rows.input_gradient)
            if self.residual:
                inputs = rows.input_gradient[:-1]
                np.add(inputs, rows.gradient, inputs)

    def state(self) -> dict[str, Array]:
        """Return the running statistics of a batch normalization."""
        return self.normalization.state() if self.normalization else {}

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned."""
        if self.normalization:
            self.normalization.load_state(state)
