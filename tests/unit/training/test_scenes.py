"""What the scenes teach, over at least 20 seeds where chance has a part.

`python -m benchmarks.scenes` measures the same with the full number of epochs.
"""

from __future__ import annotations

import pytest

from benchmarks import scenes, starts

SEEDS = range(20)


def test_linear_layers_collapse_to_the_loss_of_one() -> None:
    figures = scenes.linear_collapse(SEEDS, epochs=40)
    for data, loss in (("circle", 0.5), ("xor", 0.5), ("spiral", 0.475)):
        for units in ("none", "8", "8-8-8"):
            assert figures[f"{data} {units}"] == pytest.approx(loss, abs=0.02)
        assert figures[f"{data}, widest gap of the depths"] < 0.06


@pytest.mark.parametrize("seed", range(3))
def test_linear_layers_are_the_product_of_their_matrices(seed: int) -> None:
    assert scenes.collapsed_matrix(seed) < 1e-5


def test_two_relu_units_never_solve_the_noisy_xor_and_eight_always_do() -> None:
    networks = (((2,), "relu"), ((8,), "relu"))
    figures = scenes.first_network(SEEDS, epochs=250, networks=networks)
    assert figures["relu 2"] == 0
    assert figures["relu 8"] >= 0.9


def test_a_linear_network_never_solves_the_noisy_xor() -> None:
    figures = scenes.first_network(SEEDS, epochs=50, limit=0.4, networks=[((), "linear")])
    assert figures["linear none"] == 0


def test_resets_of_three_relu_units_end_further_apart_than_of_five_and_three() -> None:
    assert scenes.initialization(SEEDS, epochs=250)["times wider"] >= 2.5


def test_the_learning_rate_can_be_too_small_and_too_large() -> None:
    figures = scenes.learning_rate(SEEDS, epochs=60)
    assert figures["1e-05"] > 0.45
    assert figures["0.01"] < figures["1e-05"]
    assert figures["0.1"] < 0.1
    assert figures["1"] > 2 * figures["0.1"]
    assert figures["10"] > 0.45


def test_relu_units_die_at_a_rate_of_one_and_none_at_a_small_one() -> None:
    figures = scenes.dying_relu(SEEDS, epochs=40)
    assert figures["rate 0.03"] == 0
    assert figures["rate 1"] >= 0.6


def test_smaller_batches_need_fewer_epochs_but_more_updates() -> None:
    figures = scenes.batch_size(SEEDS, most=250)
    assert 3 * figures["batch 1, epochs"] < figures["batch 10, epochs"]
    assert 2 * figures["batch 10, epochs"] < figures["batch 30, epochs"]
    assert figures["batch 1, updates"] > figures["batch 10, updates"]


def test_gradients_vanish_through_six_sigmoid_layers_and_not_through_tanh_or_relu() -> None:
    figures = starts.vanishing_gradient(SEEDS)
    assert 1e-6 < figures["sigmoid"] < 1e-4
    assert 0.1 < figures["tanh"] < 1
    assert 0.07 < figures["relu"] < 0.7


def test_zero_weights_stay_zero_and_sigmoid_units_stay_identical() -> None:
    figures = starts.symmetry(SEEDS, epochs=10)
    assert figures["tanh, weight"] == figures["relu, weight"] == 0
    assert figures["sigmoid, weight"] > 0
    assert figures["sigmoid, units apart"] == 0


def test_small_starting_weights_let_the_signal_fade_and_xavier_and_he_keep_it() -> None:
    figures = starts.initial_scale(range(1))
    assert figures["tanh, normal 0.01, layer 1"] == pytest.approx(0.21, abs=0.02)
    assert figures["tanh, normal 0.01, layer 2"] == pytest.approx(0.048, abs=0.005)
    assert figures["tanh, normal 0.01, layer 3"] == pytest.approx(0.011, abs=0.002)
    assert figures["tanh, xavier_normal 1, layer 1"] == pytest.approx(0.63, abs=0.03)
    assert figures["tanh, xavier_normal 1, layer 10"] == pytest.approx(0.22, abs=0.03)
    for layer in (1, 2, 3, 10):
        assert 0.65 < figures[f"relu, he_normal 1, layer {layer}"] < 1.1


def test_l1_sets_most_weights_to_exactly_zero_and_l2_none() -> None:
    figures = scenes.sparsity(SEEDS, epochs=120, penalties=("none", "l1", "l2"))
    assert figures["l1, zero"] >= 0.7
    assert figures["l2, zero"] == 0
    assert figures["l1, test loss"] < figures["none, test loss"] + 0.01


def test_one_weight_on_the_product_classifies_all_of_xor_and_its_opposite_none() -> None:
    assert scenes.weights_by_hand(SEEDS) == {"weight 1": 1.0, "weight -1": 0.0}


def test_more_features_make_a_linear_network_worse_on_few_noisy_examples() -> None:
    figures = scenes.overcrossing(SEEDS, epochs=60)
    for part in ("10%", "20%", "30%"):
        assert figures[f"{part}, 5 features"] > figures[f"{part}, 2 features"] + 0.01


def test_some_resets_with_squared_inputs_stay_saturated_and_most_learn() -> None:
    figures = scenes.squared_inputs(range(60), epochs=40)
    assert 0 < figures["share at .9 or more"] < 0.3
    assert figures["highest"] == pytest.approx(1.0, abs=0.05)
    assert figures["median"] < 0.05


def test_three_layers_of_eight_learn_the_spiral_and_two_small_ones_do_not() -> None:
    figures = scenes.spiral(SEEDS, epochs=350)
    assert figures["relu 8-8-8, train"] < 0.1
    assert figures["relu 8-8-8, test"] < 0.2
    assert figures["tanh 4-2, test"] > 0.4
