"""Milestones of a training: moments one can go back to, thinned as the training grows."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.experiment import Experiment
    from app.training.history import History
    from app.training.snapshot import Snapshot
    from app.training.stopping import Stopped, StopWatch
    from app.training.trainer import Trainer

MOST = 256
"""Milestones of one training at most; kept ones come on top."""

MOST_KEPT = 64
"""Milestones that may be kept from being thinned."""

FIRST_WIDTH = 1 / 32
"""Width of the first cells; every epoch has a cell of its own up to epoch 256."""

BYTES_A_POINT = 24
"""What one point of the curves costs in a milestone: its values are shared with the others."""


@dataclass(frozen=True, eq=False)
class Milestone:
    """All that is needed to stand at an update again, in the same process, with the same numbers.

    ``safe`` is where the training would fall back to if it diverged; at the end of an epoch it is
    ``snapshot`` itself. ``memory`` is whatever the owner wants to find there again.
    """

    experiment: Experiment
    snapshot: Snapshot
    safe: Snapshot
    epoch: float
    history: History
    watch: StopWatch
    stopped: Stopped | None
    edits: int
    edited: bool
    memory: Any = None

    @property
    def update(self) -> int:
        """Updates made since the start."""
        return self.snapshot.update

    @cached_property
    def size(self) -> int:
        """Bytes of the numbers and of the curves."""
        snapshots = {id(each): each for each in (self.snapshot, self.safe)}.values()
        arrays = sum(array.nbytes for each in snapshots for array in each.arrays.values())
        return arrays + BYTES_A_POINT * len(self.history)


class Timeline:
    """The milestones of one training, oldest first.

    A milestone is taken at the end of an epoch, the first one in each cell of equal width on the
    scale of √epoch; when there are too many, or they take more than ``limit`` bytes, the width
    doubles and only the first one in each cell remains. So which ones there are depends on the
    number of epochs alone. The square root lies between two wishes: evenly in time, and the start
    would be lost, where most of the learning is; evenly in its logarithm, and the recent past would
    be too coarse to drag through. A quarter of all milestones lies in the first sixteenth.

    Attributes:
        size: what all of them take, in bytes.

    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._width = FIRST_WIDTH
        self._all: list[Milestone] = []
        self._kept: set[int] = set()
        self.size = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Milestone]:
        return iter(self._all)

    @property
    def updates(self) -> list[int]:
        """Where the milestones are."""
        return [each.update for each in self._all]

    @property
    def kept(self) -> list[int]:
        """Those that are never thinned."""
        return sorted(self._kept)

    def left(self, trainer: Trainer) -> int:
        """Return how many updates lead to the next milestone, at least 1."""
        full = trainer.updates_per_epoch
        return trainer.updates_to_epoch_end + (self._next(trainer) - int(trainer.epoch) - 1) * full

    def due(self, trainer: Trainer) -> bool:
        """Tell whether the trainer stands where a milestone is to be taken."""
        return trainer.epoch.is_integer() and self._cell(trainer.epoch) > self._last_cell()

    def _next(self, trainer: Trainer) -> int:
        """Return the epoch whose end is the next milestone."""
        border = (self._last_cell() + 1) * self._width
        return max(int(trainer.epoch) + 1, math.ceil(border * border))

    def _cell(self, epoch: float) -> int:
        return math.floor(math.sqrt(epoch) / self._width)

    def _last_cell(self) -> int:
        return self._cell(self._all[-1].epoch) if self._all else -1

    def add(self, milestone: Milestone) -> None:
        """Add a milestone; one of the same update or later gives way to it."""
        kept = milestone.update in self._kept
        self.cut(milestone.update - 1)
        self._all.append(milestone)
        self.size += milestone.size
        if kept:
            self._kept.add(milestone.update)
        # The first cell wide enough for everything leaves the first milestone and the kept ones.
        while self._too_many() and self._width**2 <= 4 * milestone.epoch:
            self._width *= 2
            self._thin()

    def _too_many(self) -> bool:
        return len(self._all) - len(self._kept) > MOST or self.size > self.limit

    def _thin(self) -> None:
        cells: set[int] = set()
        remaining = []
        for each in self._all:
            cell = self._cell(each.epoch)
            if cell not in cells or each.update in self._kept:
                remaining.append(each)
            cells.add(cell)
        self._all = remaining
        self.size = sum(each.size for each in remaining)

    def at(self, update: int) -> Milestone:
        """Return the last milestone at or before an update, or the first one of all."""
        return self._all[max(0, bisect_right(self.updates, update) - 1)]

    def keep(self, update: int) -> bool:
        """Keep a milestone from being thinned; False if there is no room for it, or it is gone."""
        if update not in self.updates:
            return False
        sizes = sum(each.size for each in self._all if each.update in {*self._kept, update})
        fits = len(self._kept | {update}) <= MOST_KEPT and 2 * sizes <= self.limit
        if fits:
            self._kept.add(update)
        return fits

    def release(self, update: int) -> None:
        """Let a kept milestone be thinned again."""
        self._kept.discard(update)

    def cut(self, update: int) -> None:
        """Drop all that came after an update."""
        while self._all and self._all[-1].update > update:
            self.size -= self._all.pop().size
        self._kept = {each for each in self._kept if each <= update}
