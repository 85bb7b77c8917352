from collections.abc import Callable

from fastapi.testclient import TestClient

from app.experiment import schema


def test_the_schema_is_the_models_own(client: TestClient) -> None:
    assert client.get("/api/schema").json() == schema()


def test_the_galleries_are_served(client: TestClient) -> None:
    assert len(client.get("/api/datasets").json()) >= 15
    presets = client.get("/api/presets").json()
    assert {"name", "title", "sentence", "link", "picture"} <= set(presets[0])


def test_it_says_that_it_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_full_server_is_not_ready_but_alive(client_of: Callable[..., TestClient]) -> None:
    client = client_of(max_runs=1)
    with client.websocket_connect("/ws") as socket:
        socket.receive_json()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_figures_are_there_for_monitoring(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        socket.receive_json()
        assert "hidden_layers_runs 1.0" in client.get("/metrics").text


def test_each_app_counts_for_itself(client_of: Callable[..., TestClient]) -> None:
    one, two = client_of(), client_of()
    with one.websocket_connect("/ws") as socket:
        socket.receive_json()
        assert "hidden_layers_runs 0.0" in two.get("/metrics").text
