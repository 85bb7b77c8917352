from typing import Any

import numpy as np
import pytest

from app.training import Timeline, Trainer
from app.training.milestones import MOST, MOST_KEPT
from tests.unit.training.trainers import trainer

ROOM = 2**23
ADAM = {"learning_rate": 0.02, "optimizer": "adam"}
LAYERS = [{"units": 4, "normalization": "batch", "dropout": 0.2}, {"units": 3}]


def state(made: Trainer) -> dict[str, Any]:
    """Return everything a training goes on with, arrays as bytes."""
    checkpoint = made.checkpoint()
    arrays = {name: array.tobytes() for name, array in checkpoint.arrays.items()}
    return {"meta": checkpoint.meta, "experiment": checkpoint.experiment, **arrays}


def filled(made: Trainer, epochs: int, room: int = ROOM) -> Timeline:
    """Return the timeline of a trainer that has trained for so many epochs."""
    timeline = Timeline(room)
    timeline.add(made.milestone())
    while made.epoch < epochs:
        made.run(updates=timeline.left(made))
        assert timeline.due(made)
        timeline.add(made.milestone())
    return timeline


@pytest.mark.parametrize("updates", [0, 3, 5, 17, 40])
def test_a_replay_from_a_milestone_is_the_same_bit_for_bit(updates: int) -> None:
    made = trainer(run=updates, layers=LAYERS, training=ADAM)
    milestone = made.milestone()
    then = state(made)
    made.run(updates=33)
    for _ in range(2):  # going on from a milestone must not change it
        again = made.at(milestone)
        assert state(again) == then
        again.run(updates=33)
        assert state(again) == state(made)


def test_a_milestone_holds_the_experiment_of_its_moment() -> None:
    made = trainer(run=7)
    milestone, before = made.milestone(), state(made)
    made.edit({"layers.0.units": 6, "data.noise": 20, "training.optimizer": "adam"})
    made.run(updates=5)
    assert state(made.at(milestone)) == before
    assert made.experiment.layers[0].count == 6


def test_at_the_end_of_an_epoch_no_number_is_copied() -> None:
    made = trainer(run=5)
    first, second = made.milestone(), made.milestone()
    assert first.snapshot is first.safe
    assert first.snapshot is second.snapshot


def test_every_early_epoch_has_a_milestone() -> None:
    timeline = filled(trainer(), 100)
    assert timeline.updates == [5 * epoch for epoch in range(101)]


def test_milestones_are_thinned_and_stay_fine_at_the_start() -> None:
    made = trainer()
    timeline = filled(made, 1500)
    assert len(timeline) <= MOST
    epochs = np.array(timeline.updates) / made.updates_per_epoch
    gaps = np.diff(epochs)
    assert gaps[0] == 1
    assert gaps.max() < 0.02 * 1500
    assert np.mean(epochs < 1500 / 16) > 0.2


def test_which_milestones_there_are_depends_on_the_epochs_alone() -> None:
    made = trainer()
    timeline = Timeline(ROOM)
    timeline.add(made.milestone())
    for size in np.random.default_rng(0).integers(1, 40, 200).tolist():
        left = size
        while left:
            made.run(updates=(step := min(left, timeline.left(made))))
            left -= step
            if timeline.due(made):
                timeline.add(made.milestone())
    other = trainer()
    expected = filled(other, int(made.epoch)).updates
    assert [each for each in expected if each <= made.update] == timeline.updates


def test_memory_is_bounded() -> None:
    small = filled(trainer(layers=[{"units": 32}, {"units": 32}]), 100, room=200_000)
    assert small.size <= 200_000
    assert small.updates[0] == 0
    assert len(small) > 10


def test_a_milestone_larger_than_the_room_leaves_the_start() -> None:
    made = trainer(layers=[{"units": 64}, {"units": 64}])
    timeline = Timeline(1000)
    timeline.add(made.milestone())
    made.run(epochs=3)
    timeline.add(made.milestone())
    assert timeline.updates == [0]
    made.run(updates=timeline.left(made))
    timeline.add(made.milestone())
    assert timeline.updates == [0]


def test_a_kept_milestone_outlives_thinning_until_it_is_released() -> None:
    made = trainer(run=7)
    timeline = Timeline(ROOM)
    timeline.add(made.milestone())
    made.run(updates=2)
    timeline.add(made.milestone())
    assert timeline.keep(9)
    while made.epoch < 700:
        made.run(updates=timeline.left(made))
        timeline.add(made.milestone())
    assert timeline.kept == [9]
    assert 9 in timeline.updates
    assert 12 not in timeline.updates
    timeline.release(9)
    assert timeline.kept == []


def test_only_so_many_can_be_kept_and_only_those_there_are() -> None:
    timeline = filled(trainer(), 80)
    assert all(timeline.keep(5 * epoch) for epoch in range(MOST_KEPT))
    assert not timeline.keep(400)
    assert timeline.keep(5)
    assert not timeline.keep(7)


def test_the_last_milestone_at_or_before_an_update_is_found() -> None:
    timeline = filled(trainer(), 10)
    assert [timeline.at(update).update for update in (0, 4, 5, 27, 1000)] == [0, 0, 5, 25, 50]


def test_cutting_drops_what_came_later_and_a_replay_fills_it_again() -> None:
    made = trainer()
    timeline = filled(made, 20)
    before = timeline.updates
    timeline.keep(75)
    again = made.at(timeline.at(30))
    timeline.cut(30)
    assert timeline.updates[-1] == 30
    assert timeline.kept == []
    while again.epoch < 20:
        again.run(updates=timeline.left(again))
        timeline.add(again.milestone())
    assert timeline.updates == before
    assert state(again) == state(made)
