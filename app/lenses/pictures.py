"""Pictures of what the features of a layer make of one example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.lenses.maps import quantize
from app.nn.shapes import features

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.nn import Layer, Shape

    Floats = npt.NDArray[np.floating[Any]]


def pictures(shape: Shape, values: Floats) -> Floats:
    """Return the values of one example (units,) as a picture for each feature (F, h, w).

    A channel is its picture, a feature of a sequence a strip of its steps (1, T), a value of a row
    one point (1, 1).
    """
    if len(shape) == 3:
        return values.reshape(shape)
    if len(shape) == 2:
        return values.reshape(shape).T[:, np.newaxis]
    return values.reshape(-1, 1, 1)


def magnified(small: Floats, size: int) -> Floats:
    """Return pictures (F, h, w) as (F, size, size), every point taking that of its place.

    The upper row of a picture comes last: in maps, as on paper with axes, up is the larger number.
    """
    rows, columns = (
        ((np.arange(size) + 0.5) * length / size).astype(np.intp) for length in small.shape[1:]
    )
    return small[:, rows[::-1, np.newaxis], columns]


def coded(
    small: Floats, size: int, bound: float | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Return the features of a layer, magnified, as bytes (F, size, size), and their scales (F,).

    The scale is the largest absolute value that there can be, or else that there is.
    """
    scale = bound or float(np.abs(small).max()) or 1.0
    return quantize(magnified(small, size), scale), np.full(len(small), scale, np.float32)


def link_strengths(layer: Layer, before: Shape, shown: Shape) -> Floats:
    """Return how strongly a layer ties its features to those before it, (F, F before).

    The size is the root mean square of all weights between the two, the sign that of their sum.
    Where features are handed on each by itself it is 1; where no weight stands between two of
    them, as in attention, it is 0.
    """
    strengths = np.zeros((features(shown), features(before)))
    for name, axes in layer.axes.items():
        if "in" in axes and "out" in axes:
            weights = _pairs(layer.parameters()[name], axes, layer.input_shape, before)
            signs = np.sign(weights.sum(axis=-1))
            strengths = signs * np.sqrt(np.mean(np.square(weights), axis=-1))
            break
    else:
        if layer.size == 0 and strengths.shape[0] == strengths.shape[1]:
            strengths = np.eye(len(strengths))
    return strengths


def _pairs(weights: Floats, axes: tuple[str, ...], shape: Shape, before: Shape) -> Floats:
    """Return the weights as (F, F before, all between these two).

    A dense layer counts every value that comes in; `before` says of which feature each one is.
    """
    out, into = axes.index("out"), axes.index("in")
    moved = np.moveaxis(weights, (out, into), (0, 1))
    ordered = moved.reshape(*moved.shape[:2], -1)
    count = features(before)
    if ordered.shape[1] == count:
        return ordered
    # Pictures are stored channel by channel, sequences step by step.
    inner = len(before) == 3 or len(shape) == 3
    split = (count, -1) if inner else (-1, count)
    parted = ordered.reshape(len(ordered), *split, ordered.shape[-1])
    if not inner:
        parted = parted.swapaxes(1, 2)
    return parted.reshape(len(ordered), count, -1)


def biases(layer: Layer, shown: Shape) -> Floats:
    """Return the bias of each feature (F,), 0 where there is none."""
    if layer.axes.get("bias") == ("out",):
        return layer.parameters()["bias"]
    return np.zeros(features(shown))
