"""One example: a 2-2-1 network by hand, and gradients that agree with measured slopes."""

from __future__ import annotations

from itertools import pairwise
from math import tanh
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.derivation import Weight, check, derive
from app.lenses.example import ExampleOptions
from app.nn import LOSSES, Dense, Network
from app.training import Trainer

if TYPE_CHECKING:
    from app.lenses.lens import Arrays

HALF = LOSSES["half_squared"]


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def seen(made: Trainer, **options: Any) -> Arrays:
    return LENSES["example"].look(Look(made), ExampleOptions(**options))


def by_hand(activation: str = "tanh") -> Network:
    network = Network(2, [Dense(2, activation), Dense(1, "tanh")], dtype=np.float64)
    first, last = network.layers
    first.parameters()["weights"][:] = [[0.5, -1.0], [1.5, 0.25]]
    first.parameters()["bias"][:] = [0.1, -0.2]
    last.parameters()["weights"][:] = [[2.0, -1.0]]
    last.parameters()["bias"][:] = [0.3]
    return network


def test_a_2_2_1_network_gives_the_numbers_computed_by_hand() -> None:
    x1, x2, y = 0.8, -0.4, 1.0
    found = derive(by_hand(), HALF, np.array([x1, x2]), np.array([y]))
    z1 = 0.5 * x1 - 1.0 * x2 + 0.1
    z2 = 1.5 * x1 + 0.25 * x2 - 0.2
    a1, a2 = tanh(z1), tanh(z2)
    out = tanh(2 * a1 - a2 + 0.3)
    delta = (out - y) * (1 - out**2)
    delta1, delta2 = 2 * delta * (1 - a1**2), -delta * (1 - a2**2)
    assert found.loss == pytest.approx(0.5 * (out - y) ** 2, rel=1e-12)
    hidden, last = found.layers
    assert hidden.z == pytest.approx([z1, z2], rel=1e-12)
    assert hidden.outputs == pytest.approx([a1, a2], rel=1e-12)
    assert last.deltas == pytest.approx([delta], rel=1e-12)
    assert hidden.deltas == pytest.approx([delta1, delta2], rel=1e-12)
    network = by_hand()
    derive(network, HALF, np.array([x1, x2]), np.array([y]))
    gradient = network.layers[0].gradients()["weights"]
    expected = np.outer([delta1, delta2], [x1, x2])
    assert gradient == pytest.approx(expected, rel=1e-12)
    assert network.layers[1].gradients()["weights"] == pytest.approx(
        np.array([[delta * a1, delta * a2]]), rel=1e-12
    )


@pytest.mark.parametrize("seed", range(20))
def test_for_tanh_the_measured_slope_agrees_to_one_in_a_million(seed: int) -> None:
    made = trainer(seed=seed)
    made.run(updates=50)
    rng = np.random.default_rng(seed)
    network = made.precise_network()
    for _ in range(10):
        layer = int(rng.integers(len(network.layers)))
        weight = Weight(
            layer,
            int(rng.integers(network.layers[layer].units)),
            int(rng.integers(network.layers[layer].inputs + 1)),
        )
        number = int(rng.integers(made.data.size))
        inputs = made.inputs(made.data.inputs[:, [number]])[:, 0].astype(np.float64)
        target = np.array([rng.choice([-1.0, 1.0])])
        before = network.params.copy()
        result = check(network, made.loss, inputs, target, weight)
        assert np.array_equal(network.params, before)
        assert result.verdict in ("agree", "zero")
        if abs(result.computed) > 1e-4:
            assert result.difference < 1e-6


def test_a_corner_of_relu_within_the_nudge_is_named() -> None:
    network = by_hand("relu")
    weights, bias = network.layers[0].parameters().values()
    weights[0], bias[0] = [0.0, 1.0], 0.0
    result = check(network, HALF, np.array([0.8, 0.0]), np.array([1.0]), Weight(0, 0, 0))
    assert result.verdict == "kink"
    assert result.left == 0
    assert result.right != 0
    assert result.measured == pytest.approx((result.left + result.right) / 2)


def test_a_dead_unit_has_a_slope_of_zero_both_ways() -> None:
    network = by_hand("relu")
    network.layers[0].parameters()["bias"][0] = -10
    result = check(network, HALF, np.array([0.8, -0.4]), np.array([1.0]), Weight(0, 0, 1))
    assert (result.computed, result.measured, result.verdict) == (0.0, 0.0, "zero")


SETUPS: list[dict[str, Any]] = [
    {},
    {"data": {"name": "iris"}, "features": [], "layers": [{"units": 5}]},
    {"data": {"name": "diabetes"}, "features": [], "layers": [{"units": 5}]},
    {"layers": []},
    {
        "layers": [
            {"units": 4, "normalization": "batch", "dropout": 0.2},
            {"units": 4, "activation": "relu", "residual": True, "normalization": "layer"},
        ]
    },
]


@pytest.mark.parametrize("setup", SETUPS)
@pytest.mark.parametrize("place", [0, -1])
def test_what_is_shown_adds_up_and_is_checked(setup: dict[str, Any], place: int) -> None:
    made = trainer(**setup)
    made.run(updates=30)
    last = len(made.network.layers) - 1
    options = {"example": 3, "layer": last if place else 0, "check": True, "update": True}
    found = seen(made, **options)
    arrays, meta = found.arrays, found.meta
    starts = np.cumsum([0, *(layer["units"] for layer in meta["layers"])])
    inputs = [arrays["inputs"]]
    inputs += [arrays["outputs"][a:b] for a, b in pairwise(starts)]
    rows = np.split(arrays["incoming"], np.cumsum([len(each) for each in inputs[:-1]])[:-1])
    for layer, unit in enumerate(meta["path"]):
        total = rows[layer] @ inputs[layer] + arrays["biases"][layer]
        assert total == pytest.approx(arrays["sums"][starts[layer] + unit], rel=1e-9)
    weight = meta["weight"]
    assert weight["gradient"] == pytest.approx(weight["delta"] * weight["factor"], rel=1e-9)
    assert meta["check"]["verdict"] == "agree"
    assert meta["check"]["difference"] < 1e-5


def test_hidden_deltas_are_the_next_deltas_through_the_weights_times_the_slope() -> None:
    made = trainer()
    made.run(updates=30)
    found = seen(made, example=5, path=[2, 1, 0])
    arrays, sizes = found.arrays, [layer["units"] for layer in found.meta["layers"]]
    starts = np.cumsum([0, *sizes])
    outgoing = np.split(arrays["outgoing"], np.cumsum(sizes[1:])[:-1])
    for layer, unit in enumerate([2, 1, 0]):
        after = arrays["sum_deltas"][starts[layer + 1] : starts[layer + 2]]
        place = starts[layer] + unit
        assert arrays["pulls"][place] == pytest.approx(outgoing[layer] @ after)
        assert arrays["deltas"][place] == pytest.approx(
            arrays["pulls"][place] * arrays["slopes"][place]
        )


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_update_shown_is_the_one_that_is_made(optimizer: str) -> None:
    made = trainer(training={"optimizer": optimizer, "learning_rate": 0.05})
    made.run(updates=20)
    shown = seen(made, example=3, path=[4], layer=0, input=1, update=True).meta["update"]
    made.run(updates=1)
    weight = made.network.layers[0].parameters()["weights"][4, 1]
    assert shown["after"] == pytest.approx(float(weight), rel=1e-5)
    if optimizer == "sgd":
        assert shown["change"] == pytest.approx(-0.05 * shown["gradient"], rel=1e-4)


def test_looking_changes_nothing() -> None:
    looked, alone = trainer(), trainer()
    for _ in range(5):
        looked.run(updates=7)
        seen(looked, check=True, update=True)
        alone.run(updates=7)
    assert np.array_equal(looked.network.params, alone.network.params)


def test_a_free_point_takes_the_class_of_the_training_example_next_to_it() -> None:
    made = trainer()
    number = int(made.data.train[4])
    x, y = (float(value) for value in made.data.inputs[:, number])
    meta = seen(made, x=x, y=y).meta
    assert meta["example"] is None
    assert meta["part"] == "free"
    assert meta["like"] == number
    assert meta["place"] == pytest.approx([x, y])


def test_what_does_not_exist_gives_way_to_what_does() -> None:
    meta = seen(trainer(), example=10_000, path=[99], layer=77, input=5000).meta
    assert meta["part"] == "training"
    assert max(meta["path"]) < 8
    assert meta["weight"]["layer"] == 3
