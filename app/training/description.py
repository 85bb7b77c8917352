"""What a trainer tells about itself, ready for JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Common to all parts of a description."""

    model_config = ConfigDict(frozen=True)


class LayerDescription(Part):
    """One layer, the output layer included.

    ``label`` says it in a few words. ``shape`` is that of what it hands on, ``units`` counts its
    values; ``count`` counts what can be added one by one, such as channels, and ``tiles`` the
    pictures that show it. ``instead`` are the kinds of layers that could stand in its place,
    ``before`` those that could be added before it.
    """

    kind: str
    label: str
    shape: tuple[int, ...]
    units: int
    count: int
    tiles: int
    inputs: int
    activation: str
    normalization: str
    dropout: float
    residual: bool
    frozen: bool
    parameters: int
    instead: tuple[str, ...]
    before: tuple[str, ...]


class Description(Part):
    """The network and its data in words and numbers.

    ``inputs`` are the names of the features, ``input_labels`` what people read. ``layers`` end with
    the output layer. ``train`` and ``test`` count examples. ``loss`` is the resolved name (never
    "auto"). ``by_example`` tells whether pictures show what becomes of one example rather than what
    each unit computes over the plane; ``tiles`` counts those of the inputs. ``example_shape`` is
    the shape of one example. ``notes`` are sentences for people about the data and about what was
    adapted.
    """

    inputs: tuple[str, ...]
    input_labels: tuple[str, ...]
    by_example: bool
    example_shape: tuple[int, ...]
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
