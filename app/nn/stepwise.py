"""Dense layers that see one step of a sequence at a time, with the same weights at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.nn.activations import ACTIVATIONS
from app.nn.layers import Layer
from app.nn.sequences import sequence
from app.nn.shapes import Shape, ShapeError, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.workspace import Rows


class Product:
    """`[W b]` times the values of every step, with a row of ones below them.

    Shapes: values `(T, inputs + 1, B)`, matrix `(outputs, inputs + 1)`, sums `(T, outputs, B)`.

    Args:
        steps: how many steps there are, T.
        outputs: the number of rows of the matrix.
        inputs: the number of its columns without the biases.
        batch: the number of examples.
        dtype: the element type of the network.

    Attributes:
        entered: the values and the row of ones.
        values: `(T, inputs, B)`, the values in it, to be filled before a forward pass.

    """

    def __init__(
        self, steps: int, outputs: int, inputs: int, batch: int, dtype: np.dtype[np.floating]
    ) -> None:
        self.entered: Array = np.zeros((steps, inputs + 1, batch), dtype)
        self.entered[:, -1] = 1
        self.values: Array = self.entered[:, :-1]
        self._entered_t: Array = self.entered.mT
        self._totals: Array = np.zeros((steps, outputs, inputs + 1), dtype)

    def forward(self, matrix: Array, sums: Array) -> None:
        """Write the sums of all steps."""
        np.matmul(matrix, self.entered, sums)

    def backward(self, delta: Array, matrix_gradient: Array) -> None:
        """Write the gradient of the matrix from that of the sums."""
        np.matmul(delta, self._entered_t, self._totals)
        np.add.reduce(self._totals, axis=0, out=matrix_gradient)


class StepDense(Layer):
    """`y_t = f(W·x_t + b)`: a dense layer at every step, for an answer at every step.

    Shapes: x `(T, inputs, B)` as rows `(T·inputs, B)`, W `(units, inputs)`, b `(units,)`, y `(T,
    units, B)`. Backward as `Dense`, added up over the steps. What it answers after the end of an
    example says nothing; `PerStep` leaves it out.

    Args:
        units: the number of units.
        activation: a name of `ACTIVATIONS`.
        frozen: whether training leaves the layer as it is.

    Raises:
        KeyError: for an unknown activation.
        ValueError: for no units.

    """

    penalized = ("weights",)
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {"weights": ("out", "in"), "bias": ("out",)}

    def __init__(self, units: int, activation: str = "linear", *, frozen: bool = False) -> None:
        super().__init__(ACTIVATIONS[activation], frozen=frozen)
        if units < 1:
            raise ValueError(f"a layer needs at least one unit, not {units}")
        self.count = units
        self._function = ACTIVATIONS[activation].value

    def shaped(self, shape: Shape) -> Shape:
        """Return `(T, units)`; see `Layer.shaped`."""
        steps, _ = sequence(shape, "An answer at every step")
        return (steps, self.count)

    @property
    def size(self) -> int:
        """The weights and the biases."""
        return self.count * (self.input_shape[1] + 1)

    @property
    def work(self) -> int:
        """Every weight is used at every step."""
        return self.size * self.input_shape[0]

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "weights" (units, inputs) and "bias" (units,)."""
        matrix = vector.reshape(self.count, -1)
        return {"weights": matrix[:, :-1], "bias": matrix[:, -1]}

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        self._matrix = params.reshape(self.count, -1)
        self._matrix_gradient = grads.reshape(self.count, -1)
        self._weights_t = self._matrix[:, :-1].T

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the weights and set the biases."""
        initializer.fill(self._parameters["weights"], rng, scale)
        self._parameters["bias"].fill(bias)

    def prepare(self, rows: Rows) -> None:
        """Add the buffers, and views of the rows step by step."""
        steps, inputs = self.input_shape
        batch, dtype = rows.values.shape[-1], rows.values.dtype
        rows.own = Product(steps, self.count, inputs, batch, dtype)
        extra = rows.extra
        extra["arrived"] = rows.inputs[:-1].reshape(steps, inputs, batch)
        extra["input_gradient"] = rows.input_gradient[:-1].reshape(steps, inputs, batch)
        extra["sums"] = rows.z.reshape(steps, self.count, batch)
        extra["delta"] = rows.derivatives.reshape(steps, self.count, batch)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write z and f(z) of every step."""
        own: Product = rows.own
        np.copyto(own.values, rows.extra["arrived"])
        own.forward(self._matrix, rows.extra["sums"])
        self._function(rows.z, rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dW and dL/db, and dL/dx if asked for."""
        own: Product = rows.own
        extra = rows.extra
        np.multiply(rows.derivatives, rows.gradient, rows.derivatives)
        own.backward(extra["delta"], self._matrix_gradient)
        if to_inputs:
            np.matmul(self._weights_t, extra["delta"], extra["input_gradient"])


class Block:
    """The buffers of a feed-forward block for one batch size; T is 1 for a row."""

    def __init__(self, rows: Rows, steps: int, units: int, count: int) -> None:
        batch, dtype = rows.values.shape[-1], rows.values.dtype

        def view(array: Array) -> Array:
            return array.reshape(steps, count, batch)

        self.arrived, self.handed = view(rows.inputs[:-1]), view(rows.values)
        self.received, self.input_gradient = view(rows.gradient), view(rows.input_gradient[:-1])
        self.first = Product(steps, units, count, batch, dtype)
        self.second = Product(steps, count, units, batch, dtype)
        self.sums: Array = np.zeros((steps, units, batch), dtype)
        self.slopes, self.delta = np.zeros_like(self.sums), np.zeros_like(self.sums)
        self.masked: Array = np.zeros_like(self.handed)


class FeedForward(Layer):
    """`y = x + W₂·f(W₁·x + b₁) + b₂`, at every step of a sequence or for a row.

    The second half of a transformer's block (Vaswani and others, 2017). Shapes: x and y `(T, U, B)`
    as rows `(T·U, B)`, or `(U, B)`; W₁ `(units, U)`, b₁ `(units,)`, W₂ `(U, units)`, b₂ `(U,)`.
    After the end of an example y is 0. Backward, with d = dL/dy and e = W₂ᵀ·d ∘ f'(z): dL/dW₂ =
    d·f(z)ᵀ, dL/dW₁ = e·xᵀ, dL/dx = W₁ᵀ·e + d, added up over the steps.

    Args:
        units: the number of units inside.
        activation: a name of `ACTIVATIONS`.
        residual: whether x is added.
        frozen: whether training leaves the layer as it is.

    Raises:
        KeyError: for an unknown activation.
        ValueError: for no units.

    """

    penalized = ("hidden_weights", "output_weights")
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        "hidden_weights": ("own", "in"),
        "hidden_bias": ("own",),
        "output_weights": ("out", "own"),
        "output_bias": ("out",),
    }

    def __init__(
        self,
        units: int,
        activation: str = "relu",
        residual: bool = True,
        *,
        frozen: bool = False,
    ) -> None:
        super().__init__(frozen=frozen)
        if units < 1:
            raise ValueError(f"a layer needs at least one unit, not {units}")
        self.count = units
        self.residual = residual
        self.function = ACTIVATIONS[activation]

    def shaped(self, shape: Shape) -> Shape:
        """Return the shape that comes in; see `Layer.shaped`."""
        if len(shape) == 3:
            raise ShapeError(
                "A feed-forward block needs a sequence or a row, but what comes in here is "
                f"{in_words(shape)}. “Flatten” makes a row of it."
            )
        return shape

    # Parameters

    @property
    def _width(self) -> int:
        width: int = self.input_shape[-1]
        return width

    @property
    def _first_size(self) -> int:
        return self.count * (self._width + 1)

    @property
    def size(self) -> int:
        """The weights and biases of both products."""
        return self._first_size + self._width * (self.count + 1)

    @property
    def work(self) -> int:
        """Every weight is used at every step."""
        return self.size * (self.units // self._width)

    def _matrices(self, vector: AnyArray) -> tuple[AnyArray, AnyArray]:
        first, second = vector[: self._first_size], vector[self._first_size :]
        return first.reshape(self.count, -1), second.reshape(self._width, -1)

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "hidden_weights", "hidden_bias", "output_weights", "output_bias"."""
        first, second = self._matrices(vector)
        return {
            "hidden_weights": first[:, :-1],
            "hidden_bias": first[:, -1],
            "output_weights": second[:, :-1],
            "output_bias": second[:, -1],
        }

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        self._first, self._second = self._matrices(params)
        self._first_gradient, self._second_gradient = self._matrices(grads)

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw both matrices and set the biases."""
        for name in self.penalized:
            initializer.fill(self._parameters[name], rng, scale)
        for name in ("hidden_bias", "output_bias"):
            self._parameters[name].fill(bias)

    def pass_on(self) -> bool:
        """Let the block add nothing, where x is added."""
        if self.residual:
            self._second.fill(0)
        return self.residual

    # Passes

    def prepare(self, rows: Rows) -> None:
        """Add the buffers; there are no pre-activations of its own, so z is what is handed on."""
        rows.z = rows.values
        steps = self.shape[0] if len(self.shape) == 2 else 1
        rows.own = Block(rows, steps, self.count, self._width)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the values of every step."""
        own: Block = rows.own
        np.copyto(own.first.values, own.arrived)
        own.first.forward(self._first, own.sums)
        self.function.value(own.sums, own.second.values)
        own.second.forward(self._second, own.handed)
        if self.residual:
            np.add(own.handed, own.arrived, own.handed)
        if rows.ends is not None:
            np.multiply(own.handed, rows.ends.there[:, np.newaxis], own.handed)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write the gradients of both products, and dL/dx if asked for."""
        own: Block = rows.own
        received = own.received
        if rows.ends is not None:
            received = np.multiply(received, rows.ends.there[:, np.newaxis], own.masked)
        own.second.backward(received, self._second_gradient)
        self.function.derivative(own.sums, own.second.values, own.slopes)
        np.matmul(self._second[:, :-1].T, received, own.delta)
        np.multiply(own.delta, own.slopes, own.delta)
        own.first.backward(own.delta, self._first_gradient)
        if to_inputs:
            np.matmul(self._first[:, :-1].T, own.delta, own.input_gradient)
            if self.residual:
                np.add(own.input_gradient, received, own.input_gradient)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return "hidden" `(T, units, B)`, the values inside; T is 1 for a row."""
        own: Block = rows.own
        return {"hidden": own.second.values}
