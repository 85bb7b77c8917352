"""Gradient flow: where the gradient vanishes, and how far weights move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.gradients import VANISHING
from app.training import Trainer

if TYPE_CHECKING:
    from app.lenses.lens import Arrays

LENS = LENSES["gradients"]
PLAYGROUND = {"initializer": "uniform", "scale": 0.5, "bias": 0.1}


def seen(made: Trainer) -> Arrays:
    return LENS.look(Look(made), LENS.options())


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def median_ratio(activation: str) -> float:
    """Return first ÷ last for 6 layers of 8 at the start, the median of 20 seeds."""
    ratios = []
    for seed in range(20):
        layers = [{"units": 8, "activation": activation}] * 6
        gradient = seen(trainer(layers=layers, seed=seed, weights=PLAYGROUND)).arrays["gradient"]
        ratios.append(gradient[0] / gradient[-1])
    return float(np.median(ratios))


def test_six_sigmoid_layers_let_the_gradient_vanish_and_tanh_and_relu_do_not() -> None:
    assert 3e-6 < median_ratio("sigmoid") < 6e-5
    assert 0.15 < median_ratio("tanh") < 0.8
    assert 0.1 < median_ratio("relu") < 0.6
    assert VANISHING < 0.1


def test_the_gradient_is_the_mean_size_over_each_layers_weights() -> None:
    made = trainer(layers=[{"units": 3}, {"units": 4}])
    made.run(updates=20)
    parts = made.network.split(made.loss_gradient())
    expected = [np.abs(part["weights"]).mean() for part in parts]
    assert seen(made).arrays["gradient"] == pytest.approx(expected)


def test_the_change_is_that_of_the_update_that_follows() -> None:
    made = trainer(training={"optimizer": "adam", "learning_rate": 0.01})
    made.run(updates=30)
    expected = seen(made).arrays["change"]
    before = [layer.parameters()["weights"].copy() for layer in made.network.layers]
    made.run(updates=1)
    after = [layer.parameters()["weights"] for layer in made.network.layers]
    real = [np.abs(new - old).mean() for new, old in zip(after, before, strict=True)]
    assert expected == pytest.approx(real, rel=1e-5)


def test_weights_of_zero_in_two_tanh_layers_get_no_gradient_at_all() -> None:
    made = trainer(layers=[{"units": 4}, {"units": 4}], weights={"initializer": "zeros"})
    assert seen(made).arrays["gradient"][:2].tolist() == [0, 0]


def test_a_frozen_layer_has_a_gradient_but_does_not_move() -> None:
    arrays = seen(trainer(layers=[{"units": 4, "frozen": True}, {"units": 4}]))
    assert arrays.arrays["change"][0] == 0
    assert arrays.arrays["gradient"][0] > 0
    assert arrays.meta["frozen"] == [True, False, False]
