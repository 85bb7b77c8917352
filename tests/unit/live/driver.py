"""Drives a Run by hand: a clock that ticks when it is looked at, and what the Run says."""

import base64
import json
from typing import TYPE_CHECKING, Any

from app.live.events import Close
from app.live.figures import RunFigures
from app.live.frames import decode
from app.live.run import Run
from app.settings import Settings

if TYPE_CHECKING:
    from app.live.outbox import Message

TICK = 0.0001
UPDATE = 0.001
"""Seconds that one reading of the clock and one update take."""


SOON = 0.3
"""Seconds; a frame is never further away than this."""


class Clock:
    """Advances by a tick whenever it is read, and by the time that updates take."""

    def __init__(self) -> None:
        self.now = 100.0
        self.run: Run | None = None
        self._update = 0

    def __call__(self) -> float:
        update = self.run.trainer.update if self.run and self.run.opened else 0
        self.now += TICK + UPDATE * max(0, update - self._update)
        self._update = update
        return self.now


class Driver:
    """A Run with its clock, its settings and everything it has said.

    `wait` is how long Runs of its process wait for their turn.
    """

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.figures = RunFigures()
        self.said: list[Message] = []
        self.wait = 0.0
        self.run = Run(
            self.said.append,
            Settings(**settings),
            self.figures,
            self.clock,
            wait=lambda: self.wait,
        )
        self.clock.run = self.run
        self.last_id = 0

    def send(self, type: str, **fields: Any) -> int:  # noqa: A002 - the protocol's word
        """Hand a command over and return its id."""
        self.last_id += 1
        self.run.receive(json.dumps({"type": type, "id": self.last_id, **fields}))
        return self.last_id

    def work(self) -> None:
        """Run slices until nothing is due soon, acknowledging every frame."""
        for _ in range(10_000):
            due = self.run.due(self.clock.now)
            if due > self.clock.now + SOON:
                return
            self.clock.now = max(self.clock.now, due)
            self.run.work(self.clock.now + 0.01)
            self.acknowledge()
        raise AssertionError("the Run never came to rest")

    def slice(self) -> None:
        """Run one slice."""
        self.run.work(self.clock.now + 0.01)

    def acknowledge(self) -> None:
        """Say that all frames so far are on screen."""
        seq = sum(b'"kind":"frame"' in each[:60] for each in self.said if isinstance(each, bytes))
        self.run.receive(json.dumps({"type": "ack", "id": 0, "seq": seq}))

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
        """Send a command, let the Run work, and return the answer."""
        number = self.send(type, **fields)
        self.work()
        return self.answer(number)

    def open(self, **fields: Any) -> None:
        """Open an experiment; the first visit's without fields."""
        assert self.ask("open", **fields)["type"] == "done"

    def events(self, type: str = "") -> list[dict[str, Any]]:  # noqa: A002
        """Return the events that were said, all or of one type."""
        events = [json.loads(each) for each in self.said if isinstance(each, str)]
        return [event for event in events if type in ("", event["type"])]

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to a command."""
        (answer,) = (e for e in self.events() if e.get("id") == number)
        return answer

    def binaries(self, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the decoded frames or checkpoints."""
        decoded = [decode(each) for each in self.said if isinstance(each, bytes)]
        return [(header, arrays) for header, arrays in decoded if header["kind"] == kind]

    def frames(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the decoded frames."""
        return self.binaries("frame")

    def checkpoint(self) -> str:
        """Return the latest checkpoint as a browser hands it back."""
        binaries = [each for each in self.said if isinstance(each, bytes)]
        kept = [each for each in binaries if decode(each)[0]["kind"] == "checkpoint"]
        return base64.b64encode(kept[-1]).decode()

    def closes(self) -> list[Close]:
        """Return the reasons for closing that were given."""
        return [each for each in self.said if isinstance(each, Close)]


def opened(**settings: Any) -> Driver:
    """Return a driver whose Run has opened the first visit's experiment."""
    driver = Driver(**settings)
    driver.open()
    return driver
