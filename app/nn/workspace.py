"""The buffers of a network, or of a stack of networks, for one batch size, and the two passes.

All values of a network are rows of one matrix: the inputs, then the units of each layer, and
after each of these blocks one row of ones. A layer's inputs with the row of ones below them are
therefore one contiguous block, and one product with the matrix `[W b]` gives `W·x + b`. The same
layout is used for the pre-activations, the derivatives of the activations and the gradients, so
the derivative for neighbouring layers with the same activation is one call.

In a stack of S networks every array has one axis more, `(…, S, B)` for `(…, B)`, and all that is
said here holds for each network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from app.nn.sequences import Ends

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.nn.activations import Activation
    from app.nn.arrays import Array, Dtype
    from app.nn.layers import Layer, Randomness
    from app.nn.shapes import Shape


@dataclass(slots=True)
class Rows:
    """What one layer reads and writes, for one batch size.

    Attributes:
        inputs: `(inputs + 1, B)`, the outputs of the layer before, below them a row of ones.
        inputs_t: the same, transposed.
        z: `(units, B)`, the pre-activations.
        values: `(units, B)`, f(z).
        outputs: `(units + 1, B)`, what the layer hands on, below it a row of ones. The same
            memory as `values`, unless the layer puts a buffer of its own here.
        derivatives: `(units, B)`, f'(z) before the layer's backward pass; the layer turns it
            into the gradient of the loss with respect to z.
        gradient: `(units, B)`, the gradient of the loss with respect to the outputs.
        input_gradient: `(inputs + 1, B)`, the gradient with respect to the inputs, and room for
            the row of ones: a product with a part of a matrix would copy the part.
        skipped: `(units, B)`, the second input of a layer that reaches back, else None.
        ends: where the examples of the latest forward pass have ended; None if each has every step,
            or if the layer does not read steps.
        training: whether the latest forward pass was one of training.
        extra: the layer's own buffers by name.
        own: whatever else the layer made for itself in `prepare`, such as views for every step.

    """

    inputs: Array
    inputs_t: Array
    z: Array
    values: Array
    outputs: Array
    derivatives: Array
    gradient: Array
    input_gradient: Array
    skipped: Array | None = None
    ends: Ends | None = None
    training: bool = False
    extra: dict[str, Array] = field(default_factory=dict)
    own: Any = None

    def own_outputs(self) -> None:
        """Give the layer a buffer for outputs that differ from its activation values."""
        self.outputs = np.zeros_like(self.outputs)
        self.outputs[-1] = 1


class Workspace:
    """Buffers and passes for batches of one size.

    Args:
        inputs: the shape of the inputs.
        layers: the layers, built and bound.
        shape: what follows the axis of units: `(B,)`, or `(S, B)` for a stack.
        dtype: the element type of the network.
        steps: how many steps the inputs have, of which examples may lack some; 0 if they are none.

    Attributes:
        batch: the number of examples B.
        inputs: `(inputs, B)`, to be filled before a forward pass.
        outputs: `(outputs, B)`, the result of the forward pass.
        target: `(outputs, B)`, room for the targets of the batch.
        output_gradient: `(outputs, B)`, to be filled before a backward pass.
        input_gradient: `(inputs, B)`, filled by a backward pass with `to_inputs`.
        steps: every layer with its rows, from the first to the last.

    """

    def __init__(
        self,
        inputs: Shape,
        layers: Sequence[Layer],
        shape: tuple[int, ...],
        dtype: Dtype,
        steps: int = 0,
    ) -> None:
        sizes = [prod(inputs), *(layer.units for layer in layers)]
        starts = list(accumulate((size + 1 for size in sizes), initial=0))
        spans = list(pairwise(starts[1:]))
        shape = (starts[-1], *shape)
        # Pages of zeros cost no memory until they are written, so a workspace that is never
        # used to train takes only what its forward pass writes.
        z, values = np.zeros(shape, dtype), np.zeros(shape, dtype)
        derivatives, gradients = np.zeros(shape, dtype), np.zeros(shape, dtype)
        values[[start - 1 for start in starts[1:]]] = 1

        self.batch = shape[-1]
        self.inputs: Array = values[: sizes[0]]
        self.input_gradient: Array = gradients[: sizes[0]]
        self._ends = Ends(self.inputs, steps) if steps else None
        self.steps: list[tuple[Layer, Rows]] = []
        blocks, block_gradients = [values[: starts[1]]], [gradients[: starts[1]]]
        for place, (layer, (start, end)) in enumerate(zip(layers, spans, strict=True)):
            units = slice(start, end - 1)
            rows = Rows(
                inputs=blocks[-1],
                inputs_t=blocks[-1].T,
                z=z[units],
                values=values[units],
                outputs=values[start:end],
                derivatives=derivatives[units],
                gradient=gradients[units],
                input_gradient=block_gradients[-1],
                skipped=blocks[place - layer.back][:-1] if layer.back else None,
            )
            layer.prepare(rows)
            self.steps.append((layer, rows))
            blocks.append(rows.outputs)
            block_gradients.append(gradients[start:end])
        self._sequences = [rows for layer, rows in self.steps if layer.reads_steps]
        block, block_gradient = blocks[-1], block_gradients[-1]
        self.outputs: Array = block[:-1]
        self.output_gradient: Array = block_gradient[:-1]
        self.target: Array = np.zeros_like(self.output_gradient)

        self._derivatives = [
            (activation.derivative, z[run], values[run], derivatives[run])
            for activation, run in _runs(layers, spans)
        ]
        self._backward_steps = [
            (layer, rows, place > 0, self._skips(place))
            for place, (layer, rows) in enumerate(self.steps)
        ][::-1]

    def _skips(self, place: int) -> list[Array]:
        """Return the gradients of the layers that reach back to what comes into a layer."""
        return [
            rows.gradient
            for later, (layer, rows) in enumerate(self.steps)
            if layer.back and later - layer.back == place
        ]

    def forward(
        self, training: bool = False, rng: Randomness | None = None, *, complete: bool = False
    ) -> Array:
        """Compute the outputs `(outputs, B)` for what stands in `inputs`.

        Steps that are missing there are looked for, unless it is known that the batch is complete.
        """
        if self._ends is not None:
            ends = self._ends if not complete and self._ends.look() else None
            for rows in self._sequences:
                rows.ends = ends
        for layer, rows in self.steps:
            layer.forward(rows, training, rng)
        return self.outputs

    def backward(self, to_inputs: bool = False) -> None:
        """Fill the network's gradients from `output_gradient`, after a forward pass.

        With `to_inputs` the gradient with respect to the inputs is computed too.
        """
        for derivative, z, values, into in self._derivatives:
            derivative(z, values, into)
        for layer, rows, inner, skips in self._backward_steps:
            layer.backward(rows, inner or to_inputs)
            if inner or to_inputs:
                for gradient in skips:
                    inputs = rows.input_gradient[:-1]
                    np.add(inputs, gradient, inputs)


def _runs(
    layers: Sequence[Layer], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[Activation, slice]]:
    """Yield the rows of every run of neighbouring layers with the same activation."""
    pairs = zip(layers, spans, strict=True)
    for activation, run in groupby(pairs, key=lambda pair: pair[0].activation):
        blocks = [span for _, span in run]
        if activation is not None:
            yield activation, slice(blocks[0][0], blocks[-1][1] - 1)
