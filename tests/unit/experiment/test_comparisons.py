"""The comparisons of the gallery say what is true."""

from __future__ import annotations

import pytest

from app.comparisons import COMPARISONS, Comparison, write_address
from app.experiment import Experiment, Training, read_link
from app.experiment.differences import differences
from app.training import Trainer

ALL = pytest.mark.parametrize("comparison", COMPARISONS.values(), ids=list(COMPARISONS))


def trained(experiment: Experiment, updates: int) -> dict[str, float]:
    trainer = Trainer(experiment)
    trainer.run(updates=updates)
    return trainer.metrics()


@ALL
def test_the_two_differ_in_one_thing(comparison: Comparison) -> None:
    assert len(differences(comparison.left, comparison.right)) == 1


@ALL
def test_the_words_of_a_comparison_are_short_enough_to_be_read(comparison: Comparison) -> None:
    assert comparison.question.endswith("?")
    assert len(comparison.sentence) < 140
    assert comparison.sentence.endswith(".")


@ALL
def test_the_right_one_is_clearly_better_in_the_end(comparison: Comparison) -> None:
    updates = comparison.updates
    left, right = (trained(each, updates) for each in (comparison.left, comparison.right))
    assert right["test_loss"] < 0.9 * left["test_loss"]


def test_without_a_penalty_the_training_points_are_learned_by_heart() -> None:
    comparison = COMPARISONS["penalty"]
    early, late = (trained(comparison.left, n) for n in (2_000, comparison.updates))
    assert late["train_loss"] < early["train_loss"]
    assert late["test_loss"] > early["test_loss"]


def test_an_address_begins_with_a_link_that_opens_the_left_half() -> None:
    left, right = Experiment(training=Training(momentum=0.5)), Experiment(seed=3)
    address = write_address(left, right)
    assert address == "v=1&momentum=0.5&right.momentum=*&right.seed=3"
    link = "&".join(part for part in address.split("&") if not part.startswith("right."))
    assert read_link(link).experiment == left
