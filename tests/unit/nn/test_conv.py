"""Convolution: by hand, against plain loops over many shapes, and its gradients."""

import tracemalloc
from itertools import product
from math import prod
from typing import Literal, get_args

import numpy as np
import pytest

from app.nn import (
    LOSSES,
    LSTM,
    OPTIMIZERS,
    Array,
    Conv2D,
    Dense,
    FeedForward,
    Initializer,
    MaxPool2D,
    Network,
    SelfAttention,
    Shape,
    ShapeError,
    Stepper,
    conv,
)
from tests.gradients import BATCH, check

Padding = Literal["same", "valid"]
SETTINGS = list(product((1, 2, 3, 5), (1, 2, 3), get_args(Padding)))


def make(shape: Shape, layer: Conv2D) -> Network:
    network = Network(shape, [layer], np.float64)
    network.initialize(np.random.default_rng(3))
    network.params += 0.1
    return network


def by_loops(x: Array, weights: Array, bias: Array, stride: int, padding: Padding) -> Array:
    """Return the convolution of pictures `(C, H, W, B)`, sum by sum."""
    channels, _, kernel, _ = weights.shape
    _, height, width, batch = x.shape
    places, before = [], []
    for length in (height, width):
        if padding == "same":
            count = -(-length // stride)
            before.append(max((count - 1) * stride + kernel - length, 0) // 2)
        else:
            count = (length - kernel) // stride + 1
            before.append(0)
        places.append(count)
    z = np.zeros((channels, *places, batch))
    for o, y, place in product(*map(range, z.shape[:3])):
        z[o, y, place] = bias[o]
        for c, i, j in product(*map(range, weights.shape[1:])):
            row, column = y * stride + i - before[0], place * stride + j - before[1]
            if 0 <= row < height and 0 <= column < width:
                z[o, y, place] += weights[o, c, i, j] * x[c, row, column]
    return z


def test_a_picture_of_nine_pixels_by_hand() -> None:
    layer = Conv2D(1, 2, padding="valid", activation="linear")
    network = Network((1, 3, 3), [layer], np.float64)
    network.split(network.params)[0]["weights"][...] = [[[[1, 2], [3, 4]]]]
    network.split(network.params)[0]["bias"][...] = 10
    picture = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float64)
    # The first place: 1·1 + 2·2 + 3·4 + 4·5 + 10 = 47; one to the right adds 1 + 2 + 3 + 4.
    assert network.forward(picture.reshape(9, 1))[:, 0].tolist() == [47, 57, 77, 87]
    gradient = network.backward(np.array([[1.0], [0], [0], [0]]), to_inputs=True)
    assert gradient is not None
    # Only the first place counts, so each of its pixels gets the weight that lies on it.
    assert gradient.reshape(3, 3).tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
    assert layer.gradients()["weights"].tolist() == [[[[1, 2], [4, 5]]]]
    assert layer.gradients()["bias"].tolist() == [1]


@pytest.mark.parametrize(("kernel", "stride", "padding"), SETTINGS)
@pytest.mark.parametrize("shape", [(1, 5, 5), (3, 6, 7), (2, 9, 5)], ids=str)
def test_it_is_what_plain_loops_give(
    shape: Shape, kernel: int, stride: int, padding: Padding
) -> None:
    layer = Conv2D(4, kernel, stride, padding, "linear")
    network = make(shape, layer)
    x = np.random.default_rng(1).normal(size=(*shape, 3))
    found = network.forward(x.reshape(-1, 3)).reshape(*layer.shape, 3)
    parameters = layer.parameters()
    expected = by_loops(x, parameters["weights"], parameters["bias"], stride, padding)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize(("kernel", "stride", "padding"), SETTINGS)
def test_gradients(kernel: int, stride: int, padding: Padding) -> None:
    first = Conv2D(2, kernel, stride, padding, "tanh")
    check([first, Conv2D(3, 1, 1, activation="sine"), Dense(1)], shape=(2, 7, 5))


def test_gradients_of_convolutions_behind_each_other() -> None:
    layers = [Conv2D(3, activation="tanh"), Conv2D(2, 3, 2, activation="gelu"), Conv2D(1, 2)]
    check([*layers, Dense(1, "tanh")], shape=(1, 6, 6))


def test_gradients_of_a_batch_that_goes_through_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    column = 8 * (2 * 9 + 1) * 30
    monkeypatch.setattr(conv, "COLUMNS_BYTES", 3 * column)
    layers = [Conv2D(2, activation="tanh"), Conv2D(3, activation="tanh"), Dense(1)]
    check(layers, shape=(2, 6, 5))
    assert BATCH % 3


def test_parts_change_nothing_but_a_last_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(1).normal(size=(2 * 6 * 6, 50)).astype(np.float32)
    results = []
    for limit in (conv.COLUMNS_BYTES, 40_000):
        monkeypatch.setattr(conv, "COLUMNS_BYTES", limit)
        network = Network((2, 6, 6), [Conv2D(5), Conv2D(4), Dense(2)])
        network.initialize(np.random.default_rng(2))
        output = network.forward(x).copy()
        network.backward(output)
        results.append((output, network.grads))
    for whole, parts in zip(*results, strict=True):
        np.testing.assert_allclose(parts, whole, rtol=2e-5, atol=2e-4)


def test_a_second_backward_pass_gives_the_same_gradient() -> None:
    network = make((2, 5, 5), Conv2D(3, activation="tanh"))
    output = network.forward(np.random.default_rng(1).normal(size=(50, 4))).copy()
    first = network.backward(output, to_inputs=True)
    assert first is not None
    gradients = first.copy(), network.grads.copy()
    again = network.backward(output, to_inputs=True)
    np.testing.assert_array_equal(again, gradients[0])
    np.testing.assert_array_equal(network.grads, gradients[1])


def test_float32_stays_float32_and_finite() -> None:
    network = Network((1, 8, 8), [Conv2D(8), MaxPool2D(), Conv2D(16), Dense(10)])
    network.initialize(np.random.default_rng(0))
    output = network.forward(np.random.default_rng(1).normal(size=(64, 30)).astype(np.float32))
    network.backward(output)
    assert output.dtype == network.grads.dtype == np.float32
    assert np.isfinite(output).all()
    assert np.isfinite(network.grads).all()


def test_a_shape_is_found_wherever_it_is() -> None:
    layer = Conv2D(2, activation="linear")
    network = make((1, 8, 8), layer)
    picture = np.zeros((8, 8, 2))
    spot = np.random.default_rng(4).normal(size=(3, 3))
    picture[1:4, 1:4, 0] = spot
    picture[4:7, 3:6, 1] = spot
    answers = network.forward(picture.reshape(64, 2)).reshape(2, 8, 8, 2)
    np.testing.assert_allclose(answers[:, 1:4, 1:4, 0], answers[:, 4:7, 3:6, 1], atol=1e-12)


def test_the_patches_are_what_each_place_sees() -> None:
    network = make((1, 4, 4), Conv2D(1, 3))
    picture = np.arange(1.0, 17).reshape(16, 1)
    network.forward(picture)
    patches = network.inside(0)["patches"]
    assert patches.shape == (1, 3, 3, 4, 4, 1)
    assert patches[0, :, :, 0, 0, 0].tolist() == [[0, 0, 0], [0, 1, 2], [0, 5, 6]]
    assert patches[0, :, :, 2, 1, 0].tolist() == [[5, 6, 7], [9, 10, 11], [13, 14, 15]]


def test_kernels_are_named_views_of_the_flat_vector() -> None:
    network = make((2, 5, 5), Conv2D(3, 2))
    parts = network.split(network.params)[0]
    assert parts["weights"].shape == (3, 2, 2, 2)
    assert parts["bias"].shape == (3,)
    assert {name: len(axes) for name, axes in Conv2D.axes.items()} == {
        name: part.ndim for name, part in parts.items()
    }
    parts["weights"][2, 1, 0, 1] = 77
    assert (network.params == 77).sum() == 1
    assert network.weight_mask().sum() == prod((3, 2, 2, 2))
    assert network.layers[0].size == network.params.size == 3 * (2 * 2 * 2 + 1)


def test_weights_are_drawn_for_the_values_that_meet_in_a_kernel_and_that_one_reaches() -> None:
    drawn = []

    def draw(rng: np.random.Generator, outputs: int, inputs: int, reached: int) -> Array:
        drawn.append((outputs, inputs, reached))
        return np.full((outputs, inputs), 0.5)

    layer = Conv2D(4, 3)
    network = Network((2, 6, 6), [layer])
    layer.initialize(np.random.default_rng(0), Initializer("", "", "", "", draw), 2.0, 0.1)
    assert drawn == [(4, 2 * 9, 4 * 9)]
    assert (layer.parameters()["weights"] == 1).all()
    np.testing.assert_allclose(layer.parameters()["bias"], 0.1)
    assert network.params.all()


def test_the_work_of_a_network_counts_every_weight_as_often_as_it_is_used() -> None:
    network = Network((1, 8, 8), [Conv2D(6, stride=2), MaxPool2D(), Dense(5)])
    assert network.work == 6 * (9 + 1) * 4 * 4 + 5 * (6 * 2 * 2 + 1)
    network = Network((7, 3), [SelfAttention(2, 4), FeedForward(8), LSTM(5)])
    attention, block, memory = network.layers
    assert attention.work == 4 * 2 * 4 * 3 * 7 + 2 * 2 * 4 * 7 * 7
    assert block.work == (8 * (3 + 1) + 3 * (8 + 1)) * 7
    assert memory.work == 4 * 5 * (3 + 5 + 1) * 7


def test_a_frozen_convolution_keeps_its_kernels() -> None:
    layer = Conv2D(2, frozen=True)
    network = Network((1, 4, 4), [layer, Dense(1)])
    network.initialize(np.random.default_rng(0))
    before = layer.parameters()["weights"].copy()
    loss = LOSSES["half_squared"]
    x = np.random.default_rng(1).normal(size=(16, 8))
    optimizer = OPTIMIZERS["adam"](network.params.size)
    stepper = Stepper(network, loss, optimizer, x, np.ones((1, 8)))
    stepper.step(np.arange(8), 0.1)
    np.testing.assert_array_equal(layer.parameters()["weights"], before)
    assert layer.gradients()["weights"].any() or not network.grads[: layer.size].any()


def test_a_large_batch_takes_no_more_memory_for_its_patches_than_a_small_one() -> None:
    network = Network((1, 12, 12), [Conv2D(6), MaxPool2D(), Conv2D(12), Dense(5)])
    network.initialize(np.random.default_rng(0))
    values = sum(layer.units + 1 for layer in network.layers) + 145
    x = np.zeros((144, 2000), np.float32)
    tracemalloc.start()
    try:
        network.forward(x)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Four numbers for every value, the framed pictures with their gradients, and the rest.
    frames = 2 * (14 * 14 + 6 * 8 * 8)
    assert taken < 4 * 2000 * (4 * values + frames) + 8 * conv.COLUMNS_BYTES


def test_an_update_allocates_nothing_that_matters() -> None:
    rng = np.random.default_rng(0)
    network = Network((1, 8, 8), [Conv2D(8), MaxPool2D(), Conv2D(16), Dense(10)])
    network.initialize(rng)
    stepper = Stepper(
        network,
        LOSSES["half_squared"],
        OPTIMIZERS["sgd"](network.params.size),
        rng.normal(size=(64, 60)),
        rng.normal(size=(10, 60)),
    )
    examples = np.arange(30)
    stepper.step(examples, 0.01)
    tracemalloc.start()
    try:
        stepper.step(examples, 0.01)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        stepper.step(examples, 0.01)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    # The first layer's values alone are 8 · 64 · 30 · 4 = 61,440 bytes. A pool's truth values
    # become numbers in a buffer of NumPy's.
    assert peak < 60_000


@pytest.mark.parametrize(
    ("shape", "layer", "words"),
    [
        ((12, 8), Conv2D(4), "needs a picture .* a sequence of 12 steps of 8 values"),
        ((10,), Conv2D(4), "needs a picture .* a row of 10 values"),
        ((6, 3, 3), Conv2D(4, 5, padding="valid"), "kernel of 5 × 5 does not fit .* 6 channels"),
    ],
)
def test_a_shape_that_does_not_fit_is_explained(shape: Shape, layer: Conv2D, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        Network(shape, [layer])


def test_wrong_settings_are_refused() -> None:
    for channels, kernel, stride in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="at least 1"):
            Conv2D(channels, kernel, stride)
    with pytest.raises(ValueError, match="padding must be one of same, valid"):
        Conv2D(1, padding="full")  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        Conv2D(1, activation="nothing")
