"""The shapes of what layers hand on, and the error that explains one that does not fit."""

from __future__ import annotations

from typing import TypeAlias

Shape: TypeAlias = tuple[int, ...]
"""`(n,)` is a row of n values, or n tokens; `(T, U)` a sequence of T steps of U values each;
`(C, H, W)` a picture of C channels. The axis of the batch, which comes last, is not counted."""


class ShapeError(ValueError):
    """A layer that does not fit what comes into it; the message is a sentence for people."""


def features(shape: Shape) -> int:
    """Return how many features there are, each of them seen at every place or step.

    These are the channels of a picture, the values of one step of a sequence, the values of a row.
    """
    return shape[0] if len(shape) == 3 else shape[-1]


def in_words(shape: Shape) -> str:
    """Return a shape as people say it.

    >>> in_words((6, 12, 12))
    'a picture of 6 channels, 12 × 12'
    """
    if len(shape) == 3:
        return f"a picture of {_count(shape[0], 'channel')}, {shape[1]} × {shape[2]}"
    if len(shape) == 2:
        return f"a sequence of {_count(shape[0], 'step')} of {_count(shape[1], 'value')}"
    return f"a row of {_count(shape[0], 'value')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
