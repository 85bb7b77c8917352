"""Weights: every layer's matrix, how its weights are distributed, how many are (nearly) zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.matrices import title, weight_matrices
from app.lenses.ranges import round_up
from app.lenses.unit import input_labels
from app.nn import Dense

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.training import Trainer

ALL = -1
BINS = 41
"""An odd number, so that zero lies in the middle of a bin."""

SMALL = 0.01
"""A weight counts as small below this share of its layer's largest."""


class WeightsOptions(Options):
    """Which layer."""

    layer: int = Field(
        default=ALL, ge=ALL, le=1000, description="One layer, the output layer last; -1 for all."
    )


class WeightsLens(Lens[WeightsOptions]):
    """The weights of the chosen layers, with counts."""

    name = "weights"
    title = "Weights"
    sentence = "Each row is a unit, each column what it listens to; sparse layers are mostly zero."
    options = WeightsOptions
    rate = 5.0
    tab = True
    rank = 16

    def look(self, look: Look, options: WeightsOptions) -> Arrays:
        """Return `values`, `counts` (M, bins) and `zero` and `small` (M,).

        `values` holds the M matrices (units, inputs) of the chosen layers (`weight_matrices`), row
        by row, one after the other. The bins of a matrix lie evenly between minus and plus its
        `limits` (M,). `zero` counts weights that are exactly 0, `small` those below 1 % of the
        matrix's largest, zeros included.
        """
        trainer = look.trainer
        layers = trainer.network.layers
        matrices = [weight_matrices(layer) for layer in layers]
        weighted = [place for place, found in enumerate(matrices) if found]
        shown = weighted if options.layer == ALL else [max(_near(weighted, options.layer))]
        names = [(place, name) for place in shown for name in matrices[place]]
        weights = [matrices[place][name].astype(np.float32) for place, name in names]
        limits = [round_up(float(np.abs(each).max())) for each in weights]
        return Arrays(
            {
                "values": np.concatenate([each.ravel() for each in weights]),
                "counts": np.stack(
                    [_counted(w, end) for w, end in zip(weights, limits, strict=True)]
                ),
                "limits": np.array(limits, dtype=np.float32),
                "zero": np.array([np.count_nonzero(w == 0) for w in weights], dtype=np.int32),
                "small": np.array([_small(w) for w in weights], dtype=np.int32),
            },
            {
                "update": trainer.update,
                "layers": [place for place, _ in names],
                "weighted": weighted,
                "titles": [title(name) for _, name in names],
                "shapes": [list(each.shape) for each in weights],
                "inputs": [
                    _labels(trainer, place, each.shape[1])
                    for (place, _), each in zip(names, weights, strict=True)
                ],
                "total": sum(each.size for found in matrices for each in found.values()),
            },
        )


def _near(weighted: list[int], layer: int) -> list[int]:
    """Return the layers with weights up to the one that is asked for, or else the first."""
    return [place for place in weighted if place <= layer] or weighted[:1]


def _labels(trainer: Trainer, place: int, columns: int) -> list[str]:
    """Return the names of what the weights of a matrix are for, or their numbers."""
    layer = trainer.network.layers[place]
    if columns == layer.inputs and isinstance(layer, Dense):
        return input_labels(trainer, place)
    return [f"{column + 1}" for column in range(columns)]


def _counted(weights: Floats, limit: float) -> npt.NDArray[np.int32]:
    counts, _ = np.histogram(weights, bins=BINS, range=(-limit, limit))
    return counts.astype(np.int32)


def _small(weights: Floats) -> int:
    sizes = np.abs(weights)
    return int(np.count_nonzero(sizes < SMALL * sizes.max())) if sizes.any() else weights.size


LENS = WeightsLens()
