"""The receptive field is exactly the part of the picture that changes what a unit answers."""

from collections.abc import Callable

import numpy as np
import pytest

from app.nn import (
    AveragePool2D,
    Conv2D,
    Dense,
    GlobalAveragePool,
    Layer,
    Network,
    Shape,
    receptive_field,
)
from tests.unit.nn.test_gradients import Again


def by_gradient(shape: Shape, layers: list[Layer], y: int, x: int) -> tuple[int, int, int, int]:
    """Return the smallest box around all pixels on which the last layer's units depend."""
    network = Network(shape, layers, np.float64)
    # All weights are positive, so that no two ways from a pixel to a unit cancel each other.
    network.params[...] = np.random.default_rng(0).uniform(0.1, 0.2, network.params.shape)
    network.forward(np.ones((network.inputs, 1)))
    dy = np.zeros(network.layers[-1].shape)
    dy[(slice(None), y, x) if dy.ndim == 3 else slice(None)] = 1
    gradient = network.backward(dy.reshape(-1, 1), to_inputs=True)
    assert gradient is not None
    _, rows, columns = np.nonzero(gradient.reshape(shape))
    return int(min(rows)), int(max(rows)) + 1, int(min(columns)), int(max(columns)) + 1


@pytest.mark.parametrize(
    "layers",
    [
        lambda: [Conv2D(2)],
        lambda: [Conv2D(2, 5, 2), Conv2D(2, 2)],
        lambda: [Conv2D(2, 3, padding="valid"), AveragePool2D(3, 2), Conv2D(2, 1)],
        lambda: [Conv2D(2), AveragePool2D(), Conv2D(3), AveragePool2D()],
        lambda: [Conv2D(2, 3), Conv2D(2, 3), Again()],
    ],
)
def test_it_is_what_the_gradient_reaches(layers: Callable[[], list[Layer]]) -> None:
    shape = (1, 11, 13)
    built = layers()
    Network(shape, built)
    _, height, width = built[-1].shape
    for y in range(height):
        for x in range(width):
            field = receptive_field(built, len(built) - 1, y, x)
            assert field == by_gradient(shape, layers(), y, x)


@pytest.mark.parametrize("last", [[Dense(3)], [GlobalAveragePool(), Dense(2)]])
def test_layers_without_a_window_see_everything(last: list[Layer]) -> None:
    layers = [Conv2D(2), AveragePool2D(), *last]
    Network((1, 8, 6), layers)
    for layer in range(2, len(layers)):
        assert receptive_field(layers, layer, 0, 0) == (0, 8, 0, 6)
    assert receptive_field(layers, 0, 0, 5) == (0, 2, 4, 6)
