"""Faults of units: dead, saturated or sleeping, and an output that is surely wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.ranges import tame
from app.nn import ACTIVATIONS

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.nn import Layer

FINE, DEAD, SATURATED, SLEEPING = range(4)
"""What stands for a unit in the array of faults."""

FLAT = 0.05
"""Below this share of its steepest slope an activation is flat."""

NEARLY_ALL = 0.95
"""A unit is saturated if its activation is flat on this share of the training examples."""

STILL = 0.01
"""A unit is asleep if its answers to the training examples differ by no more (their spread)."""

STUCK = 0.05
"""The output is saturated if this share of the training examples is answered wrongly where it is
flat: they send back almost no gradient, so they stay wrong."""


LIMITS = {"flat": FLAT, "nearly_all": NEARLY_ALL, "still": STILL}
"""What the page says about the faults in numbers."""


class FaultsLens(Lens[Options]):
    """One number a unit, layer by layer, output layer last."""

    name = "faults"
    title = "Faults"
    sentence = "A badge marks a unit that is dead, saturated or asleep."
    rate = 3.0

    def look(self, look: Look, options: Options) -> Arrays:
        """Return `units`: 0 fine, 1 dead, 2 saturated, 3 asleep."""
        return Arrays(
            {"units": np.concatenate(unit_faults(look))},
            {"output_saturated": stuck(look).fault, "limits": LIMITS},
        )


def unit_faults(look: Look) -> list[npt.NDArray[np.uint8]]:
    """Return the faults of the units (units,) of every layer over the training examples.

    Dead: its value and its slope are 0 on every example. Saturated: its activation has a floor and
    a ceiling and is flat on nearly all examples. Asleep: its value hardly changes. The output layer
    may be flat, since that is how it is sure; see `stuck`.
    """
    trainer, activity = look.trainer, look.over_examples()
    train, layers = trainer.data.train, trainer.network.layers
    last = len(layers) - 1
    return [
        _faults(layer, z[:, train], a[:, train], output=place == last)
        for place, (layer, z, a) in enumerate(
            zip(layers, activity.preactivations, activity.activations, strict=True)
        )
    ]


def _faults(layer: Layer, z: Floats, a: Floats, *, output: bool) -> npt.NDArray[np.uint8]:
    found = np.full(len(z), FINE, dtype=np.uint8)
    found[np.std(tame(a), axis=1, dtype=np.float64) <= STILL] = SLEEPING
    if output or layer.activation is None:
        return found
    value, slope = _bent(layer, z)
    low, high = layer.activation.bounds
    if low is not None and high is not None:
        flat = np.abs(slope) < FLAT * _steepest(layer.activation.name)
        found[np.mean(flat, axis=1) >= NEARLY_ALL] = SATURATED
    found[np.all((value == 0) & (slope == 0), axis=1)] = DEAD
    return found


def _bent(layer: Layer, z: Floats) -> tuple[Floats, Floats]:
    """Return the values and the slopes of a layer's activation at its sums."""
    assert layer.activation is not None
    z = np.ascontiguousarray(z)
    value, slope = np.empty_like(z), np.empty_like(z)
    layer.activation.value(z, value)
    layer.activation.derivative(z, value, slope)
    return value, slope


@lru_cache
def _steepest(activation: str) -> float:
    """Return the largest slope of an activation between -6 and 6."""
    z = np.linspace(-6.0, 6.0, 1201)
    value, slope = np.empty_like(z), np.empty_like(z)
    ACTIVATIONS[activation].value(z, value)
    ACTIVATIONS[activation].derivative(z, value, slope)
    return float(np.abs(slope).max())


@dataclass(frozen=True)
class Stuck:
    """How many of the training examples are answered wrongly where the output is flat."""

    count: int
    examples: int

    @property
    def fault(self) -> bool:
        """Whether they are so many that the output is called saturated."""
        return self.count >= STUCK * self.examples


def stuck(look: Look) -> Stuck:
    """Count the training examples that are wrong where the output's activation is flat."""
    trainer = look.trainer
    train, layer, labels = trainer.data.train, trainer.network.layers[-1], trainer.data.labels
    bounds = layer.activation.bounds if layer.activation else (None, None)
    if labels is None or None in bounds:
        return Stuck(0, len(train))
    activity = look.over_examples()
    assert layer.activation is not None
    _, slope = _bent(layer, activity.preactivations[-1][:, train])
    flat = np.all(np.abs(slope) < FLAT * _steepest(layer.activation.name), axis=0)
    wrong = trainer.loss.decide(activity.activations[-1][:, train]) != labels[train]
    return Stuck(int(np.count_nonzero(flat & wrong)), len(train))


LENS = FaultsLens()
