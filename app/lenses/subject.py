"""The example that lenses look at: one of the data, a picture drawn or a text typed by somebody."""

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

MOST_PIXELS = 4096
LONGEST_TEXT = 100


class SubjectOptions(Options):
    """Which example a lens looks at."""

    example: int = Field(
        default=-1, ge=-1, le=1_000_000, description="Its number from 0; -1 is the first."
    )
    pixels: list[Annotated[float, Field(ge=-1e6, le=1e6)]] | None = Field(
        default=None,
        max_length=MOST_PIXELS,
        description="A picture of one's own in its place: channel, row, column.",
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
        NothingToSee: for a picture or a text that the data at hand cannot be compared with.

    """
    data = trainer.data
    if options.pixels is not None:
        return Subject(None, _drawn(data, options.pixels))
    if options.text is not None:
        return Subject(None, _typed(data, options.text))
    number = options.example
    if not 0 <= number < data.size:
        number = int(data.train.min())
    return Subject(number, data.inputs[:, number])


def _drawn(data: Dataset, pixels: list[float]) -> npt.NDArray[np.float64]:
    """Return the column of a picture whose pixels are in the data's original units."""
    if len(data.shape) != 3:
        raise NothingToSee("These examples are not pictures, so there is nothing to draw.")
    if len(pixels) != len(data.inputs):
        size = " × ".join(str(side) for side in data.shape[1:])
        raise NothingToSee(f"A picture of these data has {size} pixels.")
    return np.asarray((np.array(pixels) - data.mean) / data.scale)


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
