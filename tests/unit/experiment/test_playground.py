"""Links of TensorFlow Playground: what they say, what they leave out, what cannot be honoured."""

from __future__ import annotations

import pytest

from app.experiment import (
    Data,
    DenseLayer,
    Experiment,
    Training,
    View,
    Weights,
    load_data,
    read_link,
)
from app.experiment.playground import DATASETS, HIDDEN, RANDOMNESS, VALUE_DATASETS
from app.experiment.view import controls

FULL = (
    "#activation=relu&regularization=L1&batchSize=30&dataset=spiral&regDataset=reg-gauss"
    "&learningRate=0.1&regularizationRate=0.003&noise=35&networkShape=8,6,4&seed=0.24718"
    "&showTestData=true&discretize=true&percTrainData=70&x=true&y=false&xTimesY=true"
    "&xSquared=true&ySquared=true&cosX=false&sinX=true&cosY=false&sinY=true&collectStats=false"
    "&problem=classification&initZero=false&hideText=false"
)


def test_an_empty_hash_is_its_own_default() -> None:
    opened = read_link("https://playground.tensorflow.org/")
    assert opened.experiment == Experiment(
        data=Data(name="circle"),
        layers=(DenseLayer(units=4), DenseLayer(units=2)),
        weights=Weights(initializer="uniform", scale=0.5, bias=0.1),
        training=Training(loss="half_squared", learning_rate=0.03, shuffle=False),
        seed=0,
    )
    assert opened.view == View(show_test=False)
    assert opened.notes == [RANDOMNESS]


def test_a_full_hash_is_understood() -> None:
    opened = read_link(FULL)
    experiment = opened.experiment
    assert (
        experiment.data.model_dump() | {"seed": 0}
        == Data(name="spiral", noise=35, train_share=0.7).model_dump()
    )
    assert set(experiment.features) == {
        "x1",
        "x1x2",
        "x1_squared",
        "x2_squared",
        "sin_x1",
        "sin_x2",
    }
    assert experiment.layers == tuple(DenseLayer(units=n, activation="relu") for n in (8, 6, 4))
    assert experiment.weights == Weights(initializer="uniform", scale=0.5, bias=0.1)
    assert experiment.training == Training(
        loss="half_squared",
        learning_rate=0.1,
        batch_size=30,
        shuffle=False,
        penalty="l1_playground",
        penalty_rate=0.003,
    )
    assert opened.view == View(show_test=True, discretize=True)
    assert opened.notes == [RANDOMNESS]


def test_a_hash_alone_is_recognized_by_its_keys() -> None:
    assert read_link("dataset=xor").experiment.data.name == "xor"
    assert read_link("playButton_hide=true").view.hide == ("play",)
    assert read_link("noise=20").experiment == Experiment(data=Data(noise=20))


def test_our_own_links_are_never_taken_for_its() -> None:
    assert read_link("v=1&activation=relu").notes == ["“activation” is not known and was left out."]


def test_values_to_predict_come_with_their_own_data_sets_and_more_points() -> None:
    plane = read_link("problem=regression").experiment
    assert (plane.data.name, plane.data.samples) == ("plane", 1200)
    assert read_link("problem=regression&regDataset=reg-gauss").experiment.data.name == "bumps"
    assert plane.training.loss == "half_squared"


@pytest.mark.parametrize("name", [*DATASETS.values(), *VALUE_DATASETS.values()])
def test_its_data_sets_are_ours(name: str) -> None:
    assert load_data(Data(name=name)).plane


def test_zero_weights_come_with_zero_biases() -> None:
    weights = read_link("initZero=true").experiment.weights
    assert (weights.initializer, weights.bias) == ("zeros", 0)


def test_an_empty_shape_is_a_network_without_hidden_layers() -> None:
    assert read_link("networkShape=&x=true").experiment.layers == ()


def test_the_same_seed_text_gives_the_same_seed_and_another_one_another() -> None:
    one, again, other = (
        read_link(f"dataset=xor&seed={text}").experiment for text in ("0.1", "0.1", "0.2")
    )
    assert one == again
    assert one.seed == one.data.seed
    assert one.seed != other.seed


def test_every_hidden_control_is_one_of_ours() -> None:
    names = {choice.name for choice in controls()}
    assert set(HIDDEN.values()) <= names
    link = "&".join(f"{name}_hide=true" for name in HIDDEN)
    assert set(read_link(link).view.hide) == set(HIDDEN.values())
    assert read_link("dataset=xor&noise_hide=false").view.hide == ()


@pytest.mark.parametrize(
    ("link", "note"),
    [
        ("activation=step", "activation: “step” is not known here; tanh is used."),
        ("dataset=moons", "dataset: “moons” is not known here; circle is used."),
        (
            "problem=regression&regDataset=reg-argmax",
            "regDataset: “reg-argmax” is not known here; reg-plane is used.",
        ),
        (
            "networkShape=100",
            "Hidden layers 1, Units: “100” is more than the most, 64; 64 is used.",
        ),
        ("dataset=xor&noise=90", "noise: 90 is more than the most, 80; 50 is used, as there."),
        ("dataset=xor&noise=-5", "Noise: “-5.0” is less than the least, 0; 0 is used."),
        ("learningRate=fast", "learningRate: “fast” is not a number; 0.03 is used."),
        ("percTrainData=half", "percTrainData: “half” is not a number; 50 is used."),
        ("percTrainData=95", "Used for training: “0.95” is more than the most, 0.9; 0.9 is used."),
        ("collectStats=true", "collectStats: nothing is collected here."),
        ("hideText=true", "hideText: there is no text below the page that could be hidden."),
        ("tutorial=one", "tutorial: its tutorials are not part of this page."),
        ("dataset=xor&colour=red", "“colour” is not known and was left out."),
        ("colour_hide=true", "colour_hide: there is no such control here to hide."),
        (
            "x=false&y=false",
            "No feature is on; x1 and x2 are used, since a network needs an input.",
        ),
    ],
)
def test_what_cannot_be_honoured_is_named(link: str, note: str) -> None:
    assert read_link(link).notes == [RANDOMNESS, note]


def test_what_it_says_can_be_written_as_our_own_link() -> None:
    experiment = Experiment.from_link(FULL)
    assert Experiment.from_link(experiment.to_link()) == experiment
