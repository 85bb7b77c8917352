"""A network in a stack gets the numbers that it gets alone."""

from typing import Any

import numpy as np
import pytest

from app.nn import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    PENALTIES,
    Array,
    Dense,
    Dtype,
    Network,
    StackedGenerators,
    StackedNetwork,
    StackError,
    Stepper,
)

COUNT = 5
EXAMPLES = 24
UPDATES = 30
BATCH = 8


def examples(inputs: int, loss: str, outputs: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(1)
    classes = max(outputs, 2)
    targets = LOSSES[loss].encode(np.arange(EXAMPLES) % classes, classes)
    return rng.normal(size=(inputs, EXAMPLES)), targets


def networks(layers: list[dict[str, Any]], dtype: Dtype, inputs: int = 3) -> list[Network]:
    made = []
    for seed in range(COUNT):
        network = Network(inputs, [Dense(**layer) for layer in layers], dtype)
        network.initialize(np.random.default_rng(seed), bias=0.1)
        made.append(network)
    return made


def stepper(
    network: Network, loss: str, optimizer: str, penalty: str = "none", **options: Any
) -> Stepper:
    weights = network.weight_mask()
    hyper: dict[str, Any] = {"weights": weights} if optimizer == "adamw" else {}
    inputs, targets = examples(network.inputs, loss, network.outputs)
    return Stepper(
        network,
        LOSSES[loss],
        OPTIMIZERS[optimizer](network.params.size, network.dtype, **hyper),
        inputs,
        targets,
        penalty=PENALTIES[penalty](weights, network.dtype),
        **options,
    )


def trained(
    layers: list[dict[str, Any]],
    loss: str = "half_squared",
    optimizer: str = "sgd",
    dtype: Dtype = np.float32,
    batch: int = BATCH,
    **options: Any,
) -> tuple[Array, Array]:
    """Return the parameters (S, P) of networks trained alone, and of the same in a stack."""
    orders = [np.random.default_rng(10 + seed).permutation(EXAMPLES) for seed in range(COUNT)]
    alone, stacked = networks(layers, dtype), StackedNetwork(networks(layers, dtype))
    together = stepper(stacked, loss, optimizer, **options)
    single = [stepper(network, loss, optimizer, **options) for network in alone]
    for update in range(UPDATES):
        part = slice(update * batch % EXAMPLES, update * batch % EXAMPLES + batch)
        rngs = [np.random.default_rng((seed, update)) for seed in range(COUNT)]
        for each, order, rng in zip(single, orders, rngs, strict=True):
            each.step(order[part], 0.1, rng)
        again = [np.random.default_rng((seed, update)) for seed in range(COUNT)]
        together.step(np.stack(orders)[:, part], 0.1, StackedGenerators(again))
    return np.stack([network.params for network in alone]), stacked.each(stacked.params)


PLAIN: list[dict[str, Any]] = [
    {"units": 6, "activation": "tanh"},
    {"units": 1, "activation": "tanh"},
]
WIDE: list[dict[str, Any]] = [{"units": 6, "activation": "relu"}, {"units": 4}]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_and_optimizer_gives_the_same_numbers(
    loss: str, optimizer: str, dtype: Dtype
) -> None:
    layers = PLAIN if loss == "binary_cross_entropy" else WIDE
    alone, stacked = trained(layers, loss, optimizer, dtype)
    np.testing.assert_array_equal(stacked, alone)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_gives_the_same_numbers(activation: str) -> None:
    layers = [{"units": 7, "activation": activation}] * 2 + PLAIN[1:]
    alone, stacked = trained(layers)
    np.testing.assert_array_equal(stacked, alone)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_every_penalty_gives_the_same_numbers(penalty: str, optimizer: str) -> None:
    alone, stacked = trained(PLAIN, optimizer=optimizer, penalty=penalty, penalty_rate=0.02)
    np.testing.assert_array_equal(stacked, alone)


def test_every_gradient_is_clipped_by_its_own_length() -> None:
    alone, stacked = trained(PLAIN, clip=0.05)
    np.testing.assert_array_equal(stacked, alone)


def test_dropout_residual_connections_and_frozen_layers_give_the_same_numbers() -> None:
    layers: list[dict[str, Any]] = [
        {"units": 6, "activation": "tanh", "frozen": True},
        {"units": 6, "activation": "relu", "dropout": 0.3},
        {"units": 6, "activation": "tanh", "residual": True},
        {"units": 6, "activation": "gelu", "dropout": 0.5, "residual": True},
        {"units": 2},
    ]
    alone, stacked = trained(layers, "softmax_cross_entropy", "momentum", penalty="l1_playground")
    np.testing.assert_array_equal(stacked, alone)


@pytest.mark.parametrize("batch", [1, 2, 3, 12, EXAMPLES])
def test_every_batch_size_gives_the_same_numbers(batch: int) -> None:
    for layers in (PLAIN, PLAIN[1:], WIDE):
        alone, stacked = trained(layers, batch=batch)
        np.testing.assert_array_equal(stacked, alone)


def test_a_network_that_diverges_leaves_the_others_alone() -> None:
    made = networks(WIDE, np.float32)
    made[2].params[...] = 1e30
    stacked = StackedNetwork(made)
    together = stepper(stacked, "squared", "sgd")
    with np.errstate(all="ignore"):
        for _ in range(5):
            together.step(np.tile(np.arange(BATCH), (COUNT, 1)), 0.1)
    finite = np.isfinite(stacked.each(stacked.params)).all(axis=1)
    assert finite.tolist() == [True, True, False, True, True]


def test_a_forward_pass_may_share_the_examples() -> None:
    made = networks(WIDE, np.float64)
    stacked = StackedNetwork(made)
    inputs, _ = examples(3, "squared", 4)
    output = stacked.forward(inputs[:, np.newaxis])
    assert output.shape == (4, COUNT, EXAMPLES)
    for place, network in enumerate(made):
        np.testing.assert_array_equal(output[:, place], network.forward(inputs))


def test_a_stack_can_draw_its_own_weights() -> None:
    stacked = StackedNetwork(networks(PLAIN, np.float32))
    stacked.initialize(np.random.default_rng(0), "uniform", 0.5, bias=0.25)
    weights = stacked.layers[0].parameters()["weights"]
    assert weights.shape == (COUNT, 6, 3)
    assert len(np.unique(weights)) == weights.size
    assert (stacked.layers[0].parameters()["bias"] == 0.25).all()


def test_layers_that_cannot_be_stacked_are_named() -> None:
    layers: list[dict[str, Any]] = [{"units": 6}, {"units": 6, "normalization": "batch"}]
    with pytest.raises(StackError, match="normalization") as refused:
        StackedNetwork(networks(layers, np.float32))
    assert refused.value.path == "layers.1.normalization"


def test_networks_of_different_shapes_are_refused() -> None:
    other = Network(3, [Dense(5, "tanh"), Dense(1, "tanh")])
    with pytest.raises(StackError, match="same shape"):
        StackedNetwork([*networks(PLAIN, np.float32), other])
