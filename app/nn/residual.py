"""The residual connection as a layer of its own: what came in before, added again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.layers import Fixed

if TYPE_CHECKING:
    from app.nn.layers import Randomness
    from app.nn.shapes import Shape
    from app.nn.workspace import Rows


class Residual(Fixed):
    """`y = x + s`, with s what came into the layer `back` layers before (He and others, 2016).

    So it skips over `back` layers. Shapes: x, s and y alike. Backward, dL/dy goes to both.

    Args:
        back: over how many layers before it the connection reaches, at least 1.

    Raises:
        ValueError: for less than one layer.

    """

    def __init__(self, back: int = 1) -> None:
        super().__init__()
        if back < 1:
            raise ValueError(f"a residual connection skips at least one layer, not {back}")
        self.back = back

    def shaped(self, shape: Shape) -> Shape:
        """Return the shape that comes in."""
        return shape

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        """Add both."""
        assert rows.skipped is not None
        np.add(rows.inputs[:-1], rows.skipped, rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        """Hand the gradient back; the workspace adds it at the other end of the connection."""
        if to_inputs:
            np.copyto(rows.input_gradient[:-1], rows.gradient)
