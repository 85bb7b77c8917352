"""The Experiment: everything that must be known to repeat a training exactly.

This is the one table of the project. Validation, the JSON schema, the page's controls, the link
and the reference page are all made from the fields below, so a new field is one entry here.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.data import (
    MAX_CLASSES,
    MAX_COLUMNS,
    MAX_DRAWN,
    MAX_LENGTH,
    MAX_NOISE,
    MAX_SAMPLES,
    MAX_TEXT,
    PLANE_LIMIT,
)
from app.experiment.base import Model, setting
from app.experiment.layers import DenseLayer, LayerSpec
from app.experiment.registries import (
    DatasetName,
    InitializerName,
    LossName,
    OptimizerName,
    PenaltyName,
    RoleName,
    ScheduleName,
)
from app.experiment.rules import check, default_features

VERSION = 1
MAX_LAYERS = 10
MAX_SEED = 2**32 - 1


Coordinate = Annotated[
    float, Field(ge=-PLANE_LIMIT, le=PLANE_LIMIT), AfterValidator(lambda value: round(value, 2) + 0)
]
"""A coordinate of a drawn point: hundredths, so that a link keeps it exactly."""

Point = tuple[Coordinate, Coordinate, Annotated[int, Field(ge=0, lt=MAX_CLASSES)]]
"""A drawn point: x₁, x₂, number of its class."""

ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class TableText(Model):
    """A pasted table: its text and what each column is for."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] = setting(
        ...,
        "Pasted table",
        "The table as text: one example a line, columns apart by comma, semicolon or tab.",
        "table",
        codec="packed",
    )
    roles: tuple[RoleName, ...] = setting(
        (),
        "Roles of the columns",
        "What each column is for, in order; empty lets the server guess.",
        "roles",
        max_length=MAX_COLUMNS,
    )


class Data(Model):
    """What the network learns from."""

    name: DatasetName = setting(
        "spiral", "Data set", "The examples that the network learns from.", "data"
    )
    samples: int = setting(
        500,
        "Examples",
        "How many examples there are, training and test together; a table has at most its own.",
        "samples",
        ge=10,
        le=MAX_SAMPLES,
        step=10,
    )
    noise: float = setting(
        0.0,
        "Noise",
        "How far points are moved at random, in percent; noise hides the pattern.",
        "noise",
        ge=0,
        le=MAX_NOISE,
        step=1,
        basic=True,
    )
    train_share: float = setting(
        0.5,
        "Used for training",
        "The share of the examples that the network learns from; the others only test it.",
        "train",
        ge=0.1,
        le=0.9,
        step=0.05,
        unit="%",
        basic=True,
    )
    seed: int = setting(
        0,
        "Data seed",
        "Another number draws other points of the same kind, and splits them otherwise.",
        "dataseed",
        ge=0,
        le=MAX_SEED,
        step=1,
    )
    length: int = setting(
        0,
        "Length",
        "How long the examples are, such as the steps to remember something over; 0 leaves it to "
        "the data set.",
        "length",
        ge=0,
        le=MAX_LENGTH,
        step=1,
    )
    drawn: tuple[Point, ...] = setting(
        (),
        "Drawn points",
        "Points drawn by hand: x₁, x₂ and the number of the class.",
        "points",
        max_length=MAX_DRAWN,
        codec="points",
    )
    table: TableText | None = Field(
        default=None, title="Pasted table", description="A table of your own."
    )


class Output(Model):
    """The output layer; its units and activation follow from the data and the loss."""

    frozen: bool = setting(
        False,
        "Frozen output",
        "Keeps the weights of the output layer as they are while the others learn.",
        "frozen_output",
    )


class Weights(Model):
    """Where the weights start."""

    initializer: InitializerName = setting(
        "xavier_uniform",
        "Starting weights",
        "How the weights are drawn before training starts.",
        "init",
    )
    scale: float = setting(
        1.0,
        "Weight scale",
        "Multiplies the starting weights: small ones let signals fade, large ones saturate units.",
        "scale",
        ge=0,
        le=100,
        step=0.05,
    )
    bias: float = setting(
        0.0,
        "Starting bias",
        "The value at which every bias starts.",
        "bias",
        ge=-10,
        le=10,
        step=0.05,
    )


class Training(Model):
    """How the network learns."""

    loss: LossName = setting(
        "auto",
        "Loss",
        "What training makes small: the measure of how wrong the outputs are.",
        "loss",
    )
    optimizer: OptimizerName = setting(
        "sgd", "Optimizer", "The rule that turns gradients into new weights.", "optimizer"
    )
    # With this rate and this seed the first visit learns the spiral in some 7,500 updates; of forty
    # seeds about half have it after 12,500. A smaller rate is slower, a larger one never settles.
    learning_rate: float = setting(
        0.1,
        "Learning rate",
        "The size of each step: too small and learning crawls, too large and it jumps about.",
        "lr",
        ge=1e-6,
        le=100,
        scale="log",
        basic=True,
    )
    momentum: float = setting(
        0.9,
        "Momentum",
        "How much of the last step is carried into the next; for the momentum optimizers.",
        "momentum",
        ge=0,
        le=0.999,
        step=0.01,
    )
    batch_size: int = setting(
        10,
        "Batch size",
        "How many examples are averaged for one update of the weights.",
        "batch",
        ge=1,
        le=2000,
        step=1,
        basic=True,
    )
    shuffle: bool = setting(
        True, "Shuffle", "Puts the training examples into a new order in every epoch.", "shuffle"
    )
    schedule: ScheduleName = setting(
        "constant", "Schedule", "How the learning rate changes as training goes on.", "schedule"
    )
    schedule_period: int = setting(
        1000,
        "Schedule period",
        "Over how many updates the schedule acts.",
        "period",
        ge=1,
        le=1_000_000,
        scale="log",
    )
    clip: float = setting(
        0.0,
        "Gradient clipping",
        "The longest gradient that is used as it is; longer ones are shortened to it. 0 is off.",
        "clip",
        ge=0,
        le=1000,
        scale="log",
        smallest=0.01,
    )
    penalty: PenaltyName = setting(
        "none",
        "Penalty",
        "What is added to the loss to keep weights small, also called regularization.",
        "penalty",
    )
    penalty_rate: float = setting(
        0.0,
        "Penalty rate",
        "How much the penalty counts beside the loss.",
        "penalty_rate",
        ge=0,
        le=10,
        scale="log",
        smallest=1e-4,
    )


class Stop(Model):
    """When training pauses by itself; none of it by default."""

    test_loss: float | None = setting(
        None,
        "Stop below test loss",
        "Pauses when the test loss falls below this value.",
        "stop_loss",
        ge=0,
        le=1000,
        step=0.01,
    )
    epochs: int | None = setting(
        None,
        "Stop after epochs",
        "Pauses when so many epochs are done.",
        "stop_epochs",
        ge=1,
        le=1_000_000,
        step=1,
    )
    patience: int | None = setting(
        None,
        "Patience",
        "Pauses when the test loss has not become better for so many epochs.",
        "patience",
        ge=1,
        le=100_000,
        step=1,
    )


class Experiment(Model):
    """Everything that must be known to repeat a training with the same numbers."""

    version: Literal[1] = 1
    data: Data = Field(default_factory=Data, title="Data")
    features: tuple[ColumnName, ...] = Field(
        default_factory=lambda before: default_features(before["data"]),
        title="Features",
        description="What the first layer sees of each example: functions of the plane, or columns "
        "of a table. If none is named, it sees x1 and x2, or all columns.",
        max_length=MAX_COLUMNS,
        json_schema_extra={"link": "features", "basic": False},
    )
    layers: tuple[LayerSpec, ...] = Field(
        default=(DenseLayer(),) * 3,
        title="Hidden layers",
        description="The hidden layers from left to right.",
        max_length=MAX_LAYERS,
        json_schema_extra={"link": "layers", "basic": False, "codec": "layers"},
    )
    output: Output = Field(default_factory=Output, title="Output")
    weights: Weights = Field(default_factory=Weights, title="Starting weights")
    training: Training = Field(default_factory=Training, title="Training")
    stop: Stop = Field(default_factory=Stop, title="Stop")
    seed: int = setting(
        24,
        "Seed",
        "Another number draws other starting weights and another order of the batches.",
        "seed",
        ge=0,
        le=MAX_SEED,
        step=1,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check(self)
        return self

    @classmethod
    def from_link(cls, text: str) -> "Experiment":
        """Return the experiment of a link, ours or TensorFlow Playground's, with or without URL.

        Never raises: what cannot be used is replaced by the nearest that can (`read_link` says
        what was changed).
        """
        # The module of links is made from this table.
        from app.experiment.link import read_link  # noqa: PLC0415

        return read_link(text).experiment

    def to_link(self) -> str:
        """Return the experiment as readable text for the part of a URL after ``#``."""
        from app.experiment.link import write_link  # noqa: PLC0415

        return write_link(self)
