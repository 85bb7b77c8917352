"""Describes a setup for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.training.description import Description, LayerDescription
from app.training.picturing import by_example, shown_shapes, tiles

if TYPE_CHECKING:
    from app.training.setup import Setup


def describe(setup: Setup, updates_per_epoch: int) -> Description:
    """Return the network and its data in words and numbers."""
    experiment, examples, network = setup.experiment, setup.examples, setup.network
    data = examples.data
    first, *shown = shown_shapes(network, data)
    layers = []
    for place, layer in enumerate(network.layers):
        spec = experiment.layers[place] if place < len(experiment.layers) else None
        layers.append(
            LayerDescription(
                kind=spec.kind if spec else "dense",
                units=layer.units,
                tiles=tiles(shown[place]),
                inputs=layer.inputs,
                activation=layer.activation.name if layer.activation else "linear",
                normalization=spec.normalization if spec else "none",
                dropout=spec.dropout if spec else 0.0,
                residual=bool(spec and spec.residual),
                frozen=layer.frozen,
                parameters=layer.size,
            )
        )
    return Description(
        inputs=examples.names,
        input_labels=examples.labels,
        by_example=by_example(network, data),
        tiles=tiles(first),
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
