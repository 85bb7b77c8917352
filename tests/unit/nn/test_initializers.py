from math import sqrt

import numpy as np
import pytest

from app.nn import INITIALIZERS, Array

OUTPUTS, INPUTS = 300, 200


def draw(name: str, scale: float = 1.0, shape: tuple[int, int] = (OUTPUTS, INPUTS)) -> Array:
    weights = np.full(shape, np.nan)
    INITIALIZERS[name].fill(weights, np.random.default_rng(5), scale)
    return weights


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("xavier_uniform", sqrt(2 / (INPUTS + OUTPUTS))),
        ("xavier_normal", sqrt(2 / (INPUTS + OUTPUTS))),
        ("he_uniform", sqrt(2 / INPUTS)),
        ("he_normal", sqrt(2 / INPUTS)),
        ("uniform", sqrt(1 / 3)),
        ("normal", 1.0),
    ],
)
def test_spread_is_the_one_of_the_formula(name: str, deviation: float) -> None:
    weights = draw(name)
    assert weights.std() == pytest.approx(deviation, rel=0.01)
    assert weights.mean() == pytest.approx(0.0, abs=0.01 * deviation)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("xavier_uniform", sqrt(6 / (INPUTS + OUTPUTS))),
        ("he_uniform", sqrt(6 / INPUTS)),
        ("uniform", 1.0),
    ],
)
def test_uniform_weights_fill_their_limits(name: str, limit: float) -> None:
    weights = draw(name)
    assert 0.999 * limit < np.abs(weights).max() <= limit


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 1)])
def test_orthogonal_rows_or_columns_stand_at_right_angles(shape: tuple[int, int]) -> None:
    q = draw("orthogonal", 2.0, shape)
    product = q @ q.T if shape[0] <= shape[1] else q.T @ q
    np.testing.assert_allclose(product, 4 * np.eye(min(shape)), atol=1e-12)


def test_zeros_and_constant_are_what_they_say() -> None:
    assert not draw("zeros", 3.0).any()
    assert (draw("constant", 3.0) == 3.0).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_scale_multiplies_the_same_draws(name: str) -> None:
    np.testing.assert_allclose(draw(name, 0.5), 0.5 * draw(name))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_both_precisions_start_from_the_same_weights(name: str) -> None:
    single = np.empty((OUTPUTS, INPUTS), np.float32)
    INITIALIZERS[name].fill(single, np.random.default_rng(5))
    np.testing.assert_array_equal(single, draw(name).astype(np.float32))


@pytest.mark.parametrize("name", ["xavier_uniform", "xavier_normal"])
def test_xavier_counts_what_an_input_reaches_where_that_is_not_the_outputs(name: str) -> None:
    weights = np.zeros((OUTPUTS, INPUTS))
    INITIALIZERS[name].fill(weights, np.random.default_rng(5), reached=9 * OUTPUTS)
    assert weights.std() == pytest.approx(sqrt(2 / (INPUTS + 9 * OUTPUTS)), rel=0.01)
