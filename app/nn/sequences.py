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

    The values of the steps that an example does not have are NaN: all values of a step or none,
    and only steps at its end.

    Args:
        inputs: the rows of a network's inputs, step by step, `(T·U, …)`.
        steps: how many steps there are at most, T.

    Attributes:
        ended: `(T, …)`, true where an example has no step.
        there: the same the other way around, as numbers 1 and 0.
        lengths: how many steps each example has, `(…)`.
        first: the first step at which any of the examples has ended.

    """

    def __init__(self, inputs: Array, steps: int) -> None:
        self._inputs = inputs.reshape(steps, -1, *inputs.shape[1:])
        self._firsts = self._inputs[:, 0]
        self.ended: Mask = np.zeros(self._firsts.shape, np.bool_)
        self.there: Array = np.zeros(self._firsts.shape, inputs.dtype)
        self.lengths: Indices = np.zeros(inputs.shape[1:], np.intp)
        self.first = steps

    def look(self) -> bool:
        """Tell whether the inputs lack any step; if so, put 0 there and fill the attributes.

        What is NaN elsewhere stays, and shows in what the network answers.
        """
        np.isnan(self._firsts, self.ended)
        if not self.ended.any():
            return False
        np.copyto(self._inputs, 0, where=self.ended[:, np.newaxis])
        np.logical_not(self.ended, out=self.there)
        np.subtract(len(self.ended), self.ended.sum(axis=0), self.lengths)
        self.first = int(self.lengths.min())
        return True
