"""Every kind of layer in a small network that has learned a little."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from app.data import load
from app.experiment import KINDS, Experiment, LayerModel
from app.experiment.fitting import DataShape, fits
from app.training import Trainer

if TYPE_CHECKING:
    from app.nn import Dtype

DATA: tuple[dict[str, Any], ...] = (
    {"name": "iris", "samples": 40},
    {"name": "shapes", "samples": 30},
    {"name": "recall", "samples": 30, "length": 5},
    {"name": "surnames", "samples": 40},
)
BEFORE: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"kind": "dense", "units": 5},),
    ({"kind": "conv", "channels": 3},),
    ({"kind": "rnn", "units": 4, "output": "all"},),
    (),
)
AFTER: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"kind": "lstm", "units": 4},),
    ({"kind": "conv", "channels": 2}, {"kind": "globalmax"}),
    ({"kind": "dense", "units": 4},),
)


@cache
def shape_of(name: str, length: int) -> DataShape:
    """Return what a data set gives to the network."""
    data = load(name, samples=20, length=length)
    return DataShape(data.shape, len(data.vocabulary), data.task == "steps")


@cache
def home(kind: str) -> tuple[Experiment, int]:
    """Return an experiment with a layer of a kind between others, and its place."""
    small = {"units": 4, "channels": 3, "heads": 2}
    for data, before, after in product(DATA, BEFORE, AFTER):
        shape = shape_of(data["name"], data.get("length", 0))
        for spec in KINDS[kind].variants():
            fields = {name: value for name, value in small.items() if hasattr(spec, name)}
            document = spec.model_copy(update=fields).model_dump()
            experiment = Experiment.model_validate(
                {
                    "data": data,
                    "features": [],
                    "layers": [*before, document, *after],
                    "training": {"optimizer": "adam", "learning_rate": 0.01, "batch_size": 8},
                }
            )
            if fits(experiment.layers, shape):
                return experiment, len(before)
    raise AssertionError(f"no network here has a place for a layer of the kind {kind}")


def made_with(kind: str, *, run: int = 12, dtype: Dtype = np.float64) -> tuple[Trainer, int]:
    """Return a trainer whose network has a layer of a kind, and the layer's place."""
    experiment, place = home(kind)
    trainer = Trainer(experiment, dtype)
    trainer.run(updates=run)
    assert trainer.experiment.layers == experiment.layers
    return trainer, place


def fits_there(made: Trainer, place: int, spec: LayerModel) -> bool:
    """Tell whether a layer could stand in the place of another."""
    layers = list(made.experiment.layers)
    layers[place] = spec
    return fits(tuple(layers), made._setup.data_shape)


def counted_kinds() -> list[str]:
    """Return the kinds of layers in which something can be added one by one."""
    return [kind for kind, model in KINDS.items() if model.counted]


def other_values(spec: LayerModel) -> list[tuple[str, Any]]:
    """Return another valid value for every field of a layer."""
    schema = type(spec).model_json_schema()["properties"]
    found: list[tuple[str, Any]] = []
    for name, field in schema.items():
        value = getattr(spec, name)
        if name == "kind":
            continue
        if field.get("type") == "boolean":
            found.append((name, not value))
        elif "enum" in field:
            found += [(name, each) for each in field["enum"] if each != value][:2]
        elif field.get("type") == "array":
            found.append((name, (1,)))
        else:
            near = (value + 1, value - 1)
            found += [(name, each) for each in near if field["minimum"] <= each <= field["maximum"]]
    return found
