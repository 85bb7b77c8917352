"""Schedules: how the learning rate changes while training, as a factor of it.

Pure functions of the number of the update (from 0) and a period in updates, so that a Run that
pauses or jumps needs no memory of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from app.nn.registry import Registry


@dataclass(frozen=True)
class Schedule:
    """A factor of the learning rate that depends on the update.

    Attributes:
        factor: `(update, period)` -> factor, for a period of at least 1.

    """

    name: str
    label: str
    formula: str
    help: str
    factor: Callable[[int, int], float]

    def __call__(self, update: int, period: int) -> float:
        """Return the factor for an update, counted from 0."""
        return self.factor(update, period)


def _constant(update: int, period: int) -> float:
    return 1.0


def _step(update: int, period: int) -> float:
    return 0.5 ** (update // period)


def _cosine(update: int, period: int) -> float:
    return 0.5 * (1.0 + cos(pi * (update % period) / period))


def _warmup(update: int, period: int) -> float:
    return min(1.0, (update + 1) / period)


_ENTRIES = (
    Schedule("constant", "Constant", "r", "The learning rate stays as it is.", _constant),
    Schedule(
        "step",
        "Halving",
        "r / 2^⌊update / period⌋",
        "The learning rate is halved after every period.",
        _step,
    ),
    Schedule(
        "cosine",
        "Cosine",
        "r (1 + cos(π · share of the period)) / 2",
        "Falls along a wave to zero within a period and then starts again "
        "(Loshchilov and Hutter, 2017).",
        _cosine,
    ),
    Schedule(
        "warmup",
        "Warm-up",
        "r min(1, (update + 1) / period)",
        "Rises in a straight line during the first period and then stays.",
        _warmup,
    ),
)

SCHEDULES: Registry[Schedule] = Registry("schedule", ((entry.name, entry) for entry in _ENTRIES))
