"""Thin lines to a server: a relay that lets only so many bytes a second through to each client."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.bench.server import Server

CHUNK = 2048
"""Bytes handed on together: about a packet, so that no message waits for much that follows it."""


@contextlib.asynccontextmanager
async def thin_lines(
    server: Server, *, bytes_per_second: float, round_trip: float = 0.0
) -> AsyncIterator[Server]:
    """Yield the server as it is seen from thin lines, each connection being one of its own.

    Only what comes from the server is held back. Bytes come in order and `round_trip` seconds
    later than they could; what is under way waits in the buffers of relay and system, as it would
    in those of a router. The relay shares event loop and machine with whoever enters.
    """
    under_way: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relaying = _relay(reader, writer, server.port, bytes_per_second, round_trip)
        task = asyncio.get_running_loop().create_task(relaying)
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    relay = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = relay.sockets[0].getsockname()[1]
    try:
        yield replace(server, url=f"http://127.0.0.1:{port}", port=port)
    finally:
        relay.close()
        for task in (left := tuple(under_way)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    bytes_per_second: float,
    round_trip: float,
) -> None:
    """Pass bytes both ways until either side ends, then end the other."""
    with contextlib.closing(writer), contextlib.suppress(OSError):
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.closing(to_server):
            ways = {
                asyncio.create_task(_up(reader, to_server)),
                asyncio.create_task(_down(from_server, writer, bytes_per_second, round_trip)),
            }
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)


async def _up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()


async def _down(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    bytes_per_second: float,
    round_trip: float,
) -> None:
    loop = asyncio.get_running_loop()
    # When the last byte so far is through: lateness of one timer is made up for by the next.
    through = loop.time()
    while data := await reader.read(CHUNK):
        through = max(through, loop.time()) + len(data) / bytes_per_second
        await asyncio.sleep(through - loop.time())
        loop.call_at(through + round_trip, _write, writer, data)
    await asyncio.sleep(max(0.0, through - loop.time()) + round_trip)


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    # Whoever has gone in the meantime gets nothing more.
    if not writer.is_closing():
        writer.write(data)
