"""The host of Runs: the one place that knows where Runs live.

The gateway sees only `Host` and `Connection`: text or bytes in, text, bytes or the reason for
closing out. Runs live in this process here; a host that keeps them in worker processes has the
same two interfaces.
"""

import asyncio
import time
from collections import Counter
from typing import Protocol

from app.live.events import ADDRESS_FULL, FULL, PROTOCOL_VERSION, Close, Hello
from app.live.figures import Figures
from app.live.outbox import Message, Outbox
from app.live.run import Run
from app.live.scheduler import Scheduler
from app.settings import Settings

MOST_WAITING = 256
"""Messages that may wait for a browser before nothing more is read from it."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """No Run can be opened now; `close` says why."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.reason)
        self.close = close


class Connection(Protocol):
    """A browser's way to its Run."""

    async def receive(self, message: str | bytes) -> None:
        """Hand over a message of the browser; waits while the browser takes no answers."""

    async def take(self) -> Message:
        """Wait for what the Run has to say next."""

    def close(self) -> None:
        """End the Run."""


class Host(Protocol):
    """Where Runs live."""

    async def start(self) -> None:
        """Begin to work."""

    async def stop(self) -> None:
        """End all work."""

    def open(self, address: str) -> Connection:
        """Begin a Run for a network address; raises Refused if there is no room."""

    def full(self) -> bool:
        """Tell whether there is no room for another Run at all."""


class LocalHost:
    """Keeps the Runs in this process, in one asyncio task."""

    def __init__(self, settings: Settings, figures: Figures) -> None:
        self._settings = settings
        self._figures = figures
        self._clock = time.perf_counter
        self._scheduler = Scheduler(self._clock, settings.slice_milliseconds / 1000)
        self._addresses: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._scheduler.run(), name="runs")

    async def stop(self) -> None:
        """End all work."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def full(self) -> bool:
        """Tell whether there is no room for another Run at all."""
        return self._addresses.total() >= self._settings.max_runs

    def open(self, address: str) -> "LocalConnection":
        """Begin a Run for a network address; raises Refused if there is no room."""
        if self.full():
            raise self._refused("server", FULL)
        if self._addresses[address] >= self._settings.max_runs_per_address:
            raise self._refused("address", ADDRESS_FULL)
        outbox = Outbox()
        run = Run(outbox.put, self._settings, self._figures, self._clock)
        outbox.put(hello(self._settings).text())
        self._addresses[address] += 1
        self._figures.runs.inc()
        self._scheduler.add(run)
        return LocalConnection(self, run, outbox, address)

    def _refused(self, reason: str, close: Close) -> Refused:
        self._figures.refused.labels(reason).inc()
        return Refused(close)

    def wake(self) -> None:
        """Say that a Run has something to do."""
        self._scheduler.wake()

    def forget(self, run: Run, address: str) -> None:
        """End a Run."""
        self._scheduler.remove(run)
        self._figures.runs.dec()
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]


class LocalConnection:
    """A browser's way to a Run in this process."""

    def __init__(self, host: LocalHost, run: Run, outbox: Outbox, address: str) -> None:
        self._host = host
        self._run = run
        self._outbox = outbox
        self._address = address
        self._open = True

    async def receive(self, message: str | bytes) -> None:
        """Hand over a message of the browser; waits while the browser takes no answers."""
        await self._outbox.room(MOST_WAITING)
        self._run.receive(message)
        self._host.wake()

    async def take(self) -> Message:
        """Wait for what the Run has to say next."""
        return await self._outbox.take()

    def close(self) -> None:
        """End the Run."""
        if self._open:
            self._open = False
            self._host.forget(self._run, self._address)


def limits(settings: Settings) -> dict[str, int | float]:
    """Return what this server allows, as told to every page."""
    names = (
        "max_parameters",
        "max_samples",
        "max_message_bytes",
        "max_command_bytes",
        "max_frames_per_second",
        "idle_pause_seconds",
        "idle_end_seconds",
    )
    return {name: getattr(settings, name) for name in names}


def hello(settings: Settings) -> Hello:
    """Return the first message on every connection."""
    return Hello(protocol=PROTOCOL_VERSION, limits=limits(settings))
