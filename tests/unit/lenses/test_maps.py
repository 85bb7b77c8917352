import numpy as np
import pytest

from app.lenses.maps import (
    class_levels,
    code_classes,
    largest,
    quantize,
    unit_bound,
    unit_scales,
)
from app.nn import Dense


def test_values_become_steps_around_127() -> None:
    values = np.array([-1.0, -0.5, 0.0, 0.25, 1.0], dtype=np.float32)
    # 127 + 127·v, rounded, halves upwards: −63.5 becomes −63, 31.75 becomes 32.
    assert quantize(values, 1.0).tolist() == [0, 64, 127, 159, 254]


def test_zero_is_exactly_neutral_and_the_ends_are_symmetric() -> None:
    values = np.linspace(-3, 3, 75, dtype=np.float32)
    steps = quantize(values, 3.0).astype(int)
    assert steps[37] == 127
    np.testing.assert_array_equal(steps - 127, -(steps - 127)[::-1])


def test_each_row_has_its_own_scale() -> None:
    values = np.array([[1.0, -1.0], [10.0, 5.0]])
    assert quantize(values, np.array([2.0, 10.0])).tolist() == [[191, 64], [254, 191]]


def test_the_error_of_a_map_is_at_most_half_a_step() -> None:
    values = np.random.default_rng(0).uniform(-2, 2, 1000)
    restored = (quantize(values, 2.0).astype(float) - 127) * 2 / 127
    assert np.abs(restored - values).max() <= 1 / 127 + 1e-12


def test_the_largest_value_counts_either_sign_and_zeros_count_one() -> None:
    values = np.array([[1.0, -3.0], [0.0, 0.0], [2.0, 1.0]])
    assert largest(values).tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("activation", "bound"),
    [("tanh", 1.0), ("sigmoid", 1.0), ("sine", 1.0), ("relu", None), ("linear", None)],
)
def test_a_bounded_activation_gives_the_scale(activation: str, bound: float | None) -> None:
    assert unit_bound(Dense(2, activation)) == bound


def test_a_residual_layer_has_no_bound() -> None:
    layer = Dense(2, "tanh", residual=True)
    assert unit_bound(layer) is None
    assert np.asarray(unit_scales(layer, np.array([[4.0, 1.0], [-2.0, 1.0]]))).tolist() == [
        4.0,
        2.0,
    ]


def test_classes_share_the_256_codes() -> None:
    assert [class_levels(n) for n in (2, 3, 10)] == [128, 85, 25]


def test_a_class_code_holds_the_class_and_how_sure_it_is() -> None:
    decided = np.array([0, 2, 1, 1])
    confidence = np.array(
        [[1.0, 0.2, 1 / 3, 0.0], [0.0, 0.2, 1 / 3, 2 / 3], [0.0, 0.6, 1 / 3, 1 / 3]]
    )
    # 85 levels: certain is 84, a third is 0, and p is (p − 1/3) / (2/3) of 84 between.
    assert code_classes(decided, confidence).tolist() == [84, 170 + 34, 85 + 0, 85 + 42]


def test_no_code_leaves_its_class() -> None:
    rng = np.random.default_rng(1)
    for classes in range(3, 11):
        confidence = rng.dirichlet(np.ones(classes), 500).T
        decided = confidence.argmax(axis=0)
        codes = code_classes(decided, confidence)
        np.testing.assert_array_equal(codes // class_levels(classes), decided)
