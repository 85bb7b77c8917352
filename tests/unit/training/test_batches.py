from __future__ import annotations

import numpy as np
import pytest

from app.training.batches import Batches


def walk(batches: Batches, updates: int) -> list[list[int]]:
    taken = []
    for _ in range(updates):
        taken += [batch.tolist() for batch in batches.take(1)]
        batches.turn()
    return taken


def test_an_epoch_uses_every_example_once_and_its_last_batch_is_short() -> None:
    taken = walk(Batches(25, 10, seed=3, shuffle=True), 3)
    assert [len(batch) for batch in taken] == [10, 10, 5]
    assert sorted(example for batch in taken for example in batch) == list(range(25))


def test_several_batches_at_once_are_those_that_come_one_by_one() -> None:
    batches = Batches(25, 10, seed=3, shuffle=True)
    assert [batch.tolist() for batch in batches.take(3)] == walk(
        Batches(25, 10, seed=3, shuffle=True), 3
    )
    assert batches.left == 0


def test_without_shuffling_batches_come_in_the_order_of_the_data_in_every_epoch() -> None:
    taken = walk(Batches(6, 4, seed=0, shuffle=False), 4)
    assert taken == [[0, 1, 2, 3], [4, 5], [0, 1, 2, 3], [4, 5]]


def test_shuffled_epochs_differ_and_depend_on_seed_and_epoch_alone() -> None:
    batches = Batches(20, 20, seed=1, shuffle=True)
    first, second = walk(batches, 2)
    assert first != second
    later = Batches(20, 20, seed=1, shuffle=True)
    later.go_to(1, 0.0)
    assert walk(later, 1) == [second]
    assert walk(Batches(20, 20, seed=2, shuffle=True), 1) != [first]


@pytest.mark.parametrize(("examples", "size", "per_epoch"), [(250, 10, 25), (7, 3, 3), (5, 99, 1)])
def test_updates_per_epoch_round_up(examples: int, size: int, per_epoch: int) -> None:
    assert Batches(examples, size, seed=0, shuffle=True).per_epoch == per_epoch


def test_the_position_counts_examples_and_the_rest_of_the_epoch_updates() -> None:
    batches = Batches(25, 10, seed=0, shuffle=True)
    walk(batches, 4)
    assert batches.position == pytest.approx(1.4)
    assert batches.left == 2


def test_go_to_keeps_the_share_of_the_epoch_for_another_number_of_examples() -> None:
    batches = Batches(50, 10, seed=0, shuffle=False)
    batches.go_to(7, 0.4)
    assert (batches.epoch, batches.offset) == (7, 20)
    single = Batches(1, 1, seed=0, shuffle=False)
    single.go_to(7, 0.9)
    assert single.offset == 0


def test_orders_are_the_same_on_every_machine() -> None:
    order = Batches(8, 8, seed=0, shuffle=True).order()
    assert np.array_equal(order, np.random.default_rng((0, 1, 0)).permutation(8))
