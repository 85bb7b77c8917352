"""A real server in a process of its own, with clients that behave as browsers do not."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.live.frames import decode

ROOT = Path(__file__).resolve().parents[2]
LENSES: dict[str, dict[str, int]] = {"network": {}, "output": {}, "points": {}, "curves": {}}


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

    def stop(self) -> tuple[int, str]:
        """Ask the server to stop; return its exit code and what it wrote."""
        self.process.send_signal(signal.SIGTERM)
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output

    def page(self, **options: Any) -> "Page":
        address = f"ws://127.0.0.1:{self.port}/ws"
        connecting = connect(address, max_size=None, open_timeout=60, **options)
        return Page(self.pages.enter_context(connecting))


class Page:
    """The browser's side of a connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.events: list[dict[str, Any]] = []
        self.frames: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.checkpoints: dict[int, bytes] = {}
        self.last_id = 0

    def send(self, type: str, **fields: Any) -> int:  # noqa: A002 - the protocol's word
        self.last_id += 1
        self.connection.send(json.dumps({"type": type, "id": self.last_id, **fields}))
        return self.last_id

    def read(self) -> None:
        message = self.connection.recv(timeout=60)
        if isinstance(message, str):
            self.events.append(json.loads(message))
            return
        header, arrays = decode(message)
        if header["kind"] == "checkpoint":
            self.checkpoints[header["update"]] = message
        else:
            self.frames.append((header, arrays))
            acknowledgement = {"type": "ack", "id": 0, "seq": header["seq"]}
            self.connection.send(json.dumps(acknowledgement))

    def answer(self, number: int | None) -> dict[str, Any]:
        while True:
            for event in self.events:
                if event["type"] in ("done", "error") and event["id"] == number:
                    return event
            self.read()

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
        return self.answer(self.send(type, **fields))

    def checkpoint(self, update: int) -> str:
        """Wait for the checkpoint of an update and return it as a page hands it back."""
        while update not in self.checkpoints:
            self.read()
        return base64.b64encode(self.checkpoints[update]).decode()

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


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server
        code, output = server.stop()
    assert (code, output) == (STOPPED, "")


@pytest.fixture(autouse=True)
def closed_pages(server: Server) -> Iterator[None]:
    """Leave no Run behind that trains on."""
    yield
    server.close_pages()


def test_it_prints_its_address(server: Server) -> None:
    assert server.line.startswith("Hidden Layers is at http://127.0.0.1:")


def test_frames_follow_acknowledgements(server: Server) -> None:
    page = server.page()
    page.play()
    while len(page.frames) < 20:
        page.read()
    numbers = [header["seq"] for header, _ in page.frames]
    updates = [header["update"] for header, _ in page.frames]
    assert numbers == list(range(1, len(numbers) + 1))
    assert updates == sorted(updates)


def test_without_acknowledgements_two_frames_come_and_commands_are_answered(
    server: Server,
) -> None:
    page = server.page()
    page.ask("open", link="")
    # From here on nothing is acknowledged.
    page.send("watch", lenses=LENSES)
    page.send("speed", updates_per_second=0)
    page.send("play")
    frames, answered = [], 0
    for number in range(100, 130):
        page.connection.send(json.dumps({"type": "ping", "id": number}))
        while answered < number:
            message = page.connection.recv(timeout=60)
            if isinstance(message, bytes):
                header, _ = decode(message)
                frames += [header["seq"]] if header["kind"] == "frame" else []
            else:
                event = json.loads(message)
                answered = event["id"] if event.get("id") == number else answered
    assert len(frames) <= 2


def test_garbage_is_answered_and_the_connection_stays(server: Server) -> None:
    page = server.page()
    for message in ("{", "[]", "\x00", "NaN", '{"type":"step","id":true}', "\ud7ff", b"HL\x01"):
        page.connection.send(message)
    assert page.ask("ping")["type"] == "done"
    errors = [event for event in page.events if event["type"] == "error"]
    assert len(errors) == 7
    assert {event["code"] for event in errors} == {"malformed", "invalid"}


def test_a_message_past_the_limit_closes_only_its_own_connection(server: Server) -> None:
    other, page = server.page(), server.page()
    page.connection.send("x" * 70_000)
    closed = page.read_to_the_end()
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1009
    assert other.ask("ping")["type"] == "done"


def test_a_foreign_origin_is_refused(server: Server) -> None:
    with pytest.raises(InvalidStatus) as caught:
        server.page(origin="https://evil.example")
    assert caught.value.response.status_code == 403
    assert server.page(origin=f"http://127.0.0.1:{server.port}").ask("ping")["type"] == "done"


def test_a_client_that_vanishes_in_the_middle_of_a_frame_harms_nobody(server: Server) -> None:
    other = server.page()
    other.play()
    for _ in range(5):
        page = server.page()
        page.play()
        # Half a message up, then the connection is reset.
        page.connection.socket.sendall(b"\x81\xfe\x10\x00\x00\x00\x00\x00half")
        page.connection.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        page.connection.socket.close()
    assert other.ask("ping")["type"] == "done"
    assert other.ask("pause")["type"] == "done"


def test_many_runs_train_and_each_is_answered(server: Server) -> None:
    pages = [server.page() for _ in range(12)]
    for page in pages:
        page.play()
    for page in pages:
        answer = page.ask("edit", changes={"training.learning_rate": 0.01})
        assert answer["type"] == "done"
    for page in pages:
        page.ask("pause")
        assert page.events[-2]["update"] > 0


def test_after_a_lost_connection_the_same_network_goes_on(server: Server) -> None:
    page = server.page()
    page.ask("open", link="data=gauss&noise=20&optimizer=adam&layers=dense(4,relu,dropout:0.2)")
    page.ask("step", updates=30)
    page.ask("add_unit", layer=0)
    page.ask("step", updates=7)
    kept = page.checkpoint(37)
    expected = page.ask("step", updates=50)["result"]
    page.connection.socket.close()

    again = server.page()
    again.ask("open", checkpoint=kept)
    (event,) = (event for event in again.events if event["type"] == "experiment")
    assert event["kept"] is True
    assert event["edited_live"] is True
    assert again.ask("step", updates=50)["result"] == expected


def test_a_checkpoint_goes_on_in_a_restarted_server() -> None:
    with Server() as first:
        page = first.page()
        page.ask("open", link="")
        page.ask("step", updates=12)
        kept = page.checkpoint(12)
        expected = page.ask("step", epochs=2)["result"]
    with Server() as second:
        again = second.page()
        again.ask("open", checkpoint=kept)
        assert again.ask("step", epochs=2)["result"] == expected


def stalled_socket(port: int) -> socket.socket:
    """Return an open WebSocket with small buffers from which nobody will read."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.settimeout(60)
    stalled.connect(("127.0.0.1", port))
    stalled.sendall(
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert stalled.recv(12) == b"HTTP/1.1 101"
    return stalled


def runs(server: Server) -> float:
    """Return how many Runs the server says are alive."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics") as answer:
        text = answer.read().decode()
    return float(text.split("\nhidden_layers_runs ")[1].split()[0])


def test_a_stalled_reader_is_let_go_and_does_not_hold_up_the_others() -> None:
    with Server(send_seconds=0.5) as server, stalled_socket(server.port) as stalled:
        other = server.page()
        other.play()
        # Answers of several kB each, many more than the buffers of a connection hold.
        stalled.sendall(masked('{"type":"open","id":1,"link":""}'))
        stalled.sendall(masked('{"type":"reset","id":1}') * 2000)
        while runs(server) > 1:
            assert other.ask("ping")["type"] == "done"
        assert other.ask("pause")["type"] == "done"


def masked(text: str) -> bytes:
    """Return a short text as a WebSocket message of a client, masked with zeros."""
    data = text.encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


def test_it_stops_when_told_to_while_runs_train() -> None:
    with Server() as server:
        pages = [server.page() for _ in range(3)]
        for page in pages:
            page.play()
        code, output = server.stop()
        assert code == STOPPED
        assert "Traceback" not in output
        assert all(page.read_to_the_end() for page in pages)


def test_it_stops_although_a_client_reads_nothing() -> None:
    with Server(shutdown_seconds=1) as server, stalled_socket(server.port) as stalled:
        stalled.sendall(masked('{"type":"open","id":1,"link":""}'))
        stalled.sendall(masked('{"type":"reset","id":1}') * 2000)
        assert server.page().ask("ping")["type"] == "done"
        assert server.stop()[0] == STOPPED


def test_a_port_in_use_is_said_in_one_sentence(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--port", str(server.port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Cannot listen on 127.0.0.1 port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, "HIDDEN_LAYERS_MAX_RUNS_PER_ADDRESS": "5"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "HIDDEN_LAYERS_MAX_RUNS_PER_ADDRESS" in done.stderr
    assert "Traceback" not in done.stderr
