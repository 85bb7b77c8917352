"""Maps as bytes: signed values with their scale, or a class with its confidence."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.nn import Dense, Layer

Floats = npt.NDArray[np.floating[Any]]

NEUTRAL = 127
"""The byte that stands for 0; 0 and 254 stand for minus and plus the scale."""


def quantize(
    values: Floats, scale: float | Floats, into: npt.NDArray[np.uint8] | None = None
) -> npt.NDArray[np.uint8]:
    """Return `127 + 127·v/scale`, rounded, in the shape of the values; none may exceed the scale.

    `scale` is one positive number, or one for each index of the first axis. The bytes are written
    `into` an array of that shape, if one is given.
    """
    if isinstance(scale, np.ndarray):
        scale = scale.astype(values.dtype).reshape(-1, *[1] * (values.ndim - 1))
    steps = np.multiply(values, NEUTRAL / scale, dtype=values.dtype)
    # Becoming a byte cuts off what follows the point, which rounds if a half was added.
    np.add(steps, NEUTRAL + 0.5, out=steps)
    if into is None:
        return steps.astype(np.uint8)
    np.copyto(into, steps, casting="unsafe")
    return into


def largest(values: Floats) -> Floats:
    """Return the largest absolute value for each index of the first axis, 1 where all are zero."""
    rest = tuple(range(1, values.ndim))
    size: Floats = np.maximum(values.max(axis=rest), -values.min(axis=rest))
    size[size == 0] = 1
    return size


def unit_bound(layer: Layer) -> float | None:
    """Return the largest absolute value a unit of the layer can have, None if there is none."""
    if layer.activation is None or (isinstance(layer, Dense) and layer.residual):
        return None
    low, high = layer.activation.bounds
    return None if low is None or high is None else max(abs(low), abs(high))


def unit_scales(layer: Layer, values: Floats) -> float | Floats:
    """Return the scale of the units' maps for their values (units, …): one for all, or (units,).

    It is the bound of the activation, so that maps do not flicker, or else the largest value.
    """
    bound = unit_bound(layer)
    return largest(values) if bound is None else bound


def class_levels(classes: int) -> int:
    """Return how many levels of confidence one byte leaves to each class."""
    return 256 // classes


def code_classes(
    decided: npt.NDArray[np.integer[Any]], confidence: Floats
) -> npt.NDArray[np.uint8]:
    """Return `class·levels + level` for decisions (n,) and confidences (classes, n).

    Level 0 is a confidence of 1/classes, no better than guessing; the top level is certainty.
    """
    classes = len(confidence)
    top = class_levels(classes) - 1
    sure = np.take_along_axis(confidence, decided[np.newaxis], axis=0)[0]
    share = (sure - 1 / classes) / (1 - 1 / classes)
    level = np.rint(np.clip(share, 0, 1) * top)
    return np.asarray(decided * (top + 1) + level, dtype=np.uint8)
