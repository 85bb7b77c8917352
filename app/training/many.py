"""Trainers of one experiment from many seeds, advanced side by side in slices of time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from app.nn import StackedNetwork, StackError
from app.training.stacked import StackedTrainer, stack_size
from app.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.experiment import Experiment
    from app.training.checkpoint import Checkpoint
    from app.training.examples import Examples

MOST_IN_A_GROUP = 16
"""More networks at once gain little, and the slices become coarse."""

FIRST_GUESS = 1e-3
"""Seconds that an update of a group may take, before it has been measured."""


class _Group(Protocol):
    """Networks that stand at the same update, or have stopped."""

    @property
    def members(self) -> Sequence[Trainer]: ...

    def updates_to(self, epoch: int) -> int: ...

    def run(self, *, updates: int) -> int: ...


class ManySeeds:
    """The network of an experiment, trained from many seeds.

    >>> from app.experiment import Experiment
    >>> resets = ManySeeds(Experiment(), seeds=range(4))
    >>> resets.advance(epochs=2)
    True
    >>> [each.update for each in resets.members]
    [50, 50, 50, 50]

    Each network gets the numbers that a `Trainer` of its seed gets, in whatever slices they come.
    They are stacked where that is possible, and else trained one after the other. One that stops by
    itself rests. ``known`` are examples whose data may be used again; ``checkpoints``, one for each
    seed, are where the networks go on. Raises DataError if the data cannot be made.

    Attributes:
        members: the trainers in the order of the seeds, to look at and not to train.
        alone: why the networks cannot be stacked, as a sentence; empty if they are.

    """

    def __init__(
        self,
        experiment: Experiment,
        seeds: Sequence[int],
        *,
        known: Examples | None = None,
        checkpoints: Sequence[Checkpoint] = (),
    ) -> None:
        first = Trainer(experiment, known=known)
        self.alone = _why_alone(first)
        self._groups: list[_Group] = []
        batch = min(experiment.training.batch_size, len(first.data.train))
        size = 1 if self.alone else min(MOST_IN_A_GROUP, stack_size(first.network, batch))
        for at in range(0, len(seeds), size):
            part, states = seeds[at : at + size], checkpoints[at : at + size]
            if self.alone:
                self._groups.append(_Alone(experiment, part[0], first.examples, states))
            else:
                self._groups.append(
                    StackedTrainer(experiment, part, known=first.examples, checkpoints=states)
                )
        self.members = tuple(each for group in self._groups for each in group.members)
        self._cost = dict.fromkeys(range(len(self._groups)), FIRST_GUESS)

    def advance(
        self,
        epochs: int,
        until: float = float("inf"),
        clock: Callable[[], float] = time.perf_counter,
    ) -> bool:
        """Train towards the end of so many epochs, ending near the time ``until`` of ``clock``.

        Those that are least far go first. At least one update is made, so that whoever calls this
        again and again arrives. Returns whether all are there or have stopped.
        """
        now = clock()
        while any(left := [group.updates_to(epochs) for group in self._groups]):
            place = left.index(max(left))
            fits = min((until - now) / self._cost[place], left[place])
            made = self._groups[place].run(updates=max(1, int(fits)))
            after = clock()
            self._cost[place] = max((after - now) / max(1, made), 1e-7)
            now = after
            if now >= until:
                break
        return not any(group.updates_to(epochs) for group in self._groups)


class _Alone:
    """A single trainer as a group of its own, which rests when it has stopped by itself."""

    def __init__(
        self,
        experiment: Experiment,
        seed: int,
        known: Examples,
        checkpoints: Sequence[Checkpoint],
    ) -> None:
        own = experiment.model_copy(update={"seed": seed})
        if checkpoints:
            trainer = Trainer.restore(checkpoints[0], known=known)
        else:
            trainer = Trainer(own, known=known)
        self.members = (trainer,)

    def updates_to(self, epoch: int) -> int:
        trainer = self.members[0]
        if trainer.stopped is not None:
            return 0
        epochs = epoch - int(trainer.epoch) - 1
        return max(0, epochs * trainer.updates_per_epoch + trainer.updates_to_epoch_end)

    def run(self, *, updates: int) -> int:
        return self.members[0].run(updates=updates)


def _why_alone(trainer: Trainer) -> str:
    """Return why networks like this one cannot be stacked, empty if they can."""
    try:
        StackedNetwork([trainer.network])
    except StackError as error:
        return str(error)
    return ""
