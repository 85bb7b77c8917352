import asyncio
import socket
from typing import cast

import pytest

from app.live.wire import HEADER, Kind, Record, Wire

RECORDS = [
    Record(Kind.OPEN, 1, b""),
    Record(Kind.TEXT, 1, b"hello"),
    Record(Kind.BYTES, 70_000, bytes(range(256)) * 40),
    Record(Kind.DRAIN, 0, b""),
]
BYTES = b"".join(HEADER.pack(len(r.payload), r.kind, r.run) + r.payload for r in RECORDS)


class End:
    """One end of a wire, with what has arrived there."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.arrived = asyncio.Event()

    def take(self, _: Wire, record: Record) -> None:
        self.records.append(record)
        self.arrived.set()

    async def wait(self, count: int) -> None:
        while len(self.records) < count:
            self.arrived.clear()
            await self.arrived.wait()


@pytest.mark.parametrize("size", [1, 2, 9, 10, 1000, len(BYTES)])
async def test_records_arrive_whole_and_in_order_however_the_bytes_are_cut(size: int) -> None:
    end = End()
    wire = Wire(end.take)
    for start in range(0, len(BYTES), size):
        wire.data_received(BYTES[start : start + size])
    assert end.records == RECORDS


async def test_records_pass_both_ways_until_one_end_closes() -> None:
    ours, theirs = socket.socketpair()
    left, right = End(), End()
    one, other = await Wire.over(ours, left.take), await Wire.over(theirs, right.take)
    for record in RECORDS:
        one.write(record.kind, record.run, record.payload)
    await right.wait(len(RECORDS))
    assert right.records == RECORDS
    other.write(Kind.BEAT, payload=b"{}")
    other.close()
    await one.ended.wait()
    assert left.records == [Record(Kind.BEAT, 0, b"{}")]
    one.write(Kind.TEXT, 1, b"nobody hears this")
    await one.room()


async def test_who_writes_too_much_waits_until_the_other_end_has_taken_it() -> None:
    ours, theirs = socket.socketpair()
    one = await Wire.over(ours, End().take)
    for _ in range(100):
        one.write(Kind.BYTES, 1, bytes(100_000))
    await asyncio.sleep(0)
    room = asyncio.create_task(one.room())
    await asyncio.sleep(0)
    assert not room.done()
    right = End()
    other = await Wire.over(theirs, right.take)
    await room
    await right.wait(100)
    one.close()
    await other.ended.wait()


class Foreign:
    """A transport of an event loop that has classes of its own."""

    def __init__(self) -> None:
        self.written = b""

    def is_closing(self) -> bool:
        return False

    def writelines(self, parts: list[bytes]) -> None:
        self.written += b"".join(parts)


async def test_a_transport_of_any_event_loop_will_do() -> None:
    foreign = Foreign()
    wire = Wire(End().take)
    wire.connection_made(cast("asyncio.BaseTransport", foreign))
    for record in RECORDS:
        wire.write(record.kind, record.run, record.payload)
    await asyncio.sleep(0)
    assert foreign.written == BYTES
