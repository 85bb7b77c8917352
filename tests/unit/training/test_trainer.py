from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.data import DataError
from app.experiment import Experiment
from app.training import Trainer
from tests.unit.training.trainers import outputs, trainer

STOCHASTIC: dict[str, Any] = {
    "layers": [
        {"units": 4, "dropout": 0.2, "normalization": "batch"},
        {"units": 4, "activation": "relu", "residual": True},
    ],
    "training": {
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 7,
        "schedule": "cosine",
        "schedule_period": 40,
        "penalty": "l1",
        "penalty_rate": 0.001,
        "clip": 0.5,
    },
}


def same(one: Trainer, other: Trainer) -> bool:
    return (
        one.update == other.update
        and one.epoch == other.epoch
        and np.array_equal(one.network.params, other.network.params)
        and one.metrics() == other.metrics()
    )


def test_an_experiment_gives_the_same_numbers_every_time() -> None:
    assert same(trainer(run=33), trainer(run=33))


def test_seeds_give_different_weights_and_orders() -> None:
    one, other = trainer(run=0), trainer(run=0, seed=1)
    assert not np.array_equal(one.network.params, other.network.params)


@pytest.mark.parametrize("parts", [{}, STOCHASTIC], ids=["plain", "stochastic"])
@pytest.mark.parametrize("size", [1, 2, 5, 7, 100])
def test_slices_of_any_size_give_the_same_numbers(parts: dict[str, Any], size: int) -> None:
    whole, sliced = trainer(run=61, **parts), trainer(**parts)
    while sliced.update < 61:
        sliced.run(updates=min(size, 61 - sliced.update))
        # Looking between the slices must not matter either.
        sliced.metrics()
        sliced.confusion()
        sliced.predict(sliced.data.inputs[:, :3])
    assert same(whole, sliced)
    for name, column in whole.history.columns().items():
        assert np.array_equal(column, sliced.history.columns()[name])


def test_epochs_and_updates_count_the_same_way() -> None:
    one, other = trainer(), trainer()
    assert one.run(epochs=3) == 15
    assert other.run(updates=15) == 15
    assert same(one, other)
    assert one.epoch == 3
    assert one.updates_per_epoch == 5


def test_an_epoch_from_the_middle_of_one_leads_to_its_end() -> None:
    made = trainer(run=7)
    assert made.epoch == pytest.approx(1.4)
    assert made.updates_to_epoch_end == 3
    assert made.run(epochs=1) == 3
    assert made.epoch == 2


def test_either_updates_or_epochs_have_to_be_given() -> None:
    with pytest.raises(ValueError, match="either"):
        trainer().run()
    with pytest.raises(ValueError, match="either"):
        trainer().run(updates=1, epochs=1)


def test_training_makes_the_loss_smaller() -> None:
    made = trainer(data={"name": "circle"})
    before = made.metrics()["train_loss"]
    made.run(epochs=20)
    assert made.metrics()["train_loss"] < before / 2


def test_the_first_update_is_the_gradient_step_by_hand() -> None:
    made = trainer(
        data={"name": "gauss", "samples": 20},
        layers=[],
        training={"learning_rate": 0.5, "batch_size": 4, "shuffle": False},
        dtype=np.float64,
    )
    weights = made.network.params.copy()  # w1, w2, bias
    batch = made.data.train[:4]
    inputs = np.vstack((made.data.inputs[:, batch], np.ones(4)))
    labels = 2.0 * np.asarray(made.data.labels)[batch] - 1
    out = np.tanh(weights @ inputs)
    gradient = inputs @ ((out - labels) * (1 - out**2)) / 4
    made.run(updates=1)
    assert made.network.params == pytest.approx(weights - 0.5 * gradient, abs=1e-12)


def test_a_schedule_multiplies_the_learning_rate_of_each_update() -> None:
    training = {"learning_rate": 0.1, "schedule": "warmup", "schedule_period": 2}
    warm = trainer(training=training)
    plain = trainer(training={"learning_rate": 0.1})
    start = plain.network.params.copy()
    warm.run(updates=1)
    plain.run(updates=1)
    assert warm.network.params - start == pytest.approx(
        (plain.network.params - start) / 2, abs=1e-6
    )


def test_clipping_bounds_the_step() -> None:
    made = trainer(training={"learning_rate": 1.0, "clip": 0.01})
    start = made.network.params.copy()
    made.run(updates=1)
    assert np.linalg.norm(made.network.params - start) <= 0.01 * 1.001


def test_the_penalty_is_reported_apart_from_the_data_loss() -> None:
    training = {"penalty": "l2", "penalty_rate": 0.5}
    metrics = trainer(training=training).metrics()
    assert metrics["train_loss"] == trainer().metrics()["train_loss"]
    made = trainer(training=training)
    weights = made.network.params[made.network.weight_mask()]
    assert metrics["penalty"] == pytest.approx(0.25 * float(np.sum(weights**2)), rel=1e-5)
    assert trainer().metrics()["penalty"] == 0


def test_metrics_are_those_of_the_task() -> None:
    assert list(trainer().metrics()) == [
        "train_loss",
        "test_loss",
        "penalty",
        "train_accuracy",
        "test_accuracy",
    ]
    made = trainer(data={"name": "plane"}, run=200)
    metrics = made.metrics()
    assert 0.9 < metrics["test_r2"] <= 1
    assert made.confusion() is None


def test_predict_decides_classes_or_gives_values() -> None:
    made = trainer(data={"name": "circle"}, run=300)
    decided = made.predict(np.array([[0.0, 4.2], [0.0, 0.0]]))
    assert decided.tolist() == [1, 0]
    values = trainer(data={"name": "plane"}, run=300).predict(np.array([[4.0], [4.0]]))
    assert values[0] == pytest.approx(0.8, abs=0.15)


def test_predict_and_accuracy_agree() -> None:
    made = trainer(data={"name": "iris"}, features=[], run=60)
    truth = made.data.targets[made.data.test]
    decided = made.predict(made.data.inputs[:, made.data.test])
    assert made.metrics()["test_accuracy"] == pytest.approx(float(np.mean(decided == truth)))


def test_confusion_counts_every_example_once_and_its_diagonal_is_the_accuracy() -> None:
    made = trainer(data={"name": "iris"}, features=[], run=60)
    counts = made.confusion()
    assert counts is not None
    train, test = counts
    assert train.sum() == len(made.data.train)
    assert np.trace(test) / test.sum() == pytest.approx(made.metrics()["test_accuracy"])


def test_inputs_are_the_features_by_name() -> None:
    made = trainer(features=["x2", "x1_squared", "sin_x1"])
    rows = made.inputs(np.array([[2.0], [3.0]]))
    assert rows[:, 0] == pytest.approx([3.0, 4.0, np.sin(2.0)])
    assert made.input_names == ("x2", "x1_squared", "sin_x1")
    assert rows.dtype == np.float32


def test_columns_of_a_table_are_inputs_by_name() -> None:
    columns = trainer(data={"name": "iris"}, features=[]).data.columns
    made = trainer(data={"name": "iris"}, features=[columns[2], columns[0]])
    rows = made.inputs(made.data.inputs)
    assert rows == pytest.approx(made.data.inputs[[2, 0]].astype(np.float32))


def test_unknown_columns_of_a_table_give_way_with_a_note() -> None:
    columns = trainer(data={"name": "iris"}, features=[]).data.columns
    made = trainer(data={"name": "iris"}, features=[columns[1], "weather"])
    assert made.input_names == (columns[1],)
    assert made.experiment.features == (columns[1],)
    assert any("features" in note for note in made.notes)
    assert made.describe().notes[-1] == made.notes[0]


def test_reset_returns_to_the_same_starting_weights() -> None:
    made = trainer()
    start = made.network.params.copy()
    made.run(updates=30)
    made.reset()
    assert np.array_equal(made.network.params, start)
    assert (made.update, made.epoch, len(made.history)) == (0, 0.0, 1)
    made.run(updates=30)
    assert same(made, trainer(run=30))


def test_new_weights_are_those_of_the_next_seed() -> None:
    made = trainer(run=9)
    made.new_weights()
    assert made.experiment.seed == 1
    assert same(made, trainer(seed=1))
    last = trainer(seed=2**32 - 1)
    last.new_weights()
    assert last.experiment.seed == 0


def test_a_frozen_layer_keeps_its_weights_exactly() -> None:
    made = trainer(layers=[{"units": 4, "frozen": True}, {"units": 3}])
    before = made.network.params.copy()
    made.run(updates=20)
    changed = made.network.split(made.network.params != before)
    assert not changed[0]["weights"].any()
    assert not changed[0]["bias"].any()
    assert changed[1]["weights"].any()


def test_a_residual_layer_that_does_not_fit_is_an_ordinary_one() -> None:
    wide = trainer(layers=[{"units": 4}, {"units": 3, "residual": True}], run=20)
    assert same(wide, trainer(layers=[{"units": 4}, {"units": 3}], run=20))


def test_describe_names_the_parts() -> None:
    description = trainer(data={"name": "wine"}, features=[]).describe()
    assert description.task == "classes"
    assert description.loss == "softmax_cross_entropy"
    assert [layer.units for layer in description.layers] == [4, 3, 3]
    assert sum(layer.parameters for layer in description.layers) == description.parameters
    assert description.layers[-1].activation == "linear"
    assert description.standardized
    assert len(description.inputs) == 13
    assert description.train + description.test == 178
    assert trainer(features=["x1", "x1x2"]).describe().input_labels == ("x₁", "x₁x₂")


def test_data_that_cannot_be_made_raise_a_data_error() -> None:
    experiment = Experiment.model_validate(
        {"data": {"name": "table", "table": {"text": "a,b\n1,2"}}}
    )
    with pytest.raises(DataError):
        Trainer(experiment)


def test_the_version_grows_with_every_change_and_only_then() -> None:
    made = trainer()
    before = made.version
    made.metrics()
    outputs(made)
    assert made.version == before
    made.run(updates=1)
    assert made.version > before


def test_float64_and_float32_start_alike_and_stay_close() -> None:
    one, other = trainer(run=25), trainer(run=25, dtype=np.float64)
    assert other.network.params.dtype == np.float64
    assert one.network.params == pytest.approx(other.network.params, abs=1e-4)


def test_any_number_of_epochs_leaves_at_most_400_points() -> None:
    made = trainer(data={"name": "xor", "samples": 10}, layers=[])
    made.run(epochs=1000)
    columns = made.history.columns(made.score)
    assert len(columns["epoch"]) <= 400
    assert columns["epoch"][0] == 0
    assert columns["epoch"][-1] > 990
    assert columns["update"].tolist() == columns["epoch"].tolist()
