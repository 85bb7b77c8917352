"""How the parts of a network are shown: units over the plane, or features of one example.

Where examples are points or rows of a table, every unit is shown by what it computes over a plane
through the data. Of pictures and sequences, or of a layer with channels or steps, that would say
little: there every feature is shown by what it makes of one chosen example.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from app.nn import Dense, Recurrent
from app.nn.shapes import Shape, features

if TYPE_CHECKING:
    from app.data import Dataset
    from app.nn import Network


def has_plane(data: Dataset) -> bool:
    """Tell whether places between the examples mean anything: not for texts and padded steps."""
    return not data.vocabulary and not data.padded


def by_example(network: Network, data: Dataset) -> bool:
    """Tell whether the network is shown by what it makes of one example."""
    rows = len(data.shape) == 1 and has_plane(data)
    return not (rows and all(isinstance(layer, Dense) for layer in network.layers))


def shown_shapes(network: Network, data: Dataset) -> tuple[Shape, ...]:
    """Return the shapes as which the inputs and the values of every layer are shown.

    A text is one feature with its tokens as steps. A layer that only strings its values together
    is shown as what comes in.
    """
    if not by_example(network, data):
        return ((network.inputs,), *((layer.units,) for layer in network.layers))
    shapes = [(prod(data.shape), 1) if data.vocabulary else network.shape]
    for layer in network.layers:
        if isinstance(layer, Recurrent):
            # Its states over all steps are shown, though it may hand on the last one only.
            shapes.append((layer.input_shape[0], features(layer.shape)))
            continue
        flattened = len(layer.shape) == 1 and layer.size == 0 and layer.units == layer.inputs
        shapes.append(shapes[-1] if flattened else layer.shape)
    return tuple(shapes)
