"""What a trainer tells about itself, ready for JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Common to all parts of a description."""

    model_config = ConfigDict(frozen=True)


class LayerDescription(Part):
    """One layer, the output layer included; ``tiles`` counts the pictures that show it."""

    kind: str
    units: int
    tiles: int
    inputs: int
    activation: str
    normalization: str
    dropout: float
    residual: bool
    frozen: bool
    parameters: int


class Description(Part):
    """The network and its data in words and numbers.

    ``inputs`` are the names of the features, ``input_labels`` what people read. ``layers`` end with
    the output layer. ``train`` and ``test`` count examples. ``loss`` is the resolved name (never
    "auto"). ``by_example`` tells whether pictures show what becomes of one example rather than what
    each unit computes over the plane; ``tiles`` counts those of the inputs. ``notes`` are sentences for people about the data and about what was adapted.
    """

    inputs: tuple[str, ...]
    input_labels: tuple[str, ...]
    by_example: bool
    tiles: int
    layers: tuple[LayerDescription, ...]
    outputs: int
    parameters: int
    task: Literal["binary", "classes", "regression", "steps"]
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    target: str
    plane: bool
    standardized: bool
    updates_per_epoch: int
    train: int
    test: int
    loss: str
    loss_label: str
    notes: tuple[str, ...]
