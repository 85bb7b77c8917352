"""A Run beside the page: how soon its commands are answered while the page trains and draws."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect
from websockets.typing import Origin

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

    from app.bench.server import Server

GAP_SECONDS = 0.1
RATES = (0.03, 0.031)


class Neighbour(threading.Thread):
    """Edits a training Run of its own ten times a second until `stop`.

    Attributes:
        answers: the milliseconds from each command to its answer.

    """

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.answers: list[float] = []
        self._server = server
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End, once the command under way is answered."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        """Be there until `stop`."""
        address, origin = self._server.socket_url, Origin(self._server.url)
        with connect(address, origin=origin, compression=None, max_size=None) as socket:
            _ask(socket, 1, "open", link="")
            _ask(socket, 2, "play")
            number = 3
            while not self._stopping.wait(GAP_SECONDS):
                start = time.perf_counter()
                changes = {"training.learning_rate": RATES[number % 2]}
                _ask(socket, number, "edit", changes=changes)
                self.answers.append(1000 * (time.perf_counter() - start))
                number += 1


def _ask(socket: ClientConnection, number: int, kind: str, **fields: Any) -> None:  # noqa: ANN401
    socket.send(json.dumps({"type": kind, "id": number, **fields}))
    while True:
        message = socket.recv()
        if isinstance(message, str):
            event = json.loads(message)
            if event["type"] in ("done", "error") and event["id"] == number:
                return
