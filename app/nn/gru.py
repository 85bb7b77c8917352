"""The gated recurrent unit: a state that two gates overwrite or keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.recurrent import Recurrent, Steps

if TYPE_CHECKING:
    from app.nn.arrays import Array
    from app.nn.workspace import Rows


class GRU(Recurrent):
    """A gated recurrent layer (Cho and others, 2014), with the reset after the product.

    Reset r = σ(W_r·x_t + R_r·h + b_r), update z = σ(W_z·x_t + R_z·h + b_z), candidate
    n = tanh(W_n·x_t + b_n + r ∘ (R_n·h)), with h the state before; h_t = (1 - z) ∘ n + z ∘ h.
    That r acts on the product, not on h, lets one product serve all gates (as in cuDNN; Chung and
    others, 2014, have it on h).

    Shapes: the gates in the order reset, update, candidate: W `(3, units, inputs)`, R
    `(3, units, units)`, b `(3, units)`; see `Recurrent` for the others. Backward, with g = dL/dh_t:
    dL/dz = g ∘ (h - n), dL/dn = g ∘ (1 - z), dL/dr = dL/dn ∘ (1 - n²) ∘ R_n·h, then through the
    gates' own slopes σ(1 - σ) and on to h by Rᵀ, besides g ∘ z.

    Args:
        units: the number of units.
        output: "last" to hand on the state after the last step, "all" for those after every step.
        frozen: whether training leaves the layer as it is.

    Raises:
        ValueError: for no units, or another output.

    """

    title = "A GRU"
    gates = ("reset", "update", "candidate")
    # The candidate's sum is two: of what comes in, and of the state that the reset acts on.
    blocks = 4
    # σ(z) = ½ + ½ tanh(z / 2), so that one tanh serves the gates.
    scales = (0.5, 0.5, 1.0, 1.0)

    def _arrange(self, matrix: Array, into: Array) -> None:
        units, inner = self.count, self.input_shape[1] + 1
        np.copyto(into[: 2 * units], matrix[: 2 * units])
        np.copyto(into[2 * units : 3 * units, :inner], matrix[2 * units :, :inner])
        np.copyto(into[3 * units :, inner:], matrix[2 * units :, inner:])

    def _collect(self, total: Array, into: Array) -> None:
        units, inner = self.count, self.input_shape[1] + 1
        np.copyto(into[: 2 * units], total[: 2 * units])
        np.copyto(into[2 * units :, :inner], total[2 * units : 3 * units, :inner])
        np.copyto(into[2 * units :, inner:], total[3 * units :, inner:])

    def _prepare(self, own: Steps) -> None:
        units = self.count
        sums = own.zeros("sums", 4 * units)
        candidate, change = own.zeros("candidate", units), own.zeros("change", units)
        # What the gradient of the state is multiplied by: for the four blocks, and what is kept.
        slopes, products = own.zeros("slopes", 5, units), own.zeros("products", 5, units)
        flat = products.reshape(len(products), 5 * units, -1)
        own.deltas = flat[:, : 4 * units]
        own.forward = list(
            zip(
                own.entered[:-1],
                sums,
                sums[:, : 2 * units],
                sums[:, :units],
                sums[:, units : 2 * units],
                sums[:, 2 * units : 3 * units],
                sums[:, 3 * units :],
                candidate,
                own.states[:-1],
                change,
                own.states[1:],
                strict=True,
            )
        )
        own.backward = list(
            zip(
                own.gradients[1:],
                slopes,
                products,
                own.deltas,
                products[:, 4],
                own.gradients[:-1],
                strict=True,
            )
        )

    def _step(self, *views: Array) -> None:
        entered, sums, gates, reset, update, inner, recurrent, candidate, before, change, after = (
            views
        )
        half = self._half
        self._scaled.dot(entered, sums)
        np.tanh(gates, gates)
        np.multiply(gates, half, gates)
        np.add(gates, half, gates)
        np.multiply(reset, recurrent, candidate)
        np.add(candidate, inner, candidate)
        np.tanh(candidate, candidate)
        np.subtract(before, candidate, change)
        np.multiply(change, update, after)
        np.add(after, candidate, after)

    def _weigh(self, own: Steps) -> None:
        units, buffers = self.count, own.buffers
        sums, candidate, slopes = buffers["sums"], buffers["candidate"], buffers["slopes"]
        reset, update = sums[:, :units], sums[:, units : 2 * units]
        by_reset, by_update, by_inner, by_recurrent, kept = slopes.swapaxes(0, 1)
        # The candidate counts by 1 - z and bends by 1 - n².
        np.square(candidate, by_inner)
        np.subtract(1, by_inner, by_inner)
        np.subtract(1, update, by_update)
        np.multiply(by_inner, by_update, by_inner)
        np.multiply(by_inner, reset, by_recurrent)
        np.subtract(1, reset, by_reset)
        np.multiply(by_reset, by_recurrent, by_reset)
        np.multiply(by_reset, sums[:, 3 * units :], by_reset)
        np.multiply(by_update, update, by_update)
        np.multiply(by_update, buffers["change"], by_update)
        np.copyto(kept, update)
        if own.ends is not None:
            slopes_of_the_end = own.ends.ended[:, np.newaxis, np.newaxis]
            np.copyto(slopes, 0, where=slopes_of_the_end)

    def _step_back(self, *views: Array) -> None:
        gradient, slopes, products, deltas, kept, before = views
        np.multiply(gradient, slopes, products)
        self._back.dot(deltas, before)
        np.add(before, kept, before)

    def inside(self, rows: Rows) -> dict[str, Array]:
        """Return what `Recurrent.inside` does, and "gates" `(T, 3, units, B)`.

        Their order is reset, update, candidate.
        """
        own: Steps = rows.own
        steps, batch = len(own.before), own.work.shape[-1]
        gates = own.buffers["sums"].reshape(steps, 4, self.count, batch)[:, :3].copy()
        gates[:, 2] = own.buffers["candidate"]
        return super().inside(rows) | {"gates": gates}
