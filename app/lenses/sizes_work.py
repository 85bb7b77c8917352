"""The training behind the lens "Depth and width": sizes sent one by one to an executor."""

from __future__ import annotations

import math
import time
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from app.lenses.background import Background
from app.lenses.lens import NothingToSee
from app.training import SizeTask, has_plane, most_epochs, predicted_seconds, train_size

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor, Future

    from app.lenses.plane import Plane
    from app.training import Size, Trainer

PIXELS = 32
"""Along each side of a picture."""

PART = 1.0
"""Seconds that one task may take, so that others wait no longer and a cancelled grid ends soon."""

UNDER_WAY = 2
"""Tasks sent at a time: one is trained, one waits, so that the process never does."""

POLL = 0.1
"""Seconds between two looks at the tasks under way."""

MOST_LOSSES = 3
"""Tasks that may be lost with their process before the grid gives up."""

Cell = tuple[int, int]


class SizesWork(Background):
    """Trains an experiment with each of the sizes, the cheapest first.

    Args:
        trainer: whose experiment it is; everything but the hidden layers stays.
        cells: pairs of depth and units.
        seeds: how many seeds each size is trained from, the experiment's own first.
        epochs: how long; fewer where the largest size would take too long.
        plane: over which the pictures are made.
        executor: where the training is done.

    Attributes:
        sizes: what became of each cell so far.
        epochs: how long each is trained.

    """

    patient = True

    def __init__(
        self,
        trainer: Trainer,
        cells: Sequence[Cell],
        *,
        seeds: int,
        epochs: int,
        plane: Plane,
        executor: Executor,
    ) -> None:
        self.experiment, self.examples = trainer.experiment, trainer.examples
        self.cells = tuple(cells)
        self.plane = plane
        self.paused = False
        self.sizes: dict[Cell, Size] = {}
        places = plane.grid(PIXELS) if has_plane(trainer.data) else None
        tasks = [
            SizeTask(trainer.experiment, depth, units, seeds, epochs, places, PART)
            for depth, units in cells
        ]
        self.epochs = min(epochs, *(most_epochs(task, self.examples) for task in tasks))
        self._costs: dict[Cell, float] = {}
        self._waiting: list[SizeTask] = []
        self._under_way: dict[Future[Size], tuple[SizeTask, float]] = {}
        for task in tasks:
            bounded = replace(task, epochs=self.epochs)
            self._costs[_cell(bounded)] = predicted_seconds(bounded, self.examples)
            self._waiting.append(bounded)
        self._waiting.sort(key=lambda task: self._costs[_cell(task)])
        self._executor = executor
        self._lost = 0
        self._trained_seconds = self._trained_cost = 0.0
        self._last_end: float | None = None

    @property
    def finished(self) -> bool:
        """Whether every cell is done."""
        return not self._waiting and not self._under_way

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, judged by what has been done; None before a size is.

        A cell's cost is predicted; what a second of it really takes here is measured.
        """
        if not any(size.done for size in self.sizes.values()):
            return None
        rest = sum(self._costs[cell] * (1 - self._share(cell)) for cell in self.cells)
        return rest * self._trained_seconds / self._trained_cost

    def wait(self) -> float:
        """Return 0 when a task can be sent or has come back, else a little while."""
        if any(future.done() for future in self._under_way):
            return 0.0
        if not self.paused and self._waiting and len(self._under_way) < UNDER_WAY:
            return 0.0
        return POLL if self._under_way else math.inf

    def work(self, until: float) -> None:
        """Take what has come back, and send the next tasks."""
        for future in [each for each in self._under_way if each.done()]:
            self._take(*self._under_way.pop(future), future)
        while not self.paused and self._waiting and len(self._under_way) < UNDER_WAY:
            task, now = self._waiting.pop(0), time.time()
            self._under_way[self._executor.submit(train_size, task)] = (task, now)

    def close(self) -> None:
        """Take back what has not begun; what has ends after its part."""
        for future in self._under_way:
            future.cancel()
        self._under_way.clear()
        self._waiting.clear()

    def _take(self, task: SizeTask, sent: float, future: Future[Size]) -> None:
        try:
            size = future.result()
        except BrokenExecutor:
            self._lost += 1
            if self._lost > MOST_LOSSES:
                reason = "The process that trains the grid was lost several times."
                raise NothingToSee(reason) from None
            self._waiting.insert(0, task)
            return
        cell = _cell(task)
        self._trained_cost += self._costs[cell] * (size.share - self._share(cell))
        # Others may use the process too: what counts is how soon an answer follows the last one.
        # The first one also waits for the process to start, which happens only once.
        first = self._last_end is None
        waited = size.seconds if first else size.ended - max(sent, self._last_end or 0.0)
        self._trained_seconds += max(waited, size.seconds)
        self._last_end = size.ended
        self.sizes[cell] = size
        self.version += 1
        if not size.done:
            self._waiting.insert(0, task.after(size))

    def _share(self, cell: Cell) -> float:
        return self.sizes[cell].share if cell in self.sizes else 0.0


def _cell(task: SizeTask) -> Cell:
    return task.depth, task.units
