"""Times by turns: what is compared takes turns, so that a busy machine slows all of it alike.

Times are processor time: everything that is compared works on one thread, and what other programs
take in between is not counted.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.bench.problem import Engine


@dataclass(frozen=True)
class Effort:
    """How long to measure: turns of each engine, and seconds that one turn should take."""

    turns: int
    seconds: float


def microseconds(engines: Mapping[str, Engine], effort: Effort) -> dict[str, float]:
    """Return the median time of one update of each engine."""
    updates = {name: _updates(engine, effort.seconds) for name, engine in engines.items()}
    times: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(effort.turns):
        for name, engine in engines.items():
            times[name].append(1e6 * _time(engine, updates[name]) / updates[name])
    return {name: statistics.median(values) for name, values in times.items()}


def _updates(engine: Engine, seconds: float) -> int:
    """Return how many updates take about so long, after a first one that warms up."""
    _time(engine, 1)
    count, taken = 1, _time(engine, 1)
    while taken < seconds / 4:
        count *= 2
        taken = _time(engine, count)
    return max(1, round(count * seconds / taken))


def _time(engine: Engine, updates: int) -> float:
    start = time.process_time()
    engine.run(updates)
    return max(time.process_time() - start, 1e-7)
