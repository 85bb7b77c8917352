"""A worker: a process that hosts many Runs and shares its time fairly among them."""

import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from prometheus_client import generate_latest

from app.live.events import Close
from app.live.figures import RunFigures
from app.live.helper import Helper
from app.live.meter import Meter
from app.live.outbox import Message
from app.live.run import Run
from app.live.scheduler import Scheduler
from app.live.share import Allowance, Share
from app.live.wire import Kind, Record, Wire
from app.settings import Settings

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.25
"""Time between two signs of life."""

MEGABYTE = 2**20


def work(channel: socket.socket, settings: Settings) -> None:
    """Be a worker until the gateway's end of the socket closes: a new process starts here."""
    # Whoever ends the gateway ends its workers; a Ctrl+C meant for all must not end them first,
    # before the Runs have sent their checkpoints.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    # What is loaded by now stays, so collections of garbage need not look at it again and again.
    gc.freeze()
    asyncio.run(Worker(settings).serve(channel))


class Worker:
    """The Runs of one process, and the wire to the gateway."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._figures = RunFigures()
        self._clock = time.perf_counter
        self._helper = Helper()
        self._share = Share(self._clock, time.process_time)
        slice_seconds = settings.slice_milliseconds / 1000
        self._meter = Meter()
        self._scheduler = Scheduler(self._clock, slice_seconds, self._meter, self._share)
        self._runs: dict[int, Run] = {}

    async def serve(self, channel: socket.socket) -> None:
        """Host Runs until the gateway's end closes."""
        wire = await Wire.over(channel, self._take)
        tasks = [asyncio.create_task(self._scheduler.run()), asyncio.create_task(self._beat(wire))]
        await wire.ended.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._helper.shutdown()

    def _take(self, wire: Wire, record: Record) -> None:
        match record.kind:
            case Kind.OPEN:
                put = self._put(wire, record.run)
                run = Run(
                    put,
                    self._settings,
                    self._figures,
                    self._clock,
                    self._helper,
                    meter=self._meter,
                    wait=lambda: self._scheduler.wait,
                )
                self._runs[record.run] = run
                self._scheduler.add(run)
            case Kind.CLOSE:
                closed = self._runs.pop(record.run, None)
                if closed is not None:
                    self._scheduler.remove(closed)
                    closed.close()
            case Kind.SHARE:
                self._share.allow(Allowance(*json.loads(record.payload)))
            case Kind.DRAIN:
                for each in self._runs.values():
                    each.hand_over()
                wire.write(Kind.DRAIN)
            case Kind.TEXT | Kind.BYTES:
                addressed = self._runs.get(record.run)
                # Messages of a Run that has just ended may still be under way.
                if addressed is not None:
                    text = record.kind is Kind.TEXT
                    addressed.receive(record.payload.decode() if text else record.payload)
                    self._scheduler.wake(addressed)
            case _:
                logger.error("A worker cannot take a record of the kind %s", record.kind.name)

    @staticmethod
    def _put(wire: Wire, number: int) -> Callable[[Message], None]:
        def put(message: Message) -> None:
            if isinstance(message, bytes):
                wire.write(Kind.BYTES, number, message)
            elif isinstance(message, str):
                wire.write(Kind.TEXT, number, message.encode())
            else:
                wire.write(Kind.CLOSE, number, message.model_dump_json().encode())

        return put

    async def _beat(self, wire: Wire) -> None:
        """Say again and again that all is well; end the process when it has grown too large."""
        while True:
            megabytes = resident_bytes() / MEGABYTE
            if megabytes > self._settings.max_worker_megabytes:
                logger.error(
                    "A worker ends itself: it uses %.0f MB, and %d are allowed",
                    megabytes,
                    self._settings.max_worker_megabytes,
                )
                sys.stderr.flush()
                # No clean-up: what cannot be trusted to fit is not asked to do more work.
                os._exit(1)
            wait = self._scheduler.wait
            self._figures.wait.set(wait)
            figures = generate_latest(self._figures.registry).decode()
            sign = {"figures": figures, "wait": wait, "usage": self._share.usage()}
            wire.write(Kind.BEAT, payload=json.dumps(sign).encode())
            await asyncio.sleep(BEAT_SECONDS)


def resident_bytes() -> int:
    """Return how much memory this process occupies, or 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def closing(payload: bytes) -> Close:
    """Return the reason for closing that a worker's record holds."""
    return Close.model_validate_json(payload)
