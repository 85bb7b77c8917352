"""A network: layers in a row, their parameters in one vector."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from app.nn.initializers import INITIALIZERS
from app.nn.shapes import ShapeError
from app.nn.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.nn.arrays import AnyArray, Array, Dtype, Mask
    from app.nn.layers import Layer, Randomness
    from app.nn.shapes import Shape

WORKSPACES = 8
"""How many batch sizes keep their buffers; the one used longest ago goes first."""


class Network:
    """Layers in a row, from the inputs to the outputs.

    Args:
        inputs: the number of inputs, or their shape: of a sequence, or of a picture.
        layers: at least one layer; the last one is the output layer. The network makes them
            its own: a layer cannot be in two networks.
        dtype: float32 to train, float64 to check gradients.
        tokens: whether a row of inputs is tokens, one a step. An embedding says so by itself.

    Attributes:
        shape: the shape of the inputs.
        inputs: their number, all axes multiplied.
        steps: how many steps a sequence or a row of tokens has at most, T; 0 for other inputs.
            The values of the steps that an example does not have are NaN, see `Ends`.
        params: all parameters, `(P,)`, layer by layer, zero until `initialize`. The layers hold
            views of it, so it may be changed in place but not replaced.
        grads: the gradient of the latest backward pass, `(P,)`, in the same order.

    Raises:
        ValueError: for no layers or inputs, or a layer of another network.
        ShapeError: for a layer that does not fit what comes in.

    """

    #: What stands before the axis of the parameters: nothing, or S in a stack of S networks.
    stack: tuple[int, ...] = ()

    def __init__(
        self,
        inputs: int | Shape,
        layers: Sequence[Layer],
        dtype: Dtype = np.float32,
        *,
        tokens: bool = False,
    ) -> None:
        self.shape: Shape = (inputs,) if isinstance(inputs, int) else inputs
        self.inputs = prod(self.shape)
        if self.inputs < 1 or not layers:
            raise ValueError("a network needs at least one input and one layer")
        self.layers = tuple(layers)
        self.dtype = dtype
        self.tokens = tokens
        shapes = [self.shape]
        for place, layer in enumerate(self.layers):
            layer.build(shapes[-1])
            if layer.back > place:
                raise ShapeError(f"There are no {layer.back} layers before to reach back over.")
            if layer.back:
                layer.join(shapes[place - layer.back])
            shapes.append(layer.shape)
        self.steps = self.shape[0] if tokens or self.layers[0].reads_steps else 0
        self.outputs = self.layers[-1].units
        ends = [0, *accumulate(layer.size for layer in self.layers)]
        self._spans = tuple(slice(*span) for span in pairwise(ends))
        size = prod(self.stack) * ends[-1]
        self.params: Array = np.zeros(size, dtype)
        self.grads: Array = np.zeros(size, dtype)
        parts = zip(self.layers, self._parts(self.params), self._parts(self.grads), strict=True)
        for layer, params, grads in parts:
            layer.bind(params, grads)
        self._workspaces: dict[int, Workspace] = {}
        self._current: Workspace | None = None

    def initialize(
        self,
        rng: np.random.Generator,
        weights: str = "xavier_uniform",
        scale: float = 1.0,
        bias: float = 0.0,
    ) -> None:
        """Draw starting weights by a rule of `INITIALIZERS`; set all biases to `bias`.

        Every layer draws from a stream of its own, so the weights of a layer do not depend on
        the layers after it.
        """
        initializer = INITIALIZERS[weights]
        for layer, stream in zip(self.layers, rng.spawn(len(self.layers)), strict=True):
            layer.initialize(stream, initializer, scale, bias)

    # The two passes

    def forward(self, x: Array, *, training: bool = False, rng: Randomness | None = None) -> Array:
        """Return the outputs `(outputs, B)` for inputs `(inputs, B)`.

        The result is a view of a buffer that the next pass of the same batch size overwrites.
        With `training`, batch normalization uses and follows the batch, and dropout draws from
        `rng`.
        """
        workspace = self.workspace(x.shape[-1])
        np.copyto(workspace.inputs, x, casting="same_kind")
        # A diverging network overflows; whoever trains it looks at the result.
        with np.errstate(all="ignore"):
            return workspace.forward(training, rng)

    def backward(self, dy: Array, *, to_inputs: bool = False) -> Array | None:
        """Fill `grads` from the loss's gradient `dy` `(outputs, B)` at the latest outputs.

        Returns:
            The gradient with respect to the inputs `(inputs, B)`, a view, if `to_inputs`.

        """
        workspace = self._latest()
        if dy is not workspace.output_gradient:
            np.copyto(workspace.output_gradient, dy, casting="same_kind")
        with np.errstate(all="ignore"):
            workspace.backward(to_inputs)
        return workspace.input_gradient if to_inputs else None

    def workspace(self, batch: int) -> Workspace:
        """Return the buffers for one batch size and make them the current ones."""
        found = self._workspaces.pop(batch, None)
        if found is None:
            found = Workspace(self.shape, self.layers, (*self.stack, batch), self.dtype, self.steps)
            if len(self._workspaces) == WORKSPACES:
                del self._workspaces[next(iter(self._workspaces))]
        self._workspaces[batch] = self._current = found
        return found

    def complete(self, x: Array) -> bool:
        """Tell whether no example of inputs `(inputs, N)` lacks a step."""
        return not self.steps or not np.isnan(x[:: self.inputs // self.steps]).any()

    def activations(self, layer: int) -> Array:
        """Return the outputs `(units, B)` of a layer in the latest forward pass, a view."""
        return self._latest().steps[layer][1].outputs[:-1]

    def preactivations(self, layer: int) -> Array:
        """Return what went into a layer's activation in the latest forward pass, a view."""
        return self._latest().steps[layer][1].z

    def inside(self, layer: int) -> dict[str, Array]:
        """Return what a layer computed inside in the latest forward pass; see `Layer.inside`."""
        step, rows = self._latest().steps[layer]
        return step.inside(rows)

    def _latest(self) -> Workspace:
        if self._current is None:
            raise RuntimeError("there was no forward pass yet")
        return self._current

    @property
    def work(self) -> int:
        """How many multiplications a forward pass of one example takes, roughly; see `Layer`.

        A backward pass takes about twice as many.
        """
        return sum(layer.work for layer in self.layers)

    @property
    def stochastic(self) -> bool:
        """Whether a forward pass of training needs a random generator."""
        return any(layer.stochastic for layer in self.layers)

    # The flat vector and its parts

    def _parts(self, vector: AnyArray) -> list[AnyArray]:
        stack = vector.reshape(*self.stack, -1)
        return [stack[..., span] for span in self._spans]

    def each(self, vector: AnyArray) -> AnyArray:
        """Return a view `(networks, P)` of a flat vector: a row for each network, here one."""
        return vector.reshape(prod(self.stack), -1)

    def split(self, vector: AnyArray) -> list[dict[str, AnyArray]]:
        """Return, for every layer, named views of its parts of a flat vector `(P,)`.

        It shows a moment of an optimizer, or a mask, as weights and biases.
        """
        parts = zip(self.layers, self._parts(vector), strict=True)
        return [layer.split(part) for layer, part in parts]

    def weight_mask(self) -> Mask:
        """Return, `(P,)`, which parameters are weights, the ones that penalties act on."""
        mask = np.zeros(self.params.size, np.bool_)
        for layer, views in zip(self.layers, self.split(mask), strict=True):
            for name in layer.penalized:
                views[name][...] = True
        return mask

    def frozen_mask(self) -> Mask:
        """Return, `(P,)`, which parameters belong to frozen layers."""
        mask = np.zeros(self.params.size, np.bool_)
        for layer, part in zip(self.layers, self._parts(mask), strict=True):
            part[...] = layer.frozen
        return mask

    # What is not a parameter

    def state(self) -> dict[str, Array]:
        """Return copies of running statistics by `layer.name`, for instance `0.running_mean`."""
        return {
            f"{index}.{name}": value
            for index, layer in enumerate(self.layers)
            for name, value in layer.state().items()
        }

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned for a network of the same layers."""
        for index, layer in enumerate(self.layers):
            prefix = f"{index}."
            layer.load_state(
                {
                    name.removeprefix(prefix): value
                    for name, value in state.items()
                    if name.startswith(prefix)
                }
            )
