"""Runs in this process, in one asyncio task: for debugging and tests."""

import asyncio
import time

from app.live.admission import Admission
from app.live.events import STOPPING
from app.live.figures import HostFigures, RunFigures
from app.live.greeting import hello
from app.live.helper import Helper
from app.live.host import Connection, farewell
from app.live.run import Run
from app.live.scheduler import Scheduler
from app.settings import Settings


class LocalHost:
    """Keeps the Runs in this process, in one asyncio task."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._figures = HostFigures()
        self._run_figures = RunFigures(self._figures.registry)
        self._admission = Admission(settings, self._figures)
        self._clock = time.perf_counter
        self._helper = Helper()
        slice_seconds = settings.slice_milliseconds / 1000
        self._scheduler = Scheduler(self._clock, slice_seconds, time.thread_time)
        self._connections: set[LocalConnection] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._scheduler.run(), name="runs")

    async def stop(self) -> None:
        """End all work."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.to_thread(self._helper.shutdown)

    async def drain(self) -> None:
        """Let every Run send a checkpoint, then close every connection."""
        for connection in self._connections:
            connection.run.hand_over()
        await farewell(self._connections, STOPPING)

    def full(self) -> bool:
        """Tell whether there is no room for another Run at all."""
        return self._admission.full(self._scheduler.wait)

    def figures(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        self._run_figures.wait.set(self._scheduler.wait)
        return self._figures.text()

    def open(self, address: str) -> "LocalConnection":
        """Begin a Run for a network address; raises Refused if there is no room."""
        self._admission.enter(address, self._scheduler.wait)
        connection = LocalConnection(self, address)
        run = Run(
            connection.outbox.put,
            self._settings,
            self._run_figures,
            self._clock,
            self._helper,
            wait=lambda: self._scheduler.wait,
        )
        connection.run = run
        connection.outbox.put(hello(self._settings).text())
        self._connections.add(connection)
        self._scheduler.add(run)
        return connection

    def wake(self, run: Run) -> None:
        """Say that a Run has something to do."""
        self._scheduler.wake(run)

    def forget(self, connection: "LocalConnection") -> None:
        """End a Run."""
        self._connections.discard(connection)
        self._scheduler.remove(connection.run)
        connection.run.close()
        self._admission.leave(connection.address)


class LocalConnection(Connection):
    """A browser's way to a Run in this process."""

    run: Run

    def __init__(self, host: LocalHost, address: str) -> None:
        super().__init__(address)
        self._host = host

    async def _hand_over(self, message: str | bytes) -> None:
        self.run.receive(message)
        self._host.wake(self.run)

    def _forget(self) -> None:
        self._host.forget(self)
