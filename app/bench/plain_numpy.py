"""The update in the NumPy that one writes first: a list of matrices, a new array for every result.

It is what the engine is compared with, to see what its buffers and its one vector bring.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from app.bench.problem import RATE, Problem

if TYPE_CHECKING:
    from app.nn import Array, Indices


class PlainNumpy:
    """Trains a problem with `@` and a new array for every result."""

    def __init__(self, problem: Problem) -> None:
        rng = np.random.default_rng(0)
        self.weights: list[Array] = [
            rng.normal(0, 1 / np.sqrt(before), (after, before)).astype(np.float32)
            for before, after in pairwise(problem.sizes)
        ]
        self.biases: list[Array] = [np.zeros((n, 1), np.float32) for n in problem.sizes[1:]]
        self._problem = problem
        self._updates = 0
        size = 2 * len(self.weights)
        self._moments: list[tuple[Array | float, Array | float]] = [(0.0, 0.0)] * size

    def run(self, updates: int) -> None:
        """Make so many updates."""
        batches = self._problem.batches
        for update in range(updates):
            self._update(batches[update % len(batches)])

    def _update(self, batch: Indices) -> None:
        weights, biases = self.weights, self.biases
        values: list[Array] = [self._problem.inputs[:, batch]]
        for w, b in zip(weights, biases, strict=True):
            values.append(np.tanh(w @ values[-1] + b))
        gradient = (values[-1] - self._problem.targets[:, batch]) / len(batch)
        self._updates += 1
        for layer in reversed(range(len(weights))):
            delta = gradient * (1 - values[layer + 1] ** 2)
            gradient = weights[layer].T @ delta
            weights[layer] = weights[layer] - self._move(2 * layer, delta @ values[layer].T)
            bias = delta.sum(axis=1, keepdims=True)
            biases[layer] = biases[layer] - self._move(2 * layer + 1, bias)

    def _move(self, place: int, gradient: Array) -> Array:
        if self._problem.optimizer == "sgd":
            return RATE * gradient
        mean, square = self._moments[place]
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        self._moments[place] = mean, square
        correction1, correction2 = 1 - 0.9**self._updates, sqrt(1 - 0.999**self._updates)
        move: Array = (
            RATE * correction2 / correction1 * mean / (np.sqrt(square) + 1e-8 * correction2)
        )
        return move
