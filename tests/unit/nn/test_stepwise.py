"""Dense layers step by step, feed-forward blocks, residual connections, and the loss per step."""

import numpy as np
import pytest

from app.nn import (
    LOSSES,
    OPTIMIZERS,
    RNN,
    Dense,
    Embedding,
    FeedForward,
    LayerNorm,
    Network,
    PerStep,
    Residual,
    SelfAttention,
    ShapeError,
    StepDense,
    Stepper,
)
from tests.gradients import BATCH, check

LENGTHS = [5, 1, 2, 3, 4, 5, 1]


# A dense layer at every step


@pytest.mark.parametrize("lengths", [None, LENGTHS])
@pytest.mark.parametrize("activation", ["linear", "tanh"])
def test_gradient_of_a_dense_layer_at_every_step(
    activation: str, lengths: list[int] | None
) -> None:
    layers = [RNN(3, output="all"), StepDense(4, activation), Dense(1)]
    check(layers, shape=(5, 2), lengths=lengths)


def test_every_step_is_seen_by_the_same_weights() -> None:
    network = Network((3, 2), [StepDense(2, "relu")], np.float64)
    parameters = network.layers[0].parameters()
    parameters["weights"][...] = [[1, 2], [-1, 0]]
    parameters["bias"][...] = [10, 0]
    answers = network.forward(np.arange(6.0)[:, np.newaxis])
    # Of the steps (0, 1), (2, 3) and (4, 5).
    assert answers[:, 0].tolist() == [12, 0, 18, 0, 24, 0]


# Feed-forward blocks


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_gradient_of_a_feed_forward_block(lengths: list[int] | None, residual: bool) -> None:
    check([FeedForward(6, "gelu", residual), Dense(1)], shape=(5, 3), lengths=lengths)


def test_gradient_of_a_feed_forward_block_between_rows() -> None:
    layers = [RNN(4), FeedForward(6, "tanh"), LayerNorm(), Dense(1)]
    check(layers, shape=(5, 3), lengths=LENGTHS)


def test_a_feed_forward_block_is_its_formula() -> None:
    network = Network((2, 2), [FeedForward(1, "relu")], np.float64)
    parameters = network.layers[0].parameters()
    parameters["hidden_weights"][...] = [[1, 1]]
    parameters["hidden_bias"][...] = -2
    parameters["output_weights"][...] = [[10], [100]]
    parameters["output_bias"][...] = [0.5, 0.25]
    # Step (1, 3): relu(4 - 2) = 2. Step (1, 0): relu(1 - 2) = 0.
    answers = network.forward(np.array([[1.0], [3.0], [1.0], [0.0]]))
    assert answers[:, 0].tolist() == [21.5, 203.25, 1.5, 0.25]
    assert network.inside(0)["hidden"][:, 0, 0].tolist() == [2, 0]


def test_after_the_end_a_feed_forward_block_gives_zero() -> None:
    network = Network((2, 2), [FeedForward(3)])
    network.initialize(np.random.default_rng(0), bias=1.0)
    answers = network.forward(np.array([[1], [2], [np.nan], [np.nan]]))
    assert answers[:2].all()
    assert not answers[2:].any()


def test_a_picture_is_refused_in_words() -> None:
    with pytest.raises(ShapeError, match=r"a sequence or a row.*a picture of 2 channels"):
        Network((2, 4, 4), [FeedForward(3)])
    with pytest.raises(ShapeError, match="An answer at every step needs a sequence"):
        Network(6, [StepDense(3)])


# Residual connections


def test_gradient_of_a_transformer_block_with_normalization_before() -> None:
    layers = [
        *(LayerNorm(), SelfAttention(2, 3, residual=False), Residual(2)),
        *(LayerNorm(), FeedForward(6, "tanh", residual=False), Residual(2)),
    ]
    check([*layers, Dense(1)], shape=(5, 4), lengths=LENGTHS)


def test_gradient_of_connections_that_cross() -> None:
    layers = [Dense(4, "tanh"), Dense(4, "sine"), Residual(1), Dense(4, "tanh"), Residual(3)]
    check([*layers, Residual(5), Dense(1)], shape=(4,))


def test_a_connection_adds_what_came_into_the_layer_it_skips() -> None:
    network = Network(2, [Dense(2, "relu"), Residual(1)], np.float64)
    network.layers[0].parameters()["weights"][...] = [[1, 0], [0, -1]]
    answers = network.forward(np.array([[3.0], [5.0]]))
    assert answers[:, 0].tolist() == [6, 5]


def test_a_connection_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="skips at least one layer"):
        Residual(0)
    with pytest.raises(ShapeError, match="no 2 layers before"):
        Network(2, [Dense(2), Residual(2)])
    with pytest.raises(ShapeError, match="Only equal shapes can be added"):
        Network(2, [Dense(3), Residual(1)])


# The loss per step


@pytest.mark.parametrize(
    ("name", "classes"),
    [("softmax_cross_entropy", 3), ("binary_cross_entropy", 2), ("hinge", 3), ("squared", 0)],
)
def test_gradient_of_a_loss_per_step(name: str, classes: int) -> None:
    rng = np.random.default_rng(4)
    ended = np.arange(5)[:, np.newaxis] >= np.array(LENGTHS)
    if classes:
        labels = np.where(ended, -1, rng.integers(0, classes, (5, BATCH)))
    else:
        labels = np.where(ended, np.nan, rng.normal(size=(5, BATCH)))
    loss = PerStep(LOSSES[name], 5)
    layers = [RNN(3, output="all"), StepDense(loss.outputs(classes) // 5)]
    check(layers, loss, classes, shape=(5, 2), lengths=LENGTHS, labels=labels)


def test_the_loss_is_the_mean_over_all_labelled_steps() -> None:
    single = LOSSES["softmax_cross_entropy"]
    loss = PerStep(single, 2)
    output = np.array([[2.0, 0.0], [1.0, 3.0], [0.5, 9.0], [0.0, 9.0]])
    target = loss.encode(np.array([[0, 1], [1, -1]]), 2)
    np.testing.assert_array_equal(target[:, 0], [1, 0, 0, 1])
    surprises = [
        single.value(np.array([[a], [b]]), np.array([[1.0], [0.0]]))
        for a, b in ((2.0, 1.0), (3.0, 0.0), (0.0, 0.5))
    ]
    np.testing.assert_allclose(loss.value(output, target), np.mean(surprises))
    np.testing.assert_array_equal(loss.decide(output), [[0, 1], [0, 0]])
    np.testing.assert_allclose(loss.confidence(output).sum(axis=0), 1)
    assert loss.confidence(output).shape == (2, 2, 2)


def test_nothing_labelled_costs_nothing() -> None:
    loss = PerStep(LOSSES["softmax_cross_entropy"], 2)
    output = np.ones((4, 1))
    target = loss.encode(np.array([[-1], [-1]]), 2)
    into = np.full_like(output, 7)
    loss.gradient(output, target, into)
    assert loss.value(output, target) == 0
    assert not into.any()


def test_a_loss_per_step_has_the_words_of_the_loss_it_is_of() -> None:
    loss = PerStep(LOSSES["hinge"], 4)
    assert (loss.name, loss.label) == ("hinge", "Hinge")
    assert loss.tasks == ("steps",)
    assert loss.outputs(3) == 12
    assert loss.output_activation == "linear"


# A small transformer


def test_a_small_transformer_learns_to_turn_strings_around() -> None:
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, 4, (4, 400))
    layers = [
        Embedding(16, 4),
        SelfAttention(2, 8, positions="learned"),
        LayerNorm(),
        FeedForward(32),
        LayerNorm(),
        StepDense(4),
    ]
    network = Network(4, layers)
    network.initialize(rng)
    loss = PerStep(LOSSES["softmax_cross_entropy"], 4)
    targets = loss.encode(tokens[::-1], 4)
    optimizer = OPTIMIZERS["adam"](network.params.size)
    stepper = Stepper(network, loss, optimizer, tokens.astype(np.float32), targets)
    for _ in range(150):
        stepper.step(rng.permutation(400)[:40], 0.01)
    answers = loss.decide(network.forward(tokens.astype(np.float32)))
    assert np.mean(answers == tokens[::-1]) > 0.95
