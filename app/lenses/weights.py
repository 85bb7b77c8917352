"""Weights: every layer's matrix, how its weights are distributed, how many are (nearly) zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.ranges import round_up
from app.lenses.unit import input_labels

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats

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
        """Return `values`, `biases`, `counts` (L, bins) and `zero` and `small` (L,).

        `values` holds the chosen layers' matrices (units, inputs), row by row, one after the other.
        The bins of a layer lie evenly between minus and plus its `limits` (L,). `zero` counts
        weights that are exactly 0, `small` those below 1 % of the layer's largest, zeros included.
        """
        trainer = look.trainer
        layers = trainer.network.layers
        last = len(layers) - 1
        shown = range(len(layers)) if options.layer == ALL else [min(options.layer, last)]
        parts = [layers[place].parameters() for place in shown]
        weights = [part["weights"].astype(np.float32) for part in parts]
        limits = [round_up(float(np.abs(each).max())) for each in weights]
        return Arrays(
            {
                "values": np.concatenate([each.ravel() for each in weights]),
                "biases": np.concatenate([part["bias"] for part in parts]).astype(np.float32),
                "counts": np.stack(
                    [_counted(w, end) for w, end in zip(weights, limits, strict=True)]
                ),
                "limits": np.array(limits, dtype=np.float32),
                "zero": np.array([np.count_nonzero(w == 0) for w in weights], dtype=np.int32),
                "small": np.array([_small(w) for w in weights], dtype=np.int32),
            },
            {
                "update": trainer.update,
                "layers": list(shown),
                "shapes": [list(each.shape) for each in weights],
                "inputs": [input_labels(trainer, place) for place in shown],
                "total": sum(layer.parameters()["weights"].size for layer in layers),
            },
        )


def _counted(weights: Floats, limit: float) -> npt.NDArray[np.int32]:
    counts, _ = np.histogram(weights, bins=BINS, range=(-limit, limit))
    return counts.astype(np.int32)


def _small(weights: Floats) -> int:
    sizes = np.abs(weights)
    return int(np.count_nonzero(sizes < SMALL * sizes.max())) if sizes.any() else weights.size


LENS = WeightsLens()
