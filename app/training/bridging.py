"""Layers inserted or taken out so that the network's function changes as little as possible.

What the next layer summed up before the edit, z = W·a + b on the training examples, is what it
should sum up after it. If the layer before it is new or gone, W and b are fitted to that by least
squares. The fit is exact for linear layers, and for an inserted ReLU; elsewhere a jump is left,
which the report of the edit states as the loss before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.nn import Dense, StepDense

if TYPE_CHECKING:
    from app.nn import Network
    from app.training.alignment import Alignment

FloatArray = NDArray[np.floating[Any]]

EXACT = 1e-6
"""A relative error of the fit below this is rounding."""

SMALLEST_DIRECTION = 1e-4
"""Directions of the inputs this much weaker than the strongest are left out of a fit."""


@dataclass(frozen=True)
class Passage:
    """One way for an inserted unit to pass a value t of the layer before on: f(gain·t + offset).

    The gain is 1, so that the next layer keeps the size of its weights: with a smaller gain it
    would need larger ones, and the learning rate would suddenly be too large for them. Only with
    ``shrink`` a range of t beyond ±1 is brought into it, where activations like tanh are nearly
    straight. ``beyond`` moves the offset by max|t|, to where a ReLU is straight.
    """

    offset: float
    shrink: bool = False
    beyond: bool = False


PASSAGES = (
    Passage(0.0),
    Passage(0.0, beyond=True),
    Passage(4.0, beyond=True),
    Passage(0.0, shrink=True),
    Passage(-0.7, shrink=True),
)
"""Plain copying first, which is exact for linear layers and for ReLU after ReLU. Then places where
ReLU is straight, where its smooth relatives are, and where the sides of a Gaussian nearly are."""


FITTED = (Dense, StepDense)
"""The kinds of layers that sum up one vector of values, so that they can be fitted."""


def vectors_into(network: Network, place: int, inputs: FloatArray) -> FloatArray:
    """Return what a layer of `FITTED` sums up (values, n) for inputs (n_in, n), as float64.

    Of a sequence it sums up every step by itself, so that n counts all steps.
    """
    network.forward(inputs)
    rows = network.workspace(inputs.shape[-1]).steps[place][1].inputs[:-1].astype(np.float64)
    if not isinstance(network.layers[place], StepDense):
        return rows
    steps, count = network.layers[place].input_shape
    return rows.reshape(steps, count, -1).swapaxes(0, 1).reshape(count, -1)


def bridge(old: Network, new: Network, alignment: Alignment, inputs: FloatArray) -> list[int]:
    """Fit every kept dense layer whose predecessor was inserted or removed, on inputs (n_in, n).

    Returns the layers whose weights were fitted. Other kinds sum up more than one vector of values,
    and go on with what they know of the features that are still there.
    """
    fitted = []
    for place, layer in enumerate(new.layers):
        known = alignment.old(place)
        if known is None or not isinstance(layer, FITTED) or alignment.restarts(place):
            continue
        if alignment.continues(place) and alignment.undisturbed(place):
            continue
        task = _Task(old, new, place, known, inputs)
        now = vectors_into(new, place, inputs)
        if alignment.continues(place) and np.array_equal(now, task.before):
            continue
        units = alignment.items(place)
        same = np.array_equal(units, np.arange(len(task.level)))
        if same and _is_inserted(old, new, alignment, place):
            _insert(task)
        else:
            weights, bias, _ = fit(now, task.wanted)
            kept = units >= 0
            task.following["weights"][kept] = weights[units[kept]]
            task.following["bias"][kept] = bias[units[kept]]
        fitted.append(place)
    return fitted


def _is_inserted(old: Network, new: Network, alignment: Alignment, place: int) -> bool:
    """Whether before a kept layer stands a new dense one that sees what the kept one saw."""
    if place == 0 or alignment.links[place - 1].old is not None:
        return False
    known = alignment.old(place)
    assert known is not None  # only kept layers are asked about
    inserted = new.layers[place - 1]
    return isinstance(inserted, Dense) and alignment.same_inputs(place - 1, known)


class _Task:
    """A layer to be fitted: what came into it, and what it should sum up again.

    ``place`` is the layer in the new network, ``old_place`` in the old one; ``before`` (m, n) is
    what came into it there, ``outgoing`` (r, m) and ``level`` (r,) are its old weights and biases,
    ``wanted`` (r, n) their sums, and ``following`` its parameters in the new network.
    """

    def __init__(
        self, old: Network, new: Network, place: int, old_place: int, inputs: FloatArray
    ) -> None:
        self.network, self.place, self.inputs = new, place, inputs
        known = old.layers[old_place].parameters()
        self.outgoing, self.level = known["weights"], known["bias"]
        self.before = vectors_into(old, old_place, inputs)
        self.wanted = self.outgoing.astype(np.float64) @ self.before + self.level[:, np.newaxis]
        self.following = new.layers[place].parameters()


def fit(inputs: FloatArray, wanted: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return W (r, m), b (r,) with W·inputs + b ≈ wanted, and the relative error left.

    Least squares over n examples with inputs (m, n) and wanted (r, n); the inputs are centred and
    brought to the same spread first, so that their units do not matter.
    """
    mean, level = inputs.mean(axis=1, keepdims=True), wanted.mean(axis=1, keepdims=True)
    spread = inputs.std(axis=1, keepdims=True)
    scaled = (inputs - mean) / np.where(spread > 0, spread, 1.0)
    solution = np.linalg.lstsq(scaled.T, (wanted - level).T, rcond=SMALLEST_DIRECTION)[0].T
    error = float(np.linalg.norm(solution @ scaled + level - wanted))
    weights = solution / np.where(spread > 0, spread, 1.0).T
    bias = (level - weights @ mean)[:, 0]
    size = float(np.linalg.norm(wanted - level))
    return weights, bias, error / size if size > 0 else error


def _insert(task: _Task) -> None:
    """Make the layer before ``task.place`` pass its inputs on, and fit the layer at it.

    Where the inserted layer is narrower it passes on the values that count most for the next
    layer; where it is wider the further units keep their random weights.
    """
    inserted, following = task.network.layers[task.place - 1].parameters(), task.following
    weights, bias = inserted["weights"], inserted["bias"]
    influence = np.abs(task.outgoing).sum(axis=0) * task.before.std(axis=1)
    count = min(len(bias), len(task.before))
    passed = np.sort(np.argsort(-influence, kind="stable")[:count])
    largest = np.abs(task.before[passed]).max(axis=1)

    best = np.inf
    kept = (weights.copy(), bias.copy(), following["weights"].copy(), following["bias"].copy())
    for passage in PASSAGES:
        weights[:count] = 0
        gains = 1.0 / np.maximum(largest, 1.0) if passage.shrink else np.ones(count)
        weights[np.arange(count), passed] = gains
        bias[:count] = passage.offset + (largest if passage.beyond else 0.0)
        after = vectors_into(task.network, task.place, task.inputs)
        if count == len(task.before) and np.array_equal(after[:count], task.before):
            following["weights"][...] = 0
            following["weights"][:, :count] = task.outgoing
            following["bias"][...] = task.level
            return
        fitted, level, error = fit(after, task.wanted)
        if error < best:
            best = error
            kept = (weights.copy(), bias.copy(), fitted, level)
        if error < EXACT:
            break
    weights[...], bias[...], following["weights"][...], following["bias"][...] = kept
