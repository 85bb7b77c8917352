"""A pupil on a line of 200 kB a second, and one beside on a good line; both watch as the page does.

What both saw is recorded once; each test states a fact about it.
"""

import asyncio
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.sync.client import connect

from app.bench.server import Server, running_server
from app.bench.taught import CLASSES
from app.bench.thin import thin_lines
from tests.net.server import Page

BYTES_PER_SECOND = 200_000
EDITS = 2
MOST_FRAMES = 60
"""Frames of full size that are waited for, a quarter of a second each."""

ENVIRONMENT = {"HIDDEN_LAYERS_WORKERS": "1", "HIDDEN_LAYERS_WORKER_SILENCE_SECONDS": "60"}
TAUGHT = CLASSES[-1]
Header = dict[str, Any]


@dataclass
class Edit:
    """What came between an edit that adds a unit and its answer, and the first frame after it."""

    before: list[Header]
    after: Header


@dataclass
class Seen:
    """The headers of all frames; of the thin line also what its pupil did in the end."""

    thin: list[Header] = field(default_factory=list)
    good: list[Header] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    paused: Header = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)
    largest: int = 0
    smallest: int = 0


@contextmanager
def playing(server: Server) -> Iterator[Page]:
    """Open the network, play, and watch it as the page does, from a frame in which it is on."""
    with connect(server.socket_url, max_size=None, open_timeout=60) as connection:
        page = Page(connection)
        page.ask("open", link=TAUGHT.link)
        page.ask("play")
        page.ask("watch", lenses=TAUGHT.lenses)
        while "network" not in next_frame(page)["lenses"]:
            pass
        page.frames = page.frames[-1:]
        yield page


def next_frame(page: Page) -> Header:
    """Read until another frame has come."""
    count = len(page.frames)
    while len(page.frames) == count:
        page.read()
    return page.frames[-1][0]


def side(header: Header) -> int:
    """Return how many points the maps of a frame have along a side."""
    resolution: int = header["lenses"]["network"]["resolution"]
    return resolution


def size(page: Page) -> int:
    """Return the bytes of the latest frame's arrays."""
    return sum(array.nbytes for array in page.frames[-1][1].values())


def on_the_thin_line(server: Server, seen: Seen) -> None:
    with playing(server) as page:
        seen.largest = size(page)
        for _ in range(MOST_FRAMES):
            if side(next_frame(page)) < TAUGHT.resolution:
                break
        for _ in range(EDITS):
            next_frame(page)
            count = len(page.frames)
            assert page.ask("add_unit", layer=0)["type"] == "done"
            before = [header for header, _ in page.frames[count:]]
            seen.edits.append(Edit(before, next_frame(page)))
        seen.smallest = min(size(page) for _ in range(EDITS) if next_frame(page))
        assert page.ask("pause")["type"] == "done"
        seen.status = [event for event in page.events if event["type"] == "status"][-1]
        seen.paused = next_frame(page)
        while side(seen.paused) < TAUGHT.resolution:
            seen.paused = next_frame(page)
        seen.thin = [header for header, _ in page.frames]


def on_the_good_line(server: Server, seen: Seen, over: threading.Event) -> None:
    with playing(server) as page:
        while not over.is_set():
            page.read()
        seen.good = [header for header, _ in page.frames]


async def both(server: Server, seen: Seen) -> None:
    over = threading.Event()
    async with thin_lines(server, bytes_per_second=BYTES_PER_SECOND) as lines:
        good = asyncio.create_task(asyncio.to_thread(on_the_good_line, server, seen, over))
        try:
            await asyncio.to_thread(on_the_thin_line, lines, seen)
        finally:
            over.set()
            await good


@pytest.fixture(scope="module")
def seen() -> Seen:
    recorded = Seen()
    with running_server(environment=ENVIRONMENT) as server:
        asyncio.run(both(server, recorded))
    return recorded


def test_maps_grow_coarser_until_frames_are_light(seen: Seen) -> None:
    assert side(seen.edits[0].after) < TAUGHT.resolution
    assert seen.smallest < seen.largest / 2


def test_every_frame_is_newer_than_the_one_before(seen: Seen) -> None:
    updates = [header["update"] for header in seen.thin if header["status"] == "playing"]
    assert all(later > earlier for earlier, later in itertools.pairwise(updates))


def test_an_edit_is_answered_behind_two_frames_at_most(seen: Seen) -> None:
    assert all(len(edit.before) <= 2 for edit in seen.edits)


def test_an_edit_is_seen_in_the_first_frame_after_its_answer(seen: Seen) -> None:
    units = [edit.after["lenses"]["network"]["units"][0] for edit in seen.edits]
    assert units == [9, 10]


def test_a_pause_shows_the_newest_state_sharply(seen: Seen) -> None:
    assert seen.status["status"] == seen.paused["status"] == "paused"
    assert seen.paused["update"] == seen.status["update"]
    assert side(seen.paused) >= TAUGHT.resolution


def test_the_maps_of_a_good_line_stay_fine(seen: Seen) -> None:
    assert len(seen.good) > len(seen.thin)
    assert all(side(header) >= TAUGHT.resolution for header in seen.good)
