"""The clients of the benchmark take part in the protocol of a real server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.bench.pupils import Classroom, watch
from app.bench.runs import LINK
from app.bench.server import running_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bench.pupils import Pupil

SECONDS = 60


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


def content(pupil: Pupil) -> bool:
    """Tell whether a pupil has trained, and had an answer to a command."""
    return pupil.counts.update > 0 and bool(pupil.counts.answers)


async def test_pupils_train_take_frames_and_are_answered() -> None:
    with running_server() as server:
        async with Classroom(server, LINK, frames_per_second=30, command_seconds=0.1) as room:
            await room.resize(3)
            await until(lambda: all(map(content, room.pupils)))
            window = await watch(room.pupils, 0.5)
            assert len(window.frames) == len(window.updates) == 3
            assert 0 <= window.fairness <= 1
            await room.resize(1)
            assert [pupil.counts.connections for pupil in room.pupils] == [1]
            assert not room.pupils[0].counts.errors


async def test_a_pupil_that_loses_its_connection_goes_on_from_its_checkpoint() -> None:
    # The server ends a Run to which nothing is said for a second.
    with running_server(environment={"HIDDEN_LAYERS_IDLE_END_SECONDS": "1"}) as server:
        async with Classroom(server, LINK, frames_per_second=30, command_seconds=60) as room:
            await room.resize(1)
            counts = room.pupils[0].counts
            await until(lambda: counts.connections > 1)
            reached, update = counts.frames, counts.update
            await until(lambda: counts.frames > reached)
            assert not counts.errors
            assert counts.update >= update > 1
