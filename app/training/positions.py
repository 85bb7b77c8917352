"""Where each weight lies in the flat vector, and how vectors are carried from old to new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.nn import Network
    from app.training.alignment import Alignment

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.intp]


def positions(network: Network) -> list[dict[str, IntArray]]:
    """Return for every layer, by name, the index in ``params`` of each of its parameters."""
    numbers = np.arange(network.params.size, dtype=np.intp)
    # A network splits any vector of its size into named views; here, one of indices.
    return cast("list[dict[str, IntArray]]", network.split(cast("FloatArray", numbers)))


def index_map(old: Network, new: Network, alignment: Alignment) -> IntArray:
    """Return for every new parameter the index of the old one it continues, or -1, (P,).

    A parameter continues where everything that its axes count does: a weight where both its unit
    and its input do, a bias where its unit does. A layer whose inputs are no longer what they were
    keeps only what belongs to its units, and a layer whose inputs are all others keeps nothing.
    """
    before, after = positions(old), positions(new)
    source = np.full(new.params.size, -1, dtype=np.intp)
    for place, layer in enumerate(new.layers):
        known = alignment.old(place)
        if known is None or alignment.restarts(place):
            continue
        for name, here in after[place].items():
            there = before[known].get(name)
            if there is None:
                continue
            axes = zip(layer.axes[name], here.shape, there.shape, strict=True)
            maps = [alignment.axis(place, *axis) for axis in axes]
            found = there[np.ix_(*maps)]
            for axis, kept in enumerate(maps):
                found[(slice(None),) * axis + (kept < 0,)] = -1
            source[here] = found
    return source


def reshaped(old: Network, new: Network, alignment: Alignment, place: int) -> bool:
    """Whether a parameter of a kept layer has another shape, apart from what editing counts."""
    known = alignment.old(place)
    if known is None:
        return False
    layer, before = new.layers[place], old.layers[known].parameters()
    return any(
        not kind and length != before[name].shape[axis]
        for name, parameter in layer.parameters().items()
        if name in before
        for axis, (kind, length) in enumerate(zip(layer.axes[name], parameter.shape, strict=True))
    )


def new_into_old(network: Network, old: Network, alignment: Alignment) -> IntArray:
    """Return the indices of the weights that lead from what is new into what is old, (n,).

    The first axis that counts something is that of what a weight leads to, the others are where it
    comes from. Nothing is new about inputs that are all others.
    """
    found = [np.zeros(0, np.intp)]
    known_positions = positions(old)
    for place, (layer, here) in enumerate(zip(network.layers, positions(network), strict=True)):
        known = alignment.old(place)
        if known is None or alignment.restarts(place):
            continue
        for name, numbers in here.items():
            there = known_positions[known].get(name)
            if there is None:
                continue
            kinds = layer.axes[name]
            counted = [axis for axis, kind in enumerate(kinds) if kind]
            maps = {
                axis: alignment.axis(place, kinds[axis], numbers.shape[axis], there.shape[axis])
                for axis in counted
            }
            for axis in counted[1:]:
                if kinds[axis] == "in" and not alignment.continues(place):
                    continue
                chosen = [np.arange(size) for size in numbers.shape]
                chosen[counted[0]] = np.flatnonzero(maps[counted[0]] >= 0)
                chosen[axis] = np.flatnonzero(maps[axis] < 0)
                found.append(numbers[np.ix_(*chosen)].ravel())
    return np.concatenate(found)


def carried(vector: NDArray[Any], source: IntArray, fresh: NDArray[Any]) -> NDArray[Any]:
    """Return ``fresh`` (P_new,) with every entry that has a source taken from ``vector``."""
    return np.where(source >= 0, vector[source], fresh)
