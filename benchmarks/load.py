"""Many Runs on one server, with troublemakers among them: a bounded load with a verdict.

Two hundred clients train 2-8-8-1, take frames and edit now and then, while one client reads
slowly, one has stalled and one sends garbage. `python -m benchmarks.load` prints a line for each
promise and ends with 1 if one is not kept. With `--kill-worker` a worker process is killed in the
middle, and the Runs must go on within ten seconds. With `--page` they watch all that the page does
in a large window, which is about twice the work. The clients share the machine with the server.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from app.bench.line import run
from app.bench.machine import load
from app.bench.missing import Missing
from app.bench.processes import cpu_seconds, family, megabytes
from app.bench.pupils import LENSES, Classroom, Pupil, Window, watch
from app.bench.runs import MANY
from app.bench.server import running_server
from app.bench.taught import CLASSES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from websockets.asyncio.client import ClientConnection

    from app.bench.server import Server

TAUGHT = CLASSES[0]
SETTLE_SECONDS = 3.0
RECOVERY_SECONDS = 10.0
WORKER_MEGABYTES = 15
"""Smaller children of the server are helpers of Python's own."""

SLOW_SECONDS = 2.0
GARBAGE_SECONDS = 0.02
GARBAGE: tuple[str | bytes, ...] = (
    "",
    "{",
    "[" * 5000,
    '{"type": "open", "id": -1}',
    '{"type": "edit", "id": 1, "changes": {"training.learning_rate": NaN}}',
    '{"type": "nothing", "id": 2}',
    '{"type": "part", "id": 3, "index": 9, "count": 2, "text": "x"}',
    "x" * 60_000,
    b"\x00\xff" * 500,
)


@dataclass(frozen=True)
class Promise:
    """One line of the verdict."""

    what: str
    found: str
    kept: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.kept else 'FAIL'}  {self.what}: {self.found}"


class PagePupil(Pupil):
    """Watches all that the page watches at 1366×768, with maps as fine as there."""

    lenses = TAUGHT.lenses


# Troublemakers


def open_socket(server: Server) -> connect:
    """Connect as the server's own page would, with a client whose reader can be slow."""
    return connect(
        server.socket_url,
        origin=Origin(server.url),
        compression=None,
        max_size=None,
        open_timeout=60,
        ping_interval=None,
        close_timeout=1,
    )


async def send(socket: ClientConnection, command: dict[str, Any]) -> None:
    """Send a command."""
    await socket.send(json.dumps(command))


async def slow(server: Server) -> None:
    """Read one message every two seconds, and acknowledge each frame even later."""
    async with open_socket(server) as socket:
        await _start(socket)
        seq = 0
        while True:
            await asyncio.sleep(SLOW_SECONDS)
            if isinstance(await socket.recv(), bytes):
                seq += 1
                await send(socket, {"type": "ack", "id": 10 + seq, "seq": seq})


async def stalled(server: Server) -> None:
    """Say that every frame was drawn, and never read one."""
    async with open_socket(server) as socket:
        await _start(socket)
        for seq in range(1, 1_000_000):
            await send(socket, {"type": "ack", "id": 10 + seq, "seq": seq})
            await asyncio.sleep(0.05)


async def garbage(server: Server) -> None:
    """Send what is no command, fifty times a second."""
    async with open_socket(server) as socket:
        reader = asyncio.create_task(_read_all(socket))
        try:
            while True:
                await socket.send(random.choice(GARBAGE))
                await asyncio.sleep(GARBAGE_SECONDS)
        finally:
            reader.cancel()


async def _read_all(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def _start(socket: ClientConnection) -> None:
    await send(socket, {"type": "open", "id": 1, "link": TAUGHT.link})
    await send(socket, {"type": "watch", "id": 2, "lenses": LENSES})
    await send(socket, {"type": "play", "id": 3})


async def again(trouble: Callable[[Server], Awaitable[None]], server: Server) -> None:
    """Make trouble, and come back whenever the server has had enough of it."""
    while True:
        with contextlib.suppress(ConnectionClosed, OSError):
            await trouble(server)
        await asyncio.sleep(1)


# Verdicts


def promises(window: Window, options: argparse.Namespace) -> list[Promise]:
    """Judge what the pupils saw."""
    late = 1000 * window.late
    return [
        Promise(
            f"every Run gets at least {options.frames:g} frames a second",
            f"least {min(window.frames):.1f}, most {max(window.frames):.1f}",
            min(window.frames) >= options.frames,
        ),
        Promise(
            f"95 % of the commands are answered within {options.answer:g} ms",
            f"{late:.0f} ms, of {len(window.answers)} commands",
            late <= options.answer,
        ),
        Promise(
            f"the least served Run gets at least {options.fairness:g} of the most served",
            f"{window.fairness:.2f} ({min(window.updates):.0f} and {max(window.updates):.0f} "
            "updates a second)",
            window.fairness >= options.fairness,
        ),
    ]


def errors(pupils: Sequence[Pupil]) -> Promise:
    """Judge whether anybody was refused anything, or lost the connection."""
    refused = [message for pupil in pupils for message in pupil.counts.errors]
    lost = sum(pupil.counts.connections - 1 for pupil in pupils)
    found = f"{len(refused)} refusals, {lost} lost connections" + "".join(
        f"; {message}" for message in refused[:1]
    )
    return Promise("no command is refused and no connection lost", found, not refused and not lost)


async def kill_a_worker(server: Server, pupils: Sequence[Pupil]) -> list[Promise]:
    """Kill one worker of the server and see who notices."""
    sizes = {child: megabytes(child) for child in family(server.pid)[1:]}
    workers = [child for child, size in sizes.items() if size >= WORKER_MEGABYTES]
    if not workers:
        return [Promise("a killed worker is replaced", "the server has no workers", False)]
    for pupil in pupils:
        pupil.counts.longest_gap = 0.0
    os.kill(workers[0], signal.SIGKILL)
    start = time.perf_counter()
    await asyncio.sleep(RECOVERY_SECONDS)
    going_on = sum(pupil.counts.latest > start + RECOVERY_SECONDS - 2 for pupil in pupils)
    untouched = sum(pupil.counts.longest_gap < 1 for pupil in pupils)
    return [
        Promise(
            f"all Runs go on within {RECOVERY_SECONDS:g} s of a worker's death",
            f"{going_on} of {len(pupils)} got frames in the last two of them",
            going_on == len(pupils),
        ),
        Promise(
            "the Runs of other workers do not notice",
            f"{untouched} of {len(pupils)} never waited a second for a frame",
            untouched >= 0.9 * len(pupils) * (len(workers) - 1) / len(workers),
        ),
    ]


# The load


@dataclass
class Usage:
    """The processor time of server and clients since it was made."""

    server: Server
    start: float = 0.0
    gateway: float = 0.0
    whole: float = 0.0
    clients: float = 0.0

    def __post_init__(self) -> None:
        """Look at all clocks."""
        self.start, self.clients = time.perf_counter(), time.process_time()
        self.whole, self.gateway = self._server_seconds()

    def _server_seconds(self) -> tuple[float, float]:
        workers = sum(map(cpu_seconds, family(self.server.pid)[1:]))
        whole = cpu_seconds(self.server.pid)
        return whole, whole - workers

    def text(self) -> str:
        """Say how many cores were used, and by whom."""
        seconds = time.perf_counter() - self.start
        whole, gateway = self._server_seconds()
        gate = (gateway - self.gateway) / seconds
        workers = (whole - self.whole) / seconds - gate
        clients = (time.process_time() - self.clients) / seconds
        return f"Cores used: gateway {gate:.2f}, workers {workers:.2f}, these clients {clients:.2f}"


async def judge(
    server: Server, pupils: Sequence[Pupil], options: argparse.Namespace
) -> list[Promise]:
    """Watch for a while, say what it cost, and return the verdict."""
    try:
        usage: Usage | None = Usage(server)
    except Missing:
        usage = None
    window = await watch(pupils, options.seconds)
    if usage is not None:
        print(f"{usage.text()}; {load() or 0:.1f} of load on {os.cpu_count()} cores.")
    return promises(window, options)


async def put_under_load(server: Server, options: argparse.Namespace) -> list[Promise]:
    """Return the verdict on a server."""
    pace = {"frames_per_second": options.ask, "command_seconds": options.gap}
    troubles = [
        asyncio.create_task(again(trouble, server))
        for trouble in (slow, stalled, garbage)
        if not options.no_trouble
    ]
    kind = PagePupil if options.page else Pupil
    async with Classroom(server, TAUGHT.link, kind=kind, **pace) as room:
        start = time.perf_counter()
        await room.resize(options.runs, settle=SETTLE_SECONDS)
        print(f"All have opened after {time.perf_counter() - start - SETTLE_SECONDS:.1f} s.")
        verdict = await judge(server, room.pupils, options)
        verdict.append(errors(room.pupils))
        if options.kill_worker:
            verdict += await kill_a_worker(server, room.pupils)
            verdict += await judge(server, room.pupils, options)
    for task in troubles:
        task.cancel()
    await asyncio.gather(*troubles, return_exceptions=True)
    return verdict


def main() -> int:
    """Start a server, put it under load, print the verdict; return 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="Runs (default 200)")
    parser.add_argument("--seconds", type=float, default=20, help="time to watch (default 20)")
    parser.add_argument("--ask", type=float, default=10, help="frames a second a client takes")
    parser.add_argument("--gap", type=float, default=2, help="seconds between a client's commands")
    parser.add_argument("--frames", type=float, default=8, help="frames a second at least")
    parser.add_argument("--answer", type=float, default=150, help="milliseconds for 95 %% at most")
    parser.add_argument("--fairness", type=float, default=0.7, help="least over most served")
    parser.add_argument("--kill-worker", action="store_true", help="kill a worker in the middle")
    parser.add_argument(
        "--page", action="store_true", help="watch all that the page watches in a large window"
    )
    parser.add_argument("--no-trouble", action="store_true", help="leave the troublemakers out")
    options = parser.parse_args()
    print(
        f"{options.runs} Runs of 2-8-8-1; load average {load() or 0:.1f} on {os.cpu_count()} cores."
    )
    with running_server(environment=MANY) as server:
        verdict = run(put_under_load(server, options))
    print(*verdict, sep="\n")
    return 0 if all(promise.kept for promise in verdict) else 1


if __name__ == "__main__":
    sys.exit(main())
