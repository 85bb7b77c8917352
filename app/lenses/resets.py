"""Many resets: the same network from many starts, and how many of them reach a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from app.lenses.asking import NotAskedError, TrainingOptions
from app.lenses.lens import Arrays, Lens
from app.lenses.resets_work import MOST, ResetsWork, most_networks

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats


class ResetsOptions(TrainingOptions):
    """How many networks are trained for how long, and what they have to reach."""

    count: int = Field(default=10, ge=2, le=MOST, description="How many networks.")
    epochs: int = Field(default=500, ge=1, le=100_000, description="How long each is trained.")
    goal: Literal["loss", "score"] = Field(
        default="loss", description="What counts: the test loss, or the test accuracy or R²."
    )
    value: float = Field(
        default=0.2, ge=-1e9, le=1e9, description="The loss reached or below, the score or above."
    )


class ResetsLens(Lens[ResetsOptions]):
    """A strip of small boundaries with their losses, and the share that reached the goal."""

    name = "resets"
    title = "Many resets"
    sentence = "The same network from many starts shows how much of the result is luck."
    options = ResetsOptions
    depends = "data"
    rate = 4.0
    tab = True
    rank = 30
    beside = True

    def look(self, look: Look, options: ResetsOptions) -> Arrays:
        """Return what the networks are like by now; nothing before a training is asked for.

        `maps` (N, r, r) as in the output lens, `loss`, `score` and `reached` (N,), and the curves
        of what the goal counts: `epoch` (P,) and `curve` (N, P), NaN where there is no value.
        """
        most = most_networks(look.trainer)

        def make() -> ResetsWork:
            options.require_asked(look)
            return ResetsWork(look.trainer, min(options.count, most), look.plane)

        key = (options.attempt, options.of, options.count)
        try:
            work = look.background(self.name, key, make)
        except NotAskedError:
            return Arrays({}, {"state": "idle", "most": most})
        assert isinstance(work, ResetsWork)
        work.aim(options.epochs, paused=options.paused)
        if look.trainer.data is work.examples.data and look.plane is not work.plane:
            work.look_over(look.plane)
        return _seen(work, options, most)


def _seen(work: ResetsWork, options: ResetsOptions, most: int) -> Arrays:
    shown = work.shown
    state = "done" if work.finished else "paused" if work.paused else "training"
    meta: dict[str, Any] = {
        "state": state,
        "most": most,
        "of": work.epochs,
        "seeds": list(work.seeds),
        "alone": work.alone,
    }
    if shown is None:
        return Arrays({}, meta)
    by_loss = options.goal == "loss"
    values = shown.losses if by_loss else shown.scores
    reached = values <= options.value if by_loss else values >= options.value
    meta |= {
        **shown.coding,
        **work.plane.meta,
        "epoch": shown.epoch,
        "updates": shown.updates,
        "stopped": shown.stopped,
        "goal": options.goal,
        "value": options.value,
        "reached": int(reached.sum()),
        **spread(values),
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "maps": shown.pictures,
        "loss": shown.losses,
        "score": shown.scores,
        "reached": reached.astype(np.uint8),
        "epoch": shown.epochs,
        "curve": shown.loss_curves if by_loss else shown.score_curves,
    }
    return Arrays(arrays, meta)


def spread(values: Floats) -> dict[str, float]:
    """Return the median, the quartiles and the ends of values (N,)."""
    parts = np.percentile(values.astype(np.float64), [0, 25, 50, 75, 100])
    names = ("least", "low", "median", "high", "greatest")
    return dict(zip(names, map(float, parts), strict=True))


LENS = ResetsLens()
