"""Many trainers of one experiment that differ in their seed, advanced in lockstep as stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn import SCHEDULES, StackedGenerators, StackedNetwork
from app.training.setup import assemble
from app.training.snapshot import vectors
from app.training.streams import Stream, generator
from app.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.experiment import Experiment
    from app.nn import Dtype, Network
    from app.nn.arrays import AnyArray
    from app.training.batches import Batches
    from app.training.checkpoint import Checkpoint
    from app.training.examples import Examples
    from app.training.measures import FloatArray
    from app.training.stopping import Stopped

STACK_BYTES = 2**21
"""Memory of one stack at most: what does not fit into the cache takes three times as long."""


class Lockstep:
    """Members that all stand at the same update, unless they have stopped, advanced as stacks.

    Raises StackError, whose ``path`` names the field, for networks that cannot be stacked.
    """

    def __init__(self, members: Sequence[Member], dtype: Dtype = np.float32) -> None:
        self._members = tuple(members)
        self._dtype = dtype
        self._stacks = self._stacked(self._going_on)

    @property
    def members(self) -> Sequence[Trainer]:
        """The networks' trainers, to look at and not to train, as they were after the last `run`.

        Their vectors are written again by the next one.
        """
        return self._members

    @property
    def update(self) -> int:
        """Updates made by the networks that have not stopped, or else by the longest."""
        return max(member.update for member in self._members)

    @property
    def stopped(self) -> tuple[Stopped | None, ...]:
        """Why each network stopped by itself, or None."""
        return tuple(member.stopped for member in self._members)

    def metrics(self) -> dict[str, FloatArray]:
        """Return what `Trainer.metrics` gives, as arrays with a value for each network, (S,)."""
        each = [member.metrics() for member in self._members]
        return {name: np.array([metrics[name] for metrics in each]) for name in each[0]}

    def trainer(self, index: int) -> Trainer:
        """Return a trainer that goes on alone from where the network at this place stands.

        The stack does not notice what becomes of it.
        """
        return Trainer.restore(self._members[index].checkpoint(), self._dtype)

    def updates_to(self, epoch: int) -> int:
        """Return how many updates lead to the end of so many epochs; 0 if all have stopped."""
        if not self._stacks:
            return 0
        place = self._place
        return max(0, (epoch - place.epoch - 1) * place.per_epoch + place.left)

    def run(self, *, updates: int | None = None, epochs: int | None = None) -> int:
        """Make exactly so many updates, or go on to the end of so many epochs; see `Trainer.run`.

        Returns the number of updates made, which is smaller only if every network has stopped.
        """
        if (updates is None) == (epochs is None):
            raise ValueError("give either updates or epochs")
        made = 0
        last_epoch = None if epochs is None or not self._stacks else self._place.epoch + epochs
        with np.errstate(all="ignore"):
            while self._stacks:
                if last_epoch is not None and self._place.epoch >= last_epoch:
                    break
                left = self._place.left
                if updates is not None:
                    left = min(left, updates - made)
                if left <= 0:
                    break
                for stack in self._stacks:
                    stack.run(left)
                made += left
                self._drop_stopped()
            for member in self._active:
                member.settle()
        self._drop_stopped()
        return made

    @property
    def _going_on(self) -> list[Member]:
        return [member for member in self._members if member.stopped is None]

    @property
    def _active(self) -> list[Member]:
        return [member for stack in self._stacks for member in stack.members]

    @property
    def _place(self) -> Batches:
        """Where all networks that have not stopped stand."""
        return self._stacks[0].members[0].batches

    def _drop_stopped(self) -> None:
        """Stack the networks anew without those that have stopped."""
        active = self._active
        going_on = [member for member in active if member.stopped is None]
        if len(going_on) < len(active):
            self._stacks = self._stacked(going_on)

    def _stacked(self, members: Sequence[Member]) -> list[Stack]:
        """Return stacks that fit into the cache."""
        if not members:
            return []
        size = stack_size(members[0].network, members[0].batches.size)
        return [Stack(members[at : at + size]) for at in range(0, len(members), size)]


class StackedTrainer(Lockstep):
    """Trains the network of an experiment from many seeds at once.

    >>> from app.experiment import Experiment
    >>> stacked = StackedTrainer(Experiment(), seeds=range(20))
    >>> stacked.run(epochs=2)
    50
    >>> stacked.metrics()["test_loss"].shape
    (20,)
    >>> stacked.trainer(7).run(epochs=1)  # goes on alone
    25

    Each network gets the numbers that a `Trainer` of its seed would get: the same data, its own
    starting weights, order of the batches and dropout. One that stops by itself, or diverges, rests
    while the others go on. ``known`` are examples whose data may be used again; ``checkpoints``,
    one for each seed, are where the networks go on instead of at the start. Raises DataError if the
    experiment's data cannot be made, and StackError (whose ``path`` names the field) for a network
    that cannot be stacked.

    Attributes:
        seeds: the seeds, in the order of everything that is given for each network.

    """

    def __init__(
        self,
        experiment: Experiment,
        seeds: Sequence[int],
        dtype: Dtype = np.float32,
        *,
        known: Examples | None = None,
        checkpoints: Sequence[Checkpoint] = (),
    ) -> None:
        self.seeds = tuple(seeds)
        if not self.seeds:
            raise ValueError("give at least one seed")
        members: list[Member] = []
        for place, seed in enumerate(self.seeds):
            checkpoint = checkpoints[place] if checkpoints else None
            member = make_member(experiment, seed, dtype, known=known, checkpoint=checkpoint)
            members.append(member)
            known = member.examples
        super().__init__(members, dtype)


def make_member(
    experiment: Experiment,
    seed: int,
    dtype: Dtype = np.float32,
    *,
    known: Examples | None = None,
    checkpoint: Checkpoint | None = None,
) -> Member:
    """Return a network of the experiment with this seed: at its start, or where it stood."""
    if checkpoint is not None:
        return Member.restore(checkpoint, dtype, known=known)
    return Member(experiment.model_copy(update={"seed": seed}), dtype, known=known)


def stack_size(network: Network, batch: int) -> int:
    """Return how many networks like this one fit into the cache with what an update touches."""
    rows = network.inputs + sum(layer.units for layer in network.layers)
    size = network.params.itemsize * (4 * network.params.size + 4 * rows * batch)
    return max(1, STACK_BYTES // size)


class Member(Trainer):
    """A trainer whose updates are made by a stack."""

    @property
    def batches(self) -> Batches:
        """The order of the examples, and the place in it."""
        return self._batches

    def took(self, updates: int) -> None:
        """Take notice of updates within one epoch that are already in the network."""
        self.update += updates
        self._batches.take(updates)
        self._changed()
        if self._batches.turn():
            self._end_epoch()

    def settle(self) -> None:
        """Look whether the numbers are finite in the middle of an epoch."""
        self._check_finite()


class Stack:
    """Members that stand at the same update, with their networks stacked.

    Between two calls the numbers stand both here and in the members.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members
        lead = members[0].setup
        network = StackedNetwork([member.network for member in members])
        self._setup = assemble(lead.experiment, lead.examples, network, ())
        self._setup.optimizer.updates = lead.optimizer.updates
        for own, its in self._pairs():
            own[...] = its

    def run(self, updates: int) -> None:
        """Make updates within one epoch, and hand the numbers to the members."""
        lead = self.members[0]
        training, stepper = lead.experiment.training, self._setup.stepper
        factor = SCHEDULES[training.schedule].factor
        orders = np.stack([member.batches.order() for member in self.members])
        offset, size = lead.batches.offset, lead.batches.size
        for update in range(lead.update, lead.update + updates):
            batch = orders[:, offset : offset + size]
            rate = training.learning_rate * factor(update, training.schedule_period)
            stepper.step(batch, rate, self._generators(update))
            offset += size
        for own, its in self._pairs():
            its[...] = own
        for member in self.members:
            member.setup.optimizer.updates = self._setup.optimizer.updates
            member.took(updates)

    def _generators(self, update: int) -> StackedGenerators | None:
        """Return every member's source of dropout for one update, if there is dropout."""
        if not self._setup.network.stochastic:
            return None
        seeds = [member.experiment.seed for member in self.members]
        return StackedGenerators([generator(seed, Stream.DROPOUT, update) for seed in seeds])

    def _pairs(self) -> Iterator[tuple[AnyArray, AnyArray]]:
        """Yield the rows of the stack's vectors, each with the vector of the member."""
        theirs = [vectors(member.setup) for member in self.members]
        for name, vector in vectors(self._setup).items():
            rows = self._setup.network.each(vector)
            yield from ((row, each[name]) for row, each in zip(rows, theirs, strict=True))
