"""Flatten: the values of a picture or a sequence as one row."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from app.nn.layers import Fixed

if TYPE_CHECKING:
    from app.nn.layers import Randomness
    from app.nn.shapes import Shape
    from app.nn.workspace import Rows


class Flatten(Fixed):
    """Hands on all values as a row: `(C, H, W)` or `(T, U)` becomes `(C·H·W,)` or `(T·U,)`.

    Their order stays: by channel, row and column, or by step and value. A dense layer sees a row
    anyway; this one says so.
    """

    def shaped(self, shape: Shape) -> Shape:
        """Return the number of values; see `Layer.shaped`."""
        return (prod(shape),)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Copy the values."""
        np.copyto(rows.values, rows.inputs[:-1])

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Copy the gradient if asked for."""
        if to_inputs:
            np.copyto(rows.input_gradient[:-1], rows.gradient)
