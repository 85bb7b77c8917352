"""Browsers without a picture: clients that train, acknowledge frames and send commands."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.bench.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.bench.server import Server

LENSES: dict[str, dict[str, Any]] = {
    name: {} for name in ("inputs", "network", "output", "points", "curves")
}
"""What pupils watch if nothing else is said: all that moves, with maps as fine as by default."""

OPEN_SECONDS = 60

_HEAD = re.compile(rb'"kind":"(\w+)".{0,40}?"seq":(\d+),"update":(\d+)')
_HEAD_BYTES = 120
_TEXT_PER_PART = 30_000


@dataclass
class Counts:
    """What a pupil has seen so far; `longest_gap` is seconds between two frames."""

    frames: int = 0
    update: int = 0
    connections: int = 0
    latest: float = 0.0
    longest_gap: float = 0.0
    answers: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Pupil:
    """Opens a link, plays, draws at most so many frames a second, and edits now and then.

    A lost connection is opened again from the latest checkpoint, as the page does it. Answers are
    seconds from sending a command to its answer.

    Attributes:
        lenses: what it watches.

    """

    lenses = LENSES

    def __init__(
        self, server: Server, link: str, *, frames_per_second: float, command_seconds: float
    ) -> None:
        self.counts = Counts()
        self._server = server
        self._link = link
        self._frame_gap = 1 / frames_per_second
        self._command_gap = command_seconds
        self._random = random.Random(id(self))
        self._next_id = 0
        self._waiting: dict[int, float] = {}
        self._line: Line | None = None
        self._seq = self._drawn = 0
        self._due = 0.0
        self._drawing: asyncio.TimerHandle | None = None
        self._checkpoint: bytes | None = None

    async def live(self) -> None:
        """Be there until cancelled."""
        while True:
            self._waiting.clear()
            self._seq = self._drawn = 0
            with contextlib.suppress(OSError):
                self._line = line = await Line.to(self._server, self._hear)
                self.counts.connections += 1
                speaking = asyncio.create_task(self._speak())
                try:
                    await line.ended.wait()
                finally:
                    speaking.cancel()
                    line.close()
                    self._stop_drawing()
            await asyncio.sleep(0.1)

    def _say(self, kind: str, **fields: Any) -> None:  # noqa: ANN401
        self._next_id += 1
        if self._line is not None:
            for message in messages({"type": kind, "id": self._next_id, **fields}):
                self._line.say(message)

    async def _speak(self) -> None:
        if self._checkpoint is None:
            self._say("open", link=self._link)
        else:
            self._say("open", checkpoint=base64.b64encode(self._checkpoint).decode())
        self._say("watch", lenses=self.lenses)
        self._say("play")
        rates = (0.03, 0.031)
        while True:
            await asyncio.sleep(self._command_gap * self._random.uniform(0.5, 1.5))
            rate = rates[self._next_id % 2]
            self._waiting[self._next_id + 1] = time.perf_counter()
            self._say("edit", changes={"training.learning_rate": rate})

    def _hear(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self._hear_event(json.loads(message))
            return
        head = _HEAD.search(message[:_HEAD_BYTES])
        if head is None:
            self._checkpoint = message
            return
        self._seq = int(head[2])
        self._count(int(head[3]))
        if self._drawing is None:
            self._draw_soon()

    def _draw_soon(self) -> None:
        """Draw the next frame in its time, one at a time: each acknowledgement makes room."""
        now = time.perf_counter()
        self._due = max(self._due + self._frame_gap, now)
        loop = asyncio.get_running_loop()
        self._drawing = loop.call_later(self._due - now, self._draw)

    def _draw(self) -> None:
        self._drawing = None
        self._drawn += 1
        self._say("ack", seq=self._drawn)
        if self._drawn < self._seq:
            self._draw_soon()

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None

    def _count(self, update: int) -> None:
        counts, now = self.counts, time.perf_counter()
        if counts.frames:
            counts.longest_gap = max(counts.longest_gap, now - counts.latest)
        counts.frames += 1
        counts.update, counts.latest = update, now

    def _hear_event(self, event: dict[str, Any]) -> None:
        if event["type"] == "error":
            self.counts.errors.append(event["message"])
        if event["type"] in {"done", "error"}:
            sent = self._waiting.pop(event["id"], None)
            if sent is not None:
                self.counts.answers.append(time.perf_counter() - sent)

    def overdue(self, now: float) -> list[float]:
        """Return how long commands without an answer have waited, seconds."""
        return [now - sent for sent in self._waiting.values()]


def messages(command: dict[str, Any]) -> list[str]:
    """Return a command as it travels, in parts if it is too long for one message."""
    text = json.dumps(command)
    if len(text) <= _TEXT_PER_PART:
        return [text]
    parts = [text[at : at + _TEXT_PER_PART] for at in range(0, len(text), _TEXT_PER_PART)]
    head = {"type": "part", "id": command["id"], "count": len(parts)}
    return [json.dumps({**head, "index": at, "text": part}) for at, part in enumerate(parts)]


@dataclass(frozen=True)
class Window:
    """What some pupils saw in a span of time.

    `frames` and `updates` are a second, for each pupil; `answers` are seconds, of all.
    """

    frames: list[float]
    updates: list[float]
    answers: list[float]

    @property
    def late(self) -> float:
        """The time within which 95 % of the commands were answered, infinity if none was sent."""
        if not self.answers:
            return float("inf")
        return sorted(self.answers)[int(0.95 * (len(self.answers) - 1))]

    @property
    def fairness(self) -> float:
        """Updates of the least served pupil over those of the most served."""
        return min(self.updates) / max(self.updates) if max(self.updates) > 0 else 0.0


async def watch(pupils: Iterable[Pupil], seconds: float) -> Window:
    """Return what these pupils see in the next seconds."""
    watched = list(pupils)
    start = time.perf_counter()
    before = [(each.counts.frames, each.counts.update) for each in watched]
    for each in watched:
        each.counts.answers.clear()
    await asyncio.sleep(seconds)
    now = time.perf_counter()
    elapsed = now - start
    pairs = list(zip(watched, before, strict=True))
    return Window(
        [(each.counts.frames - frames) / elapsed for each, (frames, _) in pairs],
        [(each.counts.update - update) / elapsed for each, (_, update) in pairs],
        # A command that still waits counts with the time it has waited so far.
        [wait for each in watched for wait in (*each.counts.answers, *each.overdue(now))],
    )


class Classroom:
    """A changing number of pupils of one kind; use it as an asynchronous context manager."""

    def __init__(
        self,
        server: Server,
        link: str,
        *,
        frames_per_second: float,
        command_seconds: float = 1.0,
        kind: Callable[..., Pupil] = Pupil,
    ) -> None:
        self.pupils: list[Pupil] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._server = server
        self._link = link
        self._kind = kind
        self._pace = {
            "frames_per_second": frames_per_second,
            "command_seconds": command_seconds,
        }

    async def __aenter__(self) -> Classroom:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.resize(0)

    async def resize(self, count: int, settle: float = 0.0) -> None:
        """Let pupils come or go until there are so many, and wait until all have seen a frame.

        Raises:
            TimeoutError: if some still wait for one after `OPEN_SECONDS`.

        """
        gone = self._tasks[count:]
        del self._tasks[count:], self.pupils[count:]
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        while len(self.pupils) < count:
            pupil = self._kind(self._server, self._link, **self._pace)
            self.pupils.append(pupil)
            self._tasks.append(asyncio.create_task(pupil.live()))
            await asyncio.sleep(0.005)
        async with asyncio.timeout(OPEN_SECONDS):
            while any(pupil.counts.frames < 2 for pupil in self.pupils):
                await asyncio.sleep(0.05)
        await asyncio.sleep(settle)
