"""Changes of the structure, and of single weights, as values that can be passed about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.experiment import DenseLayer, Experiment
from app.training.alignment import LayerLink, new_layer, same_units
from app.training.changes import validated
from app.training.report import EditError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.nn import Network, Penalty

LARGEST_WEIGHT = 1e6


@dataclass(frozen=True)
class AddLayer:
    """Insert a hidden layer so that it becomes number ``index``; the output follows the last."""

    index: int
    layer: DenseLayer | Mapping[str, Any] | None = None

    def change(self, experiment: Experiment) -> Experiment:
        """Return the experiment with the layer in it; raise EditError if that is not possible."""
        count = len(experiment.layers)
        _within(self.index, count, "layers", "a place for the new layer")
        spec = self.layer if self.layer is not None else _like_neighbour(experiment, self.index)
        made = spec.model_dump() if isinstance(spec, DenseLayer) else dict(spec)
        layers: list[Any] = [layer.model_dump() for layer in experiment.layers]
        layers.insert(self.index, made)
        return validated(experiment, {"layers": layers})

    def links(self, experiment: Experiment, changed: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        links.insert(self.index, new_layer(changed.layers[self.index].units))
        return tuple(links)

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return "+1 layer"


@dataclass(frozen=True)
class RemoveLayer:
    """Take hidden layer ``index`` out."""

    index: int

    def change(self, experiment: Experiment) -> Experiment:
        """Return the experiment without the layer; raise EditError if there is none."""
        check_hidden(experiment, self.index)
        layers = [layer.model_dump() for layer in experiment.layers]
        del layers[self.index]
        return validated(experiment, {"layers": layers})

    def links(self, experiment: Experiment, changed: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        del links[self.index]
        return tuple(links[: len(changed.layers)])

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return "-1 layer"


@dataclass(frozen=True)
class AddUnit:
    """Append a unit to hidden layer ``layer``."""

    layer: int

    def change(self, experiment: Experiment) -> Experiment:
        """Return the experiment with one unit more; raise EditError past the limit."""
        return _resized(experiment, self.layer, 1)

    def links(self, experiment: Experiment, changed: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        old = experiment.layers[self.layer].units
        links[self.layer] = same_units(self.layer, old, changed.layers[self.layer].units)
        return tuple(links)

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return "+1 unit"


@dataclass(frozen=True)
class RemoveUnit:
    """Take unit ``unit`` out of hidden layer ``layer``."""

    layer: int
    unit: int

    def change(self, experiment: Experiment) -> Experiment:
        """Return the experiment with one unit fewer; raise EditError for the last one."""
        check_hidden(experiment, self.layer)
        units = experiment.layers[self.layer].units
        _within(self.unit, units - 1, f"layers.{self.layer}.units", "a unit of this layer")
        return _resized(experiment, self.layer, -1)

    def links(self, experiment: Experiment, changed: Experiment) -> tuple[LayerLink, ...]:
        """Return the links of the hidden layers of the changed experiment."""
        links = list(unchanged(experiment))
        kept = np.arange(changed.layers[self.layer].units)
        links[self.layer] = LayerLink(self.layer, kept + (kept >= self.unit))
        return tuple(links)

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return "-1 unit"


@dataclass(frozen=True)
class SetWeight:
    """Set the weight of ``unit`` in ``layer`` (the output is the last) for one of its inputs."""

    layer: int
    unit: int
    input: int
    value: float

    def apply(self, network: Network, penalty: Penalty) -> None:
        """Write the weight; raise EditError if there is none or the value is out of range."""
        path = _check_unit(network, self.layer, self.unit)
        weights = network.layers[self.layer].parameters()["weights"]
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
        path = _check_unit(network, self.layer, self.unit)
        _check_value(self.value, f"{path}.bias")
        network.layers[self.layer].parameters()["bias"][self.unit] = self.value

    def text(self) -> str:
        """Return a few words for the mark on the curves."""
        return f"bias of unit {self.layer + 1}.{self.unit + 1}"


Restructuring = AddLayer | RemoveLayer | AddUnit | RemoveUnit
ByHand = SetWeight | SetBias
Operation = Restructuring | ByHand


def unchanged(experiment: Experiment) -> tuple[LayerLink, ...]:
    """Return the links that keep every hidden layer as it is."""
    return tuple(same_units(i, each.units, each.units) for i, each in enumerate(experiment.layers))


def check_hidden(experiment: Experiment, layer: int) -> None:
    """Raise EditError unless the experiment has this hidden layer."""
    _within(layer, len(experiment.layers) - 1, "layers", "a hidden layer")


def _like_neighbour(experiment: Experiment, index: int) -> DenseLayer:
    """Return a plain layer as wide and of the same activation as the layer before the gap."""
    if not experiment.layers:
        return DenseLayer()
    near = experiment.layers[max(index - 1, 0)]
    return DenseLayer(units=near.units, activation=near.activation)


def _resized(experiment: Experiment, layer: int, by: int) -> Experiment:
    check_hidden(experiment, layer)
    return validated(experiment, {f"layers.{layer}.units": experiment.layers[layer].units + by})


def _check_unit(network: Network, layer: int, unit: int) -> str:
    _within(layer, len(network.layers) - 1, "layers", "a layer")
    units = network.layers[layer].units
    _within(unit, units - 1, f"layers.{layer}.units", "a unit of this layer")
    return f"layers.{layer}.{unit}"


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
