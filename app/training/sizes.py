"""Small networks of many depths and widths: the training of one size as a task for an executor.

    from concurrent.futures import ProcessPoolExecutor

    from app.experiment import Experiment
    from app.training import SizeTask, train_size

    with ProcessPoolExecutor() as executor:
        experiment = Experiment.from_link("#v=1&data=spiral")
        tasks = [SizeTask(experiment, depth, units) for depth in (1, 2) for units in (4, 16)]
        for size in executor.map(train_size, tasks):
            print(size.depth, size.units, size.scores.mean())

A task may be done in parts: `train_size` then returns where it stands after some seconds, and
`SizeTask.after` gives the task that goes on from there, with the same numbers.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from app.experiment import DenseLayer
from app.training.many import ManySeeds

if TYPE_CHECKING:
    from app.experiment import Experiment
    from app.training.checkpoint import Checkpoint
    from app.training.examples import Examples
    from app.training.measures import FloatArray

MAX_DEPTH = 6
WIDTHS = (1, 2, 4, 8, 16, 32)
MAX_SIZE_SEEDS = 5

MAX_SIZE_SECONDS = 60.0
"""Seconds that the training of one size may take at most, by `predicted_seconds`."""

UPDATE = 6e-6
LAYER = 5e-6
EXAMPLE = 2e-7
VALUE = 2.6e-9
PRODUCT = 9e-11
"""Seconds for an update; and more for each layer, for each example of the batch, for each value
of a unit, and for each product of a weight and a value: least squares over 0 to 6 layers of 1 to 32
units, 1 to 5 seeds, batches of 10 and 100. They matter by their ratios, since whoever predicts
measures as well."""

START = 0.02
"""Seconds to make the data and the networks."""


@dataclass(frozen=True, eq=False)
class SizeTask:
    """The training of one size: `depth` hidden layers of `units` units each, from several seeds.

    Everything else is as in ``experiment``; the seeds count up from its own. ``places``
    (columns, n), in the units of the data, are where the answers of the median network are wanted.
    Training lasts ``epochs``, or about ``seconds`` and then goes on in the next part.
    """

    experiment: Experiment
    depth: int
    units: int
    seeds: int = 3
    epochs: int = 500
    places: FloatArray | None = None
    seconds: float = float("inf")
    checkpoints: tuple[Checkpoint, ...] = ()

    def after(self, size: Size) -> SizeTask:
        """Return the task that goes on where a part of it has ended."""
        return replace(self, checkpoints=size.checkpoints)


@dataclass(frozen=True, eq=False)
class Size:
    """What became of a size: the measures of each seed, (S,), on the test examples.

    ``scores`` are accuracies, or R² for a regression. ``median`` is the place of the network whose
    score is the middle one (the lower of two), ``answers`` (outputs, n) are its outputs at the
    places asked for, once it is ``done``. Until then ``checkpoints`` are where it stands, and
    ``share`` is the part of the epochs that is over. ``seconds`` were used for this part, which
    ``ended`` at this time of `time.time`.
    """

    depth: int
    units: int
    share: float
    losses: FloatArray
    scores: FloatArray
    updates: tuple[int, ...]
    diverged: int
    median: int
    seconds: float
    ended: float
    answers: FloatArray | None = None
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return not self.checkpoints


def sized(experiment: Experiment, depth: int, units: int) -> Experiment:
    """Return the experiment with so many hidden layers of so many units, like its first one.

    An experiment without a dense hidden layer gets those of the default.
    """
    dense = (layer for layer in experiment.layers if isinstance(layer, DenseLayer))
    layer = next(dense, DenseLayer()).model_copy(update={"units": units})
    return experiment.model_copy(update={"layers": (layer,) * depth})


def train_size(task: SizeTask) -> Size:
    """Train one size, as long as the task allows; see the head of this module.

    >>> from app.experiment import Experiment
    >>> size = train_size(SizeTask(Experiment(), depth=1, units=4, seeds=2, epochs=2))
    >>> size.done, size.updates
    (True, (50, 50))

    Raises DataError if the experiment's data cannot be made.
    """
    start = time.perf_counter()
    experiment = sized(task.experiment, task.depth, task.units)
    seeds = [(experiment.seed + place) % 2**32 for place in range(task.seeds)]
    many = ManySeeds(experiment, seeds, checkpoints=task.checkpoints)
    done = many.advance(task.epochs, start + task.seconds)
    members = many.members
    metrics = [member.metrics() for member in members]
    scores = np.array([each[f"test_{members[0].score}"] for each in metrics])
    median = int(np.argsort(scores, kind="stable")[(len(scores) - 1) // 2])
    answers = None
    if done and task.places is not None:
        answers = members[median].outputs(task.places).astype(np.float32)
    stopped = [member.stopped for member in members]
    return Size(
        depth=task.depth,
        units=task.units,
        share=1.0 if done else max(member.epoch for member in members) / task.epochs,
        losses=np.array([each["test_loss"] for each in metrics]),
        scores=scores,
        updates=tuple(member.update for member in members),
        diverged=sum(each is not None and each.reason == "diverged" for each in stopped),
        median=median,
        seconds=time.perf_counter() - start,
        ended=time.time(),
        answers=answers,
        checkpoints=() if done else tuple(member.checkpoint() for member in members),
    )


def predicted_seconds(task: SizeTask, examples: Examples) -> float:
    """Return about how long a size takes on a machine like the one it was measured on."""
    train = len(examples.data.train)
    batch = min(task.experiment.training.batch_size, train)
    per_epoch = -(-train // batch)
    widths = [len(examples.names), *[task.units] * task.depth, examples.outputs]
    products = sum(a * b for a, b in pairwise(widths))
    each = EXAMPLE + VALUE * sum(widths[1:]) + PRODUCT * products
    update = UPDATE + LAYER * (task.depth + 1) + task.seeds * batch * each
    return START + task.epochs * per_epoch * update


def most_epochs(task: SizeTask, examples: Examples) -> int:
    """Return how many epochs a size may be trained at most, at least one."""
    one = predicted_seconds(replace(task, epochs=1), examples) - START
    return max(1, int((MAX_SIZE_SECONDS - START) / one))
