"""The client's end of a WebSocket, as cheap as can be: hundreds share the machine with the server.

It knows the part of RFC 6455 that this server uses: whole messages, pings, and the closing
handshake. The key that masks what a client sends is all zeros, which the standard leaves to the
client, so nothing has to be computed.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from typing import TYPE_CHECKING, Any, TypeVar, cast

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.bench.server import Server

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
WHOLE = 0x80
MASKED = 0x80
NO_MASK = bytes(4)

SHORT = 126
"""A length of two bytes follows where this stands for the length, one of eight above it."""


T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns; it runs on the event loop that the server chooses too."""
    factory = uvicorn.Config("app").get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


class Line(asyncio.Protocol):
    """A connection to the server's WebSocket; what is said there goes to `hear` at once.

    Attributes:
        open: done when the server has accepted the connection; fails with ConnectionError if not.
        ended: set when the connection has ended, in whatever way.

    """

    def __init__(self, server: Server, hear: Callable[[str | bytes], None]) -> None:
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()
        self._server = server
        self._hear = hear
        self._transport: asyncio.Transport | None = None
        self._arrived = bytearray()
        self._answered = False

    @classmethod
    async def to(cls, server: Server, hear: Callable[[str | bytes], None]) -> Line:
        """Return a connection that is open, made as the server's own page would.

        Raises:
            OSError: if nothing listens there or the server does not accept the connection.

        """
        loop = asyncio.get_running_loop()
        transport, line = await loop.create_connection(
            lambda: cls(server, hear), "127.0.0.1", server.port
        )
        try:
            await line.open
        except BaseException:
            transport.abort()
            raise
        return line

    def say(self, text: str) -> None:
        """Send a message; after the end this does nothing."""
        self._send(TEXT, text.encode())

    def close(self) -> None:
        """Say goodbye and close the connection."""
        if self._transport is not None:
            self._send(CLOSE, b"")
            self._transport.close()

    def _send(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        size = len(payload)
        if size < SHORT:
            head = struct.pack(">BB", WHOLE | kind, MASKED | size)
        else:
            head = struct.pack(">BBH", WHOLE | kind, MASKED | SHORT, size)
        self._transport.write(head + NO_MASK + payload)

    def _take_answer(self) -> None:
        """Read the answer to the handshake."""
        head, mark, rest = bytes(self._arrived).partition(b"\r\n\r\n")
        if not mark:
            return
        self._arrived[:] = rest
        self._answered = True
        if not self.open.done():
            if head.startswith(b"HTTP/1.1 101 "):
                self.open.set_result(None)
            else:
                self.open.set_exception(ConnectionError(head.decode(errors="replace")[:80]))

    def _take_messages(self) -> None:
        """Hand on all messages that are complete."""
        arrived, start = self._arrived, 0
        while (message := _message(arrived, start)) is not None:
            kind, begin, start = message
            with memoryview(arrived) as view:
                payload = bytes(view[begin:start])
            if kind == BINARY:
                self._hear(payload)
            elif kind == TEXT:
                self._hear(payload.decode())
            elif kind == PING:
                self._send(PONG, payload)
            elif kind == CLOSE and self._transport is not None:
                self._send(CLOSE, payload)
                self._transport.close()
        del arrived[:start]

    # The transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        # Event loops other than asyncio's own have transports of their own classes.
        self._transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            "GET /ws HTTP/1.1",
            f"Host: 127.0.0.1:{self._server.port}",
            f"Origin: {self._server.url}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        )
        self._transport.write("".join(f"{line}\r\n" for line in (*lines, "")).encode())

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._arrived += data
        if not self._answered:
            self._take_answer()
        if self._answered:
            self._take_messages()

    def connection_lost(self, _: Exception | None) -> None:
        """Take notice of the end."""
        self.ended.set()
        if not self.open.done():
            self.open.set_exception(ConnectionError("The server has closed the connection."))


def _message(arrived: bytearray, start: int) -> tuple[int, int, int] | None:
    """Return kind, beginning and end of the message at `start`; None if it is not all there.

    A server masks nothing.
    """
    begin = start + 2
    if len(arrived) < begin:
        return None
    kind, size = arrived[start] & 0x0F, arrived[start + 1]
    if size >= SHORT:
        form = ">H" if size == SHORT else ">Q"
        begin += struct.calcsize(form)
        if len(arrived) < begin:
            return None
        (size,) = struct.unpack_from(form, arrived, start + 2)
    return None if len(arrived) < begin + size else (kind, begin, begin + size)
