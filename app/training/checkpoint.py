"""A checkpoint: all that is needed to go on elsewhere with the same numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from app.training.history import MEASURES, History, Mark
from app.training.snapshot import Snapshot
from app.training.stopping import Reason, Stopped, StopWatch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.experiment import Experiment

Count = Annotated[int, Field(ge=0, le=2**53)]


class CheckpointError(ValueError):
    """A checkpoint that does not fit its experiment, or was changed on its way."""


class MarkNote(BaseModel):
    """One mark of the history; a loss that is no finite number travels as null."""

    model_config = ConfigDict(extra="forbid")

    update: Count
    epoch: float
    text: Annotated[str, Field(max_length=200)]
    before: float | None
    after: float | None
    key: Annotated[str, Field(max_length=2000)] = ""


class Progress(BaseModel):
    """Everything about a run that is neither experiment nor array."""

    model_config = ConfigDict(extra="forbid")

    epoch: Count
    offset: Count
    optimizer_updates: Count
    edits: Count
    edited: bool
    best: float | None
    best_epoch: Count
    met: tuple[Reason, ...]
    stopped_reason: Reason | None
    stopped_message: Annotated[str, Field(max_length=1000)]
    stride: Annotated[int, Field(ge=1, le=2**53)]
    marks: Annotated[tuple[MarkNote, ...], Field(max_length=200)]


@dataclass(frozen=True)
class Checkpoint:
    """A run at one moment, independent of the process that made it.

    ``meta`` is ready for JSON; ``arrays`` holds the parameters (P,), the optimizer's moments, what
    a penalty and a batch normalization remember, and the points of the history. The data are not in
    it: they follow from the experiment.
    """

    experiment: Experiment
    update: int
    meta: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    @property
    def size(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self.arrays.values())


def pack(
    experiment: Experiment,
    snapshot: Snapshot,
    history: History,
    watch: StopWatch,
    stopped: Stopped | None,
    *,
    edits: int,
    edited: bool,
) -> Checkpoint:
    """Put the parts of a run into a checkpoint."""
    progress = Progress(
        epoch=snapshot.place[0],
        offset=snapshot.place[1],
        optimizer_updates=snapshot.optimizer_updates,
        edits=edits,
        edited=edited,
        best=_finite(watch.best),
        best_epoch=watch.best_epoch,
        met=tuple(sorted(watch.met)),
        stopped_reason=stopped.reason if stopped else None,
        stopped_message=stopped.message if stopped else "",
        stride=history.stride,
        marks=tuple(
            # These are our own, so there is nothing to check, and there may be hundreds.
            MarkNote.model_construct(
                **{**vars(mark), "before": _finite(mark.before), "after": _finite(mark.after)}
            )
            for mark in history.marks
        ),
    )
    arrays = {**snapshot.arrays}
    for name, values in history.arrays().items():
        arrays[f"history.{name}"] = values
    return Checkpoint(experiment, snapshot.update, progress.model_dump(mode="json"), arrays)


def unpack(checkpoint: Checkpoint) -> tuple[Snapshot, History, StopWatch, Stopped | None, Progress]:
    """Take a checkpoint apart; raise CheckpointError if it is not a whole one."""
    try:
        progress = Progress.model_validate(checkpoint.meta)
        arrays = dict(checkpoint.arrays)
        at, values = arrays.pop("history.at"), arrays.pop("history.values")
    except (KeyError, ValueError) as problem:
        raise CheckpointError(f"the checkpoint is not complete: {problem}") from None
    history = History()
    points = at.shape[0] if at.ndim == 2 else -1
    fits = at.shape == (points, 2) and values.shape == (points, len(MEASURES))
    if not fits or points > history.limit or at.dtype.kind not in "iu" or values.dtype.kind != "f":
        raise CheckpointError("the history of the checkpoint has another shape")
    marks = [
        Mark(
            note.update, note.epoch, note.text, _number(note.before), _number(note.after), note.key
        )
        for note in progress.marks
    ]
    history.restore(at, values, progress.stride, marks)
    best = math.inf if progress.best is None else progress.best
    watch = StopWatch(best, progress.best_epoch, set(progress.met))
    place = (progress.epoch, progress.offset)
    if checkpoint.update < 0:
        raise CheckpointError(f"the update is {checkpoint.update}, which is below 0")
    snapshot = Snapshot(checkpoint.update, place, progress.optimizer_updates, arrays)
    reason = progress.stopped_reason
    stopped = Stopped(reason, progress.stopped_message) if reason else None
    return snapshot, history, watch, stopped, progress


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _number(value: float | None) -> float:
    return math.nan if value is None else value
