"""Shapes are explained before anything is built."""

from __future__ import annotations

from typing import Any

import pytest

from app.experiment import Experiment
from app.experiment.fitting import DataShape, LayerError, Layers, adapted, choices, fits, shapes

PICTURE = DataShape((1, 12, 12))
SERIES = DataShape((20, 4))
TEXT = DataShape((14,), vocabulary=26)
STEPS = DataShape((8,), vocabulary=10, steps=True)
ROW = DataShape((2,))


def layers(*kinds: str | dict[str, Any]) -> Layers:
    documents = [{"kind": each} if isinstance(each, str) else each for each in kinds]
    return Experiment.model_validate({"layers": documents}).layers


def problem(data: DataShape, *kinds: str | dict[str, Any]) -> LayerError:
    with pytest.raises(LayerError) as caught:
        shapes(layers(*kinds), data)
    return caught.value


def test_the_shapes_of_a_convolutional_network_follow_from_layer_to_layer() -> None:
    assert shapes(layers("conv", "maxpool", "conv", "globalmax", "dense"), PICTURE) == (
        (1, 12, 12),
        (6, 12, 12),
        (6, 6, 6),
        (6, 6, 6),
        (6,),
        (8,),
    )


def test_a_convolution_after_a_global_pool_is_told_where_it_would_fit() -> None:
    found = problem(PICTURE, "conv", "globalmax", "conv")
    assert found.path == "layers.2"
    assert found.message.startswith("Layer 3: A convolution needs a picture")
    assert found.message.endswith(
        "That is what layer 2, global max, hands on. It would fit before layer 2, global max."
    )


def test_a_recurrent_layer_over_letters_is_told_to_take_an_embedding() -> None:
    found = problem(TEXT, "lstm")
    assert found.path == "layers.0"
    assert found.message.endswith("Of a row of tokens an embedding makes a sequence.")


def test_an_embedding_of_numbers_is_refused() -> None:
    assert "An embedding needs tokens" in problem(SERIES, "embedding").message
    assert "An embedding needs tokens" in problem(TEXT, "embedding", "embedding").message


def test_a_layer_after_the_last_step_needs_all_steps() -> None:
    found = problem(SERIES, "lstm", "gru")
    assert found.path == "layers.1"
    assert "what layer 1, LSTM, hands on" in found.message


def test_an_answer_at_every_step_needs_all_steps_at_the_end() -> None:
    found = problem(STEPS, "embedding", "lstm")
    assert found.path == "layers.1"
    assert "ask for an answer at every step, but layer 2, LSTM, hands on a row" in found.message
    assert fits(layers("embedding", {"kind": "lstm", "output": "all"}), STEPS)


def test_a_short_cut_cannot_begin_before_the_first_layer() -> None:
    found = problem(ROW, "dense", {"kind": "residual", "back": 3})
    assert found.path == "layers.1"
    assert "There are no 3 layers before" in found.message


def test_only_kinds_that_fit_are_offered() -> None:
    stack = layers("conv", "globalmax")
    assert [each.kind for each in choices(stack, 2, PICTURE, instead=False)] == [
        "dense",
        "flatten",
        "norm",
        "feedforward",
    ]
    assert "lstm" not in [each.kind for each in choices(stack, 0, PICTURE, instead=True)]


def test_what_is_offered_hands_on_the_steps_that_the_next_layer_needs() -> None:
    stack = layers({"kind": "rnn", "units": 5, "output": "all"}, "gru")
    offered = {each.kind: each for each in choices(stack, 0, SERIES, instead=True)}
    assert offered["lstm"].model_dump()["output"] == "all"
    assert offered["lstm"].count == 5


def test_layers_that_cannot_work_on_other_data_leave_and_the_others_stay() -> None:
    stack = layers("conv", "maxpool", {"kind": "dense", "units": 5})
    kept, notes = adapted(stack, ROW)
    assert kept == stack[2:]
    assert notes == ("Layers 1 and 2 cannot work on a row of 2 values and left the network.",)


def test_where_nothing_is_left_one_dense_layer_takes_the_place() -> None:
    kept, notes = adapted(layers("lstm"), ROW)
    assert [each.kind for each in kept] == ["dense"]
    assert notes == (
        "The hidden layers cannot work on a row of 2 values; dense takes their place.",
    )


def test_layers_for_an_answer_at_every_step_are_found() -> None:
    kept, _ = adapted(layers("dense"), STEPS)
    assert fits(kept, STEPS)


def test_layers_that_fit_are_left_alone() -> None:
    stack = layers("conv", "globalmax")
    assert adapted(stack, PICTURE) == (stack, ())
