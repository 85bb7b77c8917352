"""A real server in a process of its own, for benchmarks and tests."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

READY_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """A running server: where it answers and where it writes what it says."""

    url: str
    port: int
    pid: int
    log: Path

    @property
    def socket_url(self) -> str:
        """Where its WebSocket is."""
        return self.url.replace("http", "ws", 1) + "/ws"


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running_server(
    *,
    command: Sequence[str] = (sys.executable, "-m", "app"),
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> Iterator[Server]:
    """Start the server on a free port, wait until it is ready, and stop it at the end.

    Raises Missing, with what the server said, when it ends or is not ready in time.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hidden-layers-") as folder:
        log = Path(folder) / "server.log"
        with (
            log.open("wb") as output,
            subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(port)],
                cwd=directory,
                env={**os.environ, **(environment or {})},
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            server = Server(f"http://127.0.0.1:{port}", port, process.pid, log)
            try:
                _wait_until_ready(server, process)
                yield server
            finally:
                process.terminate()
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        # Refused until it listens, 503 until it is ready: both are an OSError.
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{server.url}/readyz", timeout=5),
        ):
            return
        time.sleep(0.05)
    raise Missing(f"the server did not get ready; it said:\n{server.log.read_text()}")
