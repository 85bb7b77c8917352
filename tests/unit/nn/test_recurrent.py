"""The kinds of recurrent layers: gradients, cases worked by hand, sequences of other lengths."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from app.nn import (
    GRU,
    LOSSES,
    LSTM,
    OPTIMIZERS,
    RNN,
    Array,
    Dense,
    Network,
    Recurrent,
    ShapeError,
    Stepper,
)
from app.nn.sequences import Output
from tests.gradients import check
from tests.unit.nn.test_speed import calls_of_an_update

Make = Callable[[int, Output], Recurrent]

KINDS: dict[str, Make] = {
    "rnn": lambda units, output: RNN(units, output=output),
    "gru": GRU,
    "lstm": LSTM,
}
OUTPUTS: tuple[Output, ...] = ("last", "all")
LENGTHS = [5, 1, 2, 3, 4, 5, 1]

every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


# Gradients


@every_kind
@pytest.mark.parametrize(("output", "lengths"), [*product(OUTPUTS, (None, LENGTHS))])
def test_gradient_through_time(make: Make, output: Output, lengths: list[int] | None) -> None:
    check([make(4, output), Dense(1)], shape=(5, 2), lengths=lengths)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "gelu", "linear", "sine"])
def test_gradient_with_another_activation(activation: str) -> None:
    check([RNN(4, activation), Dense(1)], shape=(5, 2), lengths=LENGTHS)


def test_gradient_with_a_forget_bias() -> None:
    check([LSTM(4, forget_bias=5.0), Dense(1)], shape=(5, 2))


def test_gradient_of_recurrent_layers_above_each_other() -> None:
    check(
        [LSTM(3, "all"), GRU(4, "all"), RNN(3), Dense(1)],
        shape=(4, 2),
        lengths=[4, 1, 2, 3, 4, 4, 1],
    )


def test_gradient_of_a_single_step() -> None:
    check([LSTM(3), Dense(1)], shape=(1, 2))


# Worked by hand: one unit, one input, the steps 1 and -2


def one_unit(layer: Recurrent, weights: Array) -> Network:
    """Return a network of one unit; `weights` has of each gate that of x, of h, and the bias."""
    network = Network((2, 1), [layer], np.float64)
    for name, values in zip(
        ("input_weights", "recurrent_weights", "bias"), np.transpose(weights), strict=True
    ):
        parameter = layer.parameters()[name]
        parameter[...] = values.reshape(parameter.shape)
    network.forward(np.array([[1.0], [-2.0]]))
    return network


def test_rnn_by_hand() -> None:
    network = one_unit(RNN(1), np.array([[0.8, -0.4, 0.1]]))
    # tanh(0.8 + 0.1) = 0.716298, then tanh(-1.6 - 0.4 · 0.716298 + 0.1) = -0.945392.
    expected = [0.716298, -0.945392]
    np.testing.assert_allclose(network.inside(0)["hidden"].ravel(), expected, atol=1e-6)
    np.testing.assert_allclose(network.activations(0).ravel(), expected[-1:], atol=1e-6)


def test_lstm_by_hand() -> None:
    gates = [[0.5, 0.1, 0.0], [-0.3, 0.2, 1.0], [0.8, -0.4, 0.1], [0.2, 0.3, -0.1]]
    inside = one_unit(LSTM(1, "all"), np.array(gates)).inside(0)
    # Step 1: i = σ(0.5), f = σ(0.7), g = tanh(0.9), o = σ(0.1), c = i g, h = o tanh c.
    # Step 2: i = σ(-1 + 0.1 h), f = σ(1.6 + 0.2 h), g = tanh(-1.5 - 0.4 h), o = σ(-0.5 + 0.3 h).
    expected = [[0.622459, 0.668188, 0.716298, 0.524979], [0.273283, 0.83807, -0.919824, 0.39315]]
    np.testing.assert_allclose(inside["gates"][:, :, 0, 0], expected, atol=1e-6)
    # c = 0.622459 · 0.716298, then 0.83807 · 0.445866 - 0.273283 · 0.919824.
    np.testing.assert_allclose(inside["cell"].ravel(), [0.445866, 0.122295], atol=1e-6)
    np.testing.assert_allclose(inside["hidden"].ravel(), [0.219701, 0.047842], atol=1e-6)


def test_gru_by_hand() -> None:
    gates = [[0.5, 0.1, 0.0], [-0.3, 0.2, 0.4], [0.8, -0.4, 0.1]]
    inside = one_unit(GRU(1, "all"), np.array(gates)).inside(0)
    # Step 1: r = σ(0.5), z = σ(0.1), n = tanh(0.9), h = (1 - z) n.
    # Step 2: n = tanh(-1.6 + 0.1 + r · (-0.4 h)), h = (1 - z) n + z h.
    expected = [[0.622459, 0.524979, 0.716298], [0.275684, 0.744226, -0.911703]]
    np.testing.assert_allclose(inside["gates"][:, :, 0, 0], expected, atol=1e-6)
    np.testing.assert_allclose(inside["hidden"].ravel(), [0.340256, 0.020038], atol=1e-6)


def test_every_gate_has_its_own_place_in_the_parameters() -> None:
    # A cell that is told to write everything and forget nothing counts what it is shown.
    layer = LSTM(1, forget_bias=0.0)
    network = Network((4, 1), [layer], np.float64)
    bias, weights = layer.parameters()["bias"], layer.parameters()["input_weights"]
    for name in ("input", "forget", "output"):
        bias[layer.gates.index(name)] = 50
    weights[layer.gates.index("candidate")] = 50
    network.forward(np.ones((4, 1)))
    np.testing.assert_allclose(network.inside(0)["cell"].ravel(), [1, 2, 3, 4])


# Sequences of other lengths


def padded(x: Array, steps: int) -> Array:
    """Return a sequence (T · 2, N) with steps that the examples do not have at its end."""
    return np.concatenate((x, np.full((2 * steps, x.shape[1]), np.nan)))


@every_kind
@pytest.mark.parametrize("output", OUTPUTS)
def test_padding_changes_neither_answers_nor_gradients(make: Make, output: Output) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(3 * 2, 6))
    short = Network((3, 2), [make(4, output)], np.float64)
    short.initialize(rng)
    long = Network((5, 2), [make(4, output)], np.float64)
    long.params[...] = short.params
    # An example of full length beside the others, so that the batch has both.
    whole = rng.normal(size=(5 * 2, 1))
    answers = short.forward(x)
    longer = long.forward(np.concatenate((padded(x, 2), whole), axis=1))
    np.testing.assert_array_equal(longer[: len(answers), :6], answers)
    np.testing.assert_array_equal(longer[-4:, :6], answers[-4:])

    dy = rng.normal(size=answers.shape)
    short.backward(dy)
    long_dy = np.zeros_like(longer)
    long_dy[: len(dy), :6] = dy
    long.backward(long_dy)
    np.testing.assert_allclose(long.grads, short.grads, rtol=1e-12, atol=1e-14)


@every_kind
def test_an_example_without_any_step_stays_at_zero(make: Make) -> None:
    network = Network((3, 2), [make(4, "all")])
    network.initialize(np.random.default_rng(1), bias=1.0)
    x = np.full((6, 2), np.nan, np.float32)
    x[:, 1] = 1
    answers = network.forward(x)
    assert not answers[:, 0].any()
    assert answers[:, 1].all()


# What the lenses read


@every_kind
def test_states_and_gates_have_their_shapes(make: Make) -> None:
    network = Network((5, 2), [make(4, "last"), Dense(1)])
    network.initialize(np.random.default_rng(1))
    network.forward(np.ones((10, 3), np.float32))
    inside = network.inside(0)
    assert inside["hidden"].shape == (5, 4, 3)
    np.testing.assert_array_equal(inside["hidden"][-1], network.activations(0))
    layer = network.layers[0]
    assert isinstance(layer, Recurrent)
    if "gates" in inside:
        assert inside["gates"].shape == (5, len(layer.gates), 4, 3)
    assert "hidden_gradient" not in inside


@every_kind
def test_the_gradient_of_the_last_state_is_what_the_next_layer_gives_back(make: Make) -> None:
    network = Network((4, 2), [make(3, "all"), Dense(1)], np.float64)
    network.initialize(np.random.default_rng(2))
    network.forward(np.random.default_rng(3).normal(size=(8, 2)))
    network.backward(np.ones((1, 2)))
    found = network.inside(0)["hidden_gradient"]
    weights = network.layers[1].parameters()["weights"].reshape(4, 3)
    assert found.shape == (4, 3, 2)
    np.testing.assert_allclose(found[-1], np.abs(weights[-1])[:, np.newaxis] * np.ones((3, 2)))
    network.forward(np.ones((8, 2)))
    assert "hidden_gradient" not in network.inside(0)


def test_the_gradient_of_a_linear_state_fades_by_its_weight_at_every_step() -> None:
    layer = RNN(1, "linear")
    network = Network((4, 1), [layer], np.float64)
    layer.parameters()["recurrent_weights"][...] = -0.5
    network.forward(np.ones((4, 1)))
    network.backward(np.ones((1, 1)))
    found = network.inside(0)["hidden_gradient"].ravel()
    np.testing.assert_allclose(found, [0.125, 0.25, 0.5, 1.0])


# Starting values, training


def test_the_forget_bias_is_added_to_the_starting_bias_of_its_gate() -> None:
    layer = LSTM(3, forget_bias=5.0)
    network = Network((4, 2), [layer])
    network.initialize(np.random.default_rng(0), bias=0.25)
    np.testing.assert_array_equal(
        layer.parameters()["bias"], np.repeat([[0.25], [5.25], [0.25], [0.25]], 3, axis=1)
    )


def test_every_gate_is_drawn_as_a_dense_layer_of_its_own() -> None:
    layer = LSTM(100)
    network = Network((2, 50), [layer])
    network.initialize(np.random.default_rng(0), "xavier_uniform")
    for name, inputs in (("input_weights", 50), ("recurrent_weights", 100)):
        largest = np.abs(layer.parameters()[name]).max(axis=(1, 2))
        np.testing.assert_allclose(largest, np.sqrt(6 / (100 + inputs)), rtol=0.01)


@every_kind
def test_parameters_are_views_that_fill_the_vector(make: Make) -> None:
    layer = make(3, "last")
    network = Network((4, 2), [layer])
    for number, view in enumerate(layer.parameters().values(), 1):
        view.fill(number)
    gates = len(layer.gates)
    counts = [gates * 3 * 2, gates * 3 * 3, gates * 3]
    assert [int((network.params == number).sum()) for number in (1, 2, 3)] == counts
    assert layer.size == sum(counts)
    assert int(network.weight_mask().sum()) == counts[0] + counts[1]
    for name, axes in layer.axes.items():
        assert layer.parameters()[name].ndim == len(axes)


def stepper(make: Make, examples: int = 40) -> Stepper:
    rng = np.random.default_rng(1)
    network = Network((6, 2), [make(4, "last"), Dense(2)])
    network.initialize(rng)
    x = rng.normal(size=(12, examples))
    ended = np.arange(6)[:, np.newaxis] >= rng.integers(1, 7, examples)
    x[np.repeat(ended, 2, axis=0)] = np.nan
    loss = LOSSES["softmax_cross_entropy"]
    targets = loss.encode((np.nansum(x, axis=0) > 0).astype(np.int64), 2)
    optimizer = OPTIMIZERS["adam"](network.params.size)
    return Stepper(network, loss, optimizer, x, targets)


@every_kind
def test_training_repeats_itself_and_learns_which_sign_the_sum_has(make: Make) -> None:
    runs = [stepper(make) for _ in range(2)]
    for run in runs:
        for _ in range(150):
            run.step(np.arange(40), 0.02)
    first, second = runs
    np.testing.assert_array_equal(first.network.params, second.network.params)
    output = first.network.forward(first.inputs)
    assert np.mean(first.loss.decide(output) == first.targets[1]) > 0.9


@every_kind
def test_a_frozen_layer_stays_while_the_next_one_learns(make: Make) -> None:
    layer = make(3, "last")
    layer.frozen = True
    network = Network((4, 2), [layer, Dense(1)])
    network.initialize(np.random.default_rng(0))
    loss = LOSSES["squared"]
    x = np.random.default_rng(1).normal(size=(8, 10))
    run = Stepper(network, loss, OPTIMIZERS["sgd"](network.params.size), x, np.ones((1, 10)))
    before = network.params.copy()
    run.step(np.arange(10), 0.1)
    changed = network.params != before
    assert not changed[: layer.size].any()
    assert changed[layer.size :].all()


@pytest.mark.parametrize(("kind", "calls"), [("rnn", 4), ("gru", 13), ("lstm", 12)])
def test_a_step_of_a_sequence_costs_few_calls(
    monkeypatch: pytest.MonkeyPatch, kind: str, calls: int
) -> None:
    def count(steps: int) -> int:
        def build() -> Stepper:
            network = Network((steps, 2), [KINDS[kind](4, "last"), Dense(1)])
            network.initialize(np.random.default_rng(1))
            x = np.random.default_rng(2).normal(size=(2 * steps, 30))
            optimizer = OPTIMIZERS["sgd"](network.params.size)
            return Stepper(network, LOSSES["squared"], optimizer, x, np.ones((1, 30)))

        return calls_of_an_update(monkeypatch, build).total()

    assert count(30) - count(20) <= 10 * calls


# What does not fit


@every_kind
def test_a_row_is_refused_in_words(make: Make) -> None:
    with pytest.raises(
        ShapeError, match=r"needs a sequence .* here is a row of 12 values\..*token"
    ):
        Network(12, [make(4, "last")])


def test_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        LSTM(0)
    with pytest.raises(ValueError, match="output must be one of last, all, not 'first'"):
        GRU(2, "first")  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="unknown activation"):
        RNN(2, "step")
