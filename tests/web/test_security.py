from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect

from app.web.security import origin_allowed

PATHS = [
    "/",
    "/embed",
    "/compare",
    "/api/schema",
    "/healthz",
    "/metrics",
    "/static/x/js/main.js",
    "/missing",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith(
        "default-src 'none'; script-src 'self'; style-src-elem 'self'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


def test_only_the_embed_may_stand_in_frames_of_other_sites(client: TestClient) -> None:
    assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert client.get("/embed").headers["content-security-policy"].endswith("frame-ancestors *")


def test_only_the_page_of_two_halves_has_frames_and_only_our_own(client: TestClient) -> None:
    framing = {path: client.get(path).headers["content-security-policy"] for path in PATHS}
    assert framing.pop("/compare").endswith("; frame-src 'self'; frame-ancestors 'self'")
    assert not any("frame-src" in policy for policy in framing.values())


@pytest.mark.parametrize(
    ("setting", "policy"),
    [
        ("*", "*"),
        ("'none'", "'self'"),
        ("https://school.example", "'self' https://school.example"),
        ("'self' https://school.example", "'self' https://school.example"),
    ],
)
def test_our_own_page_may_always_frame_the_embed(
    client_of: Callable[..., TestClient], setting: str, policy: str
) -> None:
    found = client_of(embed_ancestors=setting).get("/embed").headers["content-security-policy"]
    assert found.endswith(f"; frame-ancestors {policy}")


def test_who_may_embed_is_a_setting(client_of: Callable[..., TestClient]) -> None:
    client = client_of(embed_ancestors="'self' https://school.example")
    policy = client.get("/embed").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://school.example")


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "play.example", True),
        ("https://play.example", "play.example", True),
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8001", "localhost:8000", False),
        ("https://play.example.evil.example", "play.example", False),
        ("https://evil.example", "play.example", False),
        ("https://school.example", "play.example", True),
        ("https://school.example/", "play.example", True),
        ("null", "play.example", False),
        ("file://", "", False),
        ("", "play.example", False),
        ("http://[", "play.example", False),
    ],
)
def test_an_origin_must_be_ours_or_listed(origin: str | None, host: str, allowed: bool) -> None:
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    assert origin_allowed(Headers(headers), ["https://school.example"]) is allowed


def test_a_socket_of_a_foreign_page_is_refused(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={"Origin": "https://evil.example"}),
    ):
        pass


def test_a_socket_of_our_own_page_is_accepted(client: TestClient) -> None:
    with client.websocket_connect("/ws", headers={"Origin": "http://testserver"}) as socket:
        assert socket.receive_json()["type"] == "hello"
