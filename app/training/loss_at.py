"""The training loss at any parameters, computed on a copy of the network in small pieces."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from app.training.setup import make_network

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.training.measures import FloatArray
    from app.training.setup import Setup

LONG_PIECE = 0.003
"""Seconds; examples are taken in smaller groups where one forward pass takes longer, and in larger
ones where it takes far less."""

SMALLEST = 16
"""Examples in a group at least."""


class LossAt:
    """The mean loss over the training examples as a function of the parameters (P,).

    The network is evaluated as for the curves: without dropout, and normalized by the running
    statistics of the setup it is made from. A penalty has no part in it.
    """

    def __init__(self, setup: Setup) -> None:
        self._network = make_network(setup.experiment, setup.examples)
        self._network.load_state(setup.network.state())
        self._loss = setup.examples.loss
        self._inputs, self._targets = setup.stepper.inputs, setup.stepper.targets
        self._group: int = self._inputs.shape[1]
        self._outputs = np.empty((self._network.outputs, self._group), setup.network.dtype)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self._network.params.size

    def __call__(self, params: FloatArray) -> float:
        """Return the loss at once."""
        pieces = self.pieces(params)
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                return float(end.value)

    def pieces(self, params: FloatArray) -> Generator[None, None, float]:
        """Return the loss after pausing between groups of examples, so that no piece is long.

        Only one of these may be under way.
        """
        network, count = self._network, self._inputs.shape[1]
        network.params[:] = params
        start = 0
        while True:
            end = min(start + self._group, count)
            began = time.perf_counter()
            self._outputs[:, start:end] = network.forward(self._inputs[:, start:end])
            self._group = self._fitting(end - start, time.perf_counter() - began)
            start = end
            if start >= count:
                break
            yield
        with np.errstate(all="ignore"):
            return self._loss.value(self._outputs, self._targets)

    def _fitting(self, size: int, seconds: float) -> int:
        """Return how many examples to take at once after a group of a size took so long."""
        if seconds > LONG_PIECE:
            return max(SMALLEST, size // 2)
        if seconds < LONG_PIECE / 4:
            return min(2 * self._group, self._outputs.shape[1])
        return self._group
