"""Trainers of one experiment from many seeds, advanced side by side in slices of time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from app.nn import StackedNetwork, StackError
from app.training.stacked import Lockstep, make_member, stack_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.experiment import Experiment
    from app.training.checkpoint import Checkpoint
    from app.training.examples import Examples
    from app.training.stacked import Member
    from app.training.trainer import Trainer

MOST_IN_A_GROUP = 16
"""More networks at once gain little, and the slices become coarse."""

MOST_PRODUCTS = 3e7
"""Products of weights and values when the networks of a group are measured, which they all are at
the end of an epoch: some ten milliseconds."""

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
    seed, are where the networks go on.

    Attributes:
        alone: why the networks cannot be stacked, as a sentence; empty if they are, or before the
            first of them has been made.

    """

    def __init__(
        self,
        experiment: Experiment,
        seeds: Sequence[int],
        *,
        known: Examples | None = None,
        checkpoints: Sequence[Checkpoint] = (),
    ) -> None:
        self.alone = ""
        self._experiment = experiment
        self._seeds = tuple(seeds)
        self._known = known
        self._checkpoints = tuple(checkpoints)
        self._members: list[Member] = []
        self._grouped = 0
        self._groups: list[_Group] = []
        self._costs: list[float] = []

    @property
    def members(self) -> Sequence[Trainer]:
        """The trainers made so far in the order of the seeds, to look at and not to train."""
        return self._members

    def make(
        self, until: float = float("inf"), clock: Callable[[], float] = time.perf_counter
    ) -> bool:
        """Make the networks, at least one more, ending near the time ``until`` of ``clock``.

        Returns whether all are made. Raises DataError if the data cannot be made.
        """
        while len(self._members) < len(self._seeds):
            self._make_one()
            if clock() >= until:
                break
        return len(self._members) == len(self._seeds)

    def _make_one(self) -> None:
        place = len(self._members)
        checkpoint = self._checkpoints[place] if self._checkpoints else None
        member = make_member(
            self._experiment, self._seeds[place], known=self._known, checkpoint=checkpoint
        )
        if not self._members:
            self.alone = _why_alone(member)
            self._known = member.examples
        self._members.append(member)
        forming = self._members[self._grouped :]
        size = 1 if self.alone else _group_size(member)
        if len(forming) == size or len(self._members) == len(self._seeds):
            self._groups.append(_Alone(member) if self.alone else Lockstep(forming))
            self._costs.append(FIRST_GUESS)
            self._grouped = len(self._members)

    def advance(
        self,
        epochs: int,
        until: float = float("inf"),
        clock: Callable[[], float] = time.perf_counter,
    ) -> bool:
        """Train towards the end of so many epochs, ending near the time ``until`` of ``clock``.

        Those that are least far go first. What is not made yet is made, and at least one update
        follows, so that whoever calls this again and again arrives. Returns whether all are there
        or have stopped.
        """
        self.make()
        now = clock()
        while any(left := [group.updates_to(epochs) for group in self._groups]):
            place = left.index(max(left))
            fits = min((until - now) / self._costs[place], left[place])
            made = self._groups[place].run(updates=max(1, int(fits)))
            after = clock()
            self._costs[place] = max((after - now) / max(1, made), 1e-7)
            now = after
            if now >= until:
                break
        return not any(group.updates_to(epochs) for group in self._groups)


class _Alone:
    """A single trainer as a group of its own, which rests when it has stopped by itself."""

    def __init__(self, trainer: Trainer) -> None:
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


def _group_size(member: Member) -> int:
    """Return how many networks like this one are advanced together."""
    products = member.network.params.size * member.data.inputs.shape[1]
    measured = int(MOST_PRODUCTS // max(1, products))
    stacked = stack_size(member.network, member.batches.size)
    return max(1, min(MOST_IN_A_GROUP, measured, stacked))
