from __future__ import annotations

import numpy as np
import pytest

from app.training.bridging import fit


def test_a_linear_relation_is_found_exactly() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((3, 50)) * np.array([[1.0], [1000.0], [0.001]])
    weights, bias = rng.standard_normal((2, 3)), rng.standard_normal(2)
    found, level, error = fit(inputs, weights @ inputs + bias[:, np.newaxis])
    assert found == pytest.approx(weights, rel=1e-6)
    assert level == pytest.approx(bias, abs=1e-6)
    assert error < 1e-9


def test_the_error_is_relative_to_the_spread_of_what_was_wanted() -> None:
    inputs = np.array([[-1.0, 1.0, -1.0, 1.0]])
    wanted = 10 * np.array([[1.0, 1.0, -1.0, -1.0]])
    weights, _, error = fit(inputs, wanted)
    assert weights == pytest.approx(np.zeros((1, 1)))
    assert error == pytest.approx(1.0)


def test_a_constant_input_gets_no_weight() -> None:
    inputs = np.array([[2.0, 2.0, 2.0], [0.0, 1.0, 2.0]])
    weights, bias, _ = fit(inputs, np.array([[1.0, 3.0, 5.0]]))
    assert weights == pytest.approx(np.array([[0.0, 2.0]]))
    assert bias == pytest.approx([1.0])


def test_twin_inputs_share_the_weight_instead_of_fighting() -> None:
    line = np.linspace(-1, 1, 9)
    weights, _, error = fit(np.stack((line, line)), line[np.newaxis])
    assert weights == pytest.approx(np.array([[0.5, 0.5]]))
    assert error < 1e-9
