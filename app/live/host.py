"""Where Runs live, as the gateway sees it.

Text or bytes go in; text, bytes or the reason for closing come out. `local.py` keeps Runs in this
process, `workers.py` in worker processes.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from app.live.outbox import Message, Outbox

MOST_WAITING = 256
"""Messages that may wait for a browser before nothing more is read from it."""

GOODBYE_SECONDS = 2.0
"""How long browsers may take to hear the last messages of a server that stops."""


class Connection(ABC):
    """A browser's way to its Run."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.outbox = Outbox()
        self.ended = asyncio.Event()

    async def receive(self, message: str | bytes) -> None:
        """Hand over a message of the browser; waits while the browser takes no answers."""
        await self.outbox.room(MOST_WAITING)
        await self._hand_over(message)

    async def take(self) -> Message:
        """Wait for what the Run has to say next."""
        return await self.outbox.take()

    def close(self) -> None:
        """End the Run; the second time this does nothing."""
        if not self.ended.is_set():
            self.ended.set()
            self._forget()

    @abstractmethod
    async def _hand_over(self, message: str | bytes) -> None:
        """Pass a message on to the Run."""

    @abstractmethod
    def _forget(self) -> None:
        """Take the Run out of its host."""


class Host(Protocol):
    """Where Runs live."""

    async def start(self) -> None:
        """Begin to work."""

    async def stop(self) -> None:
        """End all work."""

    async def drain(self) -> None:
        """Let every Run send a checkpoint, then close every connection."""

    def open(self, address: str) -> Connection:
        """Begin a Run for a network address; raises Refused if there is no room."""

    def full(self) -> bool:
        """Tell whether there is no room for another Run at all."""

    def figures(self) -> bytes:
        """Return all figures as Prometheus reads them."""


async def farewell(connections: Iterable[Connection], message: Message) -> None:
    """Say a last word to browsers, and wait a short while until they have heard it."""
    connections = tuple(connections)
    for connection in connections:
        connection.outbox.put(message)
    with suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await asyncio.gather(*(connection.ended.wait() for connection in connections))
