import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app.live.events import ADDRESS_FULL, FULL
from tests import page


class Page(page.Page):
    """The browser's side of a socket within this process."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        super().__init__()
        self.socket = socket

    def say(self, text: str) -> None:
        self.socket.send_text(text)

    def hear(self) -> str | bytes:
        message = self.socket.receive()
        given: str | bytes | None = message.get("bytes")
        return message["text"] if given is None else given


def test_a_page_opens_watches_steps_and_sees(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        assert page.ask("open", link="")["type"] == "done"
        assert page.ask("watch", lenses={"network": {}, "output": {}})["type"] == "done"
        assert page.ask("step", epochs=1)["result"]["epoch"] == 1.0
        shape = (24 + 1, 50, 50)  # twice as fine after a moment of rest
        header, arrays = page.frames[-1]
        while "network/maps" not in arrays or arrays["network/maps"].shape != shape:
            page.read()
            header, arrays = page.frames[-1]
        assert header["update"] == 25
        assert arrays["output/map"].shape == (100, 100)
        assert set(header["metrics"]) >= {"train_loss", "test_loss", "penalty"}
        assert page.events[0]["type"] == "hello"


def test_commands_sent_at_once_are_answered_in_order(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        ids = [
            page.send("open", link=""),
            page.send("watch", lenses={"curves": {}}),
            page.send("step", updates=3),
            page.send("edit", changes={"layers.1.activation": "relu"}),
            page.send("edit", changes={"layers.7.activation": "relu"}),
            page.send("add_unit", layer=0),
            page.send("set_weight", layer=0, unit=8, input=1, value=0.25),
            page.send("play"),
            page.send("pause"),
            page.send("goto", epoch=2),
            page.send("reset"),
            page.send("ping"),
        ]
        page.answer(ids[-1])
        answers = [event for event in page.events if event["type"] in ("done", "error")]
        assert [event["id"] for event in answers] == ids
        assert [event["id"] for event in answers if event["type"] == "error"] == [ids[4]]


@pytest.mark.parametrize(
    ("message", "code", "path"),
    [
        ("garbage", "malformed", ""),
        ('{"type":"speed","id":9,"updates_per_second":NaN}', "malformed", ""),
        ('{"type":"speed","id":9,"updates_per_second":"1"}', "invalid", "updates_per_second"),
        ('{"type":"step","id":9,"updates":-1}', "invalid", "updates"),
        ('{"type":"jump","id":9}', "invalid", "type"),
        ('{"type":"play","id":9,"x":1}', "invalid", "x"),
        ('"' + "x" * 70_000 + '"', "too_large", ""),
    ],
)
def test_a_wrong_message_gets_a_clear_error_and_the_socket_stays(
    client: TestClient, message: str, code: str, path: str
) -> None:
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        socket.send_text(message)
        error = page.answer(9 if code == "invalid" else None)
        assert (error["type"], error["code"], error["path"]) == ("error", code, path)
        assert page.ask("ping")["type"] == "done"


def test_bytes_get_an_error_and_the_socket_stays(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        socket.send_bytes(b"\x00\x01")
        assert page.answer(None)["code"] == "malformed"
        assert page.ask("ping")["type"] == "done"


def test_a_large_command_travels_in_parts(client: TestClient) -> None:
    rows = "\n".join(f"{n},{n * n % 7},{'ab'[n % 2]}" for n in range(1500))
    table = {"text": f"one,two,kind\n{rows}" + "\n" * 60_000, "roles": []}
    experiment = {"data": {"name": "table", "table": table}, "features": [], "layers": []}
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        text = json.dumps({"type": "open", "id": 500, "experiment": experiment})
        assert len(text) > 65_536
        pieces = [text[start : start + 30_000] for start in range(0, len(text), 30_000)]
        for index, piece in enumerate(pieces):
            page.send("part", index=index, count=len(pieces), text=piece)
        assert page.answer(500)["type"] == "done"


def test_errors_of_a_pasted_table_name_the_field(client: TestClient) -> None:
    table = {"text": "a,b,c\n1,2,x\n1,3\n", "roles": []}
    experiment = {"data": {"name": "table", "table": table}, "features": [], "layers": []}
    with client.websocket_connect("/ws") as socket:
        error = Page(socket).ask("open", experiment=experiment)
        assert error["type"] == "error"
        assert error["path"].startswith("experiment.data.table")


def test_a_full_server_says_so(client_of: Callable[..., TestClient]) -> None:
    client = client_of(max_runs=1)
    with client.websocket_connect("/ws") as first:
        first.receive_json()
        with client.websocket_connect("/ws") as second:
            with pytest.raises(WebSocketDisconnect) as caught:
                second.receive_json()
            assert (caught.value.code, caught.value.reason) == (FULL.code, FULL.reason)
    with client.websocket_connect("/ws") as third:
        assert third.receive_json()["type"] == "hello"


def test_one_address_cannot_take_all_the_room(client_of: Callable[..., TestClient]) -> None:
    client = client_of(max_runs=500, max_runs_per_address=60)
    sockets = [client.websocket_connect("/ws") for _ in range(60)]
    for socket in sockets:
        socket.__enter__()
    with client.websocket_connect("/ws") as more, pytest.raises(WebSocketDisconnect) as caught:
        more.receive_json()
    assert caught.value.code == ADDRESS_FULL.code
    for socket in sockets:
        socket.__exit__(None, None, None)


def test_a_closed_page_ends_its_run(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        page = Page(socket)
        page.ask("open", link="")
        page.ask("play")
    assert "hidden_layers_runs 0.0" in client.get("/metrics").text


def test_two_pages_do_not_disturb_each_other(client: TestClient) -> None:
    with client.websocket_connect("/ws") as one, client.websocket_connect("/ws") as two:
        first, second = Page(one), Page(two)
        first.ask("open", link="seed=1")
        second.ask("open", link="seed=1")
        first.ask("speed", updates_per_second=0)
        first.ask("play")
        slow = [second.ask("step", updates=10)["result"]["metrics"] for _ in range(5)][-1]
        first.ask("pause")
        first.ask("reset")
        assert first.ask("step", updates=50)["result"]["metrics"] == slow
