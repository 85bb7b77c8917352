"""The steps of an example: how many there are, and what people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset


def length_of(data: Dataset, raw: npt.NDArray[np.float64]) -> int:
    """Return how many steps an example (columns,) has."""
    steps = raw.reshape(data.shape[0], -1)
    return int((~np.isnan(steps[:, 0])).sum())


def step_words(data: Dataset, raw: npt.NDArray[np.float64]) -> list[str]:
    """Return what stands at every step of an example (columns,), in a word.

    That is the letter of a text, the names of what is there where every value is 0 or 1, and
    nothing where values say it better than a word.
    """
    length = length_of(data, raw)
    if data.vocabulary:
        return [data.vocabulary[int(token)] for token in raw[:length]]
    values = data.original(raw).reshape(data.shape[0], -1)[:length]
    names = np.array(data.columns).reshape(data.shape[0], -1)
    if not np.isin(values, (0.0, 1.0)).all(axis=1).any():
        return [""] * length
    # The name of a column is that of its step and that of its value: "t3 A".
    return [
        "".join(name.partition(" ")[2] for name in row[step == 1])
        if np.isin(step, (0.0, 1.0)).all()
        else ""
        for row, step in zip(names, values, strict=False)
    ]
