from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest

from app.nn import OPTIMIZERS, Optimizer, clip_by_norm

RATE = 0.1


def walk(optimizer: Optimizer, start: float, gradients: Sequence[float]) -> list[float]:
    """Return where one parameter stands after each of these gradients."""
    params = np.array([start])
    places = []
    for gradient in gradients:
        optimizer.step(params, np.array([gradient]), RATE)
        places.append(float(params[0]))
    return places


def test_sgd_steps_by_rate_times_gradient() -> None:
    optimizer = OPTIMIZERS["sgd"](1, np.float64)
    assert walk(optimizer, 1.0, [2.0, -1.0]) == pytest.approx([0.8, 0.9])


def test_momentum_keeps_nine_tenths_of_its_velocity() -> None:
    optimizer = OPTIMIZERS["momentum"](1, np.float64)
    # Velocities 2, 0.9·2 - 1 = 0.8, 0.9·0.8 = 0.72.
    assert walk(optimizer, 1.0, [2.0, -1.0, 0.0]) == pytest.approx([0.8, 0.72, 0.648])


def test_nesterov_steps_along_gradient_and_coming_velocity() -> None:
    optimizer = OPTIMIZERS["nesterov"](1, np.float64)
    # Velocities 2 and 0.8; steps 2 + 0.9·2 = 3.8 and -1 + 0.9·0.8 = -0.28.
    assert walk(optimizer, 1.0, [2.0, -1.0]) == pytest.approx([0.62, 0.648])


def test_rmsprop_divides_by_the_recent_size() -> None:
    optimizer = OPTIMIZERS["rmsprop"](1, np.float64, epsilon=0.0)
    # Squares 0.1·4 = 0.4 and 0.9·0.4 + 0.1·1 = 0.46.
    first = 1.0 - RATE * 2 / sqrt(0.4)
    second = first + RATE / sqrt(0.46)
    assert walk(optimizer, 1.0, [2.0, -1.0]) == pytest.approx([first, second])


def test_adam_corrects_its_moments() -> None:
    optimizer = OPTIMIZERS["adam"](1, np.float64, epsilon=0.01)
    # Corrected moments: 2 and 4; then (0.9·0.2 - 0.1) / 0.19 and (0.999·0.004 + 0.001) / 0.001999.
    first = 1.0 - RATE * 2 / (2 + 0.01)
    second = first - RATE * (0.08 / 0.19) / (sqrt(0.004996 / 0.001999) + 0.01)
    assert walk(optimizer, 1.0, [2.0, -1.0]) == pytest.approx([first, second])


def test_first_step_of_adam_is_the_rate_whatever_the_gradient() -> None:
    for gradient in (1e-3, 1e3):
        optimizer = OPTIMIZERS["adam"](1, np.float64)
        assert walk(optimizer, 0.0, [gradient]) == pytest.approx([-RATE], rel=1e-4)


def test_adamw_shrinks_weights_apart_from_the_gradient() -> None:
    optimizer = OPTIMIZERS["adamw"](1, np.float64, weight_decay=0.5)
    assert walk(optimizer, 2.0, [0.0, 0.0]) == pytest.approx([1.9, 1.805])


def test_adamw_leaves_alone_what_is_not_a_weight() -> None:
    weights = np.array([True, False])
    optimizer = OPTIMIZERS["adamw"](2, np.float64, weight_decay=0.5, weights=weights)
    params = np.array([2.0, 2.0])
    optimizer.step(params, np.zeros(2), RATE)
    np.testing.assert_allclose(params, [1.9, 2.0])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_constant_the_optimizer_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} has no constant gravity"):
        OPTIMIZERS[name](1, gravity=9.81)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_down_a_bowl(name: str) -> None:
    optimizer = OPTIMIZERS[name](2)
    params = np.array([1.0, -2.0], np.float32)
    for _ in range(500):
        optimizer.step(params, params.copy(), 0.01)
    assert np.abs(params).max() < 0.05
    assert params.dtype == np.float32


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_copied_state_goes_on_as_the_original(name: str) -> None:
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(6, 3))
    straight, params = OPTIMIZERS[name](3, np.float64), np.ones(3)
    for gradient in gradients:
        straight.step(params, gradient, RATE)

    first, other = OPTIMIZERS[name](3, np.float64), np.ones(3)
    for gradient in gradients[:3]:
        first.step(other, gradient, RATE)
    second = OPTIMIZERS[name](3, np.float64)
    for key, value in first.state.items():
        second.state[key][...] = value
    second.updates = first.updates
    for gradient in gradients[3:]:
        second.step(other, gradient, RATE)
    np.testing.assert_array_equal(other, params)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_leaves_the_gradient_as_it_is(name: str) -> None:
    gradient = np.array([1.0, -3.0], np.float32)
    OPTIMIZERS[name](2).step(np.ones(2, np.float32), gradient, RATE)
    np.testing.assert_array_equal(gradient, [1.0, -3.0])


def test_clipping_shortens_a_long_gradient_to_the_limit() -> None:
    gradient = np.array([3.0, 4.0])
    assert clip_by_norm(gradient, 1.0) == 5.0
    np.testing.assert_allclose(gradient, [0.6, 0.8])


def test_clipping_leaves_a_short_gradient_alone() -> None:
    gradient = np.array([0.3, 0.4])
    assert clip_by_norm(gradient, 1.0) == pytest.approx(0.5)
    np.testing.assert_array_equal(gradient, [0.3, 0.4])


def test_clipping_copes_with_squares_beyond_float32() -> None:
    gradient = np.array([3e30, 4e30], np.float32)
    clip_by_norm(gradient, 1.0)
    np.testing.assert_allclose(gradient, [0.6, 0.8], rtol=1e-6)


def test_clipping_leaves_a_gradient_that_is_not_finite() -> None:
    gradient = np.array([np.inf, 1.0])
    clip_by_norm(gradient, 1.0)
    np.testing.assert_array_equal(gradient, [np.inf, 1.0])
