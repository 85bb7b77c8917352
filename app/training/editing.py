"""Plans of live edits: the experiment wanted, and the stages that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.training.alignment import LayerLink, same_units
from app.training.changes import differences, validated
from app.training.operations import AddLayer, RemoveLayer, Restructuring
from app.training.report import EditError
from app.training.sentences import mark_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.experiment import Experiment
    from app.training.setup import Setup
    from app.training.surgery import Stage


@dataclass(frozen=True)
class Plan:
    """What an edit wants and how to get there.

    Each of ``stages`` is an experiment and the links of its hidden layers to those of the stage
    before; the last one is the ``experiment`` wanted. ``wishes`` are the fields that were asked for
    by name, which must not be adapted in silence. ``harmless`` edits change no number.
    """

    experiment: Experiment
    stages: tuple[Stage, ...]
    text: str
    key: str
    harmless: bool = False
    wishes: frozenset[str] = field(default_factory=frozenset)

    def check(self, setup: Setup) -> None:
        """Raise EditError if a field asked for could not be honoured by the setup built."""
        built = setup.experiment
        if "features" in self.wishes:
            data = setup.examples.data
            missing = [name for name in self.experiment.features if name not in built.features]
            if missing or (data.plane and not self.experiment.features):
                wrong = f"There is no “{missing[0]}” in these data. " if missing else ""
                known = "x1, x2 and functions of them" if data.plane else _columns(data.columns)
                raise EditError(f"{wrong}Choose at least one of {known}.", "features")
        if "training.loss" in self.wishes and built.training.loss != self.experiment.training.loss:
            raise EditError(
                f"“{self.experiment.training.loss}” cannot measure a task with {_task(setup)}",
                "training.loss",
            )


def plan_changes(setup: Setup, changes: Mapping[str, Any]) -> Plan:
    """Return the plan of changed fields; layers are matched by their place from the first on.

    Raises EditError for a field that does not exist or a value that is not allowed.
    """
    old = setup.experiment
    wanted = validated(old, changes)
    stages: list[Stage] = []
    current = old
    while len(current.layers) != len(wanted.layers):
        count = len(current.layers)
        operation = (
            RemoveLayer(count - 1)
            if count > len(wanted.layers)
            else AddLayer(count, wanted.layers[count])
        )
        following = operation.change(current)
        stages.append((following, operation.links(current, following)))
        current = following
    if current != wanted or not stages:
        stages.append((wanted, _by_place(current, wanted)))
    harmless = all(path.startswith("stop.") for path in differences(old, wanted))
    return Plan(
        wanted,
        tuple(stages),
        mark_text(changes),
        " ".join(changes),
        harmless,
        frozenset(changes),
    )


def plan_operation(setup: Setup, operation: Restructuring) -> Plan:
    """Return the plan of a layer or unit added or removed; raise EditError if it cannot be."""
    wanted = operation.change(setup.experiment)
    links = operation.links(setup.experiment, wanted)
    return Plan(wanted, ((wanted, links),), operation.text(), "")


def _by_place(old: Experiment, new: Experiment) -> tuple[LayerLink, ...]:
    pairs = zip(old.layers, new.layers, strict=True)
    return tuple(same_units(i, one.units, other.units) for i, (one, other) in enumerate(pairs))


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= 8 else f"its {len(names)} columns"


def _task(setup: Setup) -> str:
    data = setup.examples.data
    return "values" if data.task == "regression" else f"{len(data.classes)} classes"
