"""The training problems on which engines are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from app.nn import Array, Indices

EXAMPLES = 240
RATE = 0.03


@dataclass(frozen=True)
class Problem:
    """A tanh network by the units of its layers, a batch size, an optimizer, made-up examples."""

    sizes: tuple[int, ...]
    batch: int
    optimizer: str

    @property
    def name(self) -> str:
        """The units of all layers, for instance 2-4-2-1."""
        return "-".join(map(str, self.sizes))

    @cached_property
    def inputs(self) -> Array:
        """All inputs `(inputs, N)`."""
        rng = np.random.default_rng(0)
        return rng.uniform(-1, 1, (self.sizes[0], EXAMPLES)).astype(np.float32)

    @cached_property
    def targets(self) -> Array:
        """All targets `(outputs, N)`, each -1 or 1."""
        rng = np.random.default_rng(1)
        return rng.choice([-1, 1], (self.sizes[-1], EXAMPLES)).astype(np.float32)

    @cached_property
    def batches(self) -> list[Indices]:
        """The examples of each update of an epoch."""
        order = np.random.default_rng(2).permutation(EXAMPLES)
        return np.split(order, EXAMPLES // self.batch)


class Engine(Protocol):
    """Something that trains a problem's network."""

    def run(self, updates: int) -> None:
        """Make so many updates."""


NETWORKS = (
    ((2, 4, 2, 1), 10),
    ((2, 8, 8, 8, 1), 10),
    ((2, 8, 8, 8, 8, 8, 8, 1), 10),
    ((64, 32, 16, 10), 30),
)

PROBLEMS = tuple(
    Problem(sizes, batch, optimizer) for sizes, batch in NETWORKS for optimizer in ("sgd", "adam")
)
