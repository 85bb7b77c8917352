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

    Weights continue where both their unit and their input do; biases and the parameters of a
    normalization where their unit does. A layer whose inputs are no longer what they were keeps
    only what belongs to its units, and a first layer whose inputs are all others keeps nothing.
    """
    before, after = positions(old), positions(new)
    source = np.full(new.params.size, -1, dtype=np.intp)
    for place, link in enumerate(alignment.layers):
        if link.old is None or alignment.restarts(place):
            continue
        there = before[link.old]
        for name, here in after[place].items():
            if name not in there:
                continue
            if here.ndim == 1:
                source[here] = _taken(there[name], link.units)
            elif alignment.continues(place):
                columns = alignment.columns(place)
                source[here] = _taken(_taken(there[name], link.units).T, columns).T
    return source


def carried(vector: NDArray[Any], source: IntArray, fresh: NDArray[Any]) -> NDArray[Any]:
    """Return ``fresh`` (P_new,) with every entry that has a source taken from ``vector``."""
    return np.where(source >= 0, vector[source], fresh)


def _taken(indices: IntArray, rows: IntArray) -> IntArray:
    """Return the chosen rows of an array of indices; row -1 gives -1 throughout."""
    taken = indices[rows]
    taken[rows < 0] = -1
    return taken
