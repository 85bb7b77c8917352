"""The cheap client reads a server's messages however they are cut, and answers as it must."""

from __future__ import annotations

import asyncio
import struct
from pathlib import Path

import pytest

from app.bench.line import BINARY, CLOSE, PING, PONG, TEXT, WHOLE, Line
from app.bench.server import Server

SERVER = Server("http://127.0.0.1:1", 1, 0, Path("log"))
ACCEPTED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


class Transport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


def frame(kind: int, payload: bytes) -> bytes:
    """Return a message as a server sends it."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 65_536:
        length = b"\x7e" + struct.pack(">H", size)
    else:
        length = b"\x7f" + struct.pack(">Q", size)
    return bytes([WHOLE | kind]) + length + payload


def opened() -> tuple[Line, Transport, list[str | bytes]]:
    heard: list[str | bytes] = []
    line, transport = Line(SERVER, heard.append), Transport()
    line.connection_made(transport)
    assert transport.written.startswith(b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:1\r\n")
    transport.written.clear()
    return line, transport, heard


@pytest.mark.parametrize("size", [1, 3, 200, 10**6])
async def test_messages_of_all_lengths_arrive_however_they_are_cut(size: int) -> None:
    line, _, heard = opened()
    expected: list[str | bytes] = ["hello", b"x" * 125, b"y" * 126, "é" * 700, b"z" * 70_000]
    data = ACCEPTED
    for each in expected:
        text = isinstance(each, str)
        data += frame(TEXT if text else BINARY, each.encode() if isinstance(each, str) else each)
    for start in range(0, len(data), size):
        line.data_received(data[start : start + size])
    await line.open
    assert heard == expected


async def test_what_is_said_is_masked_with_zeros() -> None:
    line, transport, _ = opened()
    line.data_received(ACCEPTED)
    line.say("hi")
    line.say("a" * 300)
    assert transport.written == b"\x81\x82\0\0\0\0hi" + b"\x81\xfe\x01\x2c\0\0\0\0" + b"a" * 300


async def test_pings_and_goodbyes_are_answered() -> None:
    line, transport, heard = opened()
    line.data_received(ACCEPTED + frame(PING, b"p") + frame(CLOSE, b"\x0f\xa1"))
    assert transport.written == (
        bytes([WHOLE | PONG]) + b"\x81\0\0\0\0p" + bytes([WHOLE | CLOSE]) + b"\x82\0\0\0\0\x0f\xa1"
    )
    assert transport.closed
    assert heard == []
    line.connection_lost(None)
    assert line.ended.is_set()


async def test_a_refused_connection_is_an_error() -> None:
    line, _, _ = opened()
    line.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    with pytest.raises(ConnectionError, match="403"):
        await line.open
    other, _, _ = opened()
    other.connection_lost(None)
    with pytest.raises(ConnectionError):
        await other.open
