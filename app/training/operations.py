"""Changes of the structure, and of single weights, as values that can be passed about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.experiment import DenseLayer, Experiment, LayerModel
from app.experiment.fitting import choices
from app.training.alignment import LayerLink
from app.training.changes import validated
from app.training.report import EditError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.experiment.fitting import DataShape
    from app.experiment.layers import Counted
    from app.nn import Array, Network, Penalty

LARGEST_WEIGHT = 1e6


@dataclass(frozen=True)
class AddLayer:
    """Insert a hidden layer so that it becomes number ``index``; the output follows the last."""

    index: int
    layer: LayerModel | Mapping[str, Any] | None = None

    def change(self, experiment: Experiment, data: DataShape) -> Experiment:
        """Return the experiment with the layer in it; raise EditError if that is not possible."""
        count = len(experiment.layers)
        _within(self.index, count, "layers", "a place for the new layer")
        spec = self.layer
        if spec is None:
            spec = _like_neighbour(experiment, self.index, data)
        made = spec.model_dump() if isinstance(spec, LayerModel) else dict(spec)
        if made.keys() == {"kind"}:
            offered = choices(experiment.layers, self.index, data, instead=False)
            made = next((each.model_dump() for each in offered if each.kind == made["kind"]), made)
        layers: list[Any] = [layer.model_dump() for layer in experiment.layers]
        layers.insert(self.index, made)
        return validated(experiment, {"layers": layers})

    def links(self, experiment: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        links.insert(self.index, LayerLink(None))
        return tuple(links)

    def text(self, experiment: Experiment) -> str:
        """Return a few words for the mark on the curves."""
        return "+1 layer"


@dataclass(frozen=True)
class RemoveLayer:
    """Take hidden layer ``index`` out."""

    index: int

    def change(self, experiment: Experiment, data: DataShape) -> Experiment:
        """Return the experiment without the layer; raise EditError if there is none."""
        check_hidden(experiment, self.index)
        layers = [layer.model_dump() for layer in experiment.layers]
        del layers[self.index]
        return validated(experiment, {"layers": layers})

    def links(self, experiment: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        del links[self.index]
        return tuple(links)

    def text(self, experiment: Experiment) -> str:
        """Return a few words for the mark on the curves."""
        return "-1 layer"


@dataclass(frozen=True)
class AddUnit:
    """Append a unit to hidden layer ``layer``, or whatever else counts there: a channel, a head."""

    layer: int

    def change(self, experiment: Experiment, data: DataShape) -> Experiment:
        """Return the experiment with one unit more; raise EditError past the limit."""
        return _resized(experiment, self.layer, 1)

    def links(self, experiment: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        return unchanged(experiment)

    def text(self, experiment: Experiment) -> str:
        """Return a few words for the mark on the curves."""
        return f"+1 {counted(experiment, self.layer).one}"


@dataclass(frozen=True)
class RemoveUnit:
    """Take unit ``unit`` out of hidden layer ``layer``, or a channel, or a head."""

    layer: int
    unit: int

    def change(self, experiment: Experiment, data: DataShape) -> Experiment:
        """Return the experiment with one unit fewer; raise EditError for the last one."""
        what = counted(experiment, self.layer)
        highest = experiment.layers[self.layer].count - 1
        path = f"layers.{self.layer}.{what.field}"
        _within(self.unit, highest, path, f"a {what.one} of this layer")
        return _resized(experiment, self.layer, -1)

    def links(self, experiment: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        links[self.layer] = LayerLink(self.layer, removed=self.unit)
        return tuple(links)

    def text(self, experiment: Experiment) -> str:
        """Return a few words for the mark on the curves."""
        return f"-1 {counted(experiment, self.layer).one}"


@dataclass(frozen=True)
class SetWeight:
    """Set the weight of ``unit`` in ``layer`` (the output is the last) for one of its inputs."""

    layer: int
    unit: int
    input: int
    value: float

    def apply(self, network: Network, penalty: Penalty) -> None:
        """Write the weight; raise EditError if there is none or the value is out of range."""
        path, parameters = _single_weights(network, self.layer, self.unit)
        weights = parameters["weights"]
        _within(self.input, weights.shape[1] - 1, f"{path}.weights", "an input of this layer")
        _check_value(self.value, f"{path}.weights.{self.input}")
        weights[self.unit, self.input] = self.value
        for memory in penalty.state.values():
            # A weight that a penalty has killed lives again when it is set by hand.
            network.split(memory)[self.layer]["weights"][self.unit, self.input] = 0

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return f"weight of unit {self.layer + 1}.{self.unit + 1}"


@dataclass(frozen=True)
class SetBias:
    """Set the bias of ``unit`` in ``layer`` (the output is the last)."""

    layer: int
    unit: int
    value: float

    def apply(self, network: Network, penalty: Penalty) -> None:
        """Write the bias; raise EditError if there is none or the value is out of range."""
        path, parameters = _single_weights(network, self.layer, self.unit)
        _check_value(self.value, f"{path}.bias")
        parameters["bias"][self.unit] = self.value

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return f"bias of unit {self.layer + 1}.{self.unit + 1}"


Restructuring = AddLayer | RemoveLayer | AddUnit | RemoveUnit
ByHand = SetWeight | SetBias
Operation = Restructuring | ByHand


def unchanged(experiment: Experiment) -> tuple[LayerLink, ...]:
    """Return the links that keep every hidden layer as it is."""
    return tuple(LayerLink(place) for place in range(len(experiment.layers)))


def check_hidden(experiment: Experiment, layer: int) -> None:
    """Raise EditError unless the experiment has this hidden layer."""
    _within(layer, len(experiment.layers) - 1, "layers", "a hidden layer")


def counted(experiment: Experiment, layer: int) -> Counted:
    """Return what can be counted in a hidden layer; raise EditError if there is no such thing."""
    check_hidden(experiment, layer)
    spec = experiment.layers[layer]
    if spec.counted is None:
        raise EditError(
            f"A layer of the kind “{spec.title}” has nothing to add or to take away.",
            f"layers.{layer}",
        )
    return spec.counted


def _like_neighbour(experiment: Experiment, index: int, data: DataShape) -> LayerModel:
    """Return a plain layer for a gap: like the layer before it if one of that kind fits there.

    It has as many units and the same activation, as far as its kind has them.
    """
    layers = experiment.layers
    if not layers:
        return DenseLayer()
    near = layers[max(index - 1, 0)]
    offered = choices(layers, index, data, instead=False)
    plain = next((each for each in offered if each.kind == near.kind), None)
    if plain is None or near.counted is None:
        return next((each for each in offered if each.counted), DenseLayer())
    shared = {near.counted.field: near.count}
    if "activation" in type(near).model_fields:
        shared["activation"] = near.model_dump()["activation"]
    return plain.model_copy(update=shared)


def _resized(experiment: Experiment, layer: int, by: int) -> Experiment:
    field = counted(experiment, layer).field
    return validated(experiment, {f"layers.{layer}.{field}": experiment.layers[layer].count + by})


def _single_weights(network: Network, layer: int, unit: int) -> tuple[str, dict[str, Array]]:
    """Return the path of a unit and the parameters of its layer, one weight for each input."""
    _within(layer, len(network.layers) - 1, "layers", "a layer")
    parameters = network.layers[layer].parameters()
    weights = parameters.get("weights")
    if weights is None or weights.ndim != 2 or "bias" not in parameters:
        raise EditError("Only the weights of dense layers can be set by hand.", f"layers.{layer}")
    _within(unit, len(weights) - 1, f"layers.{layer}.units", "a unit of this layer")
    return f"layers.{layer}.{unit}", parameters


def _check_value(value: float, path: str) -> None:
    if not (math.isfinite(value) and abs(value) <= LARGEST_WEIGHT):
        raise EditError(
            f"It must be a number from {-LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}, not {value}.",
            path,
        )


def _within(index: int, highest: int, path: str, what: str) -> None:
    if highest < 0:
        raise EditError(f"There is no such thing as {what} here.", path)
    if not 0 <= index <= highest:
        raise EditError(f"{index} is not {what}; they are numbered 0 to {highest}.", path)
