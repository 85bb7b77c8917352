from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.training import EditError
from app.training.changes import differences, validated
from tests.unit.training.trainers import moment, outputs, parameter, trainer

ADAM: dict[str, Any] = {"training": {"optimizer": "adam", "learning_rate": 0.01}}

# Edits after which every parameter and every moment is bit for bit what it was.
KEEP_EVERYTHING: list[dict[str, Any]] = [
    {"training.learning_rate": 0.5},
    {"training.batch_size": 3},
    {"training.shuffle": False},
    {"training.schedule": "cosine", "training.schedule_period": 50},
    {"training.clip": 0.1},
    {"training.penalty": "l1", "training.penalty_rate": 0.01},
    {"training.loss": "huber"},
    {"data.noise": 30},
    {"data.seed": 5},
    {"data.samples": 60},
    {"data.train_share": 0.7},
    {"data.name": "xor"},
    {"data": {"name": "moons", "samples": 50}},
    {"layers.0.activation": "relu"},
    {"layers.1.dropout": 0.3},
    {"layers.0.frozen": True},
    {"output.frozen": True},
    {"layers.1.residual": True},
    {"weights.initializer": "he_normal", "weights.scale": 2.0},
    {"seed": 9},
    {"stop.epochs": 100},
]


@pytest.mark.parametrize("changes", KEEP_EVERYTHING, ids=",".join)
def test_parameters_and_moments_stay_bit_for_bit(changes: dict[str, Any]) -> None:
    made = trainer(run=13, **ADAM)
    params = made.network.params.copy()
    state = {name: vector.copy() for name, vector in made._setup.optimizer.state.items()}
    report = made.edit(changes)
    assert report.kept
    assert np.array_equal(made.network.params, params)
    for name, vector in made._setup.optimizer.state.items():
        assert np.array_equal(vector, state[name])
    assert made._setup.optimizer.updates == 13
    assert made.update == 13
    assert made.run(updates=9) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"training.learning_rate": 0.5},
        {"training.penalty": "l2", "training.penalty_rate": 0.1},
        {"training.optimizer": "sgd"},
        {"layers.1.dropout": 0.3},
        {"layers.0.frozen": True},
        {"features": ["x1", "x2", "sin_x1", "radius"]},
        {"features": ["x2", "x1"]},
        {"layers.0.units": 9},
        {"layers.1.units": 5, "layers.0.units": 6},
    ],
    ids=",".join,
)
def test_the_function_does_not_change(changes: dict[str, Any]) -> None:
    made = trainer(run=13, **ADAM)
    before = outputs(made)
    report = made.edit(changes)
    assert outputs(made) == pytest.approx(before, abs=1e-6)
    assert report.loss_after == pytest.approx(report.loss_before, abs=1e-6)


def test_the_report_has_the_loss_before_and_after() -> None:
    made = trainer(run=50)
    before = made.metrics()["train_loss"]
    report = made.edit({"layers.0.activation": "relu"})
    assert report.loss_before == before
    assert report.loss_after == made.metrics()["train_loss"] != before


def test_an_edit_leaves_a_mark_on_the_curves() -> None:
    made = trainer(run=12)
    report = made.edit({"training.learning_rate": 0.5})
    mark = made.history.marks[-1]
    assert (mark.update, mark.epoch, mark.text) == (12, 2.4, "learning rate 0.5")
    assert (mark.before, mark.after) == (report.loss_before, report.loss_after)


def test_an_edit_that_changes_nothing_leaves_no_mark() -> None:
    made = trainer(run=12)
    assert made.edit({"training.learning_rate": 0.1}).notes == ()
    assert made.history.marks == []
    assert not made.edited


def test_before_the_first_update_the_network_is_that_of_the_changed_link() -> None:
    made = trainer()
    report = made.edit({"layers.0.units": 7, "data.name": "xor"})
    assert not report.kept
    assert not made.edited
    fresh = trainer(data={"name": "xor", "samples": 100}, layers=[{"units": 7}, {"units": 3}])
    assert np.array_equal(made.network.params, fresh.network.params)


def test_before_the_first_update_a_rate_leaves_the_weights_without_a_word() -> None:
    report = trainer().edit({"training.learning_rate": 0.7})
    assert report.kept
    assert report.notes == ()


def test_an_edit_on_the_way_makes_a_network_no_link_gives_until_the_reset() -> None:
    made = trainer(run=5)
    made.edit({"stop.epochs": 100})
    assert not made.edited
    assert made.history.marks == []
    made.edit({"training.learning_rate": 0.2})
    assert made.edited
    made.reset()
    assert not made.edited
    assert made.experiment.training.learning_rate == 0.2


def test_another_optimizer_starts_with_empty_moments_and_says_so() -> None:
    made = trainer(run=13, **ADAM)
    params = made.network.params.copy()
    report = made.edit({"training.optimizer": "rmsprop"})
    assert np.array_equal(made.network.params, params)
    assert not moment(made, "square", 0, "weights").any()
    assert any("starts anew" in note for note in report.notes)


def test_other_batch_sizes_go_on_from_the_same_place_in_the_epoch() -> None:
    made = trainer(run=8)
    made.edit({"training.batch_size": 4})
    assert made.epoch == pytest.approx(1.6)
    assert made.updates_to_epoch_end == 5
    made.run(epochs=1)
    assert made.epoch == 2


def test_a_new_input_starts_at_weight_zero_and_a_removed_one_takes_its_column_along() -> None:
    made = trainer(run=20, **ADAM)
    before, first = parameter(made, 0, "weights"), moment(made, "mean", 0, "weights")
    made.edit({"features": ["sin_x1", "x2"]})
    after = parameter(made, 0, "weights")
    assert not after[:, 0].any()
    assert np.array_equal(after[:, 1], before[:, 1])
    assert np.array_equal(moment(made, "mean", 0, "weights")[:, 1], first[:, 1])
    assert not moment(made, "mean", 0, "weights")[:, 0].any()


def test_more_and_fewer_units_by_number_keep_the_first_ones() -> None:
    made = trainer(run=20)
    weights, bias = parameter(made, 0, "weights"), parameter(made, 0, "bias")
    made.edit({"layers.0.units": 6})
    assert np.array_equal(parameter(made, 0, "weights")[:4], weights)
    assert parameter(made, 0, "weights")[4:].all()
    assert not parameter(made, 1, "weights")[:, 4:].any()
    made.edit({"layers.0.units": 2})
    assert np.array_equal(parameter(made, 0, "weights"), weights[:2])
    assert np.array_equal(parameter(made, 0, "bias"), bias[:2])


def test_data_of_another_shape_keep_the_inner_weights_and_say_what_starts_anew() -> None:
    made = trainer(run=20)
    inner, bias = parameter(made, 1, "weights"), parameter(made, 1, "bias")
    report = made.edit({"data.name": "iris"})
    assert np.array_equal(parameter(made, 1, "weights"), inner)
    assert np.array_equal(parameter(made, 1, "bias"), bias)
    assert parameter(made, 0, "weights").shape == (4, 4)
    assert made.network.outputs == 3
    assert sum("starts anew" in note for note in report.notes) == 2
    assert not made.experiment.features
    made.edit({"data.name": "spiral"})
    assert made.experiment.features == ("x1", "x2")
    assert np.array_equal(parameter(made, 1, "weights"), inner)


def test_another_task_starts_the_curves_anew_since_the_scores_differ() -> None:
    made = trainer(run=20)
    made.edit({"data.name": "bumps"})
    made.run(epochs=2)
    assert made.score == "r2"
    assert made.history.columns(made.score)["epoch"].tolist() == [5, 6]


def test_a_loss_that_does_not_fit_the_new_data_gives_way() -> None:
    made = trainer(run=10, training={"loss": "hinge"})
    made.edit({"data.name": "plane"})
    assert made.experiment.training.loss == "auto"
    assert made.loss.name == "half_squared"
    with pytest.raises(EditError) as caught:
        made.edit({"training.loss": "hinge"})
    assert caught.value.path == "training.loss"


def test_a_loss_with_as_many_outputs_keeps_the_output_layer_and_another_does_not() -> None:
    made = trainer(run=20)
    last = parameter(made, 2, "weights")
    made.edit({"training.loss": "binary_cross_entropy"})
    assert np.array_equal(parameter(made, 2, "weights"), last)
    report = made.edit({"training.loss": "softmax_cross_entropy"})
    assert made.network.outputs == 2
    assert any("output layer starts anew" in note for note in report.notes)


def test_batch_normalization_goes_on_and_off_without_a_jump() -> None:
    made = trainer(run=30, dtype=np.float64)
    before = outputs(made)
    made.edit({"layers.0.normalization": "batch"})
    assert outputs(made) == pytest.approx(before, abs=1e-9)
    made.run(updates=20)
    before = outputs(made)
    made.edit({"layers.0.normalization": "none"})
    assert outputs(made) == pytest.approx(before, abs=1e-9)


def test_layer_normalization_keeps_the_weights_and_says_that_it_jumps() -> None:
    made = trainer(run=30)
    weights = parameter(made, 0, "weights")
    report = made.edit({"layers.0.normalization": "layer"})
    assert np.array_equal(parameter(made, 0, "weights"), weights)
    assert any("jump" in note for note in report.notes)


def test_a_batch_normalized_layer_keeps_its_statistics_when_a_unit_comes() -> None:
    made = trainer(run=30, layers=[{"units": 4, "normalization": "batch"}, {"units": 3}])
    before, state = outputs(made), made.network.state()
    made.edit({"layers.0.units": 5})
    assert outputs(made) == pytest.approx(before, abs=1e-6)
    after = made.network.state()["0.running_mean"]
    assert np.array_equal(after[:4], state["0.running_mean"])
    assert after[4] == 0


def test_a_residual_connection_says_when_it_does_nothing() -> None:
    made = trainer(run=10, layers=[{"units": 4}, {"units": 4, "residual": True}])
    report = made.edit({"layers.0.units": 5})
    assert any("does nothing" in note for note in report.notes)
    assert not any("does nothing" in note for note in made.edit({"data.noise": 3}).notes)


def test_many_changes_at_once_are_one_edit() -> None:
    made = trainer(run=10)
    made.edit({"layers.0.units": 6, "features": ["x1"], "training.optimizer": "adam"})
    assert len(made.history.marks) == 1
    assert made.history.marks[0].text == "units 6, features, optimizer adam"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"training.learning_rate": 1000}, "training.learning_rate"),
        ({"training.learning_rate": float("nan")}, "training.learning_rate"),
        ({"layers.0.units": 65}, "layers.0.units"),
        ({"layers.0.units": 0}, "layers.0.units"),
        ({"layers.5.units": 3}, "layers.5.units"),
        ({"layers.0.colour": "red"}, "layers.0.colour"),
        ({"layers": [{"units": 2}] * 11}, "layers"),
        ({"weather": 1}, "weather"),
        ({"": 1}, ""),
        ({"data.name": "nowhere"}, "data.name"),
        ({"data": 5}, "data"),
        ({"training.optimizer": "luck"}, "training.optimizer"),
        ({"training.batch_size": 2.5}, "training.batch_size"),
        ({"features": []}, "features"),
        ({"features": ["x1", "weather"]}, "features.1"),
        ({"data.name": "iris", "features": ["x1"]}, "features"),
    ],
)
@pytest.mark.parametrize("run", [0, 13])
def test_an_impossible_edit_names_the_field_and_changes_nothing(
    changes: dict[str, Any], path: str, run: int
) -> None:
    made = trainer(run=run)
    experiment, params, version = made.experiment, made.network.params.copy(), made.version
    with pytest.raises(EditError) as caught:
        made.edit({"seed": 3, **changes})
    assert caught.value.path == path
    assert caught.value.message
    assert made.experiment == experiment
    assert np.array_equal(made.network.params, params)
    assert made.version == version
    assert made.history.marks == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layers.0.units": 65}, "Units must be from 1 to 64, not 65."),
        ({"training.learning_rate": 0}, "Learning rate must be from 1e-06 to 100, not 0."),
        ({"stop.epochs": 0}, "Stop after epochs must be from 1 to 1e+06, not 0."),
        ({"layers": [{"units": 2}] * 11}, "Hidden layers can be at most 10."),
    ],
)
def test_an_error_names_the_field_and_its_limits(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EditError) as caught:
        trainer().edit(changes)
    assert caught.value.message.endswith(message)


def test_differences_are_named_by_their_paths() -> None:
    old = trainer().experiment
    new = validated(old, {"training.momentum": 0.5, "layers.1.units": 8, "seed": 2})
    assert differences(old, new) == {"training.momentum", "layers.1.units", "seed"}
    fewer = validated(old, {"layers": [{"units": 4}]})
    assert differences(old, fewer) == {"layers"}
