"""What passes between the gateway's process and a worker: records on a stream socket.

A record is a header (payload length u32, kind u8, Run u32, little-endian) and its payload. One
socket carries the records of all Runs of a worker, in order.
"""

import asyncio
import socket
import struct
from enum import IntEnum
from typing import NamedTuple

HEADER = struct.Struct("<IBI")

BUFFER_BYTES = 2**20
"""How much a reader takes in before it stops the other side."""


class Kind(IntEnum):
    """What a record is."""

    OPEN = 1  # to a worker: begin a Run
    TEXT = 2  # either way: a message of a Run as text
    BYTES = 3  # either way: a message of a Run as bytes
    CLOSE = 4  # to a worker: end a Run; from one: the reason for closing, as JSON
    BEAT = 5  # from a worker: it is alive, with its figures as JSON
    DRAIN = 6  # to a worker: send a checkpoint of every Run; from one: they are sent


class Record(NamedTuple):
    """One record; `run` is 0 where it concerns the whole worker."""

    kind: Kind
    run: int
    payload: bytes


class Wire:
    """One end of the socket between the gateway and a worker."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, channel: socket.socket) -> "Wire":
        """Return the end that a connected stream socket is."""
        return cls(*await asyncio.open_connection(sock=channel, limit=BUFFER_BYTES))

    def write(self, kind: Kind, run: int = 0, payload: bytes = b"") -> None:
        """Send a record; after the other end has gone this does nothing."""
        if not self._writer.is_closing():
            # Joining header and payload would copy a frame once more.
            self._writer.writelines((HEADER.pack(len(payload), kind, run), payload))

    async def room(self) -> None:
        """Wait until the other end has taken most of what was written.

        Raises:
            ConnectionError: if the other end has gone.

        """
        await self._writer.drain()

    async def read(self) -> Record | None:
        """Wait for the next record; None once the other end has gone."""
        try:
            size, kind, run = HEADER.unpack(await self._reader.readexactly(HEADER.size))
            return Record(Kind(kind), run, await self._reader.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    def close(self) -> None:
        """Close this end."""
        self._writer.close()
