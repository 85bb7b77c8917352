"""The browser's side of a connection: asks, acknowledges, and keeps what it was told."""

import json
from abc import ABC, abstractmethod
from typing import Any

from app.live.frames import decode


class Page(ABC):
    """What a page does with any kind of socket.

    `events`, `frames` and `checkpoints` (by their update) hold what was read.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.frames: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.checkpoints: dict[int, bytes] = {}
        self.last_id = 0

    @abstractmethod
    def say(self, text: str) -> None:
        """Send a message."""

    @abstractmethod
    def hear(self) -> str | bytes:
        """Wait for a message."""

    def send(self, type: str, **fields: Any) -> int:  # noqa: A002 - the protocol's word
        """Send a command and return its id."""
        self.last_id += 1
        self.say(json.dumps({"type": type, "id": self.last_id, **fields}))
        return self.last_id

    def read(self) -> None:
        """Read one message; a frame is acknowledged."""
        message = self.hear()
        if isinstance(message, str):
            self.events.append(json.loads(message))
            return
        header, arrays = decode(message)
        if header["kind"] == "checkpoint":
            self.checkpoints[header["update"]] = message
        else:
            self.frames.append((header, arrays))
            self.acknowledge(header["seq"])

    def acknowledge(self, seq: int) -> None:
        """Say that a frame is on screen."""
        self.say(json.dumps({"type": "ack", "id": 0, "seq": seq}))

    def answer(self, number: int | None) -> dict[str, Any]:
        """Read until a command is answered, and return the answer."""
        while True:
            for event in self.events:
                if event["type"] in ("done", "error") and event["id"] == number:
                    return event
            self.read()

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
        """Send a command and return its answer."""
        return self.answer(self.send(type, **fields))
