"""What all layers of sequences share: what they hand on, and where an example ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from app.nn.shapes import Shape, ShapeError, in_words

if TYPE_CHECKING:
    from app.nn.arrays import Array, Indices, Mask

Output: TypeAlias = Literal["last", "all"]
"""Whether a layer hands on what it has at the last step of an example, or at every step."""


def check_output(output: str) -> None:
    """Raise a ValueError for a word that is not an `Output`."""
    if output not in get_args(Output):
        raise ValueError(f"output must be one of {', '.join(get_args(Output))}, not {output!r}")


def sequence(shape: Shape, layer: str) -> tuple[int, int]:
    """Return the steps and the values of a step of a sequence; `layer` names who needs it.

    Raises:
        ShapeError: for another shape.

    """
    if len(shape) != 2:
        raise ShapeError(
            f"{layer} needs a sequence (steps × values), but what comes in here is "
            f"{in_words(shape)}. Of a row of tokens an embedding makes a sequence."
        )
    return shape[0], shape[1]


class Ends:
    """Where the examples of a batch have ended, at every step.

    Args:
        lengths: how many steps each example has, `(B,)`, counted anew before every forward pass.
        steps: how many there are at most, T.

    Attributes:
        ended: `(T, B)`, true where an example has no step.
        there: the same the other way around, as numbers 1 and 0.
        first: the first step at which any of the examples has ended; T if none has.

    """

    def __init__(self, lengths: Indices, steps: int, dtype: np.dtype[np.floating]) -> None:
        self.lengths = lengths
        self._steps = np.arange(steps)[:, np.newaxis]
        self.ended: Mask = np.zeros((steps, len(lengths)), np.bool_)
        self.there: Array = np.zeros(self.ended.shape, dtype)
        self.first = steps

    def measure(self) -> None:
        """Look at the lengths of the examples of this forward pass."""
        np.greater_equal(self._steps, self.lengths, self.ended)
        np.less(self._steps, self.lengths, self.there)
        self.first = int(self.lengths.min())
