"""The embedding: a vector of its own for every token."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.nn.layers import Layer
from app.nn.shapes import Shape, ShapeError, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.workspace import Rows


class Tokens:
    """The buffers of an embedding for one batch size.

    Attributes:
        arrived: `(T, B)`, the tokens as whole numbers 0 … V - 1.
        marked: `(T, V, B)`, 1 at each token and 0 elsewhere; all 0 after the end of an example.
        marked_t: the same, with the last two axes exchanged.
        handed: `(T, units, B)`, the vectors handed on.
        received: `(T, units, B)`, their gradient.
        totals: `(T, units, V)`, what each step adds to the gradient.

    """

    def __init__(self, rows: Rows, steps: int, units: int, vocabulary: int) -> None:
        batch, dtype = rows.values.shape[-1], rows.values.dtype
        self.arrived: Array = rows.inputs[:-1]
        self.marked: Array = np.zeros((steps, vocabulary, batch), dtype)
        self.marked_t: Array = self.marked.mT
        self.handed: Array = rows.values.reshape(steps, units, batch)
        self.received: Array = rows.gradient.reshape(steps, units, batch)
        self.totals: Array = np.zeros((steps, units, vocabulary), dtype)


class Embedding(Layer):
    """`y_t = W[:, x_t]`: the column of W that belongs to the token of each step.

    It is a dense layer without biases on tokens written as 1 among zeros, and is computed as
    such: with up to a hundred tokens a product takes less time than picking columns and adding
    their gradients up one by one. Shapes: x `(T, B)`, whole numbers from 0 to V - 1; W
    `(units, V)`; y `(T, units, B)` as rows `(T·units, B)`. Backward: dL/dW[:, v] is the sum of
    dL/dy_t over all steps with token v. Tokens have no gradient: theirs is 0. After the end of an
    example y is 0.

    Args:
        units: the length of a vector.
        vocabulary: how many different tokens there are, V.
        frozen: whether training leaves the vectors as they are.

    Raises:
        ValueError: for no units or no tokens.

    """

    penalized = ("weights",)
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {"weights": ("out", "in")}

    def __init__(self, units: int, vocabulary: int, *, frozen: bool = False) -> None:
        super().__init__(frozen=frozen)
        if units < 1 or vocabulary < 1:
            raise ValueError(
                f"an embedding needs units and tokens, not {units} units for {vocabulary} tokens"
            )
        self.count = units
        self.vocabulary = vocabulary

    def shaped(self, shape: Shape) -> Shape:
        """Return `(T, units)` for T tokens; see `Layer.shaped`."""
        if len(shape) != 1:
            raise ShapeError(
                "An embedding needs tokens, one a step, but what comes in here is "
                f"{in_words(shape)}. It belongs at the beginning, where texts come in."
            )
        return (shape[0], self.count)

    @property
    def reads_steps(self) -> bool:
        """Each token is a step."""
        return True

    @property
    def size(self) -> int:
        """A vector for every token."""
        return self.count * self.vocabulary

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return a view "weights" (units, vocabulary)."""
        return {"weights": vector.reshape(self.count, self.vocabulary)}

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the vectors."""
        initializer.fill(self._parameters["weights"], rng, scale)

    def prepare(self, rows: Rows) -> None:
        """Add the buffers; there are no pre-activations of its own, so z is what is handed on."""
        rows.z = rows.values
        rows.own = Tokens(rows, self.input_shape[0], self.count, self.vocabulary)
        numbers = np.arange(self.vocabulary, dtype=rows.values.dtype)
        self._numbers: Array = numbers[:, np.newaxis]

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write the vectors of all tokens."""
        own: Tokens = rows.own
        np.equal(own.arrived[:, np.newaxis], self._numbers, out=own.marked)
        if rows.ends is not None:
            np.multiply(own.marked, rows.ends.there[:, np.newaxis], own.marked)
        np.matmul(self._parameters["weights"], own.marked, own.handed)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write dL/dW; the gradient of tokens is 0."""
        own: Tokens = rows.own
        np.matmul(own.received, own.marked_t, own.totals)
        np.add.reduce(own.totals, axis=0, out=self._gradients["weights"])
        if to_inputs:
            rows.input_gradient.fill(0)
