"""A Run's past: where it can go back to, and the present while another moment is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.live.events import TimelineChanged
from app.training import Timeline

if TYPE_CHECKING:
    from app.live.watching import Watching
    from app.training import Milestone, Trainer

MEGABYTE = 2**20


class Rewind:
    """The moments of a Run's training, and which of them is shown."""

    def __init__(self, megabytes: float) -> None:
        self._limit = int(megabytes * MEGABYTE)
        self._timeline = Timeline(self._limit)
        self._present: Milestone | None = None

    @property
    def past(self) -> bool:
        """Whether another moment than the newest is shown."""
        return self._present is not None

    @property
    def updates(self) -> list[int]:
        """Where one can go back to."""
        return self._timeline.updates

    def moments(self, trainer: Trainer) -> tuple[Milestone, ...]:
        """Return all moments, oldest first; the newest is the present, whichever is shown."""
        present = self._present or trainer.milestone()
        return (*(each for each in self._timeline if each.update < present.update), present)

    def restart(self, trainer: Trainer, watching: Watching) -> None:
        """Begin anew: here starts a training that shares nothing with the one before."""
        self._timeline = Timeline(self._limit)
        self._present = None
        self._timeline.add(trainer.milestone(watching.memory))

    def left(self, trainer: Trainer) -> int:
        """Return how many updates lead to the next moment that is kept, at least 1."""
        return self._timeline.left(trainer)

    def visit(self, trainer: Trainer, watching: Watching) -> None:
        """Keep this moment if it is one to be kept."""
        if self._timeline.due(trainer):
            self._timeline.add(trainer.milestone(watching.memory))

    def find(self, update: int, trainer: Trainer, watching: Watching) -> Milestone:
        """Return the last moment at or before an update; the present if it lies beyond."""
        present = self._present or trainer.milestone(watching.memory)
        return present if update >= present.update else self._timeline.at(update)

    def show(self, milestone: Milestone, trainer: Trainer, watching: Watching) -> None:
        """Take notice that a moment is about to be shown in place of what the trainer is at."""
        present = self._present or trainer.milestone(watching.memory)
        self._present = None if milestone is present else present

    def go_on(self, trainer: Trainer) -> int | None:
        """Make what is shown the present; return the newest update of what is dropped, if any."""
        present, self._present = self._present, None
        if present is None:
            return None
        self._timeline.cut(trainer.update)
        return present.update

    def keep(self, trainer: Trainer, watching: Watching) -> bool:
        """Keep the moment that is shown; False if there is no room."""
        if not self.past:
            self._timeline.add(trainer.milestone(watching.memory))
        return self._timeline.keep(trainer.update)

    def release(self, update: int) -> None:
        """Let a kept moment go."""
        self._timeline.release(update)

    def event(self, trainer: Trainer) -> TimelineChanged:
        """Return what the browser is told."""
        present = self._present
        return TimelineChanged(
            past=self.past,
            update=trainer.update,
            epoch=trainer.epoch,
            newest=present.update if present else trainer.update,
            newest_epoch=present.epoch if present else trainer.epoch,
            first=min(self.updates, default=trainer.update),
            kept=self._timeline.kept,
        )
