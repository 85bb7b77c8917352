"""Examples of other lengths in one batch: where they end, and what looking for it costs."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from app.nn import (
    LOSSES,
    LSTM,
    OPTIMIZERS,
    Array,
    Dense,
    Embedding,
    FeedForward,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    LayerNorm,
    Network,
    SelfAttention,
    Stepper,
)
from app.nn.sequences import Ends
from tests.unit.nn.test_speed import calls_of_an_update

Make = Callable[[], list[Layer]]

STEPS, VALUES, EXAMPLES = 5, 4, 12

NETWORKS: dict[str, Make] = {
    "transformer": lambda: [
        SelfAttention(2, 3, causal=True),
        LayerNorm(),
        FeedForward(6),
        GlobalAveragePool(),
    ],
    "attention of the last step": lambda: [SelfAttention(1, 3, output="last")],
    "lstm": lambda: [LSTM(4, "all"), LSTM(3)],
    "largest value": lambda: [LSTM(4, "all"), GlobalMaxPool()],
    "mean of the inputs": lambda: [GlobalAveragePool()],
    "dense": lambda: [Dense(4, "tanh")],
}


def sequences(count: int = EXAMPLES) -> Array:
    return np.random.default_rng(2).normal(size=(STEPS * VALUES, count))


def cut(x: Array, example: int, length: int) -> Array:
    """Return sequences of which one has so many steps."""
    shorter = x.copy()
    shorter[length * VALUES :, example] = np.nan
    return shorter


def network_of(make: Make) -> Network:
    network = Network((STEPS, VALUES), [*make(), Dense(2)])
    network.initialize(np.random.default_rng(3), bias=0.1)
    return network


def stepper_of(make: Make, x: Array) -> Stepper:
    network = network_of(make)
    loss = LOSSES["softmax_cross_entropy"]
    targets = loss.encode(np.arange(x.shape[1]) % 2, 2)
    return Stepper(network, loss, OPTIMIZERS["sgd"](network.params.size), x, targets)


# What looking costs


@pytest.mark.parametrize("name", NETWORKS)
def test_an_update_looks_for_missing_steps_only_where_the_data_lack_any(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete, padded = (
        calls_of_an_update(monkeypatch, partial(stepper_of, NETWORKS[name], x))
        for x in (sequences(), cut(sequences(), 0, 2))
    )
    assert (complete["isnan"], padded["isnan"]) == (0, 1)
    assert complete.total() < padded.total()


def test_one_search_looks_at_one_value_of_each_step() -> None:
    x = cut(sequences(), 3, 2)
    ends = Ends(x, STEPS)
    assert ends.look()
    assert ends.ended.shape == (STEPS, EXAMPLES)
    assert ends.ended[:, 3].tolist() == [False, False, True, True, True]
    assert ends.there[:, 3].tolist() == [1, 1, 0, 0, 0]
    assert ends.lengths.tolist() == [5, 5, 5, 2, 5, 5, 5, 5, 5, 5, 5, 5]
    assert ends.first == 2
    assert not x[2 * VALUES :, 3].any()
    assert not ends.look()


# What it changes


@pytest.mark.parametrize("name", NETWORKS)
def test_an_answer_does_not_depend_on_whether_others_of_the_batch_lack_steps(name: str) -> None:
    network = network_of(NETWORKS[name])
    x = sequences()
    whole = network.forward(x).copy()
    among = network.forward(cut(x, 0, 2)).copy()
    np.testing.assert_array_equal(among[:, 1:], whole[:, 1:])
    assert (among[:, 0] != whole[:, 0]).any()
    np.testing.assert_array_equal(network.forward(x), whole)


@pytest.mark.parametrize("name", NETWORKS)
def test_updates_by_complete_examples_are_the_same_in_padded_data(name: str) -> None:
    x = sequences()
    steppers = [stepper_of(NETWORKS[name], each) for each in (x, cut(x, 0, 2))]
    for stepper in steppers:
        for _ in range(5):
            stepper.step(np.arange(1, EXAMPLES), 0.1)
    first, second = (stepper.network.params for stepper in steppers)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_trained_on_complete_examples_answers_beginnings_of_them(name: str) -> None:
    stepper = stepper_of(NETWORKS[name], sequences())
    stepper.step(np.arange(EXAMPLES), 0.1)
    answers = stepper.network.forward(cut(sequences(), 0, 2))
    assert np.isfinite(answers).all()
    # The next update does not go on with the steps that were missing there.
    again = stepper_of(NETWORKS[name], sequences())
    for each in (stepper, again):
        while each.optimizer.updates < 2:
            each.step(np.arange(EXAMPLES), 0.1)
    np.testing.assert_array_equal(stepper.network.params, again.network.params)


def test_tokens_are_steps_whatever_layer_reads_them() -> None:
    tokens = np.array([[1.0, 0.0], [np.nan, 2.0]])
    assert Network(2, [Embedding(2, 3)]).steps == 2
    plain = Network(2, [Dense(1)], tokens=True)
    plain.params[...] = 1
    np.testing.assert_array_equal(plain.forward(tokens), [[2, 3]])


# What is no missing step


def test_nan_in_a_row_of_values_shows_in_the_answer() -> None:
    network = Network(3, [Dense(1)])
    assert network.steps == 0
    assert np.isnan(network.forward(np.array([[1.0], [np.nan], [np.nan]]))).all()


@pytest.mark.parametrize("name", NETWORKS)
def test_nan_amid_a_step_shows_in_the_answer(name: str) -> None:
    x = sequences()
    x[-1, 0] = np.nan
    answers = network_of(NETWORKS[name]).forward(x)
    assert np.isnan(answers[:, 0]).all()
    assert np.isfinite(answers[:, 1:]).all()
