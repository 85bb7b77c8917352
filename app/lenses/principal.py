"""Principal directions of a layer, followed from one look to the next so that they never jump.

The first principal directions of a network in training exchange their order and their signs at any
moment. So a plane is not computed anew but taken on from the last look by a few steps of orthogonal
iteration (Golub and Van Loan, *Matrix Computations*, section 8.2.4), which turns it towards the
directions of most spread, and its axes are the ones within it that lie closest to the last axes
(orthogonal Procrustes, section 6.4.1). Where two directions have nearly the same spread it turns
slowly, and then either of them is as good as the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

STEPS = 4
"""Steps of the iteration at each look. Where a direction with the variance v was overtaken by one
with u, the error falls by (v / u)⁴: fast enough to follow, slow enough to be watched."""

TINY = 1e-9
"""Directions with this share of the spread are none; the axes rest where they are."""

STILL = 1e-100
"""Keeps the axes where they are when there is no spread at all."""


def covariance(values: Floats) -> Floats:
    """Return the covariance (units, units) of values (units, n)."""
    centred = values - values.mean(axis=1, keepdims=True)
    return np.asarray(centred @ centred.T / values.shape[1], dtype=np.float64)


def principal(spread: Floats, count: int) -> Floats:
    """Return the `count` directions (count, units) of most spread of a covariance."""
    _, vectors = np.linalg.eigh(spread)
    return np.asarray(vectors[:, ::-1][:, :count].T)


def oriented(directions: Floats, values: Floats, places: Floats) -> Floats:
    """Turn and mirror directions (k, units) so that what they show lies like the input plane.

    `values` (units, n) are what is shown, `places` (2, n) the same examples in the input plane. The
    directions stay in the space they span.
    """
    shown = directions @ (values - values.mean(axis=1, keepdims=True))
    target = np.zeros((len(directions), places.shape[1]))
    target[:2] = (places - places.mean(axis=1, keepdims=True))[: len(directions)]
    return _closest(target @ shown.T) @ directions


def followed(directions: Floats, spread: Floats, within: Floats | None = None) -> Floats:
    """Return the directions (k, units) of the last look taken on to the present covariance.

    They stay in the space that the projection `within` (units, units) leaves, if it is given.
    """
    still = TINY * float(np.trace(spread)) + STILL
    pull = spread + still * (np.eye(len(spread)) if within is None else within)
    basis = directions.T
    for _ in range(STEPS):
        basis, _ = np.linalg.qr(pull @ basis)
    return _closest(directions @ basis) @ basis.T


def facing(
    weights: Floats, spread: Floats, count: int, before: Floats | None
) -> tuple[Floats, int]:
    """Return directions (count, units) that see the cuts of an output layer edge-on.

    The first ones span what the outputs (rows of `weights`, (outputs, units)) tell apart: the
    weights of a single output, or the differences between several; how many they are is returned
    too. Cuts that depend on no more directions than are shown are seen exactly. The others are the
    ones of most spread at right angles to them. `before` are those of the last look.
    """
    told = weights if len(weights) == 1 else weights - weights.mean(axis=0)
    _, sizes, rows = np.linalg.svd(told, full_matrices=False)
    number = min(count, int(np.count_nonzero(sizes > TINY * (1 + sizes.max(initial=0.0)))))
    first = rows[:number]
    if len(weights) == 1:
        first = first * np.sign(first @ weights.T)
    elif before is not None:
        first = _closest(before[:number] @ first.T) @ first
    beside = np.eye(len(spread)) - first.T @ first
    left = beside @ spread @ beside
    if before is None or number == count:
        rest = principal(left, count - number)
    else:
        rest = followed(before[number:] @ beside, left, within=beside)
    return np.concatenate([first, rest]), number


def share(directions: Floats, spread: Floats) -> float:
    """Return the share of the whole spread that lies along orthonormal directions (k, units)."""
    whole = float(np.trace(spread))
    along = float(np.einsum("ku,uv,kv->", directions, spread, directions))
    return min(1.0, along / whole) if whole > 0 else 1.0


def _closest(matrix: Floats) -> Floats:
    """Return the orthogonal matrix closest to a square one."""
    left, _, right = np.linalg.svd(matrix)
    return np.asarray(left @ right)
