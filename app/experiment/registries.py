"""What the fields of an Experiment offer, read from the registries of the engine and the data."""

from __future__ import annotations

from typing import Annotated

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
    """Return the data sets."""
    return _named(
        "circle xor gauss spiral moons blobs3 blobs4 blobs5 blobs6 drawn plane bumps"
        " sine_1d step_1d iris wine breast_cancer digits diabetes table"
    )


def features() -> tuple[Choice, ...]:
    """Return the features of plane data."""
    return _named("x1 x2 x1_squared x2_squared x1x2 sin_x1 sin_x2 cos_x1 cos_x2 radius")


def roles() -> tuple[Choice, ...]:
    """Return what a column of a pasted table can be for."""
    return (
        Choice("input", "Input", "The network sees this column."),
        Choice("target", "Target", "The network learns to tell this column."),
        Choice("ignore", "Ignore", "The column is left out."),
    )


ActivationName = Annotated[str, OneOf(activations)]
NormalizationName = Annotated[str, OneOf(normalizations)]
InitializerName = Annotated[str, OneOf(initializers)]
LossName = Annotated[str, OneOf(losses)]
OptimizerName = Annotated[str, OneOf(optimizers)]
ScheduleName = Annotated[str, OneOf(schedules)]
PenaltyName = Annotated[str, OneOf(penalties)]
DatasetName = Annotated[str, OneOf(datasets)]
RoleName = Annotated[str, OneOf(roles)]
