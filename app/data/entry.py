"""What an entry of the gallery is, what it is asked for and what it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from app.data.dataset import Baseline, FloatArray, IntArray, Shape, Task, Times
from app.data.standardize import Standardization
from app.data.table import Table

Kind: TypeAlias = Literal["plane", "table", "pictures", "sequences", "own"]
DrawnPoint: TypeAlias = tuple[float, float, int]

PLANE_LIMIT = 6.0
"""Plane coordinates are drawn from −6 to 6, as in TensorFlow Playground."""


COMPUTED = "Computed by Hidden Layers from random numbers"


@dataclass(frozen=True)
class Request:
    """What a data set is made from.

    `noise` runs from 0 to 80 (percent; each set says of what). `seed` and the number of a stream
    give independent random numbers, so that one kind of draw never shifts another. `train_share` is
    for sets that split themselves. `length` lies within the `Length` of the entry, and is 0 for an
    entry without one.
    """

    samples: int
    noise: float
    seed: int
    drawn: Sequence[DrawnPoint] = ()
    table: Table | None = None
    train_share: float = 0.5
    length: int = 0

    def stream(self, number: int) -> np.random.Generator:
        """Return the random numbers of one purpose; the same for the same seed and number."""
        return np.random.default_rng((self.seed, number))


# The purposes of random numbers (`Request.stream`).
DRAWS, SPLIT, SUBSET, NOISE = range(4)


@dataclass(frozen=True)
class Draft:
    """Examples before they are split and standardized.

    `inputs` (C, N), `labels` or `values`, `shape` (empty for a row of C values), `vocabulary`,
    `padded`, `steps`, `roles` and `times` as in `Dataset`. `standardization` names how the inputs
    are brought to one scale; plane coordinates never are. `parts` are the training and the test
    examples of a set that has a split of its own; otherwise the split is random with every class in
    both parts. `noisy` says that the noise asked for is already in the inputs. The values of a
    `baseline` are in the units of `values`.
    """

    task: Task
    inputs: FloatArray
    columns: tuple[str, ...]
    labels: IntArray | None = None
    values: FloatArray | None = None
    classes: tuple[str, ...] = ()
    target: str = ""
    plane: bool = False
    standardization: Standardization = "columns"
    shape: Shape = ()
    vocabulary: tuple[str, ...] = ()
    padded: bool = False
    steps: tuple[str, ...] = ()
    parts: tuple[IntArray, IntArray] | None = None
    noisy: bool = False
    baseline: Baseline | None = None
    roles: tuple[str, ...] = ()
    times: Times | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Length:
    """How long the examples of a set may be, from `low` to `high`; `default` where none is asked.

    `title` and `help` say what is counted, such as the steps between a symbol and the question.
    """

    low: int
    high: int
    default: int
    title: str
    help: str

    def fit(self, asked: int) -> int:
        """Return the nearest allowed length; 0 stands for the default."""
        return min(max(asked, self.low), self.high) if asked else self.default


@dataclass(frozen=True)
class Entry:
    """One data set of the gallery.

    `task` is None where the data decide it. `default_samples` is how many examples to start with
    (all of them, for a table). `question` stands under the heading on the page. `length` is None
    where the examples have a fixed size. `about` says what an example is
    where that cannot be seen.
    """

    name: str
    title: str
    question: str
    kind: Kind
    task: Task | None
    make: Callable[[Request], Draft] = field(repr=False)
    default_noise: float = 0.0
    default_samples: int = 500
    length: Length | None = None
    source: str = COMPUTED
    licence: str = "MIT"
    about: str = ""
