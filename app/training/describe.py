"""Describes a setup for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.experiment import DenseLayer
from app.experiment.fitting import choices
from app.nn.shapes import features
from app.training.description import Description, LayerDescription
from app.training.picturing import by_example, shown_shapes

if TYPE_CHECKING:
    from app.experiment import LayerModel
    from app.nn import Layer
    from app.training.setup import Setup


def describe(setup: Setup, updates_per_epoch: int) -> Description:
    """Return the network and its data in words and numbers."""
    experiment, examples, network = setup.experiment, setup.examples, setup.network
    data = examples.data
    first, *shown = shown_shapes(network, data)
    specs = (*experiment.layers, DenseLayer(units=1, activation="linear"))
    layers = []
    for place, (spec, layer) in enumerate(zip(specs, network.layers, strict=True)):
        hidden, fields = place < len(experiment.layers), spec.model_dump()
        layers.append(
            LayerDescription(
                kind=spec.kind,
                label=_label(spec, layer) if hidden else "output",
                shape=layer.shape,
                units=layer.units,
                count=spec.count if hidden else layer.units,
                tiles=features(shown[place]),
                inputs=layer.inputs,
                activation=(fields if hidden else {}).get("activation", _engine_activation(layer)),
                normalization=fields.get("normalization", "none"),
                dropout=fields.get("dropout", 0.0),
                residual=fields.get("residual", False) is True,
                frozen=layer.frozen,
                parameters=layer.size,
                instead=_kinds(setup, place, instead=True) if hidden else (),
                before=_kinds(setup, place, instead=False),
            )
        )
    return Description(
        inputs=examples.names,
        input_labels=examples.labels,
        by_example=by_example(network, data),
        example_shape=data.shape,
        tiles=features(first),
        layers=tuple(layers),
        outputs=examples.outputs,
        parameters=network.params.size,
        task=data.task,
        classes=data.classes,
        columns=data.columns,
        target=data.target,
        plane=data.plane,
        standardized=data.standardized,
        updates_per_epoch=updates_per_epoch,
        train=len(data.train),
        test=len(data.test),
        loss=examples.loss_name,
        loss_label=examples.loss.label,
        notes=(*data.notes, *setup.notes),
    )


def _engine_activation(layer: Layer) -> str:
    return layer.activation.name if layer.activation else "linear"


def _label(spec: LayerModel, layer: Layer) -> str:
    """Return a layer in a few words, such as "conv 3×3, 6 channels, 12×12"."""
    *places, last = layer.shape
    if len(layer.shape) == 3:
        return f"{spec.label}, {places[1]}×{last}"
    return f"{spec.label}, {places[0]} steps" if places else spec.label


def _kinds(setup: Setup, place: int, *, instead: bool) -> tuple[str, ...]:
    """Return the kinds of layers that fit before a layer, or instead of it."""
    layers = setup.experiment.layers
    return tuple(each.kind for each in choices(layers, place, setup.data_shape, instead=instead))
