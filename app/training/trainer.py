"""The Trainer: a network, its data and its optimizer, advanced by exact updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from app.data import DataError
from app.nn import SCHEDULES
from app.training.batches import Batches
from app.training.checkpoint import Checkpoint, CheckpointError, pack, unpack
from app.training.describe import describe
from app.training.editing import Plan, plan_changes, plan_operation
from app.training.history import History, Mark
from app.training.milestones import Milestone
from app.training.operations import SetBias, SetWeight
from app.training.preview import change_by_step
from app.training.readable import Readable
from app.training.report import EditError, EditReport
from app.training.sentences import FRESH
from app.training.setup import build
from app.training.snapshot import Snapshot, is_finite
from app.training.stopping import Stopped, StopWatch, diverged
from app.training.streams import Stream, generator
from app.training.surgery import continued
from app.training.tuning import tuned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.experiment import Experiment
    from app.nn import Dtype
    from app.training.description import Description
    from app.training.examples import Examples
    from app.training.measures import FloatArray, IntArray
    from app.training.operations import Operation
    from app.training.setup import Setup

    Check = Callable[[Readable], None]


class Trainer(Readable):
    """Trains the network of an experiment.

    >>> from app.experiment import Experiment
    >>> trainer = Trainer(Experiment())
    >>> trainer.run(epochs=2)
    50
    >>> trainer.epoch
    2.0

    The numbers depend on the experiment alone: neither pauses nor slices of any size nor a
    checkpoint change them. ``known`` are examples whose data may be used again. Raises DataError if
    the experiment's data cannot be made.

    Attributes:
        update: updates made since the start.
        stopped: why training paused by itself, or None.
        history: the curves, with marks of the edits.
        edited: whether a live edit makes the network another than its experiment's link gives.

    """

    def __init__(
        self,
        experiment: Experiment,
        dtype: Dtype = np.float32,
        *,
        known: Examples | None = None,
    ) -> None:
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        super().__init__(build(experiment, self._dtype, known))
        self._begin()

    def _begin(self) -> None:
        """Stand at the start of the present setup."""
        self.update = 0
        self.edited = False
        self.edits = 0
        self.stopped: Stopped | None = None
        self.history = History()
        self._watch = StopWatch()
        self._batches = self._new_batches()
        self._description: Description | None = None
        self._changed()
        self._safe = self._snapshot()
        self._record()
        self._watch.best = self._measures()[1]

    def _new_batches(self) -> Batches:
        training, seed = self.experiment.training, self.experiment.seed
        size, shuffle = training.batch_size, training.shuffle
        return Batches(len(self.data.train), size, seed=seed, shuffle=shuffle)

    def describe(self) -> Description:
        """Return the network and its data in words and numbers."""
        if self._description is None:
            self._description = describe(self._setup, self.updates_per_epoch)
        return self._description

    # Training

    @property
    def epoch(self) -> float:
        """Epochs completed, with the share of the examples that the present one has used."""
        return self._batches.position

    @property
    def updates_per_epoch(self) -> int:
        """Updates in one full epoch."""
        return self._batches.per_epoch

    @property
    def updates_to_epoch_end(self) -> int:
        """Updates up to the end of the present epoch."""
        return self._batches.left

    def run(self, *, updates: int | None = None, epochs: int | None = None) -> int:
        """Make exactly so many updates, or go on to the end of so many epochs.

        Ends early where the run stops by itself (see ``stopped``); a run that has diverged goes on
        only after an edit or a reset. Returns the number of updates made. In the middle of an epoch
        ``epochs=1`` leads to its end.
        """
        if (updates is None) == (epochs is None):
            raise ValueError("give either updates or epochs")
        if self.stopped is not None and self.stopped.reason == "diverged":
            return 0
        self.stopped = None
        made, checked = 0, False
        last_epoch = None if epochs is None else self._batches.epoch + epochs
        with np.errstate(all="ignore"):
            while self.stopped is None:
                if last_epoch is not None and self._batches.epoch >= last_epoch:
                    break
                left = self._batches.left
                if updates is not None:
                    left = min(left, updates - made)
                if left <= 0:
                    break
                self._burst(left)
                made += left
                checked = self._batches.turn()
                if checked:
                    self._end_epoch()
            if not checked:
                self._check_finite()
        return made

    def _burst(self, updates: int) -> None:
        """Make updates within one epoch."""
        training, stepper = self.experiment.training, self._setup.stepper
        factor, stochastic = SCHEDULES[training.schedule].factor, self.network.stochastic
        rate, period, rng = training.learning_rate, training.schedule_period, None
        for update, batch in enumerate(self._batches.take(updates), self.update):
            if stochastic:
                rng = generator(self.experiment.seed, Stream.DROPOUT, update)
            stepper.step(batch, rate * factor(update, period), rng)
        self.update += updates
        self._changed()

    def next_change(self) -> FloatArray:
        """Return what the next update will add to the parameters (P,); nothing is changed."""
        seed, stochastic = self.experiment.seed, self.network.stochastic
        rng = generator(seed, Stream.DROPOUT, self.update) if stochastic else None
        batch = self._batches.order()[self._batches.upcoming()]
        return change_by_step(self._setup, batch, self.next_rate, rng)

    @property
    def next_rate(self) -> float:
        """The learning rate of the next update, with the schedule's factor in it."""
        training = self.experiment.training
        factor = SCHEDULES[training.schedule].factor(self.update, training.schedule_period)
        return training.learning_rate * factor

    @property
    def next_batch(self) -> IntArray:
        """The numbers of the examples in ``data`` that the next update uses, (B,)."""
        return self.data.train[self._batches.order()[self._batches.upcoming()]]

    def _end_epoch(self) -> None:
        """Look at the numbers, record them, and ask the stop conditions."""
        if not self._check_finite():
            return
        self._safe = self._snapshot()
        stop, epoch = self.experiment.stop, self._batches.epoch
        if self.history.due(epoch):
            self._record()
        needed = self._watch.needs_test_loss(stop)
        test_loss = self._measures()[1] if needed else float("nan")
        self.stopped = self._watch.check(stop, epoch, test_loss)

    def _check_finite(self) -> bool:
        """Go back to the last finite state and stop if a number is no longer finite."""
        if is_finite(self._setup):
            return True
        reached = self.update
        self._safe.restore(self._setup)
        self.update = self._safe.update
        self._batches.epoch, self._batches.offset = self._safe.place
        self.stopped = diverged(self.experiment.training.learning_rate, reached, self.update)
        self._changed()
        return False

    def _snapshot(self) -> Snapshot:
        place = (self._batches.epoch, self._batches.offset)
        return Snapshot.of(self._setup, self.update, place)

    def _changed(self, *, measures: bool = True) -> None:
        """Take note that a number is another; `measures` tells whether losses and scores are."""
        if not measures and self._measured[0] == self.version:
            self._measured = (self.version + 1, self._measured[1])
        self.version += 1

    def _record(self) -> None:
        train_loss, test_loss, train_score, test_score = self._measures()
        values = (train_loss, test_loss, self.penalty, train_score, test_score)
        self.history.record(self.update, self._batches.epoch, values)

    # Live edits

    def edit(self, changes: Mapping[str, Any], check: Check | None = None) -> EditReport:
        """Change fields of the experiment while keeping what was learned.

        ``changes`` maps dotted paths to values: ``{"training.learning_rate": 0.1,
        "layers.0.activation": "relu"}``. ``check`` sees what the edit leads to and may raise an
        exception of its own. Raises EditError, and changes nothing, if a field does not exist or a
        value is not allowed.
        """
        return self._carry_out(plan_changes(self._setup, changes), check)

    def apply(self, operation: Operation, check: Check | None = None) -> EditReport:
        """Add or remove a layer or a unit, or set a weight or a bias by hand.

        ``check`` sees what a layer or unit added or removed leads to and may raise an exception of
        its own. Raises EditError, and changes nothing, if the operation is not possible.
        """
        if not isinstance(operation, SetWeight | SetBias):
            return self._carry_out(plan_operation(self._setup, operation), check)
        before = self._measures()[0]
        operation.apply(self.network, self._setup.penalty)
        self.edited = True
        return self._report(before, operation.text(), operation.text(), ())

    def _carry_out(self, plan: Plan, check: Check | None) -> EditReport:
        """Build everything new first, so that an impossible edit leaves the old state untouched."""
        old, before = self._setup, self._measures()[0]
        if plan.experiment == old.experiment:
            return EditReport(True, (), before, before)
        try:
            if self.update == 0 and not self.edited:
                return self._start_with(plan, before, check)
            setup, notes = self._continued(plan)
        except DataError as problem:
            raise EditError(problem.message, problem.path) from problem
        plan.check(setup)
        if check is not None:
            check(Readable(setup))
        self._replace(setup)
        self._description = plan.described(self._description, self.updates_per_epoch)
        self.edited = self.edited or not plan.harmless
        self.edits += 1
        return self._report(before, plan.text, plan.key, notes, plan)

    def _continued(self, plan: Plan) -> tuple[Setup, tuple[str, ...]]:
        if plan.tunes:
            return tuned(self._setup, plan.experiment), ()
        rng = generator(self.experiment.seed, Stream.EDITS, self.edits)
        return continued(self._setup, plan.stages, rng)

    def _start_with(self, plan: Plan, before: float, check: Check | None) -> EditReport:
        """Edit a network that has learned nothing: it becomes that of the changed experiment."""
        old = self._setup
        setup = build(plan.experiment, self._dtype, old.examples)
        plan.check(setup)
        if check is not None:
            check(Readable(setup))
        self._setup = setup
        self._begin()
        kept = np.array_equal(old.network.params, setup.network.params)
        notes = setup.notes if kept else (FRESH, *setup.notes)
        return EditReport(kept, notes, before, self._measures()[0])

    def _replace(self, setup: Setup) -> None:
        """Go on with another setup from where the run stands."""
        old, epoch, share = self._setup, self._batches.epoch, self._batches.position % 1
        self._setup = setup
        self._batches = self._new_batches()
        self._batches.go_to(epoch, share)
        if old.examples.data.task != setup.examples.data.task:
            self.history = History()
        if old.experiment.stop != setup.experiment.stop or old.examples is not setup.examples:
            self._watch.restart(epoch)

    def _report(
        self,
        before: float,
        text: str,
        key: str,
        notes: tuple[str, ...],
        plan: Plan | None = None,
    ) -> EditReport:
        """Take note of an edit that was made, by hand or as planned."""
        self.stopped = None
        self._changed(measures=plan is None or not plan.tunes)
        self._safe = self._snapshot()
        after = self._measures()[0]
        if plan is None or not plan.harmless:
            self.history.mark(Mark(self.update, self.epoch, text, before, after, key))
        return EditReport(True, notes, before, after)

    def reset(self) -> None:
        """Start again from the same starting weights, with the experiment as it is now."""
        self._setup = build(self.experiment, self._dtype, self._setup.examples)
        self._begin()

    def new_weights(self) -> None:
        """Start again from the weights of the next seed."""
        following = (self.experiment.seed + 1) % 2**32
        experiment = self.experiment.model_copy(update={"seed": following})
        self._setup = build(experiment, self._dtype, self._setup.examples)
        self._begin()

    # Going back

    def milestone(self, memory: object = None) -> Milestone:
        """Return this moment, to stand there again; ``memory`` is found in it again.

        At the end of an epoch nothing is copied but the curves' list of points.
        """
        safe = self._safe
        snapshot = safe if safe.update == self.update else self._snapshot()
        return Milestone(
            experiment=self.experiment,
            snapshot=snapshot,
            safe=safe,
            epoch=self.epoch,
            history=self.history.copy(),
            watch=self._watch.copy(),
            stopped=self.stopped,
            edits=self.edits,
            edited=self.edited,
            memory=memory,
        )

    def at(self, milestone: Milestone) -> Trainer:
        """Return another trainer, which goes on from a milestone with the same numbers."""
        trainer = Trainer(milestone.experiment, self._dtype.type, known=self._setup.examples)
        milestone.snapshot.restore(trainer._setup)
        trainer.update = milestone.update
        trainer._batches.epoch, trainer._batches.offset = milestone.snapshot.place
        trainer.history, trainer._watch = milestone.history.copy(), milestone.watch.copy()
        trainer.stopped, trainer._safe = milestone.stopped, milestone.safe
        trainer.edits, trainer.edited = milestone.edits, milestone.edited
        trainer._changed()
        return trainer

    # Checkpoints

    def checkpoint(self) -> Checkpoint:
        """Return all that is needed to go on elsewhere with the same numbers."""
        return pack(
            self.experiment,
            self._snapshot(),
            self.history,
            self._watch,
            self.stopped,
            edits=self.edits,
            edited=self.edited,
        )

    @classmethod
    def restore(
        cls, checkpoint: Checkpoint, dtype: Dtype = np.float32, *, known: Examples | None = None
    ) -> Self:
        """Return a trainer that goes on where the checkpoint was made, with the same numbers.

        Should it diverge before the end of its epoch, it falls back to the checkpoint itself.
        ``known`` are examples whose data may be used again. Raises CheckpointError if the arrays do
        not fit the experiment, and DataError if the data cannot be made.
        """
        trainer = cls(checkpoint.experiment, dtype, known=known)
        snapshot, history, watch, stopped, progress = unpack(checkpoint)
        try:
            snapshot.restore(trainer._setup)
        except ValueError as problem:
            raise CheckpointError(f"the checkpoint does not fit: {problem}") from None
        if snapshot.place[1] >= trainer._batches.examples:
            raise CheckpointError("the checkpoint stands past the end of its epoch")
        trainer.update = snapshot.update
        trainer._batches.epoch, trainer._batches.offset = snapshot.place
        trainer.history, trainer._watch, trainer.stopped = history, watch, stopped
        trainer.edits, trainer.edited = progress.edits, progress.edited
        trainer._safe = snapshot
        trainer._changed()
        return trainer
