"""Facts of the sets over the plane."""

import numpy as np
import pytest

from app.data import DATASETS, PLANE_LIMIT, Dataset, load

PLANE = [name for name, entry in DATASETS.items() if entry.kind == "plane"]
CLASSES = [name for name in PLANE if DATASETS[name].task != "regression"]
VALUES = [name for name in PLANE if DATASETS[name].task == "regression"]


def labels(data: Dataset) -> np.ndarray:
    assert data.labels is not None
    return data.labels


def values(data: Dataset) -> np.ndarray:
    assert data.values is not None
    return data.values


@pytest.mark.parametrize("name", PLANE)
@pytest.mark.parametrize("samples", [2, 10, 499, 500, 2000])
def test_the_number_of_samples_is_exact(name: str, samples: int) -> None:
    data = load(name, samples=samples)
    assert data.inputs.shape == (2, samples)
    assert data.targets.shape == (samples,)


@pytest.mark.parametrize("name", PLANE)
def test_points_lie_in_the_plane_and_are_not_standardized(name: str) -> None:
    for seed in range(20):
        data = load(name, seed=seed)
        assert np.abs(data.inputs).max() <= PLANE_LIMIT
    assert data.plane
    assert not data.standardized
    assert data.domain == ((-6, 6), (-6, 6))
    assert data.columns == ("x1", "x2")
    assert (data.mean == 0).all()
    assert (data.scale == 1).all()


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("samples", [60, 61, 500])
def test_classes_differ_by_at_most_one_point_without_noise(name: str, samples: int) -> None:
    data = load(name, samples=samples)
    counts = np.bincount(labels(data), minlength=len(data.classes))
    assert counts.max() - counts.min() <= 1
    assert len(counts) == len(data.classes)


@pytest.mark.parametrize("name", PLANE)
@pytest.mark.parametrize("noise", [0, 25, 80])
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(
    name: str, noise: float
) -> None:
    first, again, other = (load(name, noise=noise, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.inputs, again.inputs)
    assert np.array_equal(first.targets, again.targets)
    assert np.array_equal(first.train, again.train)
    assert np.array_equal(first.test, again.test)
    assert not np.array_equal(first.train, other.train)
    if name != "spiral" or noise:  # a clean spiral has nothing random
        assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("name", PLANE)
def test_a_little_more_noise_changes_a_little(name: str) -> None:
    before, after = load(name, noise=30), load(name, noise=31)
    assert np.abs(before.inputs - after.inputs).max() < 0.15
    if before.values is None:
        assert np.mean(labels(before) != labels(after)) < 0.03
    else:
        assert np.median(np.abs(values(before) - values(after))) < 0.03
    kept = np.isin(before.train, after.train)
    assert kept.mean() > 0.9


@pytest.mark.parametrize("name", CLASSES)
def test_without_noise_the_nearest_neighbour_is_of_the_same_class(name: str) -> None:
    for seed in range(5):
        data = load(name, seed=seed)
        x = data.inputs
        distance = np.hypot(x[0][:, None] - x[0], x[1][:, None] - x[1])
        np.fill_diagonal(distance, np.inf)
        same = labels(data)[distance.argmin(axis=1)] == labels(data)
        assert same.mean() > 0.985


def test_the_circle_is_a_disc_and_a_ring_with_a_gap() -> None:
    data = load("circle", samples=2000)
    radius = np.hypot(*data.inputs)
    assert radius[labels(data) == 1].max() < 2.5
    assert radius[labels(data) == 0].min() > 3.5
    assert radius.max() < 5


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "bumps"])
def test_noise_changes_what_points_are_called_not_where_they_lie(name: str) -> None:
    clean, noisy = load(name), load(name, noise=50)
    assert np.array_equal(clean.inputs, noisy.inputs)
    assert not np.array_equal(clean.targets, noisy.targets)


def test_exclusive_or_labels_by_the_sign_of_the_product_with_a_gap_at_the_axes() -> None:
    data = load("xor", samples=2000)
    x1, x2 = data.inputs
    assert np.array_equal(labels(data) == 1, x1 * x2 > 0)
    assert 0.3 <= np.abs(data.inputs).min() < 0.32
    assert 5.25 < np.abs(data.inputs).max() <= 5.3
    quadrants = np.bincount(2 * (x1 > 0) + (x2 > 0))
    assert quadrants.min() > 450


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (25, 2.25), (50, 4.0), (80, 6.1)])
def test_clouds_have_the_centre_and_the_variance_of_their_noise(
    noise: float, variance: float
) -> None:
    data = load("gauss", samples=2000, noise=noise)
    for label, centre in ((0, -2), (1, 2)):
        cloud = data.inputs[:, labels(data) == label]
        assert np.allclose(cloud.mean(axis=1), centre, atol=4 * np.sqrt(variance / 1000))
        assert np.allclose(cloud.var(axis=1), variance, rtol=0.2)


def test_spiral_arms_are_half_a_turn_apart_and_wind_one_and_three_quarter_times() -> None:
    data = load("spiral")
    first, second = (data.inputs[:, labels(data) == label] for label in (1, 0))
    assert np.allclose(first, -second)
    radius = np.hypot(*first)
    assert radius.max() == pytest.approx(5)
    turned = np.unwrap(np.arctan2(*first))
    assert (turned[-1] - turned[0]) / (2 * np.pi) == pytest.approx(1.75, rel=0.01)


def test_spiral_noise_moves_each_coordinate_by_at_most_its_share() -> None:
    clean, noisy = load("spiral"), load("spiral", noise=50)
    moved = np.abs(noisy.inputs - clean.inputs)
    assert 0.45 < moved.max() <= 0.5


def test_the_slope_is_a_tenth_of_the_sum_of_the_coordinates() -> None:
    data = load("plane", samples=1200)
    assert np.allclose(values(data), data.inputs.sum(axis=0) / 10)


def test_bumps_are_three_hills_and_three_hollows_of_radius_two() -> None:
    data = load("bumps", samples=2000)
    x1, x2 = data.inputs
    for x, y, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1)):
        for turn in (1, -1):  # the lower row is the upper one with its signs changed
            near = np.hypot(x1 - x, x2 - turn * y)
            closest = near.argmin()
            assert values(data)[closest] == pytest.approx(turn * sign * (1 - near[closest] / 2))
    centres = [(x, y) for x in (-4, 0, 4) for y in (-2.5, 2.5)]
    away = np.min([np.hypot(x1 - x, x2 - y) for x, y in centres], axis=0) > 2
    assert away.any()
    assert (values(data)[away] == 0).all()
    assert np.abs(values(data)).max() <= 1


@pytest.mark.parametrize("name", VALUES)
def test_clean_values_are_about_as_large_as_the_outputs_of_a_tanh_unit(name: str) -> None:
    assert np.abs(values(load(name))).max() <= 1.2


@pytest.mark.parametrize("name", [name for name in VALUES if name.endswith("_1d")])
def test_one_dimensional_functions_depend_on_x1_alone(name: str) -> None:
    data = load(name, samples=2000)
    order = np.argsort(data.inputs[0])
    steps = np.abs(np.diff(values(data)[order]))
    assert np.median(steps) < 0.01


@pytest.mark.parametrize("name", [name for name in PLANE if name != "spiral"])
def test_more_samples_keep_the_earlier_points(name: str) -> None:
    few, many = load(name, samples=100, noise=20), load(name, samples=200, noise=20)
    assert np.array_equal(few.inputs, many.inputs[:, :100])
    assert np.array_equal(few.targets, many.targets[:100])


def test_blobs_have_the_number_of_classes_in_their_name() -> None:
    for count in (3, 4, 5, 6):
        data = load(f"blobs{count}")
        assert data.task == "classes"
        assert set(labels(data)) == set(range(count))
        assert data.classes == tuple("ABCDEF"[:count])
