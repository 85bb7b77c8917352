"""What the fields of an Experiment offer, read from the registries of the engine and the data."""

from __future__ import annotations

from typing import Annotated

from app.data import DATASETS, FEATURES
from app.experiment.choices import Choice, OneOf


def _named(text: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, name.replace("_", " ").capitalize()) for name in text.split())


def activations() -> tuple[Choice, ...]:
    """Return the activations of a hidden layer."""
    return _named(
        "linear relu leaky_relu elu gelu swish mish softplus tanh sigmoid sine gaussian"
        " hard_tanh hard_sigmoid"
    )


def normalizations() -> tuple[Choice, ...]:
    """Return the normalizations of a hidden layer, none first."""
    return _named("none batch layer")


def initializers() -> tuple[Choice, ...]:
    """Return the ways in which weights can start."""
    return _named(
        "xavier_uniform xavier_normal he_uniform he_normal uniform normal zeros constant orthogonal"
    )


def losses() -> tuple[Choice, ...]:
    """Return the losses, first the one that follows from the task."""
    return _named(
        "auto half_squared squared huber binary_cross_entropy softmax_cross_entropy hinge"
    )


def optimizers() -> tuple[Choice, ...]:
    """Return the optimizers."""
    return _named("sgd momentum nesterov rmsprop adam adamw")


def schedules() -> tuple[Choice, ...]:
    """Return the schedules of the learning rate."""
    return _named("constant step cosine warmup")


def penalties() -> tuple[Choice, ...]:
    """Return the penalties on weights, none first."""
    return _named("none l2 l1 l1_playground")


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


def data_task(name: str) -> str | None:
    """Return the task of a data set, or None where the data themselves decide."""
    return DATASETS[name].task


def losses_for(task: str | None) -> tuple[str, ...]:
    """Return the names of the losses for a task; all of them if it is not known."""
    return tuple(choice.name for choice in losses())


ActivationName = Annotated[str, OneOf(activations)]
NormalizationName = Annotated[str, OneOf(normalizations)]
InitializerName = Annotated[str, OneOf(initializers)]
LossName = Annotated[str, OneOf(losses)]
OptimizerName = Annotated[str, OneOf(optimizers)]
ScheduleName = Annotated[str, OneOf(schedules)]
PenaltyName = Annotated[str, OneOf(penalties)]
DatasetName = Annotated[str, OneOf(datasets)]
RoleName = Annotated[str, OneOf(roles)]
