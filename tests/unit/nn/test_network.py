import numpy as np
import pytest

from app.nn import ACTIVATIONS, INITIALIZERS, LOSSES, Array, Dense, Network, Shape
from app.nn.network import WORKSPACES
from app.nn.shapes import features, in_words


def make(*units: int, activation: str = "tanh", seed: int = 0) -> Network:
    network = Network(2, [Dense(size, activation) for size in units], np.float64)
    network.initialize(np.random.default_rng(seed), bias=0.1)
    return network


def points(count: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).uniform(-6, 6, (2, count))


# The forward pass


def test_forward_is_the_formula_of_the_textbook() -> None:
    network = make(4, 3)
    x = points(5)
    first, second = network.layers
    hidden = np.tanh(first.parameters()["weights"] @ x + first.parameters()["bias"][:, np.newaxis])
    sums = second.parameters()["weights"] @ hidden + second.parameters()["bias"][:, np.newaxis]
    np.testing.assert_allclose(network.forward(x), np.tanh(sums))
    np.testing.assert_allclose(network.activations(0), hidden)
    np.testing.assert_allclose(network.preactivations(1), sums)
    np.testing.assert_allclose(network.activations(-1), np.tanh(sums))


def test_exclusive_or_by_hand() -> None:
    # One unit answers to "at least one", the other to "both"; their difference is the answer.
    network = Network(2, [Dense(2, "relu"), Dense(1)])
    hidden, output = network.layers
    hidden.parameters()["weights"][...] = [[1, 1], [1, 1]]
    hidden.parameters()["bias"][...] = [0, -1]
    output.parameters()["weights"][...] = [[1, -2]]
    x = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.float32)
    np.testing.assert_array_equal(network.forward(x), [[0, 1, 1, 0]])
    np.testing.assert_array_equal(network.activations(0), [[0, 1, 1, 2], [0, 0, 0, 1]])


def test_linear_layers_collapse_into_one_matrix() -> None:
    network = make(8, 8, 8, 1, activation="linear")
    product, bias = np.eye(2), np.zeros(2)
    for layer in network.layers:
        weights = layer.parameters()["weights"]
        product, bias = weights @ product, weights @ bias + layer.parameters()["bias"]
    x = points(50)
    np.testing.assert_allclose(network.forward(x), product @ x + bias[:, np.newaxis])


def test_residual_layer_adds_its_input() -> None:
    network = Network(2, [Dense(2, "relu", residual=True), Dense(1)], np.float64)
    x = points(5)
    network.forward(x)
    np.testing.assert_array_equal(network.activations(0), x)


def test_dropout_silences_a_share_and_keeps_the_mean_while_training() -> None:
    network = Network(2, [Dense(1000, "sigmoid", dropout=0.3)], np.float64)
    x = points(100)
    out = network.forward(x, training=True, rng=np.random.default_rng(0)).copy()
    assert np.mean(out == 0) == pytest.approx(0.3, abs=0.01)
    assert out.mean() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_array_equal(network.forward(x), 0.5)


def test_dropout_without_a_generator_is_refused() -> None:
    network = Network(2, [Dense(3, dropout=0.3)])
    assert network.stochastic
    with pytest.raises(ValueError, match="needs a random generator"):
        network.forward(points(5), training=True)


def test_batch_normalization_gives_each_unit_mean_zero_and_spread_one() -> None:
    network = Network(2, [Dense(4, normalization="batch")], np.float64)
    network.initialize(np.random.default_rng(0), bias=3.0)
    out = network.forward(points(200), training=True)
    np.testing.assert_allclose(out.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(out.std(axis=1), 1, atol=1e-4)


def test_running_statistics_approach_those_of_the_data() -> None:
    network = Network(2, [Dense(4, normalization="batch")], np.float64)
    network.initialize(np.random.default_rng(0))
    x = points(200)
    assert np.abs(network.forward(x).mean(axis=1)).max() > 0.01
    for _ in range(200):
        trained = network.forward(x, training=True).copy()
    np.testing.assert_allclose(network.forward(x), trained, atol=1e-6)


def test_evaluation_does_not_move_running_statistics() -> None:
    network = Network(2, [Dense(4, normalization="batch"), Dense(1)])
    before = network.state()
    network.forward(points(50))
    for name, value in network.state().items():
        np.testing.assert_array_equal(value, before[name])


def test_frozen_batch_normalization_keeps_its_running_statistics() -> None:
    network = Network(2, [Dense(4, normalization="batch", frozen=True), Dense(1)])
    network.initialize(np.random.default_rng(0))
    evaluated = network.forward(points(50)).copy()
    np.testing.assert_array_equal(network.forward(points(50), training=True), evaluated)
    assert not network.state()["0.running_mean"].any()


def test_layer_normalization_does_not_depend_on_the_batch() -> None:
    network = Network(2, [Dense(4, normalization="layer")], np.float64)
    network.initialize(np.random.default_rng(0))
    x = points(20)
    together = network.forward(x, training=True).copy()
    alone = np.concatenate([network.forward(x[:, [i]]).copy() for i in range(20)], axis=1)
    np.testing.assert_allclose(alone, together)
    np.testing.assert_allclose(together.mean(axis=0), 0, atol=1e-12)


# Buffers


def test_several_batch_sizes_interleave() -> None:
    network = make(8, 8, 1)
    x = points(10)
    target = np.sign(points(10, seed=2)[:1])
    loss, dy = LOSSES["half_squared"], np.empty((1, 10))

    def gradient(between: tuple[int, ...]) -> Array:
        for size in between:
            network.forward(points(size))
        loss.gradient(network.forward(x), target, dy)
        network.backward(dy)
        return network.grads.copy()

    alone = gradient(())
    np.testing.assert_array_equal(gradient((500, 2500, 1)), alone)
    np.testing.assert_array_equal(gradient(tuple(range(1, 3 * WORKSPACES))), alone)


def test_batch_size_does_not_change_what_an_example_gives() -> None:
    network = make(8, 8, 1)
    x = points(2500)
    whole = network.forward(x).copy()
    parts = [network.forward(x[:, i : i + 500]).copy() for i in range(0, 2500, 500)]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, rtol=1e-12)


def test_buffers_of_one_batch_size_are_made_once_and_their_number_is_bounded() -> None:
    network = make(3, 1)
    first = network.workspace(10)
    for size in range(11, 10 + WORKSPACES):
        network.workspace(size)
    assert network.workspace(10) is first
    network.workspace(99)
    assert network.workspace(10) is first
    assert network.workspace(11) is not network.workspace(12)
    for size in range(100, 100 + WORKSPACES):
        network.workspace(size)
    assert network.workspace(10) is not first


def test_asking_for_activations_before_a_forward_pass_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no forward pass"):
        make(2, 1).activations(0)


def test_inputs_and_gradient_given_are_left_as_they_are() -> None:
    network = make(3, 1)
    x, dy = points(5), np.ones((1, 5))
    kept = x.copy()
    network.forward(x)
    network.backward(dy, to_inputs=True)
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(dy, 1)


def test_overflow_of_a_diverged_network_is_silent() -> None:
    network = Network(2, [Dense(3, "linear"), Dense(1, "softplus")])
    network.params.fill(1e30)
    x = points(5).astype(np.float32)
    assert not np.isfinite(network.forward(x)).all()
    network.backward(np.full((1, 5), 1e30, np.float32))


# Parameters


def test_layers_hold_views_of_one_vector_layer_by_layer() -> None:
    layers = [Dense(3, normalization="layer"), Dense(1)]
    network = Network(2, layers)
    assert network.params.shape == network.grads.shape == (3 * 3 + 6 + 4,)
    network.params[...] = np.arange(19)
    np.testing.assert_array_equal(layers[0].weights, [[0, 1], [3, 4], [6, 7]])
    np.testing.assert_array_equal(layers[0].bias, [2, 5, 8])
    np.testing.assert_array_equal(layers[0].parameters()["gain"], [9, 10, 11])
    np.testing.assert_array_equal(layers[0].parameters()["shift"], [12, 13, 14])
    np.testing.assert_array_equal(layers[1].weights, [[15, 16, 17]])
    layers[1].bias[0] = -1
    assert network.params[-1] == -1


def test_split_shows_any_vector_as_the_layers_parameters() -> None:
    network = make(3, 1)
    vector = np.arange(network.params.size)
    parts = network.split(vector)
    parts[1]["bias"][...] = -7
    assert vector[-1] == -7
    for layer, views in zip(network.layers, network.split(network.params), strict=True):
        for name, view in layer.parameters().items():
            np.testing.assert_array_equal(view, views[name])


def test_gradients_are_shown_by_layer_and_name() -> None:
    network = make(3, 1)
    network.forward(points(4))
    network.backward(np.ones((1, 4)))
    shown = network.split(network.grads)
    for layer, views in zip(network.layers, shown, strict=True):
        assert layer.gradients().keys() == views.keys()
        np.testing.assert_array_equal(layer.gradients()["weights"], views["weights"])


def test_masks_mark_weights_and_frozen_layers() -> None:
    network = Network(2, [Dense(2, normalization="batch", frozen=True), Dense(1)])
    np.testing.assert_array_equal(network.weight_mask(), [1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0])
    np.testing.assert_array_equal(network.frozen_mask(), [1] * 10 + [0] * 3)


def test_weights_of_a_layer_do_not_depend_on_the_layers_after_it() -> None:
    short, long = make(8, 1), make(8, 5, 5, 1)
    np.testing.assert_array_equal(
        short.layers[0].parameters()["weights"], long.layers[0].parameters()["weights"]
    )


@pytest.mark.parametrize("name", INITIALIZERS)
def test_one_seed_gives_one_start(name: str) -> None:
    starts = []
    for _ in range(2):
        network = make(8, 8, 1)
        network.initialize(np.random.default_rng(42), weights=name, scale=0.5, bias=0.2)
        starts.append(network.params.copy())
        assert (network.layers[0].parameters()["bias"] == 0.2).all()
    np.testing.assert_array_equal(starts[0], starts[1])


def test_initializing_again_forgets_running_statistics() -> None:
    network = Network(2, [Dense(3, normalization="batch")])
    network.initialize(np.random.default_rng(0))
    before = network.state()
    network.forward(points(20), training=True)
    assert network.state()["0.running_mean"].any()
    network.initialize(np.random.default_rng(0))
    for name, value in network.state().items():
        np.testing.assert_array_equal(value, before[name])


def test_state_and_parameters_make_a_copy_that_answers_alike() -> None:
    layers = [
        [Dense(4, "tanh", normalization="batch"), Dense(4, "relu", normalization="layer"), Dense(1)]
        for _ in range(2)
    ]
    original, copy = (Network(2, stack, np.float64) for stack in layers)
    original.initialize(np.random.default_rng(0))
    for seed in range(5):
        original.forward(points(20, seed), training=True)
    copy.params[...] = original.params
    copy.load_state(original.state())
    np.testing.assert_array_equal(copy.forward(points(30)), original.forward(points(30)))
    assert sorted(copy.state()) == ["0.running_mean", "0.running_variance"]


# What cannot be built


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "at least one input and one layer"),
        ([Dense(3, residual=True)], "not 3 units and a row of 2 values"),
    ],
)
def test_a_network_that_does_not_fit_is_refused(layers: list[Dense], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network(2, layers)


def test_a_layer_cannot_be_in_two_networks() -> None:
    layer = Dense(1)
    Network(2, [layer])
    with pytest.raises(ValueError, match="one network only"):
        Network(2, [layer])


def test_wrong_options_of_a_layer_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        Dense(0)
    with pytest.raises(ValueError, match="less than 1"):
        Dense(2, dropout=1.0)
    with pytest.raises(KeyError, match="unknown activation"):
        Dense(2, "quadratic")
    with pytest.raises(KeyError, match="unknown normalization"):
        Dense(2, normalization="group")


# How signals spread at the start


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("activation", "initializer", "scale", "bounds"),
    [
        ("tanh", "normal", 0.01, (0.0, 1e-5)),
        ("tanh", "xavier_normal", 1.0, (0.2, 0.3)),
        ("relu", "he_normal", 1.0, (0.6, 1.1)),
    ],
)
def test_ten_wide_layers_fade_unless_the_start_fits_the_activation(
    activation: str, initializer: str, scale: float, bounds: tuple[float, float], seed: int
) -> None:
    network = Network(500, [Dense(500, activation) for _ in range(10)])
    rng = np.random.default_rng(seed)
    network.initialize(rng, weights=initializer, scale=scale)
    spread = float(network.forward(rng.normal(size=(500, 200))).std())
    assert bounds[0] <= spread <= bounds[1]


def test_every_activation_can_be_evaluated_on_a_grid_in_float32() -> None:
    for name in ACTIVATIONS:
        network = Network(2, [Dense(8, name), Dense(8, name), Dense(1, name)])
        network.initialize(np.random.default_rng(0))
        out = network.forward(points(2500))
        assert out.dtype == np.float32
        assert out.shape == (1, 2500)
        assert np.isfinite(out).all()


# Shapes


def test_the_shape_of_what_a_layer_hands_on_is_known() -> None:
    network = Network((5, 2), [Dense(3), Dense(1)])
    assert (network.inputs, network.layers[0].inputs) == (10, 10)
    assert network.layers[0].input_shape == (5, 2)
    assert [layer.shape for layer in network.layers] == [(3,), (1,)]


def test_steps_that_are_missing_are_counted_and_become_zero() -> None:
    network = Network((3, 2), [Dense(1)], np.float64)
    network.layers[0].parameters()["weights"].fill(1)
    x = np.array([[1, 2, np.nan, np.nan, np.nan, np.nan], [1, 2, 3, 4, 5, 6]]).T
    np.testing.assert_array_equal(network.forward(x), [[3, 21]])
    ends = network.workspace(2).steps[0][1].ends
    assert ends is not None
    np.testing.assert_array_equal(ends.lengths, [1, 3])


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((1,), "a row of 1 value"),
        ((12, 1), "a sequence of 12 steps of 1 value"),
        ((6, 10, 8), "a picture of 6 channels, 10 × 8"),
    ],
)
def test_shapes_in_words(shape: Shape, words: str) -> None:
    assert in_words(shape) == words


def test_the_features_of_a_shape_are_what_is_seen_at_every_place() -> None:
    assert [features(shape) for shape in [(5,), (12, 3), (6, 10, 8)]] == [5, 3, 6]
