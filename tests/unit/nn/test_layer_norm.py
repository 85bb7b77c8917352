import numpy as np
import pytest

from app.nn import Conv2D, Dense, Layer, LayerNorm, Network, Shape
from tests.gradients import check

LENGTHS = [5, 1, 2, 3, 4, 5, 1]


@pytest.mark.parametrize(
    ("before", "shape", "lengths"),
    [
        ([], (5, 4), None),
        ([], (5, 4), LENGTHS),
        ([], (4,), None),
        ([Dense(4, "tanh")], (3, 2), [3, 1, 2, 3, 1, 2, 3]),
        ([Conv2D(3, activation="tanh")], (2, 4, 3), None),
    ],
    ids=["sequence", "padded", "row", "row of a padded sequence", "picture"],
)
def test_gradient(before: list[Layer], shape: Shape, lengths: list[int] | None) -> None:
    check([*before, LayerNorm(), Dense(1)], shape=shape, lengths=lengths)


@pytest.mark.parametrize(("shape", "axis"), [((5, 4), 1), ((20,), 0), ((4, 5, 2), 0)])
def test_every_step_row_or_place_gets_a_mean_of_0_and_a_spread_of_1(
    shape: Shape, axis: int
) -> None:
    network = Network(shape, [LayerNorm()], np.float64)
    network.initialize(np.random.default_rng(0))
    x = np.random.default_rng(1).normal(3, 2, (network.inputs, 6))
    answers = network.forward(x).reshape(*shape, 6)
    np.testing.assert_allclose(answers.mean(axis=axis), 0, atol=1e-12)
    np.testing.assert_allclose(answers.std(axis=axis), 1, rtol=1e-3)


def test_gain_and_shift_follow_the_normalization() -> None:
    network = Network((1, 2), [LayerNorm()], np.float64)
    network.params[...] = [3, 4, 10, 20]
    # (1, 5) has the mean 3 and the spread 2: it becomes (-1, 1).
    np.testing.assert_allclose(network.forward(np.array([[1.0], [5.0]])), [[7], [24]], rtol=1e-5)
    assert network.inside(0)["normal"].shape == (1, 2, 1)


def test_a_constant_step_becomes_its_shift() -> None:
    network = Network((2, 3), [LayerNorm()])
    network.initialize(np.random.default_rng(0))
    answers = network.forward(np.full((6, 1), 7, np.float32))
    np.testing.assert_allclose(answers, 0, atol=1e-3)


def test_after_the_end_comes_zero() -> None:
    network = Network((3, 2), [LayerNorm()])
    network.params[...] = 1
    answers = network.forward(np.array([[1], [5], [np.nan], [np.nan], [np.nan], [np.nan]]))
    assert answers[:2].all()
    assert not answers[2:].any()
