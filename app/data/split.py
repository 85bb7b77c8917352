"""The split into training and test part: at random with the classes in proportion, or in time."""

import numpy as np

from app.data.dataset import IntArray


def allocate(sizes: IntArray, total: int) -> IntArray:
    """Share `total` places among groups in proportion to their sizes, by largest remainders.

    `sizes` (G,), with 0 ≤ total ≤ sizes.sum(); the result (G,) sums to `total` exactly and no group
    gets more than its size. Equal remainders go to the group that stands first.
    """
    exact = sizes * (total / sizes.sum())
    places: IntArray = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - places), kind="stable")
    places[order[: total - places.sum()]] += 1
    return places


def choose(groups: IntArray, total: int, rng: np.random.Generator) -> IntArray:
    """Choose `total` of N examples with the groups in proportion; returns their numbers, sorted."""
    _, groups, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    taken, _ = _first_of_each(groups, allocate(sizes, total), rng)
    return np.sort(taken)


def split(groups: IntArray, share: float, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Split N examples into training and test numbers, both in a shuffled order.

    `groups` (N,) are the class numbers (all 0 for regression). Every group of two or more has at
    least one example in each part; a group of one is trained on. Neither part is ever empty: a
    single example is in both.

    Each example has one random rank that depends on the seed alone, and the lowest ranks of a group
    are trained on. So a change of noise that flips a label moves one or two examples between the
    parts instead of dealing all of them anew.
    """
    if groups.size == 1:
        return np.zeros(1, np.int64), np.zeros(1, np.int64)
    _, groups, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    places = allocate(sizes, round(share * groups.size))
    places = np.where(sizes == 1, 1, np.clip(places, 1, np.maximum(sizes - 1, 1)))
    train, test = _first_of_each(groups, places, rng)
    if test.size == 0:  # every group has one example
        train, test = train[:-1], train[-1:]
    return train, test


def split_in_time(count: int, share: float, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Split examples that stand in the order of time: the first are trained on, the rest test.

    Both parts are returned in a shuffled order and have at least one example; a single example is
    in both.
    """
    if count == 1:
        return np.zeros(1, np.int64), np.zeros(1, np.int64)
    train = min(max(round(share * count), 1), count - 1)
    return rng.permutation(train), train + rng.permutation(count - train)


def _first_of_each(
    groups: IntArray, places: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return the examples of each group with the lowest ranks, and the others, in rank order."""
    ranked = np.argsort(rng.random(groups.size), kind="stable")
    first = np.zeros(groups.size, dtype=bool)
    for group, count in enumerate(places):
        first[ranked[groups[ranked] == group][:count]] = True
    return ranked[first[ranked]], ranked[~first[ranked]]
