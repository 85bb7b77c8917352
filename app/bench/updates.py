"""The times of one update: engine by engine, and ours in stacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bench.engines import ENGINES, Ours
from app.bench.missing import engines_here
from app.bench.problem import PROBLEMS, Problem
from app.bench.turns import microseconds

if TYPE_CHECKING:
    from app.bench.problem import Engine
    from app.bench.turns import Effort

STACKS = (1, 10, 100)
STACKED = next(p for p in PROBLEMS if p.name == "2-8-8-8-1" and p.optimizer == "sgd")


@dataclass(frozen=True)
class Compared:
    """Microseconds of processor time for one update of a problem, by engine."""

    problem: Problem
    times: dict[str, float]


def measure(effort: Effort, skipped: dict[str, str]) -> list[Compared]:
    """Return every problem's times; engines that are not here are noted in `skipped`."""
    return [
        Compared(each, microseconds(engines_here(ENGINES, each, skipped), effort))
        for each in PROBLEMS
    ]


def measure_stacks(effort: Effort) -> dict[int, float]:
    """Return the time of an update for each network of a stack, by the size of the stack."""
    engines: dict[str, Engine] = {str(count): Ours(STACKED, count) for count in STACKS}
    times = microseconds(engines, effort)
    return {count: times[str(count)] / count for count in STACKS}
