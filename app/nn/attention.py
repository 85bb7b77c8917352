"""Self-attention: every step of a sequence looks at all of them and takes what it looks for."""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias, get_args

import numpy as np

from app.nn.layers import Layer
from app.nn.sequences import Output, check_output, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.nn.arrays import AnyArray, Array, Indices, Mask
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.sequences import Ends
    from app.nn.shapes import Shape
    from app.nn.workspace import Rows

Positions: TypeAlias = Literal["none", "learned", "sinusoidal"]

LEARNED_SPREAD = 0.1
"""The standard deviation of learned positions at the start: small beside embedded tokens."""


class Looks:
    """The buffers of a layer of attention for one batch size; the batch comes first in them.

    Attributes:
        arrived: `(B, T, U)`, a view of what comes in.
        placed: `(B, T, U)`, the same with the positions.
        asked: `(B, T, 3, heads, width)`, queries, keys and values.
        attention: `(B, heads, T, T)`, how much each step (of the first T) looks at each.
        taken: `(B, T, heads, width)`, what the heads bring back.
        result: `(B, T, U)`, the outputs of all steps.
        hidden: `(B, 1, T, T)` or what is spread to it, what a step must not see, or None.
        there: `(B, T)`, 1 for the steps that an example has and 0 for others, or None.
        last: `(B,)`, the last step of each example.

    """

    def __init__(self, layer: SelfAttention, rows: Rows) -> None:
        steps, units = layer.input_shape
        batch, dtype = rows.values.shape[-1], rows.values.dtype
        heads, width = layer.heads, layer.width
        self.batch, self.steps = batch, steps

        def zeros(*shape: int) -> Array:
            return np.zeros((batch, *shape), dtype)

        def flat(array: Array) -> Array:
            return array.reshape(batch * steps, -1)

        sequence_of = (steps, units, batch)
        self.arrived: Array = rows.inputs[:-1].reshape(sequence_of).transpose(2, 0, 1)
        self.input_gradient: Array = (
            rows.input_gradient[:-1].reshape(sequence_of).transpose(2, 0, 1)
        )
        self.handed, self.received = rows.values.T, rows.gradient.T
        if layer.output == "all":
            self.handed = rows.values.reshape(sequence_of).transpose(2, 0, 1)
            self.received = rows.gradient.reshape(sequence_of).transpose(2, 0, 1)
        self.placed, self.result = zeros(steps, units), zeros(steps, units)
        self.asked, self.asked_gradient = (zeros(steps, 3, heads, width) for _ in range(2))
        self.taken, self.taken_gradient = (zeros(steps, heads, width) for _ in range(2))
        self.attention, self.attention_gradient, self.work = (
            zeros(heads, steps, steps) for _ in range(3)
        )
        self.one_each = zeros(heads, steps, 1)
        self.result_gradient, self.placed_gradient = zeros(steps, units), zeros(steps, units)
        # As matrices for the products with the parameters, and head by head for the others.
        self.flat_placed, self.flat_asked = flat(self.placed), flat(self.asked)
        self.flat_taken, self.flat_result = flat(self.taken), flat(self.result)
        self.flat_result_gradient = flat(self.result_gradient)
        self.flat_taken_gradient = flat(self.taken_gradient)
        self.flat_asked_gradient = flat(self.asked_gradient)
        self.flat_placed_gradient = flat(self.placed_gradient)
        self.query, self.key, self.value = _by_head(self.asked)
        self.query_gradient, self.key_gradient, self.value_gradient = _by_head(self.asked_gradient)
        self.head, self.head_gradient = (
            taken.swapaxes(1, 2) for taken in (self.taken, self.taken_gradient)
        )

        self.every: Indices = np.arange(batch)
        later = np.triu(np.ones((steps, steps), np.bool_), 1)
        self._later: Mask | None = later if layer.causal else None
        self._hidden: Mask = np.zeros((batch, 1, steps, steps), np.bool_)
        self._final: Indices = np.full(batch, steps - 1)
        self.see(None)

    def see(self, ends: Ends | None) -> None:
        """Take notice of where the examples of this forward pass have ended, None for nowhere."""
        self.hidden: Mask | None = self._later
        self.last: Indices = self._final
        self.there: Array | None = None
        if ends is None:
            return
        by_key = ends.ended.T[:, np.newaxis, np.newaxis]
        if self._later is None:
            self.hidden = by_key
        else:
            self.hidden = np.logical_or(by_key, self._later, out=self._hidden)
        self.last = np.maximum(ends.lengths, 1) - 1
        self.there = ends.there.T


class SelfAttention(Layer):
    """`y_t = x_t + Σ_heads W_o · Σ_s a_ts v_s`: scaled dot-product attention in several heads.

    In each head q, k, v = W_q·x, W_k·x, W_v·x, and a_t = softmax over s of q_t·k_s / (√width ·
    temperature), without biases (Vaswani and others, 2017). Positions, if any, are added to x
    beforehand.

    Shapes: x `(T, U, B)` as rows `(T·U, B)`; W_q, W_k and W_v `(heads, width, U)`, W_o `(U, heads,
    width)`, positions `(T, U)`; y `(T, U, B)`, or `(U, B)` for the last step of each example alone.
    Nobody looks at steps after the end of an example, and their y is 0. Backward, in each head with
    g = W_oᵀ·dL/dy: dL/dv = aᵀ·g, dL/da = g·vᵀ, dL/ds = a ∘ (dL/da - Σ a ∘ dL/da) for the scaled
    products s, dL/dq = dL/ds·k and dL/dk = dL/dsᵀ·q, both scaled.

    Args:
        heads: how many heads look independently of each other.
        width: the length of a query, a key and a value in each.
        causal: whether a step sees itself and earlier steps only.
        positions: "none" (then the order of the steps does not count, unless causal), "learned", or
            "sinusoidal", sine and cosine of 10000^(-2i/U) times the step.
        output: "all" to hand on every step, "last" for the last one.
        residual: whether x, with its positions, is added.
        temperature: what the products are divided by before the softmax; small ones sharpen it.
        muted: the numbers, from 0, of heads that are switched off; there may be ones without a
            head.
        frozen: whether training leaves the layer as it is.

    Raises:
        ValueError: for a number out of range, another output or other positions.

    """

    penalized = ("query_weights", "key_weights", "value_weights", "output_weights")
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        "query_weights": ("own", "", "in"),
        "key_weights": ("own", "", "in"),
        "value_weights": ("own", "", "in"),
        "output_weights": ("out", "own", ""),
        "positions": ("", "in"),
    }

    def __init__(
        self,
        heads: int = 1,
        width: int = 12,
        *,
        causal: bool = False,
        positions: Positions = "none",
        output: Output = "all",
        residual: bool = True,
        temperature: float = 1.0,
        muted: Sequence[int] = (),
        frozen: bool = False,
    ) -> None:
        super().__init__(frozen=frozen)
        if heads < 1 or width < 1:
            raise ValueError(f"heads and width must be at least 1, not {heads} and {width}")
        if not temperature > 0:
            raise ValueError(f"the temperature must be more than 0, not {temperature}")
        if positions not in get_args(Positions):
            choices = ", ".join(get_args(Positions))
            raise ValueError(f"positions must be one of {choices}, not {positions!r}")
        check_output(output)
        self.heads = heads
        self.width = width
        self.causal = causal
        self.positions = positions
        self.output = output
        self.residual = residual
        self.temperature = temperature
        self.muted = tuple(sorted({head for head in muted if 0 <= head < heads}))

    def shaped(self, shape: Shape) -> Shape:
        """Return the shape that comes in, or that of one step; see `Layer.shaped`."""
        _, units = sequence(shape, "Attention")
        return shape if self.output == "all" else (units,)

    # Parameters

    def _shapes(self) -> Iterator[tuple[str, Shape]]:
        steps, units = self.input_shape
        for name in ("query_weights", "key_weights", "value_weights"):
            yield name, (self.heads, self.width, units)
        yield "output_weights", (units, self.heads, self.width)
        if self.positions == "learned":
            yield "positions", (steps, units)

    @property
    def size(self) -> int:
        """The four matrices, and learned positions."""
        return sum(prod(shape) for _, shape in self._shapes())

    @property
    def work(self) -> int:
        """Every weight is used at every step; each step is compared with all and takes of all."""
        steps = self.input_shape[0]
        return self.size * steps + 2 * self.heads * self.width * steps**2

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "query_weights", "key_weights", "value_weights" and "output_weights".

        With learned positions there are "positions" `(T, U)` too.
        """
        views, start = {}, 0
        for name, shape in self._shapes():
            end = start + prod(shape)
            views[name] = vector[start:end].reshape(shape)
            start = end
        return views

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make the views the passes use."""
        super().bind(params, grads)
        steps, units = self.input_shape
        inner = self.heads * self.width
        ends = (3 * inner * units, 4 * inner * units)
        self._ask, self._ask_gradient = (
            vector[: ends[0]].reshape(3 * inner, units) for vector in (params, grads)
        )
        self._bring, self._bring_gradient = (
            vector[ends[0] : ends[1]].reshape(units, inner) for vector in (params, grads)
        )
        self._scale: Array = np.array(1 / (sqrt(self.width) * self.temperature), params.dtype)
        self._places: Array | None = self._parameters.get("positions")
        if self.positions == "sinusoidal":
            self._places = sinusoids(steps, units).astype(params.dtype)
        self._lowest: Array = np.array(np.finfo(params.dtype).min, params.dtype)

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the matrices, all heads of one as a dense layer, and learned positions."""
        for weights in (*np.split(self._ask, 3), self._bring):
            initializer.fill(weights, rng, scale)
        if self.positions == "learned":
            positions = self._parameters["positions"]
            positions[...] = rng.normal(0, LEARNED_SPREAD, positions.shape)

    def pass_on(self) -> bool:
        """Let the heads bring nothing, where x is added and handed on as it is."""
        if not self.residual or self.positions == "sinusoidal" or self.output != "all":
            return False
        for name in ("output_weights", "positions"):
            self._parameters.get(name, np.zeros(1)).fill(0)
        return True

    # Passes

    def prepare(self, rows: Rows) -> None:
        """Add the buffers; there are no pre-activations of its own, so z is what is handed on."""
        rows.z = rows.values
        rows.own = Looks(self, rows)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Write what every step takes from all others."""
        own: Looks = rows.own
        own.see(rows.ends)
        if self._places is None:
            np.copyto(own.placed, own.arrived)
        else:
            np.add(own.arrived, self._places, own.placed)
        own.flat_placed.dot(self._ask.T, own.flat_asked)
        self._look(own)
        np.matmul(own.attention, own.value, own.head)
        for head in self.muted:
            own.head[:, head] = 0
        own.flat_taken.dot(self._bring.T, own.flat_result)
        if self.residual:
            np.add(own.result, own.placed, own.result)
        if own.there is not None:
            np.multiply(own.result, own.there[:, :, np.newaxis], own.result)
        result = own.result if self.output == "all" else own.result[own.every, own.last]
        np.copyto(own.handed, result)

    def _look(self, own: Looks) -> None:
        """Write the attention of all heads."""
        attention, one_each = own.attention, own.one_each
        np.matmul(own.query, own.key.mT, attention)
        np.multiply(attention, self._scale, attention)
        if own.hidden is not None:
            np.copyto(attention, self._lowest, where=own.hidden)
        np.maximum.reduce(attention, axis=-1, out=one_each, keepdims=True)
        np.subtract(attention, one_each, attention)
        np.exp(attention, attention)
        np.add.reduce(attention, axis=-1, out=one_each, keepdims=True)
        np.divide(attention, one_each, attention)
        if own.there is not None:
            np.multiply(attention, own.there[:, np.newaxis, :, np.newaxis], attention)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Write the gradients of the matrices and of learned positions, and dL/dx if asked for."""
        own: Looks = rows.own
        gradient = own.result_gradient
        if self.output == "all":
            np.copyto(gradient, own.received)
        else:
            gradient.fill(0)
            gradient[own.every, own.last] = own.received
        if own.there is not None:
            np.multiply(gradient, own.there[:, :, np.newaxis], gradient)
        own.flat_result_gradient.T.dot(own.flat_taken, self._bring_gradient)
        own.flat_result_gradient.dot(self._bring, own.flat_taken_gradient)
        for head in self.muted:
            own.head_gradient[:, head] = 0
        self._look_back(own)
        own.flat_asked_gradient.T.dot(own.flat_placed, self._ask_gradient)
        if to_inputs or self.positions == "learned":
            own.flat_asked_gradient.dot(self._ask, own.flat_placed_gradient)
            if self.residual:
                np.add(own.placed_gradient, gradient, own.placed_gradient)
            np.copyto(own.input_gradient, own.placed_gradient)
        if self.positions == "learned":
            np.add.reduce(own.placed_gradient, axis=0, out=self._gradients["positions"])

    def _look_back(self, own: Looks) -> None:
        """Write the gradients of queries, keys and values from that of what was taken."""
        attention, gradient, work = own.attention, own.attention_gradient, own.work
        np.matmul(own.head_gradient, own.value.mT, gradient)
        np.matmul(attention.mT, own.head_gradient, own.value_gradient)
        np.multiply(attention, gradient, work)
        np.add.reduce(work, axis=-1, out=own.one_each, keepdims=True)
        np.subtract(gradient, own.one_each, gradient)
        np.multiply(gradient, attention, gradient)
        np.multiply(gradient, self._scale, gradient)
        np.matmul(gradient, own.key, own.query_gradient)
        np.matmul(gradient.mT, own.query, own.key_gradient)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return "attention" `(heads, T, T, B)`, "query", "key", "value" `(heads, T, width, B)`.

        The attention of a step, on the second axis, to the steps of the third adds up to 1. After
        the end of an example it is 0.
        """
        own: Looks = rows.own
        found = {"attention": own.attention.transpose(1, 2, 3, 0)}
        for name in ("query", "key", "value"):
            found[name] = getattr(own, name).transpose(1, 2, 3, 0)
        return found


def sinusoids(steps: int, units: int) -> Array:
    """Return the positions `(steps, units)` of Vaswani and others (2017), in float64.

    >>> sinusoids(2, 4).round(4)
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    pairs = np.arange(units) // 2
    angles = np.arange(steps)[:, np.newaxis] / 10000 ** (2 * pairs / units)
    places: Array = np.where(np.arange(units) % 2, np.cos(angles), np.sin(angles))
    return places


def _by_head(asked: Array) -> tuple[Array, Array, Array]:
    """Return views `(B, heads, T, width)` of queries, keys and values."""
    query, key, value = asked.transpose(2, 0, 3, 1, 4)
    return query, key, value
