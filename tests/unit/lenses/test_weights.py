"""Weights: the values as they are, and how many are zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.weights import BINS, WeightsOptions
from app.training import Trainer

if TYPE_CHECKING:
    from app.lenses.lens import Arrays


def seen(made: Trainer, **options: Any) -> Arrays:
    return LENSES["weights"].look(Look(made), WeightsOptions(**options))


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def sparse(penalty: str, seed: int) -> tuple[float, float]:
    """Return the share of zeros and the training loss after 300 epochs on two noisy clouds."""
    made = trainer(
        data={"name": "gauss", "noise": 20},
        layers=[{"units": 8}, {"units": 8}],
        training={"penalty": penalty, "penalty_rate": 0.01 if penalty != "none" else 0},
        seed=seed,
    )
    made.run(epochs=300)
    arrays = seen(made)
    return float(arrays.arrays["zero"].sum() / arrays.meta["total"]), made.metrics()["test_loss"]


def test_l1_zeroes_most_weights_at_nearly_the_same_loss_and_l2_none() -> None:
    plain = [sparse("none", seed) for seed in range(5)]
    l1 = [sparse("l1", seed) for seed in range(5)]
    l2 = [sparse("l2", seed) for seed in range(5)]
    assert np.mean([zero for zero, _ in l1]) > 0.8
    assert all(zero == 0 for zero, _ in (*plain, *l2))
    assert np.mean([loss for _, loss in l1]) < np.mean([loss for _, loss in plain]) + 0.03


def test_the_values_are_the_matrices_row_by_row() -> None:
    made = trainer(layers=[{"units": 3}, {"units": 4}])
    arrays = seen(made)
    expected = [layer.parameters()["weights"].ravel() for layer in made.network.layers]
    assert np.array_equal(arrays.arrays["values"], np.concatenate(expected))
    assert arrays.meta["shapes"] == [[3, 2], [4, 3], [1, 4]]
    assert arrays.meta["inputs"][0] == ["x₁", "x₂"]


def test_one_layer_can_be_chosen() -> None:
    made = trainer(layers=[{"units": 3}, {"units": 4}])
    arrays = seen(made, layer=1)
    weights = made.network.layers[1].parameters()["weights"]
    assert arrays.meta["layers"] == [1]
    assert arrays.meta["total"] == 6 + 12 + 4
    assert np.array_equal(arrays.arrays["values"].reshape(4, 3), weights)


def test_a_layer_that_was_removed_gives_the_last_one() -> None:
    assert seen(trainer(layers=[{"units": 3}]), layer=7).meta["layers"] == [1]


def test_zeros_and_small_weights_are_counted() -> None:
    made = trainer(layers=[{"units": 2}])
    weights = made.network.layers[0].parameters()["weights"]
    weights[...] = [[2.0, 0.0], [0.019, 0.021]]
    arrays = seen(made, layer=0).arrays
    assert arrays["zero"].tolist() == [1]
    assert arrays["small"].tolist() == [2]
    assert arrays["counts"].shape == (1, BINS)
    assert arrays["counts"].sum() == 4
    assert arrays["limits"].tolist() == [2.0]


def test_a_matrix_of_zeros_is_all_zero_and_all_small() -> None:
    arrays = seen(trainer(layers=[{"units": 2}], weights={"initializer": "zeros"})).arrays
    assert arrays["zero"].tolist() == arrays["small"].tolist() == [4, 2]
