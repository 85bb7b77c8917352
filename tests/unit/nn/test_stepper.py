import doctest
from collections.abc import Callable

import numpy as np
import pytest

import app.nn
from app.nn import LOSSES, OPTIMIZERS, PENALTIES, Array, Dense, Network, Stepper

INPUTS = np.random.default_rng(1).normal(size=(2, 60))
LABELS = (INPUTS[0] * INPUTS[1] > 0).astype(np.int64)


def make(
    *layers: Dense,
    optimizer: str = "sgd",
    penalty: str = "none",
    penalty_rate: float = 0.0,
    clip: float = 0.0,
    start: Callable[[Network], None] | None = None,
) -> Stepper:
    """Return a stepper for points labelled by the sign of their product."""
    network = Network(2, layers, np.float64)
    network.initialize(np.random.default_rng(4), bias=0.1)
    if start:
        start(network)
    loss = LOSSES["half_squared"]
    return Stepper(
        network,
        loss,
        OPTIMIZERS[optimizer](network.params.size, np.float64),
        INPUTS,
        loss.encode(LABELS, 2),
        penalty=PENALTIES[penalty](network.weight_mask(), np.float64),
        penalty_rate=penalty_rate,
        clip=clip,
    )


def train(stepper: Stepper, updates: int, rate: float = 0.1) -> Array:
    """Make updates with batches of ten in order; return a copy of the parameters."""
    for update in range(updates):
        start = update * 10 % 60
        rng = np.random.default_rng((9, update))
        stepper.step(np.arange(start, start + 10), rate, rng)
    return stepper.network.params.copy()


def test_an_update_worked_by_hand() -> None:
    network = Network(1, [Dense(1, "relu"), Dense(1)], np.float64)
    network.params[...] = [2.0, 1.0, 3.0, -1.0]  # hidden weight and bias, output weight and bias
    stepper = Stepper(
        network,
        LOSSES["half_squared"],
        OPTIMIZERS["sgd"](4, np.float64),
        np.array([[1.0, 9.0, -2.0]]),
        np.array([[6.0, 9.0, 0.0]]),
    )
    stepper.step(np.array([0, 2]), 0.1)
    # Example 0: hidden 3, output 8, error 2. Example 2: hidden max(0, -3) = 0, output -1, error -1.
    # Means: dL/dw2 = 2·3/2 = 3, dL/db2 = (2 - 1)/2 = 0.5, dL/dw1 = 2·3·1/2 = 3, dL/db1 = 3.
    np.testing.assert_allclose(network.grads, [3.0, 3.0, 3.0, 0.5])
    np.testing.assert_allclose(network.params, [1.7, 0.7, 2.7, -1.05])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns(optimizer: str) -> None:
    stepper = make(Dense(8, "tanh"), Dense(1, "tanh"), optimizer=optimizer)
    rate = 0.01 if optimizer in ("rmsprop", "adam", "adamw") else 0.1
    loss, target = stepper.loss, stepper.targets
    before = loss.value(stepper.network.forward(INPUTS), target)
    train(stepper, 1500, rate)
    assert loss.value(stepper.network.forward(INPUTS), target) < 0.25 * before


def test_the_same_updates_give_the_same_numbers_whatever_happens_between() -> None:
    def layers() -> list[Dense]:
        return [
            Dense(8, "relu", dropout=0.2),
            Dense(8, "tanh", normalization="batch"),
            Dense(1, "tanh"),
        ]

    straight = train(make(*layers(), optimizer="adam"), 40)
    watched = make(*layers(), optimizer="adam")
    for update in range(40):
        start = update * 10 % 60
        watched.step(np.arange(start, start + 10), 0.1, np.random.default_rng((9, update)))
        watched.network.forward(INPUTS)
        watched.network.forward(np.zeros((2, 2500)))
    np.testing.assert_array_equal(watched.network.params, straight)


def test_a_short_last_batch_is_a_mean_over_its_own_examples() -> None:
    stepper = make(Dense(3, "tanh"), Dense(1, "tanh"))
    train(stepper, 1)
    kept = stepper.network.params.copy()
    stepper.step(np.array([3, 4]), 0.0)
    twice = stepper.network.grads.copy()
    np.testing.assert_array_equal(stepper.network.params, kept)
    stepper.step(np.array([3, 4, 3, 4]), 0.0)
    np.testing.assert_allclose(stepper.network.grads, twice, atol=1e-15)


# Symmetry


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_from_zero_weights_tanh_and_relu_never_leave_zero(activation: str) -> None:
    stepper = make(
        Dense(4, activation),
        Dense(4, activation),
        Dense(1, "tanh"),
        start=lambda network: network.params.fill(0),
    )
    train(stepper, 100)
    weights = stepper.network.params[stepper.network.weight_mask()]
    assert not weights.any()
    assert stepper.network.params.any()  # only the output's bias has learned


def test_from_zero_weights_sigmoid_units_of_a_layer_stay_alike() -> None:
    stepper = make(
        Dense(4, "sigmoid"),
        Dense(4, "sigmoid"),
        Dense(1, "tanh"),
        start=lambda network: network.params.fill(0),
    )
    train(stepper, 100)
    for layer in stepper.network.layers[:-1]:
        weights = layer.parameters()["weights"]
        np.testing.assert_array_equal(weights, np.broadcast_to(weights[0], weights.shape))
    assert stepper.network.layers[-1].parameters()["weights"].any()


# Frozen layers


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_frozen_layer_stays_whatever_is_on(optimizer: str, penalty: str) -> None:
    # Moments from the time before it was frozen must not move it either.
    stepper = make(
        Dense(3, "tanh"),
        Dense(3, "tanh", normalization="batch"),
        Dense(1, "tanh"),
        optimizer=optimizer,
        penalty=penalty,
        penalty_rate=0.01,
        clip=1.0,
    )
    train(stepper, 5)
    network = stepper.network
    network.layers[1].frozen = True
    frozen = Stepper(
        network,
        stepper.loss,
        stepper.optimizer,
        stepper.inputs,
        stepper.targets,
        penalty=stepper.penalty,
        penalty_rate=0.01,
        clip=1.0,
    )
    mask = network.frozen_mask()
    params = network.params.copy()
    moments = {name: value[mask].copy() for name, value in stepper.optimizer.state.items()}
    statistics = network.state()
    train(frozen, 20)
    np.testing.assert_array_equal(network.params[mask], params[mask])
    assert (network.params[~mask] != params[~mask]).any()
    for name, value in moments.items():
        np.testing.assert_array_equal(stepper.optimizer.state[name][mask], value)
    for name, value in network.state().items():
        np.testing.assert_array_equal(value, statistics[name])


def test_a_frozen_layer_has_no_part_in_the_length_that_is_clipped() -> None:
    stepper = make(Dense(3, "tanh", frozen=True), Dense(1, "tanh"), clip=1e-3)
    before = stepper.network.params.copy()
    after = train(stepper, 1, rate=1.0)
    assert np.linalg.norm(after - before) == pytest.approx(1e-3)


# Clipping and penalties


def test_clipping_bounds_the_length_of_a_step() -> None:
    stepper = make(Dense(3, "tanh"), Dense(1, "tanh"), clip=1e-3)
    before = stepper.network.params.copy()
    after = train(stepper, 1, rate=2.0)
    assert np.linalg.norm(after - before) == pytest.approx(2e-3)


@pytest.mark.parametrize("penalty", ["l1", "l1_playground"])
def test_l1_makes_weights_exactly_zero(penalty: str) -> None:
    stepper = make(Dense(8, "tanh"), Dense(1, "tanh"), penalty=penalty, penalty_rate=0.03)
    params = train(stepper, 600)
    assert np.mean(params[stepper.network.weight_mask()] == 0) > 0.5


def test_l2_makes_weights_smaller_and_none_zero() -> None:
    free = make(Dense(8, "tanh"), Dense(1, "tanh"))
    held = make(Dense(8, "tanh"), Dense(1, "tanh"), penalty="l2", penalty_rate=0.03)
    weights = free.network.weight_mask()
    held_weights = train(held, 600)[weights]
    assert np.linalg.norm(held_weights) < 0.8 * np.linalg.norm(train(free, 600)[weights])
    assert held_weights.all()


# Inputs


def test_examples_that_do_not_fit_are_refused() -> None:
    network = Network(2, [Dense(1)])
    optimizer = OPTIMIZERS["sgd"](network.params.size)
    with pytest.raises(ValueError, match=r"inputs are \(3, 5\)"):
        Stepper(network, LOSSES["squared"], optimizer, np.zeros((3, 5)), np.zeros((1, 5)))
    with pytest.raises(ValueError, match=r"targets are \(1, 4\)"):
        Stepper(network, LOSSES["squared"], optimizer, np.zeros((2, 5)), np.zeros((1, 4)))


def test_the_example_in_the_package_is_true() -> None:
    results = doctest.testmod(app.nn)
    assert results.attempted > 10
    assert results.failed == 0
