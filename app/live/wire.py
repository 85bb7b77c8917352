"""What passes between the gateway's process and a worker: records on a stream socket.

A record is a header (payload length u32, kind u8, Run u32, little-endian) and its payload. One
socket carries the records of all Runs of a worker, in order.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple, cast

HEADER = struct.Struct("<IBI")


class Kind(IntEnum):
    """What a record is."""

    OPEN = 1  # to a worker: begin a Run
    TEXT = 2  # either way: a message of a Run as text
    BYTES = 3  # either way: a message of a Run as bytes
    CLOSE = 4  # to a worker: end a Run; from one: the reason for closing, as JSON
    BEAT = 5  # from a worker: it is alive; its figures and how long its Runs wait, as JSON
    DRAIN = 6  # to a worker: send a checkpoint of every Run; from one: they are sent
    SHARE = 7  # to a worker: how much of a core it may use, as JSON


class Record(NamedTuple):
    """One record; `run` is 0 where it concerns the whole worker."""

    kind: Kind
    run: int
    payload: bytes


class Wire(asyncio.Protocol):
    """One end of the socket between the gateway and a worker.

    Records that arrive go to `take` at once. What is written is sent when the event loop next
    turns, all of it together: with hundreds of Runs a system call for every record, and a turn of
    the loop on either side, would cost as much as the frames themselves.

    Attributes:
        ended: set when the other end has gone.

    """

    def __init__(self, take: Callable[["Wire", Record], None]) -> None:
        self.ended = asyncio.Event()
        self._take = take
        self._transport: asyncio.WriteTransport | None = None
        self._arrived = bytearray()
        self._leaving: list[bytes] = []
        self._room = asyncio.Event()
        self._room.set()

    @classmethod
    async def over(cls, channel: socket.socket, take: Callable[["Wire", Record], None]) -> "Wire":
        """Return the end that a connected stream socket is."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(lambda: cls(take), sock=channel)
        return wire

    def write(self, kind: Kind, run: int = 0, payload: bytes = b"") -> None:
        """Send a record; after the other end has gone this does nothing."""
        if self._transport is None or self._transport.is_closing():
            return
        if not self._leaving:
            asyncio.get_running_loop().call_soon(self._flush)
        self._leaving += (HEADER.pack(len(payload), kind, run), payload)

    async def room(self) -> None:
        """Wait until the other end has taken most of what was written, or has gone."""
        await self._room.wait()

    def close(self) -> None:
        """Send what was written and close this end."""
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def _flush(self) -> None:
        leaving, self._leaving = self._leaving, []
        if leaving and self._transport is not None:
            self._transport.writelines(leaving)

    # The transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take notice that records can be written."""
        # Event loops other than asyncio's own have transports of their own classes.
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Hand on the records that are complete."""
        arrived = self._arrived
        arrived += data
        start = 0
        while len(arrived) - start >= HEADER.size:
            size, kind, run = HEADER.unpack_from(arrived, start)
            begin, end = start + HEADER.size, start + HEADER.size + size
            if end > len(arrived):
                break
            with memoryview(arrived) as view:
                payload = bytes(view[begin:end])
            self._take(self, Record(Kind(kind), run, payload))
            start = end
        del arrived[:start]

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._room.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self._room.set()

    def connection_lost(self, _: Exception | None) -> None:
        """Take notice that the other end has gone, or this one is closed."""
        self._room.set()
        self.ended.set()
