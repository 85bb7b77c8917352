"""A real server in a process of its own, and the browser's side of a connection to it."""

import base64
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests import page

ROOT = Path(__file__).resolve().parents[2]
LENSES: dict[str, dict[str, int]] = {
    name: {} for name in ("inputs", "network", "output", "points", "curves")
}


STOPPED = -signal.SIGTERM
"""uvicorn shuts down in order and then ends by the signal it was sent."""


class Server:
    """`python -m app` on a free port; settings come as environment variables."""

    def __init__(self, **settings: object) -> None:
        variables = {f"HIDDEN_LAYERS_{k.upper()}": str(v) for k, v in settings.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        # The address is printed once the port is listened on, so a client may connect at once.
        self.pages = ExitStack()
        self.line = self.process.stdout.readline()
        self.port = int(self.line.split(":")[2].split()[0])

    def close_pages(self) -> None:
        self.pages.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.close_pages()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask the server to stop; return its exit code and what it wrote."""
        self.process.send_signal(how)
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output

    def page(self, **options: Any) -> "Page":
        address = f"ws://127.0.0.1:{self.port}/ws"
        connecting = connect(address, max_size=None, open_timeout=60, **options)
        return Page(self.pages.enter_context(connecting))


class Page(page.Page):
    """The browser's side of a connection over the network."""

    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self.connection = connection

    def say(self, text: str) -> None:
        self.connection.send(text)

    def hear(self) -> str | bytes:
        return self.connection.recv(timeout=60)

    def acknowledge(self, seq: int) -> None:
        # A frame may still be read after the connection has ended.
        with suppress(ConnectionClosed):
            super().acknowledge(seq)

    def checkpoint(self, update: int) -> str:
        """Wait for the checkpoint of an update and return it as a page hands it back."""
        while update not in self.checkpoints:
            self.read()
        return base64.b64encode(self.checkpoints[update]).decode()

    def survives(self) -> bool:
        """Return whether the Run still answers."""
        try:
            self.ask("ping")
        except ConnectionClosed:
            return False
        return True

    def read_to_the_end(self) -> ConnectionClosed:
        """Read until the connection is closed, and return how."""
        try:
            while True:
                self.read()
        except ConnectionClosed as closed:
            return closed

    def play(self) -> None:
        """Train as fast as possible, with the page's usual lenses."""
        self.ask("open", link="")
        self.ask("watch", lenses=LENSES)
        self.ask("speed", updates_per_second=0)
        self.ask("play")


def figure(server: Server, name: str) -> float:
    """Return one of the server's figures for monitoring, which has no labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics") as answer:
        text = answer.read().decode()
    return float(text.split(f"\n{name} ")[1].split()[0])
