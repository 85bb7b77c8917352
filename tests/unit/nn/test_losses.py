import numpy as np
import pytest

from app.nn import ACTIVATIONS, LOSSES, Array

CASES = [
    (name, classes)
    for name, loss in LOSSES.items()
    for task, classes in (("binary", 2), ("classes", 3), ("classes", 8), ("regression", 0))
    if task in loss.tasks
]


def example(name: str, classes: int) -> tuple[Array, Array]:
    """Return outputs of a wide range and encoded targets, for 20 examples."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, classes, 20) if classes else rng.normal(size=20)
    target = LOSSES[name].encode(labels, classes)
    return rng.normal(scale=2.0, size=target.shape), target


@pytest.mark.parametrize(("name", "classes"), CASES)
def test_gradient_agrees_with_central_differences(name: str, classes: int) -> None:
    loss = LOSSES[name]
    output, target = example(name, classes)
    gradient = np.empty_like(output)
    loss.gradient(output, target, gradient)
    expected = np.empty_like(output)
    step = 1e-6
    for place in np.ndindex(output.shape):
        moved = output.copy()
        moved[place] += step
        above = loss.value(moved, target)
        moved[place] -= 2 * step
        expected[place] = (above - loss.value(moved, target)) / (2 * step)
    np.testing.assert_allclose(gradient, expected, atol=1e-8)


@pytest.mark.parametrize(("name", "classes"), CASES)
def test_target_has_one_row_for_every_output(name: str, classes: int) -> None:
    _, target = example(name, classes)
    assert target.shape == (LOSSES[name].outputs(classes), 20)


@pytest.mark.parametrize(("name", "classes"), [case for case in CASES if case[1]])
def test_targets_taken_as_outputs_are_decided_as_their_labels(name: str, classes: int) -> None:
    labels = np.arange(classes).repeat(2)
    target = LOSSES[name].encode(labels, classes)
    coded_0_1 = name == "binary_cross_entropy"
    decided = LOSSES[name].decide(target - 0.5 if coded_0_1 else target)
    np.testing.assert_array_equal(decided, labels)


@pytest.mark.parametrize(("name", "classes"), [case for case in CASES if case[1]])
def test_confidence_is_a_share_for_every_class_and_largest_for_the_decision(
    name: str, classes: int
) -> None:
    output, _ = example(name, classes)
    output = output if LOSSES[name].output_activation == "linear" else np.tanh(output)
    confidence = LOSSES[name].confidence(output)
    assert confidence.shape == (classes, 20)
    assert confidence.min() >= 0
    assert confidence.max() <= 1
    decided = confidence[LOSSES[name].decide(output), np.arange(20)]
    np.testing.assert_array_equal(decided, confidence.max(axis=0))


@pytest.mark.parametrize("name", [n for n, loss in LOSSES.items() if "binary" in loss.tasks])
def test_the_lead_of_the_second_class_is_what_it_is_surer_of(name: str) -> None:
    loss = LOSSES[name]
    output = np.random.default_rng(4).normal(0, 2, (loss.outputs(2), 30))
    first, second = loss.confidence(output)
    np.testing.assert_allclose(loss.lead(output), second - first, atol=1e-12)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_confidence_of_a_cross_entropy_adds_up_to_one(name: str) -> None:
    output, _ = example(name, 2)
    np.testing.assert_allclose(LOSSES[name].confidence(output).sum(axis=0), 1.0)


@pytest.mark.parametrize("name", LOSSES)
def test_output_activation_is_known(name: str) -> None:
    assert LOSSES[name].output_activation in ACTIVATIONS


@pytest.mark.parametrize(
    ("name", "output", "target", "expected"),
    [
        ("half_squared", [[0.5, -1.0]], [[1.0, -1.0]], 0.0625),
        ("squared", [[0.5, -1.0]], [[1.0, -1.0]], 0.125),
        ("huber", [[0.5, 3.0]], [[1.0, 0.0]], (0.125 + 2.5) / 2),
        ("binary_cross_entropy", [[0.0, 2.0]], [[1.0, 0.0]], (np.log(2) + np.log1p(np.e**2)) / 2),
        ("softmax_cross_entropy", [[1.0], [0.0], [0.0]], [[1.0], [0.0], [0.0]], np.log1p(2 / np.e)),
        ("hinge", [[0.25, 2.0]], [[1.0, 1.0]], 0.375),
        ("hinge", [[0.25], [2.0]], [[1.0], [-1.0]], 3.75),
    ],
)
def test_value_is_the_one_worked_by_hand(
    name: str, output: list[list[float]], target: list[list[float]], expected: float
) -> None:
    assert LOSSES[name].value(np.array(output), np.array(target)) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_a_confident_mistake_is_finite_in_float32(name: str) -> None:
    loss = LOSSES[name]
    target = loss.encode(np.array([0]), 2).astype(np.float32)
    output = np.full(target.shape, 2e4, np.float32)
    output[0] *= -1 if len(output) == 2 else 1
    gradient = np.empty_like(output)
    loss.gradient(output, target, gradient)
    assert loss.value(output, target) >= 2e4
    assert np.abs(gradient).max() == 1
