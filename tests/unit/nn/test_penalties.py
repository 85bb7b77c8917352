from collections.abc import Sequence

import numpy as np
import pytest

from app.nn import OPTIMIZERS, PENALTIES, Array, Penalty

RATE = 0.5
LEARNING_RATE = 0.1


def update(penalty: Penalty, params: Array, gradient: Sequence[float]) -> None:
    """Make one update by SGD with the penalty around it."""
    grads = np.array(gradient)
    penalty.before(params, grads, RATE)
    OPTIMIZERS["sgd"](params.size, np.float64).step(params, grads, LEARNING_RATE)
    penalty.after(params, LEARNING_RATE * RATE)


def everywhere(name: str, size: int) -> Penalty:
    return PENALTIES[name](np.ones(size, np.bool_), np.float64)


@pytest.mark.parametrize("name", PENALTIES)
def test_an_update_without_gradient_goes_down_the_cost(name: str) -> None:
    params = np.array([2.0, -1.0, 0.5, -0.7])
    step = 1e-6
    slopes = []
    for place in range(params.size):
        moved = params.copy()
        moved[place] += step
        above = PENALTIES[name].value(moved)
        moved[place] -= 2 * step
        slopes.append((above - PENALTIES[name].value(moved)) / (2 * step))
    after = params.copy()
    update(everywhere(name, 4), after, [0.0] * 4)
    np.testing.assert_allclose(params - after, LEARNING_RATE * RATE * np.array(slopes), atol=1e-9)


@pytest.mark.parametrize("name", PENALTIES)
def test_biases_cost_nothing_and_stay(name: str) -> None:
    penalty = PENALTIES[name](np.array([True, False]), np.float64)
    params = np.array([0.01, 0.01])
    update(penalty, params, [0.0, 0.0])
    assert params[1] == 0.01


def test_l2_is_half_the_sum_of_squares() -> None:
    assert PENALTIES["l2"].value(np.array([[3.0], [-4.0]])) == 12.5


@pytest.mark.parametrize("name", ["l1", "l1_playground"])
def test_l1_is_the_sum_of_sizes(name: str) -> None:
    assert PENALTIES[name].value(np.array([[3.0], [-4.0]])) == 7.0


def test_l2_leaves_no_weight_at_exactly_zero() -> None:
    params = np.array([0.01, -0.02])
    penalty = everywhere("l2", 2)
    for _ in range(50):
        update(penalty, params, [0.0, 0.0])
    assert params.all()


def test_l1_puts_small_weights_to_rest_at_zero() -> None:
    params = np.array([0.04, -0.04, 1.0])
    update(everywhere("l1", 3), params, [0.0, 0.0, 0.0])
    np.testing.assert_allclose(params, [0.0, 0.0, 0.95])


def test_l1_lets_a_weight_come_back_from_zero() -> None:
    params = np.array([0.04])
    penalty = everywhere("l1", 1)
    update(penalty, params, [0.0])
    update(penalty, params, [-2.0])
    np.testing.assert_allclose(params, [0.15])


def test_playgrounds_l1_kills_a_weight_that_crosses_zero_for_good() -> None:
    params = np.array([0.04, 1.0])
    penalty = everywhere("l1_playground", 2)
    update(penalty, params, [0.0, 0.0])
    np.testing.assert_allclose(params, [0.0, 0.95])
    np.testing.assert_array_equal(penalty.state["dead"], [True, False])
    update(penalty, params, [-2.0, 0.0])
    assert params[0] == 0


def test_playgrounds_l1_takes_the_sign_from_before_the_gradient_step() -> None:
    # The gradient takes the weight from 0.04 to -0.1; the rule then pulls it further down,
    # away from zero, so it lives.
    params = np.array([0.04])
    penalty = everywhere("l1_playground", 1)
    update(penalty, params, [1.4])
    np.testing.assert_allclose(params, [-0.15])
    assert not penalty.state["dead"].any()
