"""Edits of figures that training only reads, such as rates: the network stays the very same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.training.setup import assemble

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from app.experiment import Experiment
    from app.training.setup import Setup

TUNABLE = frozenset(
    f"training.{name}"
    for name in (
        "learning_rate",
        "schedule",
        "schedule_period",
        "momentum",
        "batch_size",
        "shuffle",
        "penalty_rate",
        "clip",
    )
)
"""The fields that neither data nor layers nor the memory of an optimizer depend on."""


def only_tunes(changed: AbstractSet[str]) -> bool:
    """Tell whether all of the changed fields can change while the network stays."""
    return all(path in TUNABLE or path.startswith("stop.") for path in changed)


def tuned(setup: Setup, experiment: Experiment) -> Setup:
    """Return the setup of an experiment that differs in such fields, with the same network.

    Its numbers are those that carrying all layers over would give, at a small part of the cost.
    """
    new = assemble(experiment, setup.examples, setup.network, setup.notes)
    new.optimizer.updates = setup.optimizer.updates
    for old, memory in (
        (setup.optimizer.state, new.optimizer.state),
        (setup.penalty.state, new.penalty.state),
    ):
        for name, values in memory.items():
            values[...] = old[name]
    return new
