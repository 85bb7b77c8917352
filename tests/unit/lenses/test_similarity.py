"""Similarity: twins are found, and CKA has the properties its paper promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.similarity import SimilarityOptions, cka_matrix, correlations, effective, twins
from app.training import Trainer


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def drawn(units: int, examples: int = 200, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=(units, examples))


def test_correlations_are_numpys() -> None:
    values = drawn(5)
    matrix, still = correlations(values)
    assert matrix == pytest.approx(np.corrcoef(values), abs=1e-12)
    assert not still.any()


def test_a_constant_unit_is_still_and_correlated_with_none() -> None:
    values = drawn(3)
    values[1] = 0.7
    matrix, still = correlations(values)
    assert still.tolist() == [False, True, False]
    assert not matrix[1].any()


def test_twins_and_opposites_are_found_closest_first() -> None:
    values = drawn(4)
    values[2] = -3 * values[0] + 1
    values[3] = values[1] + 0.1 * drawn(1, seed=9)[0]
    assert twins(correlations(values)[0]) == [(0, 2), (1, 3)]


def test_effective_units_are_one_for_twins_and_all_for_independent_ones() -> None:
    assert effective(np.ones((6, 6))) == pytest.approx(1)
    assert effective(np.eye(6)) == pytest.approx(6)


def test_cka_of_a_layer_with_itself_is_1_whatever_the_rotation_scale_and_shift() -> None:
    values = drawn(6)
    rotation, _ = np.linalg.qr(drawn(6, 6, seed=1))
    turned = 3.7 * rotation @ values + 5.0
    assert cka_matrix([values, turned]) == pytest.approx(np.ones((2, 2)), abs=1e-12)


def test_cka_is_symmetric_between_0_and_1_and_small_for_unrelated_layers() -> None:
    matrix = cka_matrix([drawn(3, 2000), drawn(5, 2000, seed=1), drawn(4, 2000, seed=2)])
    assert matrix == pytest.approx(matrix.T, abs=1e-12)
    assert matrix[0, 1] < 0.02
    assert matrix[1, 2] < 0.02


def test_cka_agrees_with_a_case_computed_by_hand() -> None:
    # X = (1, -1, 0), Y = (1, 0, -1): (x·y)² / (|x|² |y|²) = 1 / 4.
    matrix = cka_matrix([np.array([[1.0, -1.0, 0.0]]), np.array([[1.0, 0.0, -1.0]])])
    assert matrix[0, 1] == pytest.approx(0.25)


def test_units_that_start_alike_stay_alike_and_are_named() -> None:
    made = trainer(layers=[{"units": 6, "activation": "sigmoid"}], weights={"initializer": "zeros"})
    made.run(epochs=20)
    found = LENSES["similarity"].look(Look(made), SimilarityOptions(layer=0))
    assert found.meta["alike"]
    assert found.meta["twin_pairs"] == 15 or found.meta["still"] == 6


@pytest.mark.parametrize("data", ["spiral", "iris", "diabetes"])
def test_the_layers_are_the_features_all_hidden_ones_and_the_output(data: str) -> None:
    made = trainer(data={"name": data}, features=[])
    found = LENSES["similarity"].look(Look(made), SimilarityOptions(layer=99))
    assert found.arrays["layers"].shape == (5, 5)
    assert np.diag(found.arrays["layers"]) == pytest.approx(np.ones(5), abs=1e-6)
    assert found.meta["layer"] == 3
