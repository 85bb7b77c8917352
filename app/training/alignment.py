"""Which old unit each unit of a changed network continues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = NDArray[np.intp]


@dataclass(frozen=True)
class LayerLink:
    """One layer of the new network: the old layer it continues, and its units one by one.

    ``old`` is the index of the old layer, None for a layer that is new. ``units`` (new units,)
    holds for each unit its index in the old layer, -1 for a unit that is new.
    """

    old: int | None
    units: IntArray


@dataclass(frozen=True)
class Alignment:
    """The whole network: inputs (new inputs,) as indices of old ones or -1, and all layers.

    The last link is that of the output layer.
    """

    inputs: IntArray
    layers: tuple[LayerLink, ...]

    def continues(self, layer: int) -> bool:
        """Whether the weights into ``layer`` still have their old meaning.

        They do if the layer is old and what comes before it is what came before it.
        """
        old = self.layers[layer].old
        if old is None or self.restarts(layer):
            return False
        return old == 0 if layer == 0 else self.layers[layer - 1].old == old - 1

    def restarts(self, layer: int) -> bool:
        """Whether an old layer must start anew because none of the inputs it knew is left."""
        return layer == 0 and self.layers[0].old == 0 and bool((self.inputs < 0).all())

    def columns(self, layer: int) -> IntArray:
        """Return for each value coming into ``layer`` the old one that it continues, or -1."""
        return self.inputs if layer == 0 else self.layers[layer - 1].units


def same_units(old: int, units: int, new_units: int) -> LayerLink:
    """Continue old layer ``old``: units are kept from the first on, others are new."""
    kept = np.arange(new_units)
    return LayerLink(old, np.where(kept < units, kept, -1))


def new_layer(units: int) -> LayerLink:
    """Return the link of a layer that continues none."""
    return LayerLink(None, np.full(units, -1))


def by_name(old: Sequence[str], new: Sequence[str]) -> IntArray:
    """Return for each new name its index among the old ones, or -1."""
    places = {name: i for i, name in enumerate(old)}
    return np.array([places.get(name, -1) for name in new], dtype=np.intp)
