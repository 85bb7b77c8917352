"""Many seeds at once: each network gets its own numbers, in whatever slices they come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.training import ManySeeds, StackedTrainer, Trainer

SEEDS = (5, 0, 9)


def experiment(**parts: Any) -> Experiment:
    document: dict[str, Any] = {
        "data": {"name": "xor", "samples": 96},
        "layers": [{"units": 4}, {"units": 3}],
        **parts,
    }
    return Experiment.model_validate(document)


CASES: dict[str, dict[str, Any]] = {
    "stacked": {},
    "several groups": {"layers": [{"units": 64}] * 10, "training": {"batch_size": 40}},
    "alone": {"layers": [{"units": 4, "normalization": "batch"}]},
    "stopping": {"stop": {"patience": 2}, "training": {"learning_rate": 1.0}},
    "stopping alone": {
        "layers": [{"units": 4, "normalization": "layer"}],
        "stop": {"patience": 2},
        "training": {"learning_rate": 1.0},
    },
}


class Ticks:
    """A clock that goes on by a millisecond at every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def assert_alone(many: ManySeeds, of: Experiment, epochs: int) -> None:
    for member, seed in zip(many.members, SEEDS, strict=True):
        single = Trainer(of.model_copy(update={"seed": seed}))
        single.run(epochs=epochs)
        assert member.experiment.seed == seed
        assert (member.update, member.stopped) == (single.update, single.stopped)
        assert np.array_equal(member.network.params, single.network.params)
        assert member.metrics() == single.metrics()


@pytest.mark.parametrize("parts", CASES.values(), ids=CASES)
def test_every_network_gets_the_numbers_of_its_seed_in_slices_of_any_size(
    parts: dict[str, Any],
) -> None:
    of, clock = experiment(**parts), Ticks()
    many, slices = ManySeeds(of, SEEDS), 1
    while not many.advance(6, clock.now + 0.002, clock):
        slices += 1
    assert slices > 2
    assert_alone(many, of, 6)


@pytest.mark.parametrize("parts", CASES.values(), ids=CASES)
def test_checkpoints_lead_on_to_the_same_numbers(parts: dict[str, Any]) -> None:
    of = experiment(**parts)
    many = ManySeeds(of, SEEDS)
    many.advance(3)
    states = [each.checkpoint() for each in many.members]
    again = ManySeeds(of, SEEDS, checkpoints=states)
    again.advance(6)
    assert_alone(again, of, 6)


def test_networks_with_a_normalization_say_why_they_are_trained_one_after_the_other() -> None:
    many = ManySeeds(experiment(layers=[{"units": 4, "normalization": "batch"}]), SEEDS)
    assert many.make()
    assert many.alone == "layer 1 has a normalization, with which networks cannot be stacked"
    stacked = ManySeeds(experiment(), SEEDS)
    assert stacked.make()
    assert stacked.alone == ""


def test_those_least_far_go_first() -> None:
    many, clock = ManySeeds(experiment(**CASES["alone"]), SEEDS), Ticks()
    for _ in range(9):
        many.advance(100, clock.now + 0.002, clock)
    updates = [member.update for member in many.members]
    assert max(updates) - min(updates) <= 1


def test_more_epochs_can_be_asked_for_later() -> None:
    of = experiment()
    many = ManySeeds(of, SEEDS)
    many.advance(2)
    assert many.advance(2)
    many.advance(5)
    assert_alone(many, of, 5)


def test_examples_that_are_known_are_used_again() -> None:
    trainer = Trainer(experiment())
    many = ManySeeds(trainer.experiment, SEEDS, known=trainer.examples)
    assert many.make()
    assert all(member.data is trainer.data for member in many.members)


def test_a_stack_goes_on_from_checkpoints_without_those_that_had_stopped() -> None:
    of = experiment(**CASES["stopping"])
    together = StackedTrainer(of, SEEDS)
    together.run(epochs=20)
    resting = [each is not None for each in together.stopped]
    assert any(resting)
    states = [each.checkpoint() for each in together.members]
    again = StackedTrainer(of, SEEDS, checkpoints=states)
    again.run(epochs=2)
    together.run(epochs=2)
    for one, other in zip(together.members, again.members, strict=True):
        assert np.array_equal(one.network.params, other.network.params)
        assert one.update == other.update


def test_networks_are_made_one_by_one_where_there_is_little_time() -> None:
    many, counts = ManySeeds(experiment(), SEEDS), []
    while not many.make(until=0.0):
        counts.append(len(many.members))
    assert counts == [1, 2]
    assert many.advance(2)
    assert_alone(many, experiment(), 2)
