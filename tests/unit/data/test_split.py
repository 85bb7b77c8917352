"""The split is exact, stratified, shuffled, and steady when a label changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.data import load
from app.data.split import allocate, choose, split


@given(
    sizes=st.lists(st.integers(1, 300), min_size=1, max_size=10),
    share=st.floats(0, 1),
)
def test_places_are_shared_out_exactly_and_in_proportion(sizes: list[int], share: float) -> None:
    groups = np.array(sizes)
    total = round(share * groups.sum())
    places = allocate(groups, total)
    assert places.sum() == total
    assert (places >= 0).all()
    assert (places <= groups).all()
    assert np.abs(places - groups * total / groups.sum()).max() < 1


@given(
    groups=st.lists(st.integers(0, 9), min_size=1, max_size=200),
    share=st.floats(0.01, 0.99),
    seed=st.integers(0, 1000),
)
def test_no_part_is_empty_and_every_group_of_two_is_in_both(
    groups: list[int], share: float, seed: int
) -> None:
    numbers = np.array(groups)
    train, test = split(numbers, share, np.random.default_rng(seed))
    assert train.size > 0
    assert test.size > 0
    if len(groups) > 1:
        assert sorted([*train, *test]) == list(range(len(groups)))
    for group in set(groups):
        if groups.count(group) > 1:
            assert group in numbers[train]
            assert group in numbers[test]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("name", ["circle", "xor", "blobs5", "iris", "wine", "breast_cancer"])
def test_both_parts_hold_the_classes_in_the_same_proportion(name: str, share: float) -> None:
    for noise in (0, 40):
        data = load(name, train_share=share, noise=noise)
        assert data.labels is not None
        count = len(data.classes)
        whole = np.bincount(data.labels, minlength=count)
        train = np.bincount(data.labels[data.train], minlength=count)
        assert np.abs(train - share * whole).max() < 1
        assert data.train.size == round(share * data.size)


def test_parts_are_shuffled_so_that_batches_taken_in_order_are_mixed() -> None:
    data = load("iris")  # its file is sorted by class
    assert data.labels is not None
    first = data.labels[data.train[:30]]
    assert np.bincount(first, minlength=3).min() >= 3
    assert not np.array_equal(data.train, np.sort(data.train))


def test_one_changed_label_moves_at_most_two_examples_between_the_parts() -> None:
    groups = np.arange(100) % 2
    before, _ = split(groups, 0.5, np.random.default_rng(0))
    for changed in range(100):
        other = groups.copy()
        other[changed] = 1 - other[changed]
        after, _ = split(other, 0.5, np.random.default_rng(0))
        assert len(set(before) - set(after)) <= 2


def test_a_choice_keeps_the_proportions() -> None:
    groups = np.repeat([0, 1, 2], [600, 300, 100])
    chosen = choose(groups, 50, np.random.default_rng(0))
    assert np.bincount(groups[chosen]).tolist() == [30, 15, 5]


def test_a_single_example_is_in_both_parts() -> None:
    train, test = split(np.array([0]), 0.5, np.random.default_rng(0))
    assert train.tolist() == test.tolist() == [0]
