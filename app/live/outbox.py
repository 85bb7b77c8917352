"""What a Run has to say to its browser and the gateway has not sent yet."""

import asyncio
from collections import deque
from typing import TypeAlias

from app.live.events import Close

Message: TypeAlias = str | bytes | Close


class Outbox:
    """A queue of events, frames and, at the end, the reason for closing.

    It needs no bound of its own: frames wait for acknowledgements, and whoever does not take the
    answers to commands is not read from.
    """

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._filled = asyncio.Event()
        self._taken = asyncio.Event()

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)
        self._filled.set()

    async def take(self) -> Message:
        """Wait for a message and take it."""
        while not self._messages:
            self._filled.clear()
            await self._filled.wait()
        self._taken.set()
        return self._messages.popleft()

    async def room(self, most: int) -> None:
        """Wait until there are fewer than `most` messages."""
        while len(self._messages) >= most:
            self._taken.clear()
            await self._taken.wait()
