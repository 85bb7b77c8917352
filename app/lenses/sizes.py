"""Depth and width: a grid of small networks, from none to six hidden layers of 1 to 32 units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field, model_validator

from app.experiment import DenseLayer
from app.lenses.asking import NotAskedError, TrainingOptions
from app.lenses.lens import Arrays, Lens, NothingToSee
from app.lenses.output import code_answers
from app.lenses.ranges import HUGE, tame
from app.lenses.sizes_work import PIXELS, SizesWork
from app.training import MAX_DEPTH, MAX_SIZE_SEEDS, WIDTHS, sized

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.sizes_work import Cell
    from app.training import Size, Trainer

DENSE_ONLY = (
    "The grid compares networks of dense layers. This one has layers of another kind, "
    "which it would have to leave out."
)


class SizesOptions(TrainingOptions):
    """Which sizes are trained, from how many seeds, for how long."""

    shallowest: int = Field(default=0, ge=0, le=MAX_DEPTH, description="Fewest hidden layers.")
    deepest: int = Field(default=4, ge=0, le=MAX_DEPTH, description="Most hidden layers.")
    narrowest: int = Field(default=1, ge=1, le=WIDTHS[-1], description="Fewest units of a layer.")
    widest: int = Field(default=16, ge=1, le=WIDTHS[-1], description="Most units of a layer.")
    seeds: int = Field(default=3, ge=1, le=MAX_SIZE_SEEDS, description="Networks of each size.")
    epochs: int = Field(default=500, ge=1, le=100_000, description="How long each is trained.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shallowest > self.deepest or self.narrowest > self.widest:
            raise ValueError("the smallest size must not be larger than the largest one")
        return self

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the grid; powers of two."""
        found = tuple(width for width in WIDTHS if self.narrowest <= width <= self.widest)
        return found or (self.narrowest,)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Pairs of depth and units; without hidden layers there is only one, of 0 units."""
        depths = range(self.shallowest, self.deepest + 1)
        return tuple((d, w) for d in depths for w in (self.widths if d else (0,)))


class SizesLens(Lens[SizesOptions]):
    """A grid of trained networks by depth and width, filling in as they finish."""

    name = "sizes"
    title = "Depth and width"
    sentence = (
        "The same task for networks of many sizes shows what more layers buy, and what more units."
    )
    options = SizesOptions
    depends = "data"
    rate = 4.0
    tab = True
    rank = 31
    beside = True

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether all hidden layers are dense."""
        return all(isinstance(layer, DenseLayer) for layer in trainer.experiment.layers)

    def look(self, look: Look, options: SizesOptions) -> Arrays:
        """Return what the sizes are like by now; nothing before a training is asked for.

        For each of the C cells in `meta`: `maps` (C, r, r) of the median network as in the output
        lens, `share` (C,) of its training that is over, mean `score`, `low`est and `high`est score
        and mean `loss` (C,), NaN before the first part of it has been trained.
        """

        def make() -> SizesWork:
            options.require_asked(look)
            return SizesWork(
                look.trainer,
                options.cells,
                seeds=options.seeds,
                epochs=options.epochs,
                plane=look.plane,
                executor=look.executor,
            )

        key = tuple(options.model_dump(exclude={"paused"}).items())
        try:
            work = look.background(self.name, key, make)
        except NotAskedError:
            if not self.fits(look.trainer):
                raise NothingToSee(DENSE_ONLY) from None
            return Arrays({}, {"state": "idle"})
        assert isinstance(work, SizesWork)
        work.paused = options.paused
        return _seen(work, options)


def _seen(work: SizesWork, options: SizesOptions) -> Arrays:
    sizes = [work.sizes.get(cell) for cell in work.cells]
    maps = np.zeros((len(sizes), PIXELS, PIXELS), np.uint8)
    coding: dict[str, Any] = {}
    for place, size in enumerate(sizes):
        if size is not None and size.answers is not None:
            picture, coding = code_answers(work.examples, tame(size.answers))
            maps[place] = picture.reshape(PIXELS, PIXELS)
    state = "done" if work.finished else "paused" if work.paused else "training"
    seed = work.experiment.seed
    meta: dict[str, Any] = {
        "state": state,
        "cells": [list(cell) for cell in work.cells],
        "widths": list(options.widths),
        "layer": sized(work.experiment, 1, 1).layers[0].model_dump(mode="json"),
        "seeds": [(seed + size.median) % 2**32 if size else seed for size in sizes],
        "updates": [size.updates[size.median] if size else 0 for size in sizes],
        "networks": options.seeds,
        "done": sum(size is not None and size.done for size in sizes),
        "diverged": sum(size.diverged for size in sizes if size is not None),
        "epochs": work.epochs,
        "wanted": options.epochs,
        "seconds_left": work.seconds_left,
        **coding,
        **work.plane.meta,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "maps": maps,
        "share": _column(sizes, lambda size: size.share, 0.0),
        "score": _column(sizes, lambda size: size.scores.mean()),
        "low": _column(sizes, lambda size: size.scores.min()),
        "high": _column(sizes, lambda size: size.scores.max()),
        "loss": _column(sizes, lambda size: size.losses.mean()),
    }
    return Arrays(arrays, meta)


def _column(
    sizes: Sequence[Size | None], value: Callable[[Size], float], missing: float = np.nan
) -> npt.NDArray[np.float32]:
    """Return a figure of each size as float32 (C,); no number stays none, and infinity is cut."""
    found = np.array([missing if size is None else value(size) for size in sizes])
    return np.asarray(np.clip(found, -HUGE, HUGE), dtype=np.float32)


LENS = SizesLens()
