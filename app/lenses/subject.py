"""The example that lenses look at: one of the data, or a picture, sequence or text of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import NothingToSee, Options

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset
    from app.training import Trainer

MOST_VALUES = 4096
LONGEST_TEXT = 100


class SubjectOptions(Options):
    """Which example a lens looks at."""

    example: int = Field(
        default=-1, ge=-1, le=1_000_000, description="Its number from 0; -1 is the first."
    )
    values: list[Annotated[float, Field(ge=-1e6, le=1e6)] | None] | None = Field(
        default=None,
        max_length=MOST_VALUES,
        description="A picture (channel, row, column) or a sequence (step, value) of one's own in "
        "its place, in the data's units; null for steps that it does not have.",
    )
    text: str | None = Field(
        default=None, max_length=LONGEST_TEXT, description="A text of one's own in its place."
    )


@dataclass(frozen=True)
class Subject:
    """The example at hand: its number (None for one's own) and its column (columns,)."""

    number: int | None
    raw: npt.NDArray[np.float64]

    @property
    def meta(self) -> dict[str, Any]:
        """What the page is told about it."""
        return {"example": self.number}


def subject_of(trainer: Trainer, options: SubjectOptions) -> Subject:
    """Return the example that the options name; the first training example if there is none.

    Raises:
        NothingToSee: for values or a text that the data at hand cannot be compared with.

    """
    data = trainer.data
    if options.values is not None:
        return Subject(None, _made(data, options.values))
    if options.text is not None:
        return Subject(None, _typed(data, options.text))
    number = number_of(data, options.example)
    return Subject(number, data.inputs[:, number])


def number_of(data: Dataset, wanted: int) -> int:
    """Return the number of an example: the wanted one, or the first training example."""
    return wanted if 0 <= wanted < data.size else int(data.train.min())


def _made(data: Dataset, values: list[float | None]) -> npt.NDArray[np.float64]:
    """Return the column of a picture or a sequence whose values are in the data's own units."""
    if len(data.shape) == 1:
        raise NothingToSee("These examples are neither pictures nor sequences of values.")
    size = " × ".join(str(side) for side in data.shape)
    if len(values) != len(data.inputs):
        raise NothingToSee(f"An example of these data has {size} values, not {len(values)}.")
    raw = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    missing = np.isnan(raw)
    if missing.any():
        if not data.padded:
            raise NothingToSee(f"An example of these data has all of its {size} values.")
        steps = missing.reshape(data.shape[0], -1)
        ended = np.logical_or.accumulate(steps[:, :1])
        if ended[0] or (steps != ended).any():
            raise NothingToSee("An example may lack whole steps at its end, but not all of them.")
    return np.asarray((raw - data.mean) / data.scale)


def _typed(data: Dataset, text: str) -> npt.NDArray[np.float64]:
    """Return the column of a text: what the vocabulary does not have is left out."""
    if not data.vocabulary:
        raise NothingToSee("These examples are not texts, so there is nothing to type.")
    known = {token: number for number, token in enumerate(data.vocabulary)}
    numbers = [known[letter] for letter in text.lower() if letter in known][: len(data.inputs)]
    if not numbers:
        raise NothingToSee(f"Type some of these letters: {' '.join(data.vocabulary)}.")
    if not data.padded and len(numbers) < len(data.inputs):
        raise NothingToSee(f"Type {len(data.inputs)} letters.")
    raw = np.full(len(data.inputs), np.nan)
    raw[: len(numbers)] = numbers
    return raw
