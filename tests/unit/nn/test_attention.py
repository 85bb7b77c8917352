"""Self-attention: gradients with every option, a map worked by hand, masks."""

from itertools import product

import numpy as np
import pytest

from app.nn import (
    LOSSES,
    OPTIMIZERS,
    Array,
    Dense,
    Indices,
    Network,
    SelfAttention,
    ShapeError,
    Stepper,
)
from app.nn.attention import Positions, sinusoids
from app.nn.sequences import Output
from tests.gradients import check

LENGTHS = [5, 1, 2, 3, 4, 5, 1]
POSITIONS: tuple[Positions, ...] = ("none", "learned", "sinusoidal")
OUTPUTS: tuple[Output, ...] = ("all", "last")


# Gradients


@pytest.mark.parametrize(
    ("output", "causal", "lengths"), [*product(OUTPUTS, (False, True), (None, LENGTHS))]
)
def test_gradient_with_masks(output: Output, causal: bool, lengths: list[int] | None) -> None:
    check(
        [SelfAttention(2, 3, causal=causal, output=output), Dense(1)], shape=(5, 4), lengths=lengths
    )


@pytest.mark.parametrize(("positions", "residual"), [*product(POSITIONS, (False, True))])
def test_gradient_with_positions(positions: Positions, residual: bool) -> None:
    layer = SelfAttention(1, 3, positions=positions, residual=residual)
    check([layer, Dense(1)], shape=(5, 3), lengths=LENGTHS)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_gradient_with_a_temperature(temperature: float) -> None:
    check([SelfAttention(2, 3, temperature=temperature), Dense(1)], shape=(4, 3))


def test_gradient_with_heads_switched_off() -> None:
    check([SelfAttention(3, 2, muted=(0, 2)), Dense(1)], shape=(4, 3))


def test_gradient_of_one_layer_above_the_other() -> None:
    layers = [SelfAttention(1, 3, positions="learned"), SelfAttention(2, 2, output="last")]
    check([*layers, Dense(1)], shape=(4, 3))


# Worked by hand: three steps of two values; queries and keys are what comes in


def looking(**options: object) -> Network:
    """Return a head whose queries and keys are the input and whose values are twice it."""
    options = {"width": 2, "residual": False, "temperature": 1 / np.sqrt(2), **options}
    layer = SelfAttention(**options)  # type: ignore[arg-type]
    network = Network((3, 2), [layer], np.float64)
    parameters = layer.parameters()
    for name in ("query_weights", "key_weights"):
        parameters[name][...] = np.eye(2)
    parameters["value_weights"][...] = 2 * np.eye(2)
    parameters["output_weights"][...] = np.eye(2)[:, np.newaxis]
    return network


STEPS = np.array([[1.0], [0.0], [0.0], [1.0], [1.0], [1.0]])
E = np.e


def test_attention_by_hand() -> None:
    # The temperature makes up for √width, so the map is the softmax of the steps' products:
    # (1, 0), (0, 1) and (1, 1) have the products 1 0 1, 0 1 1 and 1 1 2.
    network = looking()
    answers = network.forward(STEPS)
    rows = np.array([[E, 1, E], [1, E, E], [E, E, E**2]])
    expected = rows / rows.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(network.inside(0)["attention"][0, :, :, 0], expected)
    # .4223 · 2 · (1, 0) + .1554 · 2 · (0, 1) + .4223 · 2 · (1, 1)
    np.testing.assert_allclose(answers[:2, 0], [1.689275, 1.155362], atol=1e-6)
    # .2119 · 2 · (1, 0) + .2119 · 2 · (0, 1) + .5761 · 2 · (1, 1)
    np.testing.assert_allclose(answers[4:, 0], [1.576117, 1.576117], atol=1e-6)


def test_a_causal_step_sees_itself_and_what_came_before() -> None:
    network = looking(causal=True)
    network.forward(STEPS)
    products = np.array([[1, 0, 0], [1, E, 0], [E, E, E**2]])
    rows = products / products.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(network.inside(0)["attention"][0, :, :, 0], rows)


def test_a_high_temperature_looks_everywhere_and_a_low_one_at_a_point() -> None:
    network = looking(temperature=1e6)
    network.forward(STEPS)
    np.testing.assert_allclose(network.inside(0)["attention"], 1 / 3, rtol=1e-5)
    network = looking(temperature=1e-3)
    network.forward(STEPS)
    np.testing.assert_allclose(network.inside(0)["attention"][0, 2, :, 0], [0, 0, 1], atol=1e-12)


def test_the_residual_adds_what_comes_in_with_its_positions() -> None:
    plain, added = (looking(residual=residual, positions="learned") for residual in (False, True))
    for network in (plain, added):
        network.layers[0].parameters()["positions"][...] = 0.5
    np.testing.assert_allclose(added.forward(STEPS), plain.forward(STEPS) + STEPS + 0.5)


def test_sinusoidal_positions_are_those_of_the_formula() -> None:
    places = sinusoids(6, 5)
    assert places.shape == (6, 5)
    np.testing.assert_allclose(places[:, 0], np.sin(np.arange(6)))
    np.testing.assert_allclose(places[:, 3], np.cos(np.arange(6) / 10000**0.4))


# Options


def made(seed: int = 0, **options: object) -> Network:
    layer = SelfAttention(3, 4, **options)  # type: ignore[arg-type]
    network = Network((5, 6), [layer], np.float64)
    network.initialize(np.random.default_rng(seed))
    return network


def sequences(count: int = 4) -> Array:
    return np.random.default_rng(9).normal(size=(30, count))


def test_without_positions_the_order_of_the_steps_does_not_count() -> None:
    network, x = made(), sequences()
    order = [3, 0, 4, 1, 2]
    answers = network.forward(x).reshape(5, 6, -1).copy()
    turned = network.forward(x.reshape(5, 6, -1)[order].reshape(30, -1))
    np.testing.assert_allclose(turned.reshape(5, 6, -1), answers[order])


def test_a_head_that_is_switched_off_brings_nothing() -> None:
    x = sequences()
    muted, without = made(muted=(1, 7)), made()
    without.layers[0].parameters()["output_weights"][:, 1] = 0
    np.testing.assert_allclose(muted.forward(x), without.forward(x))
    # It still looks, so that one can see what is missed.
    np.testing.assert_allclose(muted.inside(0)["attention"].sum(axis=2), 1)


def test_the_last_step_alone_is_that_of_all_steps() -> None:
    x = sequences()
    last = made(output="last").forward(x)
    np.testing.assert_array_equal(made().forward(x)[-6:], last)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("output", OUTPUTS)
def test_padding_changes_neither_answers_nor_gradients(output: Output, causal: bool) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(3 * 2, 6))
    short = Network((3, 2), [SelfAttention(2, 3, causal=causal, output=output)], np.float64)
    short.initialize(rng)
    layer = SelfAttention(2, 3, causal=causal, output=output)
    long = Network((5, 2), [layer], np.float64)
    long.params[...] = short.params
    answers = short.forward(x)
    longer = long.forward(np.concatenate((x, np.full((4, 6), np.nan))))
    np.testing.assert_allclose(longer[: len(answers)], answers, rtol=1e-12)
    assert not longer[len(answers) :].any()
    attention = long.inside(0)["attention"]
    np.testing.assert_allclose(attention[:, :3, :3], short.inside(0)["attention"], rtol=1e-12)
    assert not attention[:, 3:].any()
    assert not attention[:, :, 3:].any()

    dy = rng.normal(size=answers.shape)
    short.backward(dy)
    # What is asked of steps that are not there must not reach anything.
    long_dy = rng.normal(size=longer.shape)
    long_dy[: len(dy)] = dy
    long.backward(long_dy)
    np.testing.assert_allclose(long.grads, short.grads, rtol=1e-10, atol=1e-14)


def test_an_example_without_any_step_gives_zero_and_takes_no_gradient() -> None:
    network = Network((3, 2), [SelfAttention(1, 2, output="last")])
    network.initialize(np.random.default_rng(0))
    answers = network.forward(np.full((6, 1), np.nan, np.float32))
    assert not answers.any()
    network.backward(np.ones((2, 1), np.float32))
    assert not network.grads.any()


def test_what_the_lenses_read_has_its_shapes() -> None:
    network = made()
    network.forward(sequences(7))
    inside = network.inside(0)
    assert inside["attention"].shape == (3, 5, 5, 7)
    assert {inside[name].shape for name in ("query", "key", "value")} == {(3, 5, 4, 7)}
    products = np.einsum("htdb,hsdb->htsb", inside["query"], inside["key"]) / 2
    shares = np.exp(products) / np.exp(products).sum(axis=2, keepdims=True)
    np.testing.assert_allclose(inside["attention"], shares)


@pytest.mark.parametrize("positions", POSITIONS)
def test_parameters_are_views_that_fill_the_vector(positions: Positions) -> None:
    layer = SelfAttention(2, 3, positions=positions)
    network = Network((5, 4), [layer])
    for number, (name, view) in enumerate(layer.parameters().items(), 1):
        assert view.ndim == len(layer.axes[name])
        view.fill(number)
    counts = [24, 24, 24, 24, 20] if positions == "learned" else [24] * 4
    assert np.bincount(network.params.astype(int)).tolist()[1:] == counts
    assert layer.size == sum(counts)
    assert int(network.weight_mask().sum()) == 96


# Training


def cards(count: int, rng: np.random.Generator) -> tuple[Array, Indices]:
    """Return three cards with a key and a value each, then a key; the answer is its value."""
    keys = np.argsort(rng.random((4, count)), axis=0)[:3]
    values = rng.integers(0, 3, (3, count))
    asked = rng.integers(0, 3, count)
    x = np.zeros((4, 4 + 3, count))
    every = np.arange(count)
    for card in range(3):
        x[card, keys[card], every] = 1
        x[card, 4 + values[card], every] = 1
    x[3, keys[asked, every], every] = 1
    return x.reshape(28, count), values[asked, every]


def test_a_head_learns_to_look_at_the_card_that_is_asked_for() -> None:
    rng = np.random.default_rng(0)
    x, labels = cards(300, rng)
    network = Network((4, 7), [SelfAttention(1, 8, output="last", residual=False), Dense(3)])
    network.initialize(rng)
    loss = LOSSES["softmax_cross_entropy"]
    optimizer = OPTIMIZERS["adam"](network.params.size)
    stepper = Stepper(network, loss, optimizer, x, loss.encode(labels, 3))
    for _ in range(150):
        stepper.step(rng.permutation(300)[:50], 0.03)
    x, labels = cards(200, np.random.default_rng(1))
    assert np.mean(loss.decide(network.forward(x.astype(np.float32))) == labels) > 0.95


# What does not fit


def test_a_row_is_refused_in_words() -> None:
    with pytest.raises(ShapeError, match="Attention needs a sequence"):
        Network(12, [SelfAttention()])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"heads": 0}, "at least 1"),
        ({"width": 0}, "at least 1"),
        ({"temperature": 0.0}, "more than 0"),
        ({"temperature": float("nan")}, "more than 0"),
        ({"positions": "rotary"}, "positions must be one of none, learned, sinusoidal"),
        ({"output": "first"}, "output must be one of last, all"),
    ],
)
def test_arguments_out_of_range_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SelfAttention(**options)  # type: ignore[arg-type]
