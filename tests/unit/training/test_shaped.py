"""Pictures, sequences and texts: what is opened, edited and told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment, read_link
from app.training import AddLayer, AddUnit, EditError, RemoveLayer, SetWeight, Trainer
from tests.unit.training.trainers import outputs, parameter

CONV = "v=1&data=shapes&samples=40&layers=conv(4,3,relu),maxpool(2),conv(6,3,relu),globalmax"
LSTM = "v=1&data=recall&samples=40&length=5&layers=lstm(5)"


def opened(link: str, *, run: int = 0, **parts: Any) -> Trainer:
    experiment = read_link(link).experiment.model_copy(update=parts)
    made = Trainer(experiment, np.float64)
    made.run(updates=run)
    return made


def test_a_link_whose_layers_cannot_work_opens_with_others_and_a_note() -> None:
    made = opened("v=1&data=spiral&layers=conv(6,3,relu),dense(5,tanh)")
    assert [layer.kind for layer in made.experiment.layers] == ["dense"]
    assert made.notes == ("Layer 1 cannot work on a row of 2 values and left the network.",)
    assert made.describe().notes[-1] == made.notes[0]


def test_a_layer_that_does_not_fit_is_refused_where_it_is() -> None:
    made = opened(CONV, run=3)
    params = made.network.params.copy()
    with pytest.raises(EditError) as caught:
        made.apply(AddLayer(4, {"kind": "conv", "channels": 3}))
    assert caught.value.path == "layers.4"
    assert caught.value.message.endswith("It would fit before layer 4, global max.")
    with pytest.raises(EditError) as caught:
        made.edit({"layers.1.size": 6, "layers.1.stride": 6, "layers.2.padding": "valid"})
    assert caught.value.path == "layers.2"
    assert "does not fit into a picture" in caught.value.message
    assert np.array_equal(made.network.params, params)


def test_other_data_keep_the_layers_that_can_work_on_them() -> None:
    made = opened(CONV, run=3)
    kernels = parameter(made, 2, "weights")
    report = made.edit({"data.name": "digits"})
    assert [layer.kind for layer in made.experiment.layers] == [
        "conv",
        "maxpool",
        "conv",
        "globalmax",
    ]
    assert np.array_equal(parameter(made, 2, "weights"), kernels)
    assert report.kept
    report = made.edit({"data.name": "spiral"})
    assert [layer.kind for layer in made.experiment.layers] == ["dense"]
    assert made.experiment.features == ("x1", "x2")
    assert any("cannot work on a row of 2 values" in note for note in report.notes)
    made.run(updates=3)


def test_layers_asked_for_with_other_data_are_not_changed_in_silence() -> None:
    made = opened(CONV, run=3)
    with pytest.raises(EditError) as caught:
        made.edit({"data.name": "spiral", "layers": [{"kind": "conv"}]})
    assert caught.value.path == "layers.0"


def test_a_pool_put_between_two_convolutions_leaves_both_their_kernels() -> None:
    made = opened(
        "v=1&data=shapes&samples=40&layers=conv(4,3,relu),conv(6,3,relu),globalmax", run=3
    )
    kernels = parameter(made, 1, "weights")
    report = made.apply(AddLayer(1, {"kind": "maxpool"}))
    assert np.array_equal(parameter(made, 2, "weights"), kernels)
    assert "hands on something else than what comes in, so outputs jump" in " ".join(report.notes)
    made.apply(RemoveLayer(1))
    assert np.array_equal(parameter(made, 1, "weights"), kernels)


def test_a_convolution_put_after_one_with_relu_starts_as_the_identity() -> None:
    made = opened(CONV, run=3)
    before = outputs(made)
    report = made.apply(AddLayer(1))
    assert made.experiment.layers[1].kind == "conv"
    assert made.experiment.layers[1].count == 4
    assert outputs(made) == pytest.approx(before, abs=1e-12)
    assert "starts by handing on what comes in" in " ".join(report.notes)


@pytest.mark.parametrize("kind", ["attention", "feedforward"])
def test_blocks_with_a_short_cut_start_as_the_identity(kind: str) -> None:
    made = opened("v=1&data=recall&samples=40&length=5&layers=rnn(5,tanh,output:all),gru(4)", run=3)
    before = outputs(made)
    made.apply(AddLayer(1, {"kind": kind}))
    assert outputs(made) == pytest.approx(before, abs=1e-12)
    made.run(updates=5)
    assert np.abs(outputs(made) - before).max() > 1e-3


def test_the_weights_over_a_flattened_picture_follow_the_channels() -> None:
    made = opened("v=1&data=shapes&samples=40&layers=conv(3,3,relu),flatten,dense(5,tanh)", run=3)
    before, weights = outputs(made), parameter(made, 2, "weights")
    made.apply(AddUnit(0))
    assert outputs(made) == pytest.approx(before, abs=1e-12)
    assert np.array_equal(parameter(made, 2, "weights")[:, : 3 * 144], weights)
    assert not parameter(made, 2, "weights")[:, 3 * 144 :].any()


def test_the_weights_over_all_steps_follow_the_units() -> None:
    made = opened(
        "v=1&data=recall&samples=40&length=5&layers=gru(3,output:all),dense(5,tanh)", run=3
    )
    before = outputs(made)
    made.apply(AddUnit(0))
    assert outputs(made) == pytest.approx(before, abs=1e-12)


def test_a_recurrent_layer_of_another_kind_starts_anew_and_the_output_is_fitted() -> None:
    made = opened(LSTM, run=30)
    report = made.edit({"layers.0.kind": "gru"})
    assert made.experiment.layers[0].count == 5
    assert "Layer 1 is another kind of layer now" in " ".join(report.notes)
    assert report.loss_after < 3 * report.loss_before


def test_a_kernel_of_another_size_starts_anew_and_says_so() -> None:
    made = opened(CONV, run=3)
    report = made.edit({"layers.2.kernel": 5})
    assert parameter(made, 2, "weights").shape == (6, 4, 5, 5)
    assert "The weights of layer 3 have another shape now and start anew." in report.notes


def test_the_length_of_the_data_can_be_changed_while_it_trains() -> None:
    made = opened(LSTM, run=10)
    weights = parameter(made, 0, "recurrent_weights")
    made.edit({"data.length": 9})
    assert made.network.shape == (10, 4)
    assert np.array_equal(parameter(made, 0, "recurrent_weights"), weights)


def test_a_forget_bias_waits_for_the_next_reset_and_says_so() -> None:
    made = opened(LSTM, run=3)
    bias = parameter(made, 0, "bias")
    report = made.edit({"layers.0.forget_bias": 5.0})
    assert np.array_equal(parameter(made, 0, "bias"), bias)
    assert report.notes == (
        "Forget bias of layer 1: what was learned stays as it is; the new start is used at the "
        "next reset.",
    )
    made.reset()
    assert (parameter(made, 0, "bias")[1] == 5).all()


def test_every_layer_is_told_in_a_few_words() -> None:
    told = [layer.label for layer in opened(CONV).describe().layers]
    assert told == [
        "conv 3×3, 4 channels, 12×12",
        "max 2×2, 6×6",
        "conv 3×3, 6 channels, 6×6",
        "global max",
        "output",
    ]


def test_weights_of_kernels_cannot_be_set_by_hand() -> None:
    made = opened(CONV)
    with pytest.raises(EditError, match="dense layers"):
        made.apply(SetWeight(0, 0, 0, 1.0))


def test_the_default_experiment_has_rows() -> None:
    assert opened("").experiment == Experiment()


def test_a_network_with_an_answer_at_every_step_keeps_what_it_learned() -> None:
    made = opened(
        "v=1&data=reverse&samples=60&length=4&layers=embedding(6),gru(5,output:all)", run=9
    )
    before, weights = outputs(made), parameter(made, 2, "weights")
    assert len(before) == 4 * made.describe().layers[-1].tiles
    made.apply(AddUnit(1))
    assert outputs(made) == pytest.approx(before, abs=1e-12)
    assert np.array_equal(parameter(made, 2, "weights")[:, :5], weights)
    report = made.apply(RemoveLayer(1))
    assert "was fitted to do the work of both" in " ".join(report.notes)
    assert report.loss_after < report.loss_before + 0.05
    with pytest.raises(EditError) as caught:
        made.apply(AddLayer(1, {"kind": "globalmax"}))
    assert caught.value.path == "layers.1"
    assert "ask for an answer at every step" in caught.value.message


def test_the_score_of_an_answer_at_every_step_counts_the_steps_that_ask() -> None:
    made = opened("v=1&data=echo&samples=60&layers=rnn(4,tanh,output:all)", run=3)
    labels, decided = made.data.labels, made.loss.decide(outputs(made))
    assert labels is not None
    asked = labels[:, made.data.test] >= 0
    right = decided[:, made.data.test][asked] == labels[:, made.data.test][asked]
    assert made.metrics()["test_accuracy"] == pytest.approx(np.mean(right))


def test_embedded_letters_are_carried_to_other_texts_by_their_name() -> None:
    made = opened("v=1&data=surnames&samples=60&layers=embedding(6),gru(5)", run=9)
    letters, vectors = made.data.vocabulary, parameter(made, 0, "weights")
    made.edit({"data.name": "sort", "layers.1.output": "all"})
    now = parameter(made, 0, "weights")
    for place, letter in enumerate(made.data.vocabulary):
        if letter in letters:
            assert np.array_equal(now[:, place], vectors[:, letters.index(letter)])


def test_a_large_network_is_measured_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    made = opened(CONV, run=3)
    whole = made.metrics()
    monkeypatch.setattr("app.training.readable.VALUES_AT_ONCE", 5000)
    again = opened(CONV, run=3)
    assert again.metrics() == pytest.approx(whole)
