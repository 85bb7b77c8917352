"""Which worker a new Run comes to; the workers here are names without processes."""

import asyncio
import json
import time
from typing import TYPE_CHECKING, cast

import pytest

from app.live import workers
from app.live.admission import Refused
from app.live.events import BUSY, WORKER_LOST
from app.live.share import NOTHING, ROOM_SLACK, SLACK, Usage
from app.live.wire import Kind, Record, Wire
from app.live.workers import Place, WorkerHost
from app.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


class Silent:
    """A wire on which nothing is heard; `said` is what was written last."""

    said = Record(Kind.OPEN, 0, b"")

    def write(self, kind: Kind, run: int = 0, payload: bytes = b"") -> None:
        self.said = Record(kind, run, payload)


def wire() -> Wire:
    return cast("Wire", Silent())


def beat(place: Place, wait: float = 0.0, usage: Usage = NOTHING) -> None:
    sign = {"figures": "", "wait": wait, "usage": usage}
    place._take(wire(), Record(Kind.BEAT, 0, json.dumps(sign).encode()))


def host(count: int) -> WorkerHost:
    made = WorkerHost(Settings(workers=count, max_wait_milliseconds=100))
    for place in made.places:
        place._wire = wire()
    return made


def runs(host: WorkerHost) -> list[int]:
    return [len(place.connections) for place in host.places]


async def test_new_runs_come_to_the_worker_with_the_fewest() -> None:
    server = host(3)
    opened = [server.open("a") for _ in range(7)]
    assert runs(server) == [3, 2, 2]
    for connection in opened[::3]:
        connection.close()
    assert runs(server) == [0, 2, 2]
    server.open("a")
    assert runs(server) == [1, 2, 2]


async def test_a_worker_that_is_too_busy_gets_none_until_it_has_recovered() -> None:
    server = host(2)
    beat(server.places[0], 0.2)
    for _ in range(4):
        server.open("a")
    assert runs(server) == [0, 4]
    assert not server.full()
    beat(server.places[0], 0.09)
    for _ in range(4):
        server.open("a")
    assert runs(server) == [4, 4]


async def test_where_all_are_too_busy_a_new_run_is_refused() -> None:
    server = host(2)
    for place in server.places:
        beat(place, 0.11)
    assert server.full()
    with pytest.raises(Refused) as caught:
        server.open("a")
    assert caught.value.close == BUSY
    server.places[1]._wire = None
    with pytest.raises(Refused):
        server.open("a")
    server.places[0]._wire = None
    with pytest.raises(Refused) as caught:
        server.open("a")
    assert caught.value.close == WORKER_LOST


def said(place: Place) -> Record:
    return cast("Silent", place._wire).said


def test_every_worker_hears_how_much_of_a_core_it_may_use() -> None:
    server = host(2)
    beat(server.places[0], usage=Usage(0.9, busy=1.0, room=0.004))
    beat(server.places[1], usage=Usage(0.6, busy=1.0, room=0.001))
    server._keep_abreast()
    for place in server.places:
        allowed = json.dumps([SLACK * 0.6, ROOM_SLACK * 0.001])
        assert said(place) == Record(Kind.SHARE, 0, allowed.encode())


class Mortal:
    """A process of a worker that can only be killed."""

    killed = False

    def kill(self) -> None:
        self.killed = True


@pytest.mark.parametrize(("slept", "killed"), [(0.0, True), (60.0, False)])
def test_a_worker_is_not_blamed_for_a_time_in_which_the_gateway_slept(
    monkeypatch: pytest.MonkeyPatch, slept: float, killed: bool
) -> None:
    (place,) = host(1).places
    process = Mortal()
    place._process = cast("BaseProcess", process)
    beat(place)
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    place.check(slept)
    assert process.killed is killed


async def test_a_lost_worker_is_replaced_before_its_runs_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def start(place: Place) -> None:
        place._wire = wire()

    monkeypatch.setattr(Place, "start", start)
    monkeypatch.setattr(workers, "LOOK_SECONDS", 3600)
    server = WorkerHost(Settings(workers=2))
    await server.start()
    for _ in range(4):
        server.open("a")
    await asyncio.sleep(0)  # the watch over the workers begins
    server.places[0]._lost()
    assert not server.places[0].alive
    async with asyncio.timeout(10):
        while not server.places[0].alive:
            await asyncio.sleep(0)
    for _ in range(2):
        server.open("a")
    assert runs(server) == [2, 2]
    assert server._watch is not None
    server._watch.cancel()
