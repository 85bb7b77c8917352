"""How many Runs a server on this machine keeps lively, and what each costs.

A Run is lively if it gets the frames a second that its browser takes, and commands are answered in
time. The browsers are clients in this process: they share the machine with the server, so a server
for which a class's own computers do the drawing has more room than is measured here.
"""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bench.line import run
from app.bench.missing import Missing
from app.bench.processes import cpu_seconds, megabytes
from app.bench.pupils import Classroom, watch
from app.bench.server import Server, running_server

if TYPE_CHECKING:
    from app.bench.pupils import Window

LINK = "#v=1&data=spiral&layers=dense(8,tanh),dense(8,tanh),dense(8,tanh)"
MANY = {"HIDDEN_LAYERS_MAX_RUNS": "2000", "HIDDEN_LAYERS_MAX_RUNS_PER_ADDRESS": "2000"}
RATES = (20, 10)
ANSWER_SECONDS = 0.1
ENOUGH = 0.9
"""The share of the frames asked for that the least served Run must get."""

FIRST, MOST = 6, 400
"""Runs with which the search begins, and at which it ends."""

FEW = 10
"""Runs for which processor time is counted."""


@dataclass(frozen=True)
class Search:
    """How to look: seconds to settle and to watch at each step, and how much larger the next is."""

    settle: float
    seconds: float
    growth: float


@dataclass(frozen=True)
class Level:
    """What so many Runs at once saw."""

    runs: int
    window: Window

    def holds(self, rate: float) -> bool:
        """Tell whether every Run was lively."""
        return min(self.window.frames) >= ENOUGH * rate and self.window.late <= ANSWER_SECONDS


@dataclass(frozen=True)
class Measured:
    """The most Runs that were lively at each rate (none if not even the first few were)."""

    levels: dict[int, Level | None]
    megabytes_per_run: float | None
    cpu_milliseconds_per_run: float | None


def measure(search: Search) -> Measured:
    """Start a server and find its room."""
    with running_server(environment=MANY) as server:
        return run(_measure(server, search))


async def _measure(server: Server, search: Search) -> Measured:
    levels: dict[int, Level | None] = {}
    count = FIRST
    for rate in RATES:
        levels[rate] = found = await _most(server, rate, count, search)
        # At fewer frames a second there is room for at least as many.
        count = FIRST if found is None else found.runs
    try:
        return Measured(levels, await _memory(server), await _cpu(server, search))
    except Missing:
        return Measured(levels, None, None)


async def _most(server: Server, rate: int, first: int, search: Search) -> Level | None:
    """Let the class grow until it is too large, then try the middle."""
    best: Level | None = None
    async with Classroom(server, LINK, frames_per_second=rate) as room:

        async def level(count: int) -> Level | None:
            with contextlib.suppress(TimeoutError):
                await room.resize(count, search.settle)
                tried = Level(count, await watch(room.pupils, search.seconds))
                return tried if tried.holds(rate) else None
            return None

        count = first
        while count <= MOST and (held := await level(count)):
            best, count = held, math.ceil(count * search.growth)
        low = best.runs if best else 1
        middle = (low + min(count, MOST)) // 2
        if low < middle < count:
            best = await level(middle) or best
    return best


async def _memory(server: Server, count: int = 40) -> float:
    async with Classroom(server, LINK, frames_per_second=1, command_seconds=60) as room:
        await room.resize(1, settle=1)
        before = megabytes(server.pid)
        await room.resize(1 + count, settle=1)
        return max(0.0, megabytes(server.pid) - before) / count


async def _cpu(server: Server, search: Search) -> float:
    """Return the processor time of one Run in a second, in milliseconds."""
    async with Classroom(server, LINK, frames_per_second=min(RATES)) as room:
        await room.resize(FEW, search.settle)
        before = cpu_seconds(server.pid)
        start = time.perf_counter()
        await watch(room.pupils, search.seconds)
        elapsed = time.perf_counter() - start
        return 1000 * (cpu_seconds(server.pid) - before) / (FEW * elapsed)
