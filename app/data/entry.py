"""What an entry of the gallery is, what it is asked for and what it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from app.data.dataset import FloatArray, IntArray, Task
from app.data.table import Table

Kind: TypeAlias = Literal["plane", "table", "own"]
DrawnPoint: TypeAlias = tuple[float, float, int]

PLANE_LIMIT = 6.0
"""Plane coordinates are drawn from −6 to 6, as in TensorFlow Playground."""


COMPUTED = "Computed by Hidden Layers from random numbers"


@dataclass(frozen=True)
class Request:
    """What a data set is made from.

    `noise` runs from 0 to 80 (percent; each set says of what). `seed` and the number of a stream
    give independent random numbers, so that one kind of draw never shifts another.
    """

    samples: int
    noise: float
    seed: int
    drawn: Sequence[DrawnPoint] = ()
    table: Table | None = None

    def stream(self, number: int) -> np.random.Generator:
        """Return the random numbers of one purpose; the same for the same seed and number."""
        return np.random.default_rng((self.seed, number))


# The purposes of random numbers (`Request.stream`).
DRAWS, SPLIT, SUBSET, NOISE = range(4)


@dataclass(frozen=True)
class Draft:
    """Examples before they are split and standardized.

    `inputs` (C, N); `labels` (N,) or `values` (N,) as in `Dataset`. `one_unit` says that all inputs
    are measured in the same unit, as the pixels of a picture are. `roles` as in `Dataset`.
    """

    task: Task
    inputs: FloatArray
    columns: tuple[str, ...]
    labels: IntArray | None = None
    values: FloatArray | None = None
    classes: tuple[str, ...] = ()
    target: str = ""
    plane: bool = False
    one_unit: bool = False
    roles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One data set of the gallery.

    `task` is None where the data decide it. `default_samples` is how many examples to start with
    (all of them, for a table). `question` stands under the heading on the page.
    """

    name: str
    title: str
    question: str
    kind: Kind
    task: Task | None
    make: Callable[[Request], Draft] = field(repr=False)
    default_noise: float = 0.0
    default_samples: int = 500
    source: str = COMPUTED
    licence: str = "MIT"
