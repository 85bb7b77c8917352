"""The words for two experiments side by side."""

from __future__ import annotations

from typing import Any

import pytest

from app.experiment import Data, DenseLayer, Experiment, Training, Weights
from app.experiment.differences import REST, SAME, STACKED, differences, names, words


def said(left: Experiment, right: Experiment) -> str:
    return words(differences(left, right))


def dense(*units: int, **fields: Any) -> tuple[DenseLayer, ...]:
    return tuple(DenseLayer(units=each, **fields) for each in units)


def test_nothing_differs_between_equal_experiments() -> None:
    assert said(Experiment(), Experiment()) == SAME
    assert names(differences(Experiment(), Experiment())) == ("", "")


def test_a_choice_is_named_by_its_label() -> None:
    other = Experiment(training=Training(optimizer="adam"))
    assert said(Experiment(), other) == f"Optimizer: SGD on the left, Adam on the right. {REST}"
    assert names(differences(Experiment(), other)) == ("SGD", "Adam")


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        ({}, {"training": Training(learning_rate=0.03)}, "Learning rate: 0.1 on the left, 0.03"),
        ({}, {"training": Training(shuffle=False)}, "Shuffle: on on the left, off on the right."),
        ({}, {"data": Data(train_share=0.3)}, "Used for training: 50 % on the left, 30 %"),
        ({}, {"seed": 3}, "Seed: 24 on the left, 3 on the right."),
        ({}, {"features": ("x1", "x2", "x1x2")}, "Features: x₁, x₂ on the left, x₁, x₂, x₁x₂ on"),
        ({}, {"weights": Weights(initializer="zeros")}, "Zeros on the right."),
        ({}, {"training": Training(penalty="l1")}, "Penalty: none on the left, L1 on the right."),
        ({"layers": ()}, {"layers": dense(4)}, "Hidden layers: none on the left, 1 of 4 units"),
        ({"layers": dense(8, 8)}, {}, "Hidden layers: 2 of 8 units on the left, 3 of 8 units"),
        ({"layers": dense(8, 4)}, {}, "Hidden layers: 2 of 8 and 4 units on the left"),
    ],
)
def test_every_field_is_said_by_its_title(
    left: dict[str, Any], right: dict[str, Any], sentence: str
) -> None:
    assert sentence in said(Experiment(**left), Experiment(**right))


def test_what_differs_in_all_layers_is_one_sentence() -> None:
    sentence = said(
        Experiment(layers=dense(8, 8, activation="sigmoid")),
        Experiment(layers=dense(8, 8, activation="tanh")),
    )
    assert sentence == (
        f"Activation of all hidden layers: Sigmoid on the left, Tanh on the right. {REST}"
    )


def test_two_halves_above_each_other_are_called_so() -> None:
    found = differences(Experiment(), Experiment(training=Training(optimizer="adam")))
    assert words(found, STACKED).startswith("Optimizer: SGD above, Adam below.")


def test_what_differs_in_one_layer_names_that_layer() -> None:
    left = dense(8, 8)
    right = (left[0], DenseLayer(units=8, dropout=0.2))
    assert said(Experiment(layers=left), Experiment(layers=right)) == (
        f"Dropout of layer 2: 0 % on the left, 20 % on the right. {REST}"
    )


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        ("rnn(16)", "lstm(16)", "Hidden layers: RNN on the left, LSTM on the right."),
        ("lstm(16)", "lstm(16,forget:5)", "Forget bias: 1 on the left, 5 on the right."),
        (
            "conv(6,3,relu),globalmax()",
            "conv(8,3,relu),globalmax()",
            "Channels of the convolution: 6 on the left, 8 on the right.",
        ),
    ],
)
def test_every_kind_of_layer_has_its_words(left: str, right: str, sentence: str) -> None:
    data = "shapes" if left.startswith("conv") else "recall"
    both = [Experiment.from_link(f"#v=1&data={data}&layers={layers}") for layers in (left, right)]
    assert said(*both) == f"{sentence} {REST}"


def test_a_side_with_many_differences_has_a_short_name() -> None:
    right = Experiment(
        layers=dense(8),
        training=Training(optimizer="adam", learning_rate=0.003, batch_size=30),
    )
    assert names(differences(Experiment(), right)) == (
        "3 layers of 8 units, SGD, 2 more",
        "1 layer of 8 units, Adam, 2 more",
    )
