"""Plans of live edits: the experiment wanted, and the stages that lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.experiment import KINDS
from app.experiment.fitting import LayerError, choices, fits, shapes
from app.training.changes import differences, validated
from app.training.operations import AddLayer, RemoveLayer, Restructuring
from app.training.report import EditError
from app.training.sentences import mark_text
from app.training.surgery import by_place
from app.training.tuning import only_tunes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.experiment import Experiment
    from app.experiment.fitting import DataShape, Layers
    from app.training.description import Description
    from app.training.setup import Setup
    from app.training.surgery import Stage


@dataclass(frozen=True)
class Plan:
    """What an edit wants and how to get there.

    Each of ``stages`` is an experiment and the links of its hidden layers to those of the stage
    before; the last one is the ``experiment`` wanted. ``wishes`` are the fields that were asked for
    by name, which must not be adapted in silence. ``harmless`` edits change no number, and
    ``tunes`` says that the network can stay the very same.
    """

    experiment: Experiment
    stages: tuple[Stage, ...]
    text: str
    key: str
    harmless: bool = False
    tunes: bool = False
    wishes: frozenset[str] = field(default_factory=frozenset)

    def described(self, before: Description | None, updates_per_epoch: int) -> Description | None:
        """Return the description after the edit, given that before; None if it has to be made."""
        if before is None or not self.tunes:
            return None
        return before.model_copy(update={"updates_per_epoch": updates_per_epoch})

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
        if self.experiment.layers != built.layers and any(
            path.startswith("layers") for path in self.wishes
        ):
            check_shapes(self.experiment.layers, setup.data_shape)
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
    wanted = validated(old, {**_other_kinds(setup, changes), **changes})
    changed = differences(old, wanted)
    if not any(path == "features" or path.startswith("data.") for path in changed):
        check_shapes(wanted.layers, setup.data_shape)
    return Plan(
        wanted,
        _stages(setup, wanted),
        mark_text(changes),
        " ".join(changes),
        all(path.startswith("stop.") for path in changed),
        only_tunes(changed),
        frozenset(changes),
    )


def _other_kinds(setup: Setup, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layers of the kinds asked for, with the settings that both kinds have."""
    layers, found = setup.experiment.layers, {}
    for path, kind in changes.items():
        match = re.fullmatch(r"layers\.(\d+)\.kind", path)
        if match is None or int(match[1]) >= len(layers) or kind not in KINDS:
            continue
        place = int(match[1])
        near = layers[place]
        fitting = choices(layers, place, setup.data_shape, instead=True)
        chosen = next((each for each in fitting if each.kind == kind), None)
        found[f"layers.{place}"] = (chosen or next(KINDS[kind].variants(near))).model_dump()
    return found


def plan_operation(setup: Setup, operation: Restructuring) -> Plan:
    """Return the plan of a layer or unit added or removed; raise EditError if it cannot be."""
    wanted = operation.change(setup.experiment, setup.data_shape)
    check_shapes(wanted.layers, setup.data_shape)
    links = operation.links(setup.experiment)
    return Plan(wanted, ((wanted, links),), operation.text(setup.experiment), "")


def check_shapes(layers: Layers, data: DataShape) -> None:
    """Raise EditError, which names the layer, unless the layers fit the data and one another."""
    try:
        shapes(layers, data)
    except LayerError as problem:
        raise EditError(problem.message, problem.path) from None


def _stages(setup: Setup, wanted: Experiment) -> tuple[Stage, ...]:
    """Return the way to an experiment: layers more or fewer one by one, then all the rest.

    Where a network on the way would not fit together, there is one stage alone.
    """
    stages: list[Stage] = []
    current = setup.experiment
    while len(current.layers) != len(wanted.layers):
        count = len(current.layers)
        operation = (
            RemoveLayer(count - 1)
            if count > len(wanted.layers)
            else AddLayer(count, wanted.layers[count])
        )
        following = operation.change(current, setup.data_shape)
        if not fits(following.layers, setup.data_shape):
            return ((wanted, by_place(setup.experiment, wanted)),)
        stages.append((following, operation.links(current)))
        current = following
    if current != wanted or not stages:
        stages.append((wanted, by_place(current, wanted)))
    return tuple(stages)


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= 8 else f"its {len(names)} columns"


def _task(setup: Setup) -> str:
    data = setup.examples.data
    return "values" if data.task == "regression" else f"{len(data.classes)} classes"
