"""Faults: dead, saturated and sleeping units, and an output that is surely wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.faults import DEAD, FINE, SATURATED, SLEEPING, stuck, unit_faults
from app.training import Trainer


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def relu_at(rate: float, seed: int) -> float:
    made = trainer(
        layers=[{"units": 8, "activation": "relu"}],
        training={"learning_rate": rate, "shuffle": False},
        seed=seed,
    )
    made.run(epochs=40)
    return float(np.mean(unit_faults(Look(made))[0] == DEAD))


def test_a_learning_rate_of_1_kills_most_relu_units_and_a_small_one_none() -> None:
    dead = [relu_at(1.0, seed) for seed in range(20)]
    assert 0.6 <= np.mean(dead) <= 0.9
    assert np.mean([relu_at(0.03, seed) for seed in range(20)]) < 0.02


def test_a_unit_is_dead_exactly_if_it_is_zero_on_every_training_example() -> None:
    made = trainer(layers=[{"units": 3, "activation": "relu"}])
    weights, bias = made.network.layers[0].weights, made.network.layers[0].bias  # type: ignore[attr-defined]
    weights[0] = 0
    bias[:] = [-0.1, 0, 0]
    faults = unit_faults(Look(made))[0]
    assert faults.tolist() == [DEAD, FINE, FINE]


def test_weights_of_zero_kill_relu_and_put_tanh_to_sleep() -> None:
    for activation, fault in (("relu", DEAD), ("tanh", SLEEPING)):
        made = trainer(
            layers=[{"units": 4, "activation": activation}], weights={"initializer": "zeros"}
        )
        assert set(unit_faults(Look(made))[0]) == {fault}


def share_saturated(activation: str) -> float:
    made = trainer(
        layers=[{"units": 32, "activation": activation}],
        weights={"initializer": "normal", "scale": 100.0},
    )
    return float(np.mean(unit_faults(Look(made))[0] == SATURATED))


def test_huge_weights_saturate_tanh_and_sigmoid_but_never_relu() -> None:
    assert share_saturated("tanh") > 0.9
    assert share_saturated("sigmoid") > 0.6
    assert share_saturated("relu") == 0


def test_the_deep_layers_of_six_sigmoid_layers_sleep_at_the_start() -> None:
    made = trainer(layers=[{"units": 8, "activation": "sigmoid"}] * 6)
    faults = unit_faults(Look(made))
    assert not faults[0].any()
    assert set(faults[5]) == {SLEEPING}


def test_an_output_that_is_sure_and_right_is_no_fault() -> None:
    made = trainer(data={"name": "gauss"}, layers=[{"units": 4}], training={"learning_rate": 1.0})
    made.run(epochs=100)
    assert made.metrics()["train_accuracy"] == 1.0
    assert not stuck(Look(made)).fault


def test_an_output_that_is_sure_and_wrong_is_called_saturated() -> None:
    made = trainer(
        data={"name": "circle"},
        features=["x1_squared", "x2_squared"],
        layers=[],
        weights={"initializer": "constant", "scale": 1.0},
    )
    found = stuck(Look(made))
    assert found.fault
    assert found.count >= 0.3 * found.examples


def test_the_lens_has_one_number_a_unit() -> None:
    arrays = LENSES["faults"].look(Look(trainer()), LENSES["faults"].options())
    assert arrays.arrays["units"].shape == (25,)
    assert arrays.arrays["units"].dtype == np.uint8
