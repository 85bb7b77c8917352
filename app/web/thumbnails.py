"""What the gallery shows of a data set: points, an example as cells, or a few words.

They are kept in a file, since making all data sets would take a fourth of the time in which the
server starts: ``python -m app.web.thumbnails`` writes it anew.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.data import DATASETS, Dataset, Entry, decode_text, load
from app.lenses import choose_plane

Numbers = NDArray[Any]

KEPT = Path(__file__).with_name("thumbnails.json")

POINTS = 100
SHADES = 3
"""How many strengths of either sign a cell can have."""


def thumbnail(name: str) -> dict[str, Any]:
    """Return the small picture of a data set that is kept, or made if there is none; see `make`."""
    return kept().get(name) or make(name)


@cache
def kept() -> dict[str, dict[str, Any]]:
    """Return the small pictures in the file, by the names of their data sets."""
    pictures: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return pictures


def make(name: str) -> dict[str, Any]:
    """Return a small picture of a data set.

    It has `points` [x, y, class number or value], `cells` (rows of whole numbers from −3 to 3, the
    upper row first), or `words`; what it lacks is empty.
    """
    entry = DATASETS[name]
    made = {} if entry.kind == "own" else _made(_load(entry))
    return {"points": [], "cells": [], "words": "", **made}


def _load(entry: Entry) -> Dataset:
    # A set that is made draws as many examples as are asked for; a table is thinned below.
    samples = entry.default_samples if entry.kind == "table" else POINTS
    noise = entry.default_noise if entry.kind == "sequences" else 0.0
    return load(entry.name, samples=samples, noise=noise)


def _made(data: Dataset) -> dict[str, Any]:
    if data.vocabulary:
        return {"words": decode_text(data.inputs[:, 0], data.vocabulary)}
    if len(data.shape) == 3:
        # The ink itself, not how far it is from that of the other pictures.
        ink = data.original(data.inputs[:, 0])
        return {"cells": _cells(ink.reshape(data.shape)[0])}
    if len(data.shape) == 2 and data.shape[1] > 1:
        # Steps from left to right, the values of a step one under another.
        return {"cells": _cells(data.inputs[:, 0].reshape(data.shape).T)}
    if len(data.shape) == 2:
        series = data.inputs[:, 0]
        strength = series / np.abs(series).max()
        # An example has one class, or none where it has one at every step.
        one = data.labels is not None and data.labels.ndim == 1
        kinds = (
            strength if data.labels is None else np.full(series.size, data.labels[0] if one else 0)
        )
        return {"points": _rows(np.arange(series.size), series, kinds, data.labels is not None)}
    return {"points": _points(data)}


def _points(data: Dataset) -> list[list[float]]:
    """Return some examples over the default plane."""
    chosen = np.linspace(0, data.size - 1, min(data.size, POINTS)).astype(int)
    x, y = choose_plane(data).project(data.inputs[:, chosen])
    return _rows(x, y, data.targets[chosen], data.labels is not None)


def _rows(x: Numbers, y: Numbers, kinds: Numbers, classes: bool) -> list[list[float]]:
    rows = np.stack((x, y, kinds), axis=1).round(2).tolist()
    return [[*place, int(kind) if classes else kind] for *place, kind in rows]


def _cells(values: Numbers) -> list[list[int]]:
    """Return the values (rows, columns) in shades of the largest; padding is 0."""
    known = np.nan_to_num(values)
    shades: list[list[int]] = (SHADES * known / np.abs(known).max()).round().astype(int).tolist()
    return shades


def main() -> None:
    """Write the small pictures of all data sets."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(make(name), ensure_ascii=False)}" for name in DATASETS
    )
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"Wrote {KEPT}\n")


if __name__ == "__main__":
    main()
