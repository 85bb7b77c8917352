"""Batch normalization switched on or off in a running network without a jump.

With running mean m and variance v it computes z = gain (s - m) / √(v + e) + shift, which is a
straight line of the sum s. Switched off, that line goes into weights and bias; switched on, gain
and shift start so that the line is z = s. Layer normalization is no straight line, so switching it
jumps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.nn.normalization import EPSILON

if TYPE_CHECKING:
    from app.nn import Network
    from app.training.alignment import Alignment

FloatArray = NDArray[np.floating[Any]]


def switch_normalization(
    old: Network, new: Network, alignment: Alignment, inputs: FloatArray
) -> None:
    """Keep the function of every continued layer whose batch normalization was switched.

    ``inputs`` (n_in, n) are the training examples as the old network sees them.
    """
    before, after = old.state(), new.state()
    for place in range(len(new.layers)):
        known = alignment.old(place)
        if known is None or not alignment.continues(place):
            continue
        was, now = f"{known}.running_mean" in before, f"{place}.running_mean" in after
        units = alignment.items(place)
        if was and not now:
            _fold(old, new, place, known, units)
        elif now and not was:
            old.forward(inputs)
            kept = units >= 0
            sums = old.preactivations(known)[units[kept]].astype(np.float64)
            mean, variance = sums.mean(axis=1), sums.var(axis=1)
            after[f"{place}.running_mean"][kept] = mean
            after[f"{place}.running_variance"][kept] = variance
            parameters = new.layers[place].parameters()
            parameters["gain"][kept] = np.sqrt(variance + EPSILON)
            parameters["shift"][kept] = mean
    new.load_state(after)


def _fold(old: Network, new: Network, place: int, old_place: int, units: NDArray[np.intp]) -> None:
    """Put the normalization of an old layer into the weights and biases of the new one."""
    state, known = old.state(), old.layers[old_place].parameters()
    gain = known["gain"] / np.sqrt(state[f"{old_place}.running_variance"] + EPSILON)
    offset = known["shift"] - gain * state[f"{old_place}.running_mean"]
    kept = units >= 0
    layer = new.layers[place].parameters()
    layer["weights"][kept] *= gain[units[kept], np.newaxis]
    layer["bias"][kept] = layer["bias"][kept] * gain[units[kept]] + offset[units[kept]]
