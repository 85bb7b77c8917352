"""Pools: by hand, against plain loops, their gradients, and who gets the gradient of a tie."""

from collections.abc import Callable
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import pytest

from app.nn import (
    Array,
    AveragePool2D,
    Conv2D,
    Dense,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    MaxPool2D,
    Network,
    Shape,
    ShapeError,
)
from tests.gradients import check

Pool: TypeAlias = type[MaxPool2D] | type[AveragePool2D]
GlobalPool: TypeAlias = type[GlobalMaxPool] | type[GlobalAveragePool]
Take: TypeAlias = Callable[..., Any]

POOLS: list[tuple[Pool, Take]] = [(MaxPool2D, np.max), (AveragePool2D, np.mean)]
GLOBAL_POOLS: list[tuple[GlobalPool, Take]] = [
    (GlobalMaxPool, np.max),
    (GlobalAveragePool, np.mean),
]
SIZES = list(product((1, 2, 3), (1, 2, 3)))
SHAPES: list[Shape] = [(2, 6, 5), (1, 3, 3), (3, 4, 7)]


def gradient_of(layer: Layer, shape: Shape, x: Array, dy: Array) -> Array:
    """Return dL/dx of a single layer for one example."""
    network = Network(shape, [layer], np.float64)
    network.forward(x.reshape(-1, 1))
    gradient = network.backward(dy.reshape(-1, 1), to_inputs=True)
    assert gradient is not None
    return gradient.reshape(shape)


@pytest.mark.parametrize(("pool", "take"), POOLS)
@pytest.mark.parametrize(("size", "stride"), SIZES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_pool_is_what_plain_loops_give(
    pool: Pool, take: Take, size: int, stride: int, shape: Shape
) -> None:
    layer = pool(size, stride)
    network = Network(shape, [layer], np.float64)
    x = np.random.default_rng(0).normal(size=(*shape, 4))
    found = network.forward(x.reshape(-1, 4)).reshape(*layer.shape, 4)
    assert layer.shape[1:] == tuple((length - size) // stride + 1 for length in shape[1:])
    for y, place in product(range(layer.shape[1]), range(layer.shape[2])):
        top, left = y * stride, place * stride
        window = x[:, top : top + size, left : left + size]
        np.testing.assert_allclose(found[:, y, place], take(window, axis=(1, 2)))


@pytest.mark.parametrize("pool", [MaxPool2D, AveragePool2D])
@pytest.mark.parametrize(("size", "stride"), SIZES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_gradients_of_pools(pool: Pool, size: int, stride: int, shape: Shape) -> None:
    check([Conv2D(2, activation="tanh"), pool(size, stride), Dense(1, "tanh")], shape=shape)


@pytest.mark.parametrize("pool", [GlobalMaxPool, GlobalAveragePool])
def test_gradients_of_global_pools(pool: GlobalPool) -> None:
    check([Conv2D(3, activation="tanh"), pool(), Dense(1, "tanh")], shape=(2, 5, 4))
    check([pool(), Dense(1, "tanh")], shape=(6, 4))
    check([pool(), Dense(1, "tanh")], shape=(6, 4), lengths=[6, 1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(("pool", "take"), GLOBAL_POOLS)
def test_a_global_pool_takes_all_places_of_a_channel_or_all_steps(
    pool: GlobalPool, take: Take
) -> None:
    x = np.random.default_rng(0).normal(size=(60, 3))
    of_pictures = Network((3, 4, 5), [pool()], np.float64).forward(x)
    np.testing.assert_allclose(of_pictures, take(x.reshape(3, 20, 3), axis=1))
    of_sequences = Network((12, 5), [pool()], np.float64).forward(x)
    np.testing.assert_allclose(of_sequences, take(x.reshape(12, 5, 3), axis=0))


@pytest.mark.parametrize(("pool", "take"), GLOBAL_POOLS)
def test_a_global_pool_leaves_out_the_steps_that_an_example_does_not_have(
    pool: GlobalPool, take: Take
) -> None:
    # All values are negative, so that a step of zeros would be the largest.
    x = -1 - np.random.default_rng(0).random(size=(4, 2, 3))
    cut = x.copy()
    cut[2:, :, 1] = np.nan
    network = Network((4, 2), [pool()], np.float64)
    output = network.forward(cut.reshape(8, 3))
    np.testing.assert_allclose(output[:, 0], take(x[:, :, 0], axis=0))
    np.testing.assert_allclose(output[:, 1], take(x[:2, :, 1], axis=0))


@pytest.mark.parametrize("pool", [GlobalMaxPool, GlobalAveragePool])
def test_an_example_without_any_steps_gives_zero(
    pool: GlobalPool,
) -> None:
    network = Network((4, 2), [pool()])
    assert network.forward(np.full((8, 1), np.nan, np.float32)).tolist() == [[0], [0]]


def test_the_first_of_several_largest_pixels_gets_the_gradient() -> None:
    picture = np.array([[1.0, 5, 0, 0], [5, 5, 0, 0]])
    gradient = gradient_of(MaxPool2D(), (1, 2, 4), picture, np.array([2.0, 3.0]))
    assert gradient[0].tolist() == [[0, 2, 3, 0], [0, 0, 0, 0]]


def test_a_pixel_under_several_windows_gets_the_gradient_of_each() -> None:
    picture = np.array([[0.0, 0, 0], [0, 9, 0], [0, 0, 0]])
    gradient = gradient_of(MaxPool2D(2, 1), (1, 3, 3), picture, np.array([1.0, 2, 3, 4]))
    assert gradient[0].tolist() == [[0, 0, 0], [0, 10, 0], [0, 0, 0]]


def test_a_pixel_under_no_window_gets_no_gradient_pass_after_pass() -> None:
    network = Network((1, 3, 3), [AveragePool2D()], np.float64)
    for _ in range(2):
        network.forward(np.ones((9, 1)))
        network.workspace(1).input_gradient.fill(7)
        gradient = network.backward(np.array([[4.0]]), to_inputs=True)
        assert gradient is not None
        assert gradient.reshape(3, 3).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


def test_the_first_of_several_largest_places_gets_the_gradient_of_a_global_pool() -> None:
    picture = np.array([[[0.0, 3], [3, 3]], [[1, 1], [1, 1]]])
    gradient = gradient_of(GlobalMaxPool(), (2, 2, 2), picture, np.array([5.0, 7.0]))
    assert gradient.tolist() == [[[0, 5], [0, 0]], [[7, 0], [0, 0]]]
    steps = np.array([[0.0, 2], [4, 2], [4, 1]])
    gradient = gradient_of(GlobalMaxPool(), (3, 2), steps, np.array([5.0, 7.0]))
    assert gradient.tolist() == [[0, 7], [5, 0], [0, 0]]


@pytest.mark.parametrize(
    "layer",
    [MaxPool2D(), AveragePool2D(), GlobalMaxPool(), GlobalAveragePool()],
    ids=lambda layer: type(layer).__name__,
)
def test_a_pool_has_no_parameters_and_its_sums_are_its_values(layer: Layer) -> None:
    network = Network((2, 4, 4), [Conv2D(3), layer, Dense(2)])
    network.initialize(np.random.default_rng(0))
    assert layer.size == 0
    assert network.split(network.params)[1] == {}
    assert network.params.size == 3 * 19 + 2 * (layer.units + 1)
    network.forward(np.random.default_rng(1).normal(size=(32, 5)).astype(np.float32))
    np.testing.assert_array_equal(network.preactivations(1), network.activations(1))
    assert np.isfinite(network.activations(2)).all()


@pytest.mark.parametrize(
    ("shape", "layer", "words"),
    [
        ((12, 8), MaxPool2D(), "pool needs a picture .* 12 steps of 8 values"),
        ((10,), AveragePool2D(), "pool needs a picture .* a row of 10 values"),
        ((6, 1, 4), MaxPool2D(), "pool of 2 × 2 does not fit .* 1 × 4"),
        ((10,), GlobalMaxPool(), "global pool needs a picture or a sequence"),
    ],
)
def test_a_shape_that_does_not_fit_is_explained(shape: Shape, layer: Layer, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        Network(shape, [layer])


def test_wrong_settings_are_refused() -> None:
    for size, stride in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="at least 1"):
            MaxPool2D(size, stride)
