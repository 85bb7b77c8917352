"""The gateway: joins a browser's WebSocket to its Run, and never opens what passes through."""

import asyncio
from contextlib import suppress

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
    time = asyncio.get_running_loop().time
    # One time limit for all messages, moved on for each, is cheaper than one for each.
    async with asyncio.timeout(None) as limit:
        while True:
            message = await connection.take()
            if isinstance(message, Close):
                return message
            limit.reschedule(time() + send_seconds)
            await _send(socket, message)
            limit.reschedule(None)


async def _send(socket: WebSocket, message: str | bytes) -> None:
    if isinstance(message, str):
        await socket.send_text(message)
    else:
        await socket.send_bytes(message)


async def _close(socket: WebSocket, close: Close) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await socket.close(close.code, close.reason)
