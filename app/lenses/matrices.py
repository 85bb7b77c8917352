"""The weights of a layer as matrices: one row for each unit, or for each of its gates or parts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.lenses.maps import Floats
    from app.nn import Layer


def weight_matrices(layer: Layer) -> dict[str, Floats]:
    """Return the weights of a layer by name, each as a matrix; a layer without weights has none.

    The rows are what has weights: units, channels, units of each gate, the parts of each head. The
    columns are what the weights are for.
    """
    parameters = layer.parameters()
    return {
        name: parameters[name].reshape(_rows(parameters[name].shape, layer.axes[name]), -1)
        for name in layer.penalized
    }


def _rows(shape: tuple[int, ...], axes: tuple[str, ...]) -> int:
    """Return how many rows there are: all axes up to that of the units, or before the inputs'."""
    if "in" in axes and axes.index("in") > 0 and "" not in axes[axes.index("in") :]:
        return prod(shape[: axes.index("in")])
    first = next(place for place, axis in enumerate(axes) if axis in ("out", "own"))
    return prod(shape[: first + 1])


def title(name: str) -> str:
    """Return what people call one of several matrices of a layer, such as "recurrent".

    >>> title("recurrent_weights")
    'recurrent'
    """
    return name.removesuffix("weights").rstrip("_").replace("_", " ")
