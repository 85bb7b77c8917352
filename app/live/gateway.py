"""The gateway: joins a browser's WebSocket to its Run, and never opens what passes through."""

import asyncio
import math
from contextlib import suppress
from types import TracebackType
from typing import Self

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.live.events import TOO_SLOW, Close
from app.live.host import Connection

CLOSE_SECONDS = 1.0
"""Time for the close message to a browser that did not take the message before."""


async def join(socket: WebSocket, connection: Connection, send_seconds: float) -> None:
    """Pass messages both ways until either side ends, then end the Run.

    There is always a reader, since without one a healthy browser would be taken for dead; a
    browser that takes none of our messages for `send_seconds` is let go.
    """
    tasks = {
        asyncio.create_task(_read(socket, connection)),
        asyncio.create_task(_write(socket, connection, send_seconds)),
    }
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        connection.close()
        for task in tasks:
            task.cancel()
    for task in ended:
        task.result()


async def _read(socket: WebSocket, connection: Connection) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        await connection.receive(message["bytes"] if text is None else text)


async def _write(socket: WebSocket, connection: Connection, send_seconds: float) -> None:
    # A browser that has gone is no error; the reader hears of it too.
    with suppress(WebSocketDisconnect, RuntimeError):
        try:
            close = await _pass_on(socket, connection, send_seconds)
        except TimeoutError:
            close = TOO_SLOW
        await _close(socket, close)


async def _pass_on(socket: WebSocket, connection: Connection, send_seconds: float) -> Close:
    """Send what the Run says until it gives a reason for closing, and return that."""
    async with _Patience(send_seconds) as patience:
        while True:
            message = await connection.take()
            if isinstance(message, Close):
                return message
            patience.begin()
            await _send(socket, message)
            patience.end()


class _Patience:
    """A limit for each of many waits: one raises TimeoutError when it has lasted too long.

    It looks at the clock four times in the time allowed; a timer for every message would cost a
    twentieth of what passing it on costs.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = math.inf
        self._loop = asyncio.get_running_loop()
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        await self._limit.__aenter__()
        self._look()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        await self._limit.__aexit__(kind, error, trace)

    def begin(self) -> None:
        """Begin to wait."""
        self._began = self._loop.time()

    def end(self) -> None:
        """Take notice that the wait is over."""
        self._began = math.inf

    def _look(self) -> None:
        now = self._loop.time()
        if now - self._began >= self._seconds:
            self._limit.reschedule(now)
        self._timer = self._loop.call_later(self._seconds / 4, self._look)


async def _send(socket: WebSocket, message: str | bytes) -> None:
    if isinstance(message, str):
        await socket.send_text(message)
    else:
        await socket.send_bytes(message)


async def _close(socket: WebSocket, close: Close) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await socket.close(close.code, close.reason)
