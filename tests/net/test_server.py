"""A real server, with clients that behave as browsers do not."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from app.live.frames import decode
from tests.net.server import LENSES, ROOT, STOPPED, Server, figure


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


def test_a_stalled_reader_is_let_go_and_does_not_hold_up_the_others() -> None:
    with Server(send_seconds=0.5) as server, stalled_socket(server.port) as stalled:
        other = server.page()
        other.play()
        # Answers of several kB each, many more than the buffers of a connection hold.
        stalled.sendall(masked('{"type":"open","id":1,"link":""}'))
        stalled.sendall(masked('{"type":"reset","id":1}') * 2000)
        while figure(server, "hidden_layers_runs") > 1:
            assert other.ask("ping")["type"] == "done"
        assert other.ask("pause")["type"] == "done"


def masked(text: str) -> bytes:
    """Return a short text as a WebSocket message of a client, masked with zeros."""
    data = text.encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


def test_a_flood_of_commands_does_not_hold_up_the_others() -> None:
    with Server(workers=1) as server:
        other, flood = server.page(), server.page()
        other.play()
        flood.ask("open", link="")
        # None of these is carried out before the step has ended, which takes a while.
        flood.send("step", updates=10**6)
        for number in range(5000):
            flood.send("set_bias", layer=0, unit=0, value=0.5)
            if number % 1000 == 0:
                assert other.ask("ping")["type"] == "done"
        assert other.ask("pause")["type"] == "done"


def test_a_slow_reader_sees_fewer_frames_but_always_the_newest() -> None:
    with Server(workers=1) as server:
        other, slow = server.page(), server.page()
        other.play()
        slow.play()
        seen = []
        for _ in range(5):
            # While the slow page draws one frame, the other draws twenty.
            count = len(other.frames)
            while len(other.frames) < count + 20:
                other.read()
            before = len(slow.frames)
            while len(slow.frames) == before:
                slow.read()
            seen.append(slow.frames[-1][0])
        assert [header["seq"] for header in seen] == sorted(header["seq"] for header in seen)
        assert len(slow.frames) < len(other.frames) / 5
        # Two frames are on their way at most; the one after them is of this moment.
        for _ in range(3):
            before = len(slow.frames)
            while len(slow.frames) == before:
                slow.read()
        assert slow.frames[-1][0]["update"] > seen[-1]["update"]
        assert other.ask("pause")["type"] == "done"
        assert slow.ask("pause")["type"] == "done"


def test_it_stops_when_told_to_while_runs_train() -> None:
    with Server() as server:
        pages = [server.page() for _ in range(3)]
        for page in pages:
            page.play()
        code, output = server.stop()
        assert code == STOPPED
        assert "Traceback" not in output
        assert all(page.read_to_the_end() for page in pages)


def test_ctrl_c_ends_it_without_a_word() -> None:
    with Server() as server:
        assert server.page().ask("ping")["type"] == "done"
        assert server.stop(signal.SIGINT) == (0, "")


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
