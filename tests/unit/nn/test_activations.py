import numpy as np
import pytest

from app.nn import ACTIVATIONS, Array

SUMS = np.random.default_rng(7).normal(scale=2.0, size=(5, 40))


def value(name: str, z: Array) -> Array:
    a = np.full_like(z, np.nan)
    ACTIVATIONS[name].value(z, a)
    return a


def derivative(name: str, z: Array) -> Array:
    out = np.full_like(z, np.nan)
    ACTIVATIONS[name].derivative(z, value(name, z), out)
    return out


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_agrees_with_central_differences(name: str) -> None:
    step = 1e-6
    expected = (value(name, SUMS + step) - value(name, SUMS - step)) / (2 * step)
    np.testing.assert_allclose(derivative(name, SUMS), expected, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_fill_their_bounds(name: str) -> None:
    low, high = ACTIVATIONS[name].bounds
    reached = value(name, np.linspace(-2e4, 2e4, 400_001)[np.newaxis])
    near = np.concatenate((reached, value(name, np.linspace(-5, 5, 10_001)[np.newaxis])), axis=1)
    for bound, extreme in ((low, near.min()), (high, near.max())):
        if bound is None:
            assert abs(extreme) > 100
        else:
            assert extreme == pytest.approx(bound, abs=1e-4)
    assert low is None or near.min() >= low - 1e-7
    assert high is None or near.max() <= high + 1e-7


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_extreme_sums_give_finite_values_without_warnings(name: str) -> None:
    extreme = np.array([[-1e4, -100.0, -30.0, 0.0, 30.0, 100.0, 1e4]], np.float32)
    assert np.isfinite(value(name, extreme)).all()
    assert np.isfinite(derivative(name, extreme)).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_sums_and_values_are_left_as_they_are(name: str) -> None:
    z = SUMS.astype(np.float32)
    a = value(name, z)
    kept_z, kept_a = z.copy(), a.copy()
    ACTIVATIONS[name].derivative(z, a, np.empty_like(z))
    np.testing.assert_array_equal(z, kept_z)
    np.testing.assert_array_equal(a, kept_a)


@pytest.mark.parametrize(
    ("name", "z", "expected"),
    [
        ("linear", -1.5, -1.5),
        ("relu", -1.5, 0.0),
        ("relu", 1.5, 1.5),
        ("leaky_relu", -2.0, -0.02),
        ("elu", -1.0, np.exp(-1) - 1),
        ("elu", 2.0, 2.0),
        ("gelu", 1.0, 0.8411920),
        ("swish", 1.0, 1 / (1 + np.exp(-1))),
        ("mish", 1.0, np.tanh(np.log(1 + np.e))),
        ("softplus", 0.0, np.log(2)),
        ("softsign", -3.0, -0.75),
        ("tanh", 0.5, np.tanh(0.5)),
        ("sigmoid", 2.0, 1 / (1 + np.exp(-2))),
        ("sine", np.pi / 2, 1.0),
        ("gaussian", 1.0, np.exp(-1)),
        ("hard_tanh", 0.4, 0.4),
        ("hard_tanh", -4.0, -1.0),
        ("hard_sigmoid", 1.5, 0.75),
        ("hard_sigmoid", -4.0, 0.0),
    ],
)
def test_value_follows_the_formula(name: str, z: float, expected: float) -> None:
    assert value(name, np.array([[z]]))[0, 0] == pytest.approx(expected, abs=1e-7)
