"""What the loss landscape rests on: how much of a path lies in one plane, over seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.lenses.landscape_plane import plan
from app.presets import PRESETS
from app.training import Timeline, Trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.lenses.landscape_plane import Plan

BYTES = 2**25


def path_plan(trainer: Trainer, updates: int) -> Plan | None:
    """Train, and return the plan of the path through the moments that a Run keeps."""
    timeline = Timeline(BYTES)
    timeline.add(trainer.milestone())
    while trainer.update < updates:
        trainer.run(updates=min(updates - trainer.update, timeline.left(trainer)))
        if timeline.due(trainer):
            timeline.add(trainer.milestone())
    job = plan([each.snapshot.arrays["params"] for each in timeline], None)
    while True:
        try:
            next(job)
        except StopIteration as end:
            found: Plan | None = end.value
            return found


def loss_landscape(seeds: Iterable[int] = range(20), updates: int = 10_000) -> dict[str, float]:
    """Measure the share of the variance of the spiral's path along its two main directions."""
    shares, firsts = [], []
    for seed in seeds:
        experiment = PRESETS["spiral"].experiment.model_copy(update={"seed": seed})
        found = path_plan(Trainer(experiment), updates)
        assert found is not None
        shares.append(sum(found.best))
        firsts.append(found.best[0])
    return {
        "median share of two directions": float(np.median(shares)),
        "smallest": min(shares),
        "largest": max(shares),
        "median share of the first alone": float(np.median(firsts)),
    }
