from collections.abc import Callable

from fastapi.testclient import TestClient

from app.experiment import Experiment, Training, schema


def test_the_schema_is_the_models_own(client: TestClient) -> None:
    assert client.get("/api/schema").json() == schema()


def test_the_galleries_are_served(client: TestClient) -> None:
    assert len(client.get("/api/datasets").json()) >= 15
    presets = client.get("/api/presets").json()
    assert {"name", "section", "title", "sentence", "link", "picture"} <= set(presets[0])


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


def test_it_says_in_words_what_differs(client: TestClient) -> None:
    left, right = Experiment(), Experiment(training=Training(optimizer="adam"))
    both = {"left": left.model_dump(mode="json"), "right": right.model_dump(mode="json")}
    assert client.post("/api/differences", json=both).json() == {
        "words": "Optimizer: SGD on the left, Adam on the right. Everything else is the same.",
        "left": "SGD",
        "right": "Adam",
    }
    stacked = client.post("/api/differences", json={**both, "stacked": True}).json()
    assert stacked["words"].startswith("Optimizer: SGD above, Adam below.")


def test_what_cannot_be_compared_is_refused_with_its_place(client: TestClient) -> None:
    answer = client.post("/api/differences", json={"left": {"seed": -1}, "right": {}})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("left.seed: ")
    assert client.post("/api/differences", content=b"no JSON").status_code == 422


def test_a_request_may_not_be_endless(client_of: Callable[..., TestClient]) -> None:
    client = client_of(max_command_bytes=65_536)
    assert client.post("/api/differences", content=b" " * 70_000).status_code == 413


def test_the_comparisons_are_served(client: TestClient) -> None:
    found = client.get("/api/comparisons").json()
    assert len(found) >= 6
    assert {"name", "title", "question", "sentence", "address"} == set(found[0])
