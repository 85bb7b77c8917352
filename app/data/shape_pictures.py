"""Pictures of shapes, 12 × 12, trained on in one half and tested in the same or in the other.

The pixels stay as they are drawn: to subtract a mean of its own from each would tell the network
which half it is looking at.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.data.dataset import FloatArray, IntArray
from app.data.entry import DRAWS, SPLIT, Draft, Entry, Request
from app.data.playground import alternate
from app.data.split import split

SIDE = 12
HALF = SIDE // 2
SIZES = (5, 6)

Where = Literal["anywhere", "left", "right"]
Ink = NDArray[np.bool_]


def _triangle(rows: IntArray, columns: IntArray, last: int) -> Ink:
    # The two sides part from the tip, evenly over the rows; the lowest row is the base.
    tip = last // 2
    reach = (rows * tip + last // 2) // last
    sides = (columns == tip - reach) | (columns == last - tip + reach)
    return np.asarray(sides | (rows == last))


SHAPES: dict[str, Callable[[IntArray, IntArray, int], Ink]] = {
    "square": lambda rows, columns, last: (rows % last == 0) | (columns % last == 0),
    "plus": lambda rows, columns, last: (rows == (last + 1) // 2) | (columns == (last + 1) // 2),
    "cross": lambda rows, columns, last: (rows == columns) | (rows == last - columns),
    "triangle": _triangle,
    "T": lambda rows, columns, last: (rows == 0) | (columns == (last + 1) // 2),
}
"""The shapes by name: which pixels of a square with the rows and columns 0 to `last` are inked."""


def stamp(name: str, size: int) -> Ink:
    """Return the inked pixels (size, size) of a shape."""
    rows, columns = np.indices((size, size))
    return SHAPES[name](rows, columns, size - 1)


def draw(
    labels: IntArray, halves: IntArray | None, noise: float, rng: np.random.Generator
) -> FloatArray:
    """Draw a shape for each label; returns pixels (144, N), row by row, ink about 1 on 0.

    `halves` (N,) puts each shape in the left (0) or the right half (1), None anywhere. A picture
    in the right half is the one of the left half, moved by half the width. `noise` is the standard
    deviation of what is added to every pixel.
    """
    places, errors = rng.spawn(2)
    count = labels.size
    stamps = [[stamp(name, size) for size in SIZES] for name in SHAPES]
    pictures = np.zeros((count, SIDE, SIDE))
    for number, (label, draws) in enumerate(zip(labels, places.random((count, 4)), strict=True)):
        kind = int(draws[0] * len(SIZES))
        size = SIZES[kind]
        width = SIDE if halves is None else HALF
        left = int(draws[1] * (width - size + 1))
        if halves is not None:
            left += HALF * int(halves[number])
        top = int(draws[2] * (SIDE - size + 1))
        ink = 0.7 + 0.3 * draws[3]
        pictures[number, top : top + size, left : left + size] = ink * stamps[label][kind]
    pictures += noise * errors.standard_normal(pictures.shape)
    return pictures.reshape(count, -1).T.copy()


def _make(where: Where, request: Request) -> Draft:
    labels = alternate(request.samples, len(SHAPES))
    parts = split(labels, request.train_share, request.stream(SPLIT))
    halves = None
    if where != "anywhere":
        halves = np.zeros(request.samples, np.int64)
        halves[parts[1]] = where == "right"
    sides = range(1, SIDE + 1)
    return Draft(
        task="classes",
        inputs=draw(labels, halves, request.noise / 100, request.stream(DRAWS)),
        columns=tuple(f"r{row}c{column}" for row in sides for column in sides),
        labels=labels,
        classes=tuple(SHAPES),
        target="shape",
        standardization="none",
        shape=(1, SIDE, SIDE),
        parts=parts,
        noisy=True,
        notes=(NOTES[where],),
    )


NOTES: dict[Where, str] = {
    "anywhere": "The shapes lie anywhere.",
    "left": "All shapes lie in the left half; those that test were not trained on.",
    "right": "Training pictures have their shape in the left half. Those that test are the ones of "
    "“Shapes, left half”, moved to the right.",
}


def _shape_set(name: str, title: str, question: str, where: Where) -> Entry:
    return Entry(
        name,
        title,
        question,
        "pictures",
        "classes",
        partial(_make, where),
        default_noise=10,
        default_samples=1000,
    )


SHAPE_PICTURES = (
    _shape_set("shapes", "Shapes", "Which shape is it?", "anywhere"),
    _shape_set("shapes_left", "Shapes, left half", "Which shape is it?", "left"),
    _shape_set(
        "shapes_right",
        "Shapes, left then right",
        "Is it known in a place never trained on?",
        "right",
    ),
)
