"""What the fields of an Experiment offer, read from the registries of the engine and the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol

from app.data import DATASETS, FEATURES
from app.experiment.choices import Choice, OneOf
from app.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTIES,
    SCHEDULES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Entry(Protocol):
    """What every entry of a registry of the engine tells about itself."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def formula(self) -> str: ...


def _choices(registry: Mapping[str, _Entry]) -> tuple[Choice, ...]:
    return tuple(
        Choice(entry.name, entry.label, entry.help, entry.formula) for entry in registry.values()
    )


AUTO = Choice(
    "auto",
    "Automatic",
    "Half squared error for two classes and for values, softmax cross-entropy for more classes.",
)


def activations() -> tuple[Choice, ...]:
    """Return the activations of a hidden layer."""
    return _choices(ACTIVATIONS)


def normalizations() -> tuple[Choice, ...]:
    """Return the normalizations of a hidden layer, none first."""
    return _choices(NORMALIZATIONS)


def initializers() -> tuple[Choice, ...]:
    """Return the ways in which weights can start."""
    return _choices(INITIALIZERS)


def losses() -> tuple[Choice, ...]:
    """Return the losses, first the one that follows from the task."""
    return (AUTO, *_choices(LOSSES))


def optimizers() -> tuple[Choice, ...]:
    """Return the optimizers."""
    return _choices(OPTIMIZERS)


def schedules() -> tuple[Choice, ...]:
    """Return the schedules of the learning rate."""
    return _choices(SCHEDULES)


def penalties() -> tuple[Choice, ...]:
    """Return the penalties on weights, none first."""
    return _choices(PENALTIES)


def datasets() -> tuple[Choice, ...]:
    """Return the data sets, each with the question it asks."""
    return tuple(Choice(entry.name, entry.title, entry.question) for entry in DATASETS.values())


def features() -> tuple[Choice, ...]:
    """Return the features of points in the plane."""
    return tuple(Choice(feature.name, feature.label) for feature in FEATURES.values())


def roles() -> tuple[Choice, ...]:
    """Return what a column of a pasted table can be for."""
    return (
        Choice("input", "Input", "The network sees this column."),
        Choice("target", "Target", "The network learns to tell this column."),
        Choice("ignore", "Ignore", "The column is left out."),
    )


def on_plane(name: str) -> bool:
    """Tell whether the examples of a data set are points of the plane, with x1 and x2."""
    return DATASETS[name].kind == "plane" or name == "drawn"


def is_shaped(name: str) -> bool:
    """Tell whether the examples of a data set are pictures, sequences or texts."""
    return DATASETS[name].kind in ("pictures", "sequences")


def data_task(name: str) -> str | None:
    """Return the task of a data set, or None where the data themselves decide."""
    return DATASETS[name].task


def losses_for(task: str | None) -> tuple[str, ...]:
    """Return the names of the losses for a task; all of them if it is not known.

    An answer at every step is measured as the answer of a task with classes.
    """
    known = "classes" if task == "steps" else task
    return tuple(loss.name for loss in LOSSES.values() if known is None or known in loss.tasks)


ActivationName = Annotated[str, OneOf(activations)]
NormalizationName = Annotated[str, OneOf(normalizations)]
InitializerName = Annotated[str, OneOf(initializers)]
LossName = Annotated[str, OneOf(losses)]
OptimizerName = Annotated[str, OneOf(optimizers)]
ScheduleName = Annotated[str, OneOf(schedules)]
PenaltyName = Annotated[str, OneOf(penalties)]
DatasetName = Annotated[str, OneOf(datasets)]
RoleName = Annotated[str, OneOf(roles)]
