"""The Experiment as a table of fields: limits, defaults, and rules that join fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.data import DATASETS, FEATURES, MAX_CLASSES
from app.experiment import KINDS, Data, DenseLayer, Experiment, TableText, Training, View, schema
from app.experiment.codec import CLASSES
from app.experiment.fields import extra, settings
from app.experiment.layers import MAX_UNITS
from app.experiment.model import MAX_LAYERS
from app.experiment.registries import AUTO
from app.nn import ACTIVATIONS, LOSSES

MODELS: tuple[type[BaseModel], ...] = (Experiment, *KINDS.values(), View)

VERSION_1: dict[str, Any] = {
    "version": 1,
    "data": {
        "name": "spiral",
        "samples": 500,
        "noise": 0.0,
        "train_share": 0.5,
        "seed": 0,
        "length": 0,
        "drawn": [],
        "table": None,
    },
    "features": ["x1", "x2"],
    "layers": [
        {
            "kind": "dense",
            "units": 8,
            "activation": "tanh",
            "normalization": "none",
            "dropout": 0.0,
            "residual": False,
            "frozen": False,
        }
    ]
    * 3,
    "output": {"frozen": False},
    "weights": {"initializer": "xavier_uniform", "scale": 1.0, "bias": 0.0},
    "training": {
        "loss": "auto",
        "optimizer": "sgd",
        "learning_rate": 0.1,
        "momentum": 0.9,
        "batch_size": 10,
        "shuffle": True,
        "schedule": "constant",
        "schedule_period": 1000,
        "clip": 0.0,
        "penalty": "none",
        "penalty_rate": 0.0,
    },
    "stop": {"test_loss": None, "epochs": None, "patience": None},
    "seed": 24,
}


def places(values: dict[str, Any]) -> list[tuple[int | str, ...]]:
    """Return where an Experiment with these values is wrong."""
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate(values)
    # The default of the features depends on the data, and is not asked for where those are wrong.
    return [
        error["loc"]
        for error in caught.value.errors()
        if error["type"] != "default_factory_not_called"
    ]


def test_the_defaults_of_version_1_never_change() -> None:
    assert json.loads(Experiment().model_dump_json()) == VERSION_1


def test_an_experiment_survives_json() -> None:
    experiment = Experiment(data=Data(drawn=((1.0, -2.0, 1),)), layers=(DenseLayer(units=3),))
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


def test_an_experiment_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Experiment().seed = 1


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_a_label_help_and_a_link_key(model: type[BaseModel]) -> None:
    for each in settings(model):
        assert each.info.title, each.dotted
        assert each.info.description, each.dotted
        assert each.info.description.endswith("."), each.dotted
        assert each.key.replace("_", "").isalnum(), each.dotted


@pytest.mark.parametrize("model", MODELS)
def test_every_number_has_limits(model: type[BaseModel]) -> None:
    for each in settings(model):
        if each.info.annotation in (int, float):
            limits = {type(limit).__name__ for limit in each.info.metadata}
            assert limits == {"Ge", "Le"}, each.dotted


def test_no_link_key_is_used_twice() -> None:
    keys = ["v", *(each.key for model in (Experiment, View) for each in settings(model))]
    assert len(keys) == len(set(keys))


def test_basic_mode_shows_at_most_six_controls() -> None:
    fields = (each for model in MODELS for each in settings(model))
    # The activation is one control, whatever the kinds of the layers.
    basic = dict.fromkeys(each.dotted for each in fields if extra(each.info)["basic"])
    assert list(basic) == [
        "data.noise",
        "data.train_share",
        "training.learning_rate",
        "training.batch_size",
        "activation",
        "speed",
    ]


def test_wrong_values_are_refused_where_they_are() -> None:
    assert places({"training": {"learning_rate": 1000}}) == [("training", "learning_rate")]
    assert places({"layers": [{}, {"units": 0}]}) == [("layers", 1, "units")]
    assert places({"layers": [{"activation": "step"}]}) == [("layers", 0, "activation")]
    assert places({"weights": {"bias": float("nan")}}) == [("weights", "bias")]
    assert places({"seed": -1}) == [("seed",)]
    assert places({"speed": 1}) == [("speed",)]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValidationError, match="must be one of sgd, momentum"):
        Training(optimizer="sdg")


def test_features_of_the_plane_have_to_exist_and_differ() -> None:
    assert places({"features": ["x1", "x3"]}) == [("features", 1)]
    assert places({"features": ["x1", "x2", "x1"]}) == [("features", 2)]


def test_a_table_starts_with_all_its_columns() -> None:
    assert Experiment(data=Data(name="iris")).features == ()
    assert Experiment(data=Data(name="iris"), features=("petal width",)).features


def test_the_loss_has_to_fit_the_task() -> None:
    assert places({"data": {"name": "blobs3"}, "training": {"loss": "binary_cross_entropy"}}) == [
        ("training", "loss")
    ]
    assert places({"data": {"name": "bumps"}, "training": {"loss": "hinge"}}) == [
        ("training", "loss")
    ]


def test_the_task_of_drawn_points_follows_from_their_classes() -> None:
    training = {"loss": "binary_cross_entropy"}
    two, three = [(0, 0, 0), (1, 1, 1)], [(0, 0, 0), (1, 1, 1), (2, 2, 2)]
    Experiment.model_validate({"data": {"name": "drawn", "drawn": two}, "training": training})
    assert places({"data": {"name": "drawn", "drawn": three}, "training": training}) == [
        ("training", "loss")
    ]


def test_any_loss_goes_with_a_table_whose_task_is_not_known_yet() -> None:
    table = TableText(text="a,b\n1,2\n")
    Experiment(data=Data(name="table", table=table), training=Training(loss="hinge"))


def test_a_pasted_table_has_to_be_there() -> None:
    assert places({"data": {"name": "table"}}) == [("data", "name")]


def test_drawn_coordinates_are_kept_to_hundredths() -> None:
    assert Data(drawn=((1.23456, -0.001, 0),)).drawn == ((1.23, 0.0, 0),)
    assert places({"data": {"drawn": [(6.5, 0, 0)]}}) == [("data", "drawn", 0, 0)]


def test_a_link_has_room_for_every_class_of_a_drawn_point() -> None:
    assert CLASSES == MAX_CLASSES


def test_the_largest_network_stays_below_fifty_thousand_parameters() -> None:
    dense = (MAX_UNITS + 1) * MAX_UNITS
    normalization = 2 * MAX_UNITS
    output = (MAX_UNITS + 1) * MAX_CLASSES
    assert MAX_LAYERS * (dense + normalization) + output < 50_000


def test_the_schema_is_json_with_all_choices() -> None:
    table = json.loads(json.dumps(schema()))
    field = table["experiment"]["$defs"]["DenseLayer"]["properties"]["activation"]
    assert field["enum"] == list(ACTIVATIONS)
    assert field["choices"][0].keys() == {"name", "label", "help", "formula"}
    assert field["link"] == "activation"
    assert [each["name"] for each in table["registries"]["datasets"]] == list(DATASETS)
    assert [each["name"] for each in table["registries"]["features"]] == list(FEATURES)
    assert [each["name"] for each in table["registries"]["losses"]] == [AUTO.name, *LOSSES]


def test_the_schema_gives_every_setting_its_link_key() -> None:
    rate = schema()["experiment"]["$defs"]["Training"]["properties"]["learning_rate"]
    assert rate["link"] == "lr"
    assert (rate["minimum"], rate["maximum"], rate["scale"]) == (1e-6, 100, "log")
    assert schema()["view"]["properties"]["speed"]["link"] == "speed"
