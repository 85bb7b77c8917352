"""Flatten says that a row begins, and changes no number."""

import numpy as np

from app.nn import Conv2D, Dense, Flatten, Network
from tests.gradients import check


def test_the_values_keep_their_order() -> None:
    layer = Flatten()
    network = Network((2, 3, 4), [layer])
    x = np.arange(48, dtype=np.float32).reshape(24, 2)
    assert layer.shape == (24,)
    np.testing.assert_array_equal(network.forward(x), x)


def test_a_network_with_it_computes_what_it_computes_without() -> None:
    x = np.random.default_rng(1).normal(size=(32, 5)).astype(np.float32)
    with_it = Network((2, 4, 4), [Conv2D(3), Flatten(), Dense(2)])
    without = Network((2, 4, 4), [Conv2D(3), Dense(2)])
    with_it.initialize(np.random.default_rng(0))
    without.params[...] = with_it.params
    np.testing.assert_array_equal(with_it.forward(x), without.forward(x))


def test_gradients() -> None:
    check([Flatten(), Dense(3, "tanh"), Dense(1)], shape=(3, 2))
    check([Conv2D(2, activation="tanh"), Flatten(), Dense(1)], shape=(1, 3, 4))
