"""Similarity: which units of a layer do the same, and how alike whole layers are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.principal import covariance
from app.lenses.ranges import tame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats

    Mask = npt.NDArray[np.bool_]

TWINS = 0.98
"""Two units are twins if the size of their correlation is at least this."""

STILL = 1e-6
"""A unit whose values spread by less than this does not answer to the data at all."""

MOST_PAIRS = 6
MOST_EXAMPLES = 300
"""More training examples are thinned evenly: the cost grows with them, what is seen does not."""


class SimilarityOptions(Options):
    """Which layer's units are compared."""

    layer: int = Field(
        default=0, ge=0, le=1000, description="The layer, the output layer being the last."
    )


class SimilarityLens(Lens[SimilarityOptions]):
    """Correlations between the units of a layer, and linear CKA between layers."""

    name = "similarity"
    title = "Similarity"
    sentence = "Units that rise and fall together say the same thing twice; so may whole layers."
    options = SimilarityOptions
    rate = 2.0
    tab = True
    rank = 17

    def look(self, look: Look, options: SimilarityOptions) -> Arrays:
        """Return `units` (U, U), correlations in the layer, and `layers` (L + 1, L + 1), CKA.

        The first of the layers compared are the features, the last the output layer. `still` (U,)
        is 1 for units whose values do not change; their correlations are 0.
        """
        trainer, activity = look.trainer, look.over_examples()
        rows = thinned(trainer.data.train)
        values = [
            tame(each[:, rows]).astype(np.float64)
            for each in (activity.inputs, *activity.activations)
        ]
        place = min(options.layer, len(values) - 2)
        matrix, still = correlations(values[place + 1])
        pairs = twins(matrix)
        return Arrays(
            {
                "units": matrix.astype(np.float32),
                "still": still.astype(np.uint8),
                "layers": cka_matrix(values).astype(np.float32),
            },
            {
                "layer": place,
                "examples": len(rows),
                "twins": [_pair(matrix, pair) for pair in pairs[:MOST_PAIRS]],
                "twin_pairs": len(pairs),
                "still": int(np.count_nonzero(still)),
                "alike": _all_alike(values[place + 1]),
                "effective": effective(matrix[np.ix_(~still, ~still)]),
            },
        )


def thinned(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return at most 300 of the rows, evenly spread."""
    step = -(-len(rows) // MOST_EXAMPLES)
    return rows[::step]


def correlations(values: Floats) -> tuple[Floats, Mask]:
    """Return Pearson's correlations (units, units) of values (units, n), and which are still.

    A unit without spread is correlated with none, itself included: its row is 0.
    """
    spread = covariance(values)
    size = np.sqrt(np.diag(spread))
    still = size < STILL
    factor = np.where(still, 0.0, 1.0 / np.where(still, 1.0, size))
    return np.clip(spread * factor * factor[:, np.newaxis], -1.0, 1.0), still


def twins(matrix: Floats) -> list[tuple[int, int]]:
    """Return the pairs of units whose correlation is nearly 1 or -1, the closest first."""
    first, second = np.nonzero(np.triu(np.abs(matrix) >= TWINS, k=1))
    order = np.argsort(-np.abs(matrix[first, second]), kind="stable")
    return [(int(first[i]), int(second[i])) for i in order]


def effective(matrix: Floats) -> float:
    """Return how many independent units would spread as these do: (Σλ)² / Σλ² of correlations.

    It is the participation ratio: 1 if all units are twins, their number if none are correlated.
    """
    whole = float(np.sum(np.square(matrix)))
    return float(np.trace(matrix)) ** 2 / whole if whole > 0 else 0.0


def cka_matrix(layers: Sequence[Floats]) -> Floats:
    """Return the linear CKA of every two layers; each is (units, n) over the same examples.

    CKA(X, Y) = |Y Xᵀ|² / (|X Xᵀ| |Y Yᵀ|) with centred rows and Frobenius norms (Kornblith,
    Norouzi, Lee and Hinton, 2019): 1 for layers that differ by a rotation and a scale, 0 for layers
    without anything in common, and 0 for a layer without spread.
    """
    centred = [each - each.mean(axis=1, keepdims=True) for each in layers]
    starts = np.cumsum([0, *(len(each) for each in centred[:-1])])
    # One product holds Y·Xᵀ for every two layers, as its blocks.
    every = np.concatenate(centred)
    squares = np.square(every @ every.T)
    shared = np.add.reduceat(np.add.reduceat(squares, starts, axis=0), starts, axis=1)
    sizes = np.sqrt(np.diag(shared))
    factor = np.where(sizes > STILL**2, 1.0 / np.maximum(sizes, STILL**2), 0.0)
    return np.asarray(np.clip(shared * factor * factor[:, np.newaxis], 0.0, 1.0))


def _pair(matrix: Floats, pair: tuple[int, int]) -> dict[str, Any]:
    return {"units": list(pair), "correlation": float(matrix[pair])}


def _all_alike(values: Floats) -> bool:
    """Whether all units compute the very same, as they do from equal weights on."""
    if len(values) < 2:
        return False
    scale = STILL + float(np.abs(values).max())
    return bool(np.all(np.ptp(values, axis=0) < STILL * scale))


LENS = SimilarityLens()
