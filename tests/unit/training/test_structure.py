from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import DenseLayer
from app.training import AddLayer, AddUnit, EditError, RemoveLayer, RemoveUnit, Trainer
from tests.unit.training.trainers import moment, outputs, parameter, trainer

if TYPE_CHECKING:
    from app.training import Checkpoint, Operation

ADAM: dict[str, Any] = {"training": {"optimizer": "adam", "learning_rate": 0.01}}
SMOOTH = ("tanh", "sigmoid", "elu", "gelu", "swish", "softplus", "leaky_relu", "hard_tanh")


def layers(*activations: str, units: int = 6) -> list[dict[str, Any]]:
    return [{"units": units, "activation": activation} for activation in activations]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear", "gaussian"])
@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("seed", range(3))
def test_a_new_unit_does_not_change_the_function(activation: str, layer: int, seed: int) -> None:
    made = trainer(run=40, layers=layers(activation, activation), seed=seed)
    before = outputs(made)
    report = made.apply(AddUnit(layer))
    assert outputs(made) == pytest.approx(before, abs=2e-6)
    assert report.loss_after == pytest.approx(report.loss_before, abs=2e-6)
    assert made.experiment.layers[layer].count == 7


def test_a_new_unit_has_random_incoming_and_zero_outgoing_weights_and_then_learns() -> None:
    made = trainer(run=40, **ADAM)
    made.apply(AddUnit(0))
    assert parameter(made, 0, "weights")[4].all()
    assert not parameter(made, 1, "weights")[:, 4].any()
    assert not moment(made, "mean", 0, "weights")[4].any()
    made.run(updates=1)
    assert parameter(made, 1, "weights")[:, 4].all()


def test_a_unit_added_to_a_network_of_zeros_can_learn() -> None:
    made = trainer(run=5, weights={"initializer": "zeros"})
    made.apply(AddUnit(0))
    assert parameter(made, 0, "weights")[4].all()


def test_units_added_one_after_the_other_differ() -> None:
    made = trainer(run=40)
    made.apply(AddUnit(0))
    made.apply(RemoveUnit(0, 1))
    made.apply(AddUnit(0))
    weights = parameter(made, 0, "weights")
    assert len(np.unique(weights.round(6), axis=0)) == len(weights)


@pytest.mark.parametrize("unit", [0, 1, 3])
def test_the_removed_unit_is_the_one_chosen(unit: int) -> None:
    made = trainer(run=40, **ADAM)
    incoming, outgoing = parameter(made, 0, "weights"), parameter(made, 1, "weights")
    bias, square = parameter(made, 0, "bias"), moment(made, "square", 1, "weights")
    made.apply(RemoveUnit(0, unit))
    assert np.array_equal(parameter(made, 0, "weights"), np.delete(incoming, unit, axis=0))
    assert np.array_equal(parameter(made, 0, "bias"), np.delete(bias, unit))
    assert np.array_equal(parameter(made, 1, "weights"), np.delete(outgoing, unit, axis=1))
    assert np.array_equal(moment(made, "square", 1, "weights"), np.delete(square, unit, axis=1))


def test_a_unit_added_and_removed_again_leaves_every_number_as_it_was() -> None:
    made = trainer(run=40, **ADAM)
    params, mean = made.network.params.copy(), made._setup.optimizer.state["mean"].copy()
    made.apply(AddUnit(1))
    made.apply(RemoveUnit(1, 3))
    assert np.array_equal(made.network.params, params)
    assert np.array_equal(made._setup.optimizer.state["mean"], mean)


@pytest.mark.parametrize("activations", [("linear", "linear"), ("relu", "relu")])
@pytest.mark.parametrize("index", [1, 2])
def test_an_inserted_linear_layer_or_relu_after_relu_is_the_exact_identity(
    activations: tuple[str, str], index: int
) -> None:
    made = trainer(run=40, layers=layers(*activations))
    before = outputs(made)
    report = made.apply(AddLayer(index))
    assert parameter(made, index, "weights") == pytest.approx(np.eye(6))
    assert outputs(made) == pytest.approx(before, abs=1e-6)
    assert report.loss_after == pytest.approx(report.loss_before, abs=1e-6)


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("index", [0, 1, 2])
def test_any_inserted_layer_changes_the_loss_little_and_the_report_says_how_much(
    activation: str, index: int
) -> None:
    made = trainer(run=200, layers=layers("tanh", "tanh"))
    report = made.apply(AddLayer(index, DenseLayer(units=6, activation=activation)))
    assert report.loss_before == pytest.approx(report.loss_after, abs=0.02)
    assert report.loss_after == made.metrics()["train_loss"]


def test_a_relu_after_tanh_is_inserted_where_it_is_straight() -> None:
    made = trainer(run=100, layers=layers("tanh"))
    before = outputs(made)
    made.apply(AddLayer(1, {"units": 6, "activation": "relu"}))
    train = made.data.train
    assert outputs(made)[:, train] == pytest.approx(before[:, train], abs=1e-4)


def test_a_wider_inserted_layer_keeps_the_function_and_a_narrower_one_what_counts_most() -> None:
    made = trainer(run=100, layers=layers("relu"))
    before = outputs(made)
    made.apply(AddLayer(1, {"units": 9, "activation": "relu"}))
    assert outputs(made) == pytest.approx(before, abs=1e-6)
    report = made.apply(AddLayer(1, {"units": 5, "activation": "relu"}))
    assert report.loss_after < 2 * report.loss_before + 0.1


def test_a_layer_inserted_into_a_network_without_layers_keeps_the_function() -> None:
    made = trainer(run=50, layers=[])
    before = outputs(made)
    made.apply(AddLayer(0, {"units": 2, "activation": "linear"}))
    assert outputs(made) == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_removed_linear_layer_is_multiplied_into_the_next_one(index: int) -> None:
    activations = ["linear"] * 3
    made = trainer(run=60, layers=layers(*activations), dtype=np.float64)
    before = outputs(made)
    made.apply(RemoveLayer(index))
    assert outputs(made) == pytest.approx(before, abs=1e-6)


def test_removing_the_inserted_layer_brings_the_old_function_back() -> None:
    made = trainer(run=100, layers=layers("relu", "relu"), dtype=np.float64)
    before = outputs(made)
    made.apply(AddLayer(1))
    made.apply(RemoveLayer(1))
    train = made.data.train
    assert outputs(made)[:, train] == pytest.approx(before[:, train], abs=1e-5)


@pytest.mark.parametrize("operation", [AddLayer(1), RemoveLayer(0)])
def test_layers_elsewhere_keep_every_number(operation: Operation) -> None:
    made = trainer(run=40, layers=layers("tanh", "tanh", "tanh"), **ADAM)
    last, mean = parameter(made, 3, "weights"), moment(made, "mean", 3, "weights")
    made.apply(operation)
    assert np.array_equal(parameter(made, -1, "weights"), last)
    assert np.array_equal(moment(made, "mean", -1, "weights"), mean)


def test_moments_of_what_was_fitted_start_at_zero() -> None:
    made = trainer(run=40, layers=layers("tanh", "tanh"), **ADAM)
    made.apply(AddLayer(1))
    assert not moment(made, "mean", 1, "weights").any()
    assert not moment(made, "mean", 2, "weights").any()
    assert moment(made, "mean", 2, "bias").any()


def test_layers_can_be_changed_by_an_edit_of_the_whole_list() -> None:
    made = trainer(run=40)
    first = parameter(made, 0, "weights")
    made.edit({"layers": [{"units": 4}, {"units": 3}, {"units": 5, "activation": "relu"}]})
    assert np.array_equal(parameter(made, 0, "weights"), first)
    report = made.edit({"layers": [{"units": 4}]})
    assert np.array_equal(parameter(made, 0, "weights"), first)
    assert sum("is gone" in note for note in report.notes) == 2
    assert len(made.network.layers) == 2


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        (AddLayer(3), "layers"),
        (AddLayer(-1), "layers"),
        (AddLayer(0, {"units": 100}), "layers.0.units"),
        (RemoveLayer(2), "layers"),
        (AddUnit(2), "layers"),
        (RemoveUnit(0, 4), "layers.0.units"),
        (RemoveUnit(5, 0), "layers"),
    ],
)
def test_an_impossible_operation_changes_nothing(operation: Operation, path: str) -> None:
    made = trainer(run=13)
    experiment, params = made.experiment, made.network.params.copy()
    with pytest.raises(EditError) as caught:
        made.apply(operation)
    assert caught.value.path == path
    assert made.experiment == experiment
    assert np.array_equal(made.network.params, params)


def test_limits_of_units_and_layers_hold() -> None:
    full = trainer(layers=[{"units": 64}] + [{"units": 1}] * 9)
    with pytest.raises(EditError, match="64"):
        full.apply(AddUnit(0))
    with pytest.raises(EditError):
        full.apply(RemoveUnit(1, 0))
    with pytest.raises(EditError, match="10"):
        full.apply(AddLayer(0))


def test_training_goes_on_after_every_kind_of_operation() -> None:
    made = trainer(run=20, **ADAM)
    for operation in (AddUnit(0), AddLayer(0), RemoveUnit(1, 0), RemoveLayer(1), AddLayer(2)):
        made.apply(operation)
        assert made.run(epochs=5) > 0
        assert np.isfinite(made.network.params).all()
    assert made.epoch == 29


@cache
def learned(optimizer: str, rate: float) -> list[Checkpoint]:
    """Return networks of 20 seeds that have learned the circle."""
    trained = [
        trainer(
            data={"name": "circle", "samples": 200},
            training={"optimizer": optimizer, "learning_rate": rate},
            layers=layers("tanh", "tanh", units=5),
            seed=seed,
        )
        for seed in range(20)
    ]
    for made in trained:
        made.run(epochs=60)
    return [made.checkpoint() for made in trained]


@pytest.mark.parametrize(("optimizer", "rate"), [("sgd", 0.05), ("adam", 0.01)])
@pytest.mark.parametrize("operation", [AddUnit(0), AddUnit(1), AddLayer(1), AddLayer(2)], ids=str)
def test_what_was_learned_lasts_when_training_goes_on(
    optimizer: str, rate: float, operation: Operation
) -> None:
    before, after = [], []
    for checkpoint in learned(optimizer, rate):
        made = Trainer.restore(checkpoint)
        before.append(made.metrics()["train_loss"])
        made.apply(operation)
        losses = []
        for _ in range(5):
            made.run(epochs=1)
            losses.append(made.metrics()["train_loss"])
        after.append(max(losses))
    assert np.median(before) < 0.05
    assert np.median(after) < np.median(before) + 0.02
    assert np.mean(np.array(after) < 0.15) >= 0.9


def test_mean_squares_of_what_is_new_start_at_the_largest() -> None:
    made = trainer(run=40, **ADAM)
    largest = made._setup.optimizer.state["square"].max()
    made.apply(AddUnit(0))
    assert (moment(made, "square", 0, "weights")[4] == largest).all()
    assert (moment(made, "square", 1, "weights")[:, 4] == largest).all()
