"""Distributions: how the sums and the answers of every layer are spread over the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from app.lenses.faults import DEAD, LIMITS, SATURATED, SLEEPING, stuck, unit_faults
from app.lenses.lens import Arrays, Lens, Options
from app.lenses.ranges import round_up, tame

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.nn import Layer


class DistributionsOptions(Options):
    """How finely values are counted."""

    bins: int = Field(default=48, ge=8, le=128, description="Bins of each histogram.")


class DistributionsLens(Lens[DistributionsOptions]):
    """Histograms of pre-activations and activations, all units of a layer together."""

    name = "distributions"
    title = "Distributions"
    sentence = "How often each value occurs in a layer; units that cannot learn are counted."
    options = DistributionsOptions
    rate = 5.0
    tab = True
    rank = 14

    def look(self, look: Look, options: DistributionsOptions) -> Arrays:
        """Return counts `z` and `a` (L, bins) with `z_ranges` and `a_ranges` (L, 2).

        The last of the L layers is the output layer. A range has round ends; the bins divide it
        evenly. `faults` (L, 3) counts dead, saturated and sleeping units.
        """
        trainer, activity = look.trainer, look.over_examples()
        train = trainer.data.train
        sums = [tame(each[:, train]) for each in activity.preactivations]
        answers = [tame(each[:, train]) for each in activity.activations]
        layers = trainer.network.layers
        z = [_counted(each, options.bins, -np.inf) for each in sums]
        a = [
            _counted(v, options.bins, _floor(layer))
            for v, layer in zip(answers, layers, strict=True)
        ]
        found = unit_faults(look)
        stuck_now = stuck(look)
        return Arrays(
            {
                "z": np.stack([counts for counts, _ in z]),
                "a": np.stack([counts for counts, _ in a]),
                "z_ranges": np.array([ends for _, ends in z], dtype=np.float32),
                "a_ranges": np.array([ends for _, ends in a], dtype=np.float32),
                "faults": np.array(
                    [[np.sum(f == kind) for kind in (DEAD, SATURATED, SLEEPING)] for f in found],
                    dtype=np.int32,
                ),
            },
            {
                "update": trainer.update,
                "epoch": trainer.epoch,
                "examples": len(train),
                "units": [layer.units for layer in trainer.network.layers],
                "activations": [
                    layer.activation.label if layer.activation else "Linear"
                    for layer in trainer.network.layers
                ],
                "stuck": stuck_now.count,
                "output_saturated": stuck_now.fault,
                "limits": LIMITS,
                "spread": [float(np.std(each, dtype=np.float64)) for each in answers],
            },
        )


def _floor(layer: Layer) -> float:
    """Return the lowest value that the layer's activation can have."""
    low = layer.activation.bounds[0] if layer.activation else None
    return -np.inf if low is None else low


def _counted(
    values: Floats, bins: int, floor: float
) -> tuple[npt.NDArray[np.int32], tuple[float, float]]:
    """Return the counts of values and the range that they were counted in."""
    low, high = float(values.min()), float(values.max())
    limit = round_up(max(abs(low), abs(high)))
    # Values that cannot be negative need no room below 0.
    ends = (0.0, limit) if floor >= 0 and low >= 0 else (-limit, limit)
    counts, _ = np.histogram(values, bins=bins, range=ends)
    return counts.astype(np.int32), ends


LENS = DistributionsLens()
