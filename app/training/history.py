"""The curves of a run: measures at epoch ends, thinned, with marks where it was edited."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

MEASURES = ("train_loss", "test_loss", "penalty", "train_score", "test_score")
"""The recorded measures; a score is an accuracy or R², by the task of the data."""


@dataclass(frozen=True)
class Mark:
    """A live edit on the curves, with the training loss just before and after it.

    ``key`` says what was edited, so that a control that is dragged leaves one mark; marks without
    one stay apart.
    """

    update: int
    epoch: float
    text: str
    before: float
    after: float
    key: str = ""


class History:
    """At most ``limit`` points, and always the same ones whatever the pace.

    Points are taken at the ends of epochs that are multiples of ``stride``. When the limit is
    reached the stride doubles and every point that is no multiple of it goes, so which points
    remain depends on the number of epochs alone.
    """

    def __init__(self, limit: int = 400, marks: int = 200) -> None:
        self.limit = limit
        self.mark_limit = marks
        self.stride = 1
        self.marks: list[Mark] = []
        self._updates: list[int] = []
        self._epochs: list[int] = []
        self._values: list[tuple[float, ...]] = []
        self._table: dict[str, NDArray[np.generic]] = {}

    def __len__(self) -> int:
        return len(self._epochs)

    def due(self, epoch: int) -> bool:
        """Whether the end of this epoch is to be recorded."""
        return epoch % self.stride == 0

    def record(self, update: int, epoch: int, values: tuple[float, ...]) -> None:
        """Add the measures (in the order of ``MEASURES``) at the end of an epoch.

        A second record of the same epoch replaces the first, and one of an earlier epoch drops
        what came after it.
        """
        while self._epochs and self._epochs[-1] >= epoch:
            self._keep(range(len(self) - 1))
        self._table = {}
        self._updates.append(update)
        self._epochs.append(epoch)
        self._values.append(values)
        if len(self) > self.limit:
            self.stride *= 2
            self._keep([i for i, at in enumerate(self._epochs) if at % self.stride == 0])

    def mark(self, mark: Mark) -> None:
        """Note an edit; the same field again before the next update joins the last mark."""
        last = self.marks[-1] if self.marks else None
        if last is not None and mark.key and (last.update, last.key) == (mark.update, mark.key):
            self.marks[-1] = replace(mark, before=last.before)
        else:
            self.marks = [*self.marks, mark][-self.mark_limit :]

    def columns(self, score: str = "score") -> dict[str, NDArray[np.generic]]:
        """Return the curves as columns: update (i8), epoch (f8) and the measures (f4).

        ``score`` ("accuracy" or "r2") names the two scores. The arrays are not to be changed: they
        are made anew only after the next record.
        """
        if not self._table:
            with np.errstate(over="ignore"):  # a loss may be too large for the pictures
                table = np.array(self._values, dtype=np.float32).reshape(-1, len(MEASURES))
            self._table = {
                "update": np.array(self._updates, dtype=np.int64),
                "epoch": np.array(self._epochs, dtype=np.float64),
                **{name: table[:, i] for i, name in enumerate(MEASURES)},
            }
        return {name.replace("score", score): column for name, column in self._table.items()}

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the points as two arrays for a checkpoint: (n, 2) i8 and (n, measures) f8."""
        return {
            "at": np.array([self._updates, self._epochs], dtype=np.int64).T,
            "values": np.array(self._values, dtype=np.float64).reshape(-1, len(MEASURES)),
        }

    def restore(
        self, at: NDArray[np.generic], values: NDArray[np.generic], stride: int, marks: list[Mark]
    ) -> None:
        """Take back what ``arrays`` gave."""
        self._table = {}
        self._updates = [int(row[0]) for row in at.tolist()]
        self._epochs = [int(row[1]) for row in at.tolist()]
        self._values = [tuple(float(value) for value in row) for row in values.tolist()]
        self.stride = stride
        self.marks = list(marks)[-self.mark_limit :]

    def copy(self) -> "History":
        """Return a history that goes its own way from here; the points themselves are shared."""
        other = History(self.limit, self.mark_limit)
        other.stride, other.marks = self.stride, list(self.marks)
        other._updates, other._epochs = list(self._updates), list(self._epochs)
        other._values = list(self._values)
        return other

    def _keep(self, rows: range | list[int]) -> None:
        self._table = {}
        self._updates = [self._updates[i] for i in rows]
        self._epochs = [self._epochs[i] for i in rows]
        self._values = [self._values[i] for i in rows]
