"""Normalization of a layer's sums s = W·x + b before its activation.

Both kinds compute n = (s - mean) / √(variance + e) and z = gain · n + shift, with a gain and a
shift for every unit. They differ in the axis of the mean: over the batch for each unit (Ioffe
and Szegedy, 2015), or over the units for each example (Ba, Kiros and Hinton, 2016).

Backward, with g = gain · dL/dz and means over the same axis:
dL/ds = (g - mean(g) - n · mean(g · n)) / √(variance + e); dL/dgain and dL/dshift are the sums
over the batch of dL/dz · n and dL/dz.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.nn.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.nn.arrays import AnyArray, Array
    from app.nn.workspace import Rows

EPSILON = 1e-5
"""Added to every variance, so that a constant sum is not divided by zero."""

RUNNING_SHARE = 0.1
"""How much of a batch's mean and variance enters the running ones at each update."""


class Normalization:
    """Normalization over one axis of the sums, of shape `(units, batch)`."""

    axis: int

    def __init__(self, units: int) -> None:
        self.units = units

    @property
    def size(self) -> int:
        """The number of parameters: a gain and a shift for every unit."""
        return 2 * self.units

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        """Return views of the gains and shifts `(units,)` in a part of a flat vector."""
        return {"gain": vector[: self.units], "shift": vector[self.units : 2 * self.units]}

    def bind(self, params: Array, grads: Array) -> None:
        """Take the normalization's part of the parameter and gradient vectors."""
        views, gradients = self.split(params), self.split(grads)
        self._gain = views["gain"][:, np.newaxis]
        self._shift = views["shift"][:, np.newaxis]
        self._gain_gradient = gradients["gain"]
        self._shift_gradient = gradients["shift"]

    def initialize(self) -> None:
        """Start with a gain of 1 and a shift of 0."""
        self._gain.fill(1)
        self._shift.fill(0)

    def prepare(self, rows: Rows) -> None:
        """Add the buffers of a workspace."""
        extra, dtype = rows.extra, rows.z.dtype
        units, batch = rows.z.shape
        for name in ("sums", "normal", "delta", "work"):
            extra[name] = np.zeros_like(rows.z)
        one_each = (1, batch) if self.axis == 0 else (units, 1)
        for name in ("mean", "inverse"):
            extra[name] = np.zeros(one_each, dtype)
        extra["ones"] = np.ones(batch, dtype)
        count = rows.z.shape[self.axis]
        extra["shares"] = np.full((1, units) if self.axis == 0 else (batch, 1), 1 / count, dtype)

    def forward(self, rows: Rows, training: bool) -> None:
        """Write z from the sums."""
        rows.training = training
        self._measure(rows)
        normal, inverse = rows.extra["normal"], rows.extra["inverse"]
        np.add(inverse, EPSILON, inverse)
        np.sqrt(inverse, inverse)
        np.reciprocal(inverse, inverse)
        np.multiply(normal, inverse, normal)
        np.multiply(normal, self._gain, rows.z)
        np.add(rows.z, self._shift, rows.z)

    def _measure(self, rows: Rows) -> None:
        """Write the mean, the distances from it as "normal", the variance as "inverse"."""
        extra = rows.extra
        self._mean(rows, extra["sums"], extra["mean"])
        np.subtract(extra["sums"], extra["mean"], extra["normal"])
        np.square(extra["normal"], extra["work"])
        self._mean(rows, extra["work"], extra["inverse"])

    def _mean(self, rows: Rows, values: Array, out: Array) -> None:
        # A product with a vector of 1/n takes a tenth of the time of a reduction.
        if self.axis == 0:
            rows.extra["shares"].dot(values, out)
        else:
            values.dot(rows.extra["shares"], out)

    def _constant(self, rows: Rows) -> bool:
        """Whether mean and variance did not depend on the sums of the latest forward pass."""
        return False

    def backward(self, rows: Rows) -> Array:
        """Return dL/ds `(units, batch)` from dL/dz, which is in `rows.derivatives`."""
        extra, dz = rows.extra, rows.derivatives
        normal, delta, work, mean = extra["normal"], extra["delta"], extra["work"], extra["mean"]
        np.multiply(dz, normal, work)
        work.dot(extra["ones"], self._gain_gradient)
        dz.dot(extra["ones"], self._shift_gradient)
        np.multiply(dz, self._gain, delta)
        if not self._constant(rows):
            np.multiply(delta, normal, work)
            self._mean(rows, work, mean)
            np.multiply(normal, mean, work)
            self._mean(rows, delta, mean)
            np.subtract(delta, mean, delta)
            np.subtract(delta, work, delta)
        return np.multiply(delta, extra["inverse"], delta)

    def state(self) -> dict[str, Array]:
        """Return copies of running statistics by name."""
        return {}

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned."""


class LayerNormalization(Normalization):
    """Over the units of the layer, for each example alone."""

    axis = 0


class BatchNormalization(Normalization):
    """Over the examples of the batch; evaluation uses running means of both statistics."""

    axis = 1

    def bind(self, params: Array, grads: Array) -> None:
        """Take the parts of both vectors; make the running statistics in their precision."""
        super().bind(params, grads)
        self._running_mean: Array = np.zeros((self.units, 1), params.dtype)
        self._running_variance: Array = np.ones((self.units, 1), params.dtype)

    def initialize(self) -> None:
        """Start with a gain of 1, a shift of 0 and a running mean of 0 and variance of 1."""
        super().initialize()
        self._running_mean.fill(0)
        self._running_variance.fill(1)

    def _measure(self, rows: Rows) -> None:
        mean, variance = rows.extra["mean"], rows.extra["inverse"]
        if rows.training:
            super()._measure(rows)
            self._running_mean += RUNNING_SHARE * (mean - self._running_mean)
            self._running_variance += RUNNING_SHARE * (variance - self._running_variance)
        else:
            np.copyto(mean, self._running_mean)
            np.copyto(variance, self._running_variance)
            np.subtract(rows.extra["sums"], mean, rows.extra["normal"])

    def _constant(self, rows: Rows) -> bool:
        return not rows.training

    def state(self) -> dict[str, Array]:
        """Return copies of the running mean and variance, `(units,)` each."""
        return {
            "running_mean": self._running_mean[:, 0].copy(),
            "running_variance": self._running_variance[:, 0].copy(),
        }

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Put back what `state` returned."""
        self._running_mean[:, 0] = state["running_mean"]
        self._running_variance[:, 0] = state["running_variance"]


@dataclass(frozen=True)
class NormalizationKind:
    """A kind of normalization, and how a layer gets its own."""

    name: str
    label: str
    formula: str
    help: str
    make: Callable[[int], Normalization | None]


_ENTRIES = (
    NormalizationKind(
        "none", "None", "z = s", "The sums go into the activation as they are.", lambda units: None
    ),
    NormalizationKind(
        "batch",
        "Batch",
        "z = gain (s − mean of the batch) / spread of the batch + shift",
        "Every unit's sums get the same mean and spread over the batch, which steadies deep "
        "networks.",
        BatchNormalization,
    ),
    NormalizationKind(
        "layer",
        "Layer",
        "z = gain (s − mean of the units) / spread of the units + shift",
        "Every example's sums get the same mean and spread over the units of the layer, "
        "whatever the batch.",
        LayerNormalization,
    ),
)

NORMALIZATIONS: Registry[NormalizationKind] = Registry(
    "normalization", ((entry.name, entry) for entry in _ENTRIES)
)
