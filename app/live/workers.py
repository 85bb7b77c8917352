"""Runs in worker processes: the host that starts, watches and replaces them."""

import asyncio
import json
import logging
import math
import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from app.live.admission import Admission, Refused
from app.live.events import STOPPING, WORKER_LOST
from app.live.figures import HostFigures
from app.live.greeting import hello
from app.live.host import Connection, farewell
from app.live.outbox import Message
from app.live.share import NOTHING, Allowance, Usage, even_share
from app.live.wire import Kind, Record, Wire
from app.live.worker import closing, work
from app.settings import Settings

logger = logging.getLogger(__name__)

START_SECONDS = 30.0
"""How long a new worker may take until its first sign of life."""

LOOK_SECONDS = 0.25
"""Time between two looks at whether all workers live."""

REPLACE_SECONDS = 0.5
"""Least time between two starts in one place, so that a worker that always dies is no busy loop."""

DRAIN_SECONDS = 3.0
"""How long workers may take to send the last checkpoints."""


class WorkerHost:
    """Keeps the Runs in worker processes.

    A new one comes to the worker with the fewest among those that are not too busy.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._figures = HostFigures()
        self._figures.registry.register(_Workers(self))
        self._admission = Admission(settings, self._figures)
        self._news = asyncio.Event()
        self.places = [Place(settings, self._news.set) for _ in range(worker_count(settings))]
        self._watch: asyncio.Task[None] | None = None
        self._numbers = 0
        self._share = Allowance()

    async def start(self) -> None:
        """Start the workers and watch over them; does not wait until they are ready."""
        for place in self.places:
            await place.start()
        self._watch = asyncio.create_task(self._look_after(), name="workers")

    async def stop(self) -> None:
        """End all workers."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        for place in self.places:
            await place.stop()

    async def drain(self) -> None:
        """Let every Run send a checkpoint, then close every connection."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.gather(*(place.drain() for place in self.places))
        living = [each for place in self.places for each in place.connections.values()]
        await farewell(living, STOPPING)

    def full(self) -> bool:
        """Tell whether there is no room for another Run at all."""
        return self._admission.full(min((each.wait for each in self._living()), default=0.0))

    def figures(self) -> bytes:
        """Return all figures as Prometheus reads them, those of Runs by worker."""
        return self._figures.text()

    def open(self, address: str) -> "WorkerConnection":
        """Begin a Run for a network address; raises Refused if there is no room."""
        living = self._living()
        if not living:
            raise Refused(WORKER_LOST)
        self._admission.enter(address, min(each.wait for each in living))
        self._numbers += 1
        busy = self._admission.busy
        place = min(living, key=lambda each: (busy(each.wait), len(each.connections)))
        connection = WorkerConnection(self, place, self._numbers, address)
        connection.outbox.put(hello(self._settings).text())
        place.connections[self._numbers] = connection
        place.write(Kind.OPEN, self._numbers)
        return connection

    def forget(self, connection: "WorkerConnection") -> None:
        """End a Run."""
        place, number = connection.place, connection.number
        # After its worker was lost the place may hold a new one, which never knew this Run.
        if place.connections.pop(number, None) is not None:
            place.write(Kind.CLOSE, number)
        self._admission.leave(connection.address)

    def _living(self) -> list["Place"]:
        return [place for place in self.places if place.alive]

    async def _look_after(self) -> None:
        while True:
            start = time.monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)
            self._news.clear()
            late = time.monotonic() - start - LOOK_SECONDS
            for place in self.places:
                place.check(late)
                if not place.alive and place.may_start():
                    self._figures.replaced.inc()
                    await place.start()
            self._keep_abreast()

    def _keep_abreast(self) -> None:
        """Let no worker use much more of its core than the others get."""
        self._share = even_share((place.usage for place in self.places), self._share.cores)
        for place in self.places:
            place.write(Kind.SHARE, payload=json.dumps(self._share).encode())


class Place:
    """Room for one worker: its process, its wire, and the connections of its Runs.

    `lost` is called when the worker has gone, so that another can start before its Runs come back:
    they would else all go to the workers that are left, and stay there.
    """

    def __init__(self, settings: Settings, lost: Callable[[], None]) -> None:
        self._settings = settings
        self._tell_lost = lost
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._wire: Wire | None = None
        self._mourner: asyncio.Task[None] | None = None
        self._started = -math.inf
        self._heard = math.inf
        self._drained = asyncio.Event()
        self.connections: dict[int, WorkerConnection] = {}
        self.figures = ""
        self.wait = 0.0
        self.usage = NOTHING

    @property
    def alive(self) -> bool:
        """Whether a worker is there, as far as is known."""
        return self._wire is not None

    async def start(self) -> None:
        """Start a worker."""
        ours, theirs = socket.socketpair()
        # No daemon, since those may have no helper of their own; it ends with its wire.
        process = self._context.Process(target=work, args=(theirs, self._settings))
        process.start()
        theirs.close()
        self._process = process
        self._started = time.monotonic()
        self._heard = self._started + START_SECONDS
        self._drained.clear()
        self._wire = await Wire.over(ours, self._take)
        self._mourner = asyncio.create_task(self._mourn(self._wire))

    def may_start(self) -> bool:
        """Tell whether the last start is long enough ago."""
        return time.monotonic() - self._started >= REPLACE_SECONDS

    def check(self, late: float) -> None:
        """Kill a worker that has given no sign of life for too long.

        While this process stood still itself, as in a computer that slept, it could hear none: the
        seconds by which it comes `late` are no silence.
        """
        self._heard += max(0.0, late)
        silence = time.monotonic() - self._heard
        if self._process is not None and silence > self._settings.worker_silence_seconds:
            logger.error("A worker gave no sign of life for %.1f s and is replaced", silence)
            self._process.kill()

    def write(self, kind: Kind, run: int = 0, payload: bytes = b"") -> None:
        """Send a record to the worker, if there is one."""
        if self._wire is not None:
            self._wire.write(kind, run, payload)

    async def room(self) -> None:
        """Wait until the worker has taken most of what was written."""
        if self._wire is not None:
            await self._wire.room()

    async def drain(self) -> None:
        """Wait until the worker has sent a checkpoint of each of its Runs."""
        if self.alive:
            self.write(Kind.DRAIN)
            await self._drained.wait()

    async def stop(self) -> None:
        """End the worker: its end of the wire closes, and it goes."""
        mourner, process = self._mourner, self._process
        if self._wire is not None:
            self._wire.close()
        if mourner is not None:
            mourner.cancel()
            await asyncio.gather(mourner, return_exceptions=True)
        if process is not None:
            await asyncio.to_thread(process.join, DRAIN_SECONDS)
            if process.exitcode is None:
                process.kill()
                await asyncio.to_thread(process.join)
            process.close()
            self._process = None

    async def _mourn(self, wire: Wire) -> None:
        await wire.ended.wait()
        self._lost()

    def _take(self, _: Wire, record: Record) -> None:
        if record.kind is Kind.BEAT:
            self._heard = time.monotonic()
            sign = json.loads(record.payload)
            self.figures, self.wait = sign["figures"], sign["wait"]
            self.usage = Usage(*sign["usage"])
        elif record.kind is Kind.DRAIN:
            self._drained.set()
        elif (connection := self.connections.get(record.run)) is not None:
            connection.outbox.put(_message(record))

    def _lost(self) -> None:
        logger.error("A worker ended; its %d Runs are told", len(self.connections))
        self._wire = None
        self._heard = math.inf
        self._drained.set()
        self.figures, self.wait, self.usage = "", 0.0, NOTHING
        if self._process is not None:
            # The socket closes only with the process, so this does not wait.
            self._process.join()
            self._process.close()
            self._process = None
        connections, self.connections = self.connections, {}
        for connection in connections.values():
            connection.outbox.put(WORKER_LOST)
        self._tell_lost()


class WorkerConnection(Connection):
    """A browser's way to a Run in a worker."""

    def __init__(self, host: WorkerHost, place: Place, number: int, address: str) -> None:
        super().__init__(address)
        self._host = host
        self.place = place
        self.number = number

    async def _hand_over(self, message: str | bytes) -> None:
        if self.number in self.place.connections:
            if isinstance(message, bytes):
                self.place.write(Kind.BYTES, self.number, message)
            else:
                self.place.write(Kind.TEXT, self.number, message.encode())
            await self.place.room()

    def _forget(self) -> None:
        self._host.forget(self)


class _Workers(Collector):
    """The figures of all workers' Runs, each sample with the number of its worker."""

    def __init__(self, host: WorkerHost) -> None:
        self._host = host

    def collect(self) -> Iterator[Metric]:
        """Yield the workers' figures as they were at their last sign of life."""
        families: dict[str, Metric] = {}
        for number, place in enumerate(self._host.places):
            for family in text_string_to_metric_families(place.figures):
                whole = families.setdefault(
                    family.name, Metric(family.name, family.documentation, family.type)
                )
                whole.samples += [
                    sample._replace(labels={**sample.labels, "worker": str(number)})
                    for sample in family.samples
                ]
        yield from families.values()


def worker_count(settings: Settings) -> int:
    """Return how many workers there are to be: one per core where nothing is set."""
    return settings.workers if settings.workers is not None else os.cpu_count() or 1


def _message(record: Record) -> Message:
    if record.kind is Kind.TEXT:
        return record.payload.decode()
    return record.payload if record.kind is Kind.BYTES else closing(record.payload)
