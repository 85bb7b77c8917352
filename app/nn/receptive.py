"""Receptive fields: the part of the input picture that one unit sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.nn.layers import Layer

Box: TypeAlias = tuple[int, int, int, int]
"""Top, bottom, left, right: rows from top to before bottom, columns from left to before right."""


def receptive_field(layers: Sequence[Layer], layer: int, y: int, x: int) -> Box:
    """Return the part of the input picture that the units of a layer at one place depend on.

    It is found by going back from window to window and cut off at the edges of the picture. All
    channels of a place see the same part. A layer without a window, such as a dense one or a
    global pool, sees the whole of what comes into it.

    Args:
        layers: the layers of a network whose inputs are pictures.
        layer: the number of the layer, from 0.
        y: the row of the unit in the layer's picture; of no account where it makes a row.
        x: the column likewise.

    """
    return _seen(layers, layer, (y, y + 1, x, x + 1))


def _seen(layers: Sequence[Layer], place: int, box: Box) -> Box:
    """Return what a box of a layer's outputs depends on in the inputs of the first layer."""
    if place < 0:
        return box
    layer = layers[place]
    if layer.back:
        # Both inputs are added value by value.
        before = _seen(layers, place - 1, box)
        earlier = _seen(layers, place - 1 - layer.back, box)
        return _around(before, earlier)
    return _seen(layers, place - 1, _before(layer, box))


def _before(layer: Layer, box: Box) -> Box:
    """Return what a box of a layer's outputs depends on in the layer's inputs."""
    _, height, width = layer.input_shape if len(layer.input_shape) == 3 else (0, 1, 1)
    if layer.window is None:
        return 0, height, 0, width
    top, bottom, left, right = box
    return (*layer.window.span(top, bottom, height), *layer.window.span(left, right, width))


def _around(one: Box, other: Box) -> Box:
    """Return the smallest box around two."""
    return (
        min(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        max(one[3], other[3]),
    )
