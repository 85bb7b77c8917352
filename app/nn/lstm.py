"""Long short-term memory: a cell that gates write, keep and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.recurrent import Recurrent, Steps

if TYPE_CHECKING:
    from app.nn.arrays import Array
    from app.nn.initializers import Initializer
    from app.nn.sequences import Output
    from app.nn.workspace import Rows


class LSTM(Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers and others, 2000).

    Input gate i, forget gate f and output gate o are σ(W·x_t + R·h_{t-1} + b), the candidate g is
    tanh of such a sum; the cell c_t = f ∘ c_{t-1} + i ∘ g, the state h_t = o ∘ tanh c_t.

    Shapes: the gates in the order input, forget, candidate, output: W `(4, units, inputs)`, R
    `(4, units, units)`, b `(4, units)`, c `(units, B)`; see `Recurrent` for the others. Backward:
    dL/do = dL/dh_t ∘ tanh c_t, dL/dc_t = dL/dh_t ∘ o ∘ (1 - tanh² c_t) + dL/dc_{t+1} ∘ f_{t+1},
    dL/di = dL/dc_t ∘ g, dL/df = dL/dc_t ∘ c_{t-1}, dL/dg = dL/dc_t ∘ i, then through the gates' own
    slopes and on to h_{t-1} by Rᵀ.

    Args:
        units: the number of units.
        output: "last" to hand on the state after the last step, "all" for those after every step.
        forget_bias: added to the starting bias of the forget gate, so that a cell keeps what it
            has until it has learned to forget (Gers and others, 2000, use 1 and more; Jozefowicz
            and others, 2015). About σ(bias) of it is kept at each step: 5 keeps .76 over 40 steps.
        frozen: whether training leaves the layer as it is.

    Raises:
        ValueError: for no units, or another output.

    """

    title = "An LSTM"
    gates = ("input", "forget", "candidate", "output")
    blocks = 4
    # In the work the output gate comes first: then the three that are σ lie together, and so do
    # input and forget gate, and the two that they are multiplied by, candidate and cell before.
    # σ(z) = ½ + ½ tanh(z / 2), so that one tanh serves all four.
    scales = (0.5, 0.5, 0.5, 1.0)

    def __init__(
        self,
        units: int,
        output: Output = "last",
        forget_bias: float = 1.0,
        *,
        frozen: bool = False,
    ) -> None:
        super().__init__(units, output, frozen=frozen)
        self.forget_bias = forget_bias

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        """Draw the weights, set the biases, and raise those of the forget gate."""
        super().initialize(rng, initializer, scale, bias)
        self._parameters["bias"][1] += self.forget_bias

    def _arrange(self, matrix: Array, into: Array) -> None:
        units = self.count
        np.copyto(into[:units], matrix[3 * units :])
        np.copyto(into[units:], matrix[: 3 * units])

    def _collect(self, total: Array, into: Array) -> None:
        units = self.count
        np.copyto(into[3 * units :], total[:units])
        np.copyto(into[: 3 * units], total[units:])

    def _prepare(self, own: Steps) -> None:
        units, batch = self.count, own.work.shape[-1]
        steps = len(own.before)
        # Output, input and forget gate, candidate, the cell before; a step more for the last cell.
        whole = np.zeros((steps + 1, 5 * units, batch), own.work.dtype)
        own.buffers["whole"] = whole
        bent = own.zeros("bent", units)
        terms = np.zeros((2 * units, batch), own.work.dtype)
        now = whole[:-1]
        own.held.append(whole[:, 4 * units :])
        own.forward = [
            (*views, terms, terms[:units], terms[units:])
            for views in zip(
                own.entered[:-1],
                now[:, : 4 * units],
                now[:, : 3 * units],
                now[:, units : 3 * units],
                now[:, 3 * units :],
                whole[1:, 4 * units :],
                bent,
                now[:, :units],
                own.states[1:],
                strict=True,
            )
        ]
        # What the gradients of state (two blocks) and cell (four) are multiplied by, and the
        # products: for the cell by way of the state, the four sums, and the cell before.
        slopes = own.zeros("slopes", 6, units)
        products = np.zeros((steps + 1, 6, units, batch), own.work.dtype)
        own.deltas = products[:-1, 1:5].reshape(steps, 4 * units, batch)
        own.backward = list(
            zip(
                own.gradients[1:],
                slopes[:, :2],
                products[:-1, :2],
                products[:-1, 0],
                products[1:, 5],
                slopes[:, 2:],
                products[:-1, 2:],
                own.deltas,
                own.gradients[:-1],
                strict=True,
            )
        )

    def _step(self, *views: Array) -> None:
        (
            entered, gates, sigmoids, writing, written, after, bent, output, state,
            terms, new, kept,
        ) = views  # fmt: skip
        half = self._half
        self._scaled.dot(entered, gates)
        np.tanh(gates, gates)
        np.multiply(sigmoids, half, sigmoids)
        np.add(sigmoids, half, sigmoids)
        np.multiply(writing, written, terms)
        np.add(new, kept, after)
        np.tanh(after, bent)
        np.multiply(output, bent, state)

    def _weigh(self, own: Steps) -> None:
        steps, units, buffers = len(own.before), self.count, own.buffers
        whole = buffers["whole"][:-1].reshape(steps, 5, units, -1)
        output, written, forget, candidate, before = whole.swapaxes(0, 1)
        bent, slopes = buffers["bent"], buffers["slopes"]
        to_cell, to_output, to_input, to_forget, to_candidate, kept = slopes.swapaxes(0, 1)
        np.square(bent, to_cell)
        np.subtract(1, to_cell, to_cell)
        np.multiply(to_cell, output, to_cell)
        # σ(1 - σ) for output, input and forget gate, 1 - g² for the candidate.
        sigmoids = slopes[:, 1:4]
        np.subtract(1, whole[:, :3], sigmoids)
        np.multiply(sigmoids, whole[:, :3], sigmoids)
        np.square(candidate, to_candidate)
        np.subtract(1, to_candidate, to_candidate)
        np.multiply(to_output, bent, to_output)
        np.multiply(to_input, candidate, to_input)
        np.multiply(to_forget, before, to_forget)
        np.multiply(to_candidate, written, to_candidate)
        np.copyto(kept, forget)
        if own.ends is not None:
            np.copyto(slopes, 0, where=own.ends.ended[:, np.newaxis, np.newaxis])
            np.copyto(kept, 1, where=own.ends.ended[:, np.newaxis])

    def _step_back(self, *views: Array) -> None:
        (
            gradient, by_state, from_state, cell, later, by_cell, from_cell, deltas, before,
        ) = views  # fmt: skip
        np.multiply(gradient, by_state, from_state)
        np.add(cell, later, cell)
        np.multiply(cell, by_cell, from_cell)
        self._back.dot(deltas, before)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return what `Recurrent.inside` does, "gates" `(T, 4, units, B)` and "cell".

        The order of the gates is input, forget, candidate, output; the cell `(T, units, B)` is
        that after every step.
        """
        own: Steps = rows.own
        whole = own.buffers["whole"]
        units, batch = self.count, whole.shape[-1]
        by_gate = whole[:-1].reshape(-1, 5, units, batch)[:, :4]
        gates = np.roll(by_gate, -1, axis=1)
        return super().inside(rows) | {"gates": gates, "cell": whole[1:, 4 * units :]}
