"""Central differences in float64 for every option of a layer and every entry of a registry."""

from itertools import product

import numpy as np
import pytest

from app.nn import (
    ACTIVATIONS,
    LOSSES,
    NORMALIZATIONS,
    PENALTIES,
    Dense,
    Initializer,
    Layer,
    Network,
    Randomness,
    Rows,
    Shape,
)
from app.nn.arrays import AnyArray
from tests.gradients import INPUTS, STEP, central_differences, check


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_in_hidden_and_output_layers(name: str) -> None:
    check([Dense(4, name), Dense(3, name), Dense(1, name)])


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize(
    ("normalization", "dropout", "residual"),
    list(product(NORMALIZATIONS, (0.0, 0.4), (False, True))),
)
def test_every_combination_of_layer_options(
    normalization: str, dropout: float, residual: bool, training: bool
) -> None:
    def layer(units: int, activation: str, residual: bool = False) -> Dense:
        return Dense(
            units, activation, normalization=normalization, dropout=dropout, residual=residual
        )

    layers = [
        layer(INPUTS, "tanh", residual),
        layer(INPUTS, "gelu", residual),
        layer(4, "tanh"),
        Dense(1, "tanh"),
    ]
    check(layers, training=training)


@pytest.mark.parametrize("name", NORMALIZATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activation_after_normalization(activation: str, name: str) -> None:
    check([Dense(4, activation, normalization=name), Dense(1)])


class Pairs(Layer):
    """Products of neighbouring units with a strength: a kind of layer the engine does not know."""

    def shaped(self, shape: Shape) -> Shape:
        return (shape[0] // 2,)

    @property
    def size(self) -> int:
        return self.units

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        return {"strength": vector}

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        self._parameters["strength"].fill(scale)

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        pairs = rows.inputs[:-1].reshape(self.units, 2, -1)
        np.multiply(pairs[:, 0], pairs[:, 1], rows.z)
        np.multiply(rows.z, self._parameters["strength"][:, np.newaxis], rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        self._gradients["strength"][...] = np.sum(rows.gradient * rows.z, axis=1)
        pairs = rows.inputs[:-1].reshape(self.units, 2, -1)
        scaled = rows.gradient * self._parameters["strength"][:, np.newaxis]
        rows.input_gradient[:-1] = (pairs[:, ::-1] * scaled[:, np.newaxis]).reshape(self.inputs, -1)


class Again(Layer):
    """Adds what came into the layer before the last one: a layer that reaches back."""

    back = 1

    def shaped(self, shape: Shape) -> Shape:
        return shape

    @property
    def size(self) -> int:
        return 0

    def split(self, vector: AnyArray) -> dict[str, AnyArray]:
        return {}

    def initialize(
        self, rng: np.random.Generator, initializer: Initializer, scale: float, bias: float
    ) -> None:
        pass

    def forward(self, rows: Rows, training: bool, rng: Randomness | None) -> None:
        assert rows.skipped is not None
        np.add(rows.inputs[:-1], rows.skipped, rows.values)

    def backward(self, rows: Rows, to_inputs: bool) -> None:
        np.copyto(rows.input_gradient[:-1], rows.gradient)


def test_a_layer_that_reaches_back_over_another() -> None:
    check([Dense(4, "tanh"), Dense(4, "sine"), Again(), Dense(1)])


def test_a_layer_that_reaches_back_to_the_inputs() -> None:
    check([Dense(INPUTS, "tanh"), Again(), Dense(1)])


def test_steps_that_an_example_does_not_have_count_as_zero() -> None:
    check([Dense(4, "tanh"), Dense(1)], shape=(5, 2), lengths=[5, 1, 2, 3, 4, 5, 1])


def test_another_kind_of_layer_fits_between_dense_ones() -> None:
    check([Dense(6, "tanh"), Pairs(), Dense(4, "tanh", normalization="batch"), Pairs(), Dense(1)])


def test_options_on_the_output_layer() -> None:
    check([Dense(4, "tanh"), Dense(4, "tanh", normalization="layer", residual=True)], classes=4)


def test_different_activations_side_by_side() -> None:
    names = ["tanh", "relu", "relu", "sine", "linear", "tanh", "tanh"]
    check([*(Dense(4, name) for name in names), Dense(1, "tanh")])


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        (name, classes)
        for name, loss in LOSSES.items()
        for task, classes in (("binary", 2), ("classes", 4), ("regression", 0))
        if task in loss.tasks
    ],
)
def test_loss_at_the_end_of_a_network(name: str, classes: int) -> None:
    loss = LOSSES[name]
    output = loss.output_activation if classes else "linear"
    check([Dense(4, "tanh"), Dense(loss.outputs(classes), output)], name, classes)


@pytest.mark.parametrize("name", PENALTIES)
def test_what_a_penalty_adds_to_the_gradient_is_part_of_the_slope_of_its_cost(name: str) -> None:
    rng = np.random.default_rng(2)
    network = Network(INPUTS, [Dense(4, "tanh", normalization="batch"), Dense(2)], np.float64)
    network.initialize(rng, bias=0.3)
    weights = network.weight_mask()
    penalty = PENALTIES[name](weights, np.float64)
    rate = 0.7

    def cost() -> float:
        return rate * penalty.value(network.params[weights])

    slopes = central_differences(cost, network.params)
    # One part acts before the optimizer's step, the other after it; together they are the slope.
    before = np.zeros_like(network.params)
    penalty.before(network.params, before, rate)
    kept = network.params.copy()
    penalty.after(network.params, rate * STEP)
    after = (kept - network.params) / STEP
    np.testing.assert_allclose(before + after, slopes, rtol=1e-6, atol=1e-8)
