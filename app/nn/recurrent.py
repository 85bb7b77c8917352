"""Recurrent layers: a state that is carried from step to step of a sequence.

What comes in and the state before each step are rows of one array `(T + 1, inputs + 1 + units,
B)`, with a row of ones between them. The parameters are one matrix `[W b R]` in the same order,
the gates below each other; so one product a step gives the sums of all gates, and one product
over all steps gives their gradients. After the end of an example its state stays as it is.

Backward, through time (Werbos, 1990): a kind computes for all steps at once by how much the sums
of a step change its state. The loop from the last step to the first then only multiplies these
by the gradient of the state and carries it on to the state before by Rᵀ.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.nn.activations import ACTIVATIONS
from app.nn.layers import Layer
from app.nn.sequences import Output, check_output, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.initializers import Initializer
    from app.nn.layers import Axis, Randomness
    from app.nn.sequences import Ends
    from app.nn.shapes import Shape
    from app.nn.workspace import Rows


class Steps:
    """The buffers of a recurrent layer for one batch size, and views of them made once.

    Attributes:
        entered: `(T + 1, inputs + 1 + units, B)`: for every step what comes in, a row of ones,
            and the state before the step. The last one has a state alone, the final one.
        states: `(T + 1, units, B)`, the states in it; the first one is 0.
        gradients: `(T + 1, units, B)`, the gradient of every state.
        deltas: `(T, rows, B)`, the gradients of the sums of the steps.
        totals: `(T, rows, inputs + 1 + units)`, what each step adds to the gradient.
        held: what stays as it is after the end of an example, `(T + 1, units, B)` each.
        forward: the arguments of the layer's `_step` for every step.
        backward: the arguments of its `_step_back` for every step.
        buffers: what else a kind keeps, by name.
        ends: where the examples of the latest forward pass have ended; None if nowhere.
        walked: whether there was a backward pass since the latest forward pass.

    """

    def __init__(self, layer: Recurrent, rows: Rows) -> None:
        steps, inputs = layer.input_shape
        units, batch, dtype = layer.count, rows.values.shape[-1], rows.values.dtype
        self.arrived: Array = rows.inputs[:-1].reshape(steps, inputs, batch)
        self.entered: Array = np.zeros((steps + 1, inputs + 1 + units, batch), dtype)
        self.entered[:, inputs] = 1
        self.before: Array = self.entered[:-1, :inputs]
        self.entered_t: Array = self.entered[:-1].mT
        self.states: Array = self.entered[:, inputs + 1 :]
        self.gradients: Array = np.zeros((steps + 1, units, batch), dtype)
        self.totals: Array = np.zeros((steps, layer.blocks * units, inputs + 1 + units), dtype)
        self.input_gradient: Array = rows.input_gradient[:-1].reshape(steps, inputs, batch)
        self.work: Array = np.zeros((units, batch), dtype)
        everything = layer.output == "all"
        self.handed: Array = rows.values.reshape(-1, units, batch)
        self.left: Array = self.states[1:] if everything else self.states[-1:]
        self.received: Array = rows.gradient.reshape(-1, units, batch)
        self.ends: Ends | None = None
        self.held = [self.states]
        self.walked = False
        self.deltas: Array = self.totals
        self.forward: list[tuple[Array, ...]] = []
        self.backward: list[tuple[Array, ...]] = []
        self.buffers: dict[str, Array] = {}

    def zeros(self, name: str, *shape: int) -> Array:
        """Make a buffer of one array a step, `(T, …, B)`, and keep it under a name."""
        count, batch = len(self.arrived), self.work.shape[-1]
        self.buffers[name] = np.zeros((count, *shape, batch), self.work.dtype)
        return self.buffers[name]


class Recurrent(Layer):
    """What the kinds of recurrent layers share.

    Shapes: x `(T, inputs, B)` as rows `(T·inputs, B)`, the state h `(units, B)`, which is 0 before
    the first step; what is handed on is h after the last step of each example, or all of them,
    `(T, units, B)`.

    Attributes:
        gates: the names of the gates in the order in which the parameters have them.
        blocks: into how many blocks of rows a kind puts its sums.
        scales: what the rows of each block are multiplied by.

    """

    penalized = ("input_weights", "recurrent_weights")
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        "input_weights": ("", "out", "in"),
        "recurrent_weights": ("", "out", "out"),
        "bias": ("", "out"),
    }
    title: ClassVar[str]
    gates: ClassVar[tuple[str, ...]]
    blocks: ClassVar[int]
    scales: ClassVar[tuple[float, ...]]

    def __init__(self, units: int, output: Output = "last", *, frozen: bool = False) -> None:
        super().__init__(frozen=frozen)
        if units < 1:
            raise ValueError(f"a layer needs at least one unit, not {units}")
        check_output(output)
        self.count = units
        self.output = output

    def shaped(self, shape: Shape) -> Shape:
        """Return `(units,)`, or `(T, units)` for all steps; see `Layer.shaped`."""
        steps, _ = sequence(shape, self.title)
        return (steps, self.count) if self.output == "all" else (self.count,)

    # Parameters

    @property
    def _columns(self) -> int:
        width: int = self.input_shape[1]
        return width + 1 + self.count

    @property
    def size(self) -> int:
        """The weights of what comes in and of the state before, and a bias, for every gate."""
        return len(self.gates) * self.count * self._columns

    @property
    def work(self) -> int:
        """Every weight is used at every step."""
        return self.size * self.input_shape[0]

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "input_weights" (gates, units, inputs), "recurrent_weights" and "bias".

        The recurrent weights are `(gates, units, units)`, from the units of the last axis; the
        biases are `(gates, units)`.
        """
        width = self.input_shape[1]
        matrices = vector.reshape(len(self.gates), self.count, self._columns)
        return {
            "input_weights": matrices[..., :width],
            "recurrent_weights": matrices[..., width + 1 :],
            "bias": matrices[..., width],
        }

    def bind(self, params: Array, grads: Array) -> None:
        """Take the layer's parts of both vectors and make room for the matrix in working order."""
        super().bind(params, grads)
        units, columns = self.count, self._columns
        self._matrix = params.reshape(-1, columns)
        self._matrix_gradient = grads.reshape(-1, columns)
        height = self.blocks * units
        self._arranged: Array = np.zeros((height, columns), params.dtype)
        self._scaled: Array = np.zeros_like(self._arranged)
        self._total: Array = np.zeros_like(self._arranged)
        self._back: Array = np.zeros((units, height), params.dtype)
        self._scale: Array = np.repeat(np.array(self.scales, params.dtype), units)[:, np.newaxis]
        self._half: Array = np.array(0.5, params.dtype)

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the weights of every gate as those of a dense layer, and set the biases."""
        for name in self.penalized:
            for weights in self._gate_by_gate(name):
                initializer.fill(weights, rng, scale)
        self._parameters["bias"].fill(bias)

    def _gate_by_gate(self, name: str) -> Array:
        weights = self._parameters[name]
        return weights.reshape(-1, *weights.shape[-2:])

    # Passes

    def prepare(self, rows: Rows) -> None:
        """Add the buffers; there are no pre-activations of its own, so z is what is handed on."""
        rows.z = rows.values
        rows.own = Steps(self, rows)
        self._prepare(rows.own)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Go through the steps and write the states."""
        own: Steps = rows.own
        self._arrange(self._matrix, self._arranged)
        np.multiply(self._arranged, self._scale, self._scaled)
        np.copyto(own.before, own.arrived)
        own.ends = ends = rows.ends
        if ends is None:
            for views in own.forward:
                self._step(*views)
        else:
            for step, views in enumerate(own.forward):
                self._step(*views)
                if step >= ends.first:
                    for held in own.held:
                        np.copyto(held[step + 1], held[step], where=ends.ended[step])
        np.copyto(own.handed, own.left)
        own.walked = False

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Go back through the steps; write the gradients, and dL/dx if asked for."""
        own: Steps = rows.own
        width = self.input_shape[1]
        np.copyto(self._back, self._arranged[:, width + 1 :].T)
        self._weigh(own)
        self._walk_back(own)
        np.matmul(own.deltas, own.entered_t, own.totals)
        np.add.reduce(own.totals, axis=0, out=self._total)
        self._collect(self._total, self._matrix_gradient)
        if to_inputs:
            np.matmul(self._arranged[:, :width].T, own.deltas, own.input_gradient)
        own.walked = True

    def _walk_back(self, own: Steps) -> None:
        gradients, received, ends = own.gradients, own.received, own.ends
        everything = self.output == "all"
        np.copyto(gradients[-1], received[-1])
        for step in range(len(own.backward) - 1, -1, -1):
            self._step_back(*own.backward[step])
            if ends is not None and step >= ends.first:
                np.copyto(own.work, 0)
                np.copyto(own.work, gradients[step + 1], where=ends.ended[step])
                np.add(gradients[step], own.work, gradients[step])
            if everything and step:
                np.add(gradients[step], received[step - 1], gradients[step])

    @abstractmethod
    def _prepare(self, own: Steps) -> None:
        """Add the kind's buffers, its views for every step, and `deltas`."""

    @abstractmethod
    def _arrange(self, matrix: Array, into: Array) -> None:
        """Write the parameters as the products need them, `(blocks · units, columns)`."""

    @abstractmethod
    def _collect(self, total: Array, into: Array) -> None:
        """Write the gradient of the parameters from that of the matrix in working order."""

    @abstractmethod
    def _step(self, *views: Array) -> None:
        """Compute a state from what comes in and the state before."""

    @abstractmethod
    def _weigh(self, own: Steps) -> None:
        """Compute for all steps by how much the sums change the state; 0 after the end."""

    @abstractmethod
    def _step_back(self, *views: Array) -> None:
        """Compute a step's deltas and the gradient of the state before from that of its state."""

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return "hidden" `(T, units, B)`, the state after every step, and its gradient's size.

        After a backward pass "hidden_gradient" `(T, units, B)` is |dL/dh| of every state. After
        the end of an example all are those of its last step.
        """
        own: Steps = rows.own
        found = {"hidden": own.states[1:]}
        if own.walked:
            found["hidden_gradient"] = np.abs(own.gradients[1:])
        return found


class RNN(Recurrent):
    """`h_t = f(W·x_t + R·h_{t-1} + b)`: the plain recurrent layer (Elman, 1990).

    Shapes: W `(units, inputs)`, R `(units, units)`, b `(units,)`; see `Recurrent` for the others.
    Backward: dL/dz_t = dL/dh_t · f'(z_t), and dL/dh_{t-1} = Rᵀ·dL/dz_t besides what is handed on.

    Args:
        units: the number of units.
        activation: a name of `ACTIVATIONS`.
        output: "last" to hand on the state after the last step, "all" for those after every step.
        frozen: whether training leaves the layer as it is.

    Raises:
        KeyError: for an unknown activation.
        ValueError: for no units, or another output.

    """

    title = "A recurrent layer"
    gates = ("state",)
    blocks = 1
    scales = (1.0,)
    axes: ClassVar[Mapping[str, tuple[Axis, ...]]] = {
        name: axes[1:] for name, axes in Recurrent.axes.items()
    }

    def __init__(
        self,
        units: int,
        activation: str = "tanh",
        output: Output = "last",
        *,
        frozen: bool = False,
    ) -> None:
        super().__init__(units, output, frozen=frozen)
        self.function = ACTIVATIONS[activation]

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views "input_weights" (units, inputs), "recurrent_weights" and "bias"."""
        return {name: view[0] for name, view in super().split(vector).items()}

    def _prepare(self, own: Steps) -> None:
        units = self.count
        sums, slopes = own.zeros("sums", units), own.zeros("slopes", units)
        own.deltas = own.zeros("deltas", units)
        own.forward = list(zip(own.entered[:-1], sums, own.states[1:], strict=True))
        own.backward = list(
            zip(own.gradients[1:], slopes, own.deltas, own.gradients[:-1], strict=True)
        )

    def _arrange(self, matrix: Array, into: Array) -> None:
        np.copyto(into, matrix)

    def _collect(self, total: Array, into: Array) -> None:
        np.copyto(into, total)

    def _step(self, *views: Array) -> None:
        entered, sums, state = views
        self._scaled.dot(entered, sums)
        self.function.value(sums, state)

    def _weigh(self, own: Steps) -> None:
        sums, slopes = own.buffers["sums"], own.buffers["slopes"]
        self.function.derivative(sums, own.states[1:], slopes)
        if own.ends is not None:
            np.copyto(slopes, 0, where=own.ends.ended[:, np.newaxis])

    def _step_back(self, *views: Array) -> None:
        gradient, slopes, deltas, before = views
        np.multiply(gradient, slopes, deltas)
        self._back.dot(deltas, before)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return what `Recurrent.inside` does, and "sums" `(T, units, B)`, what f was taken of."""
        return super().inside(rows) | {"sums": rows.own.buffers["sums"]}
