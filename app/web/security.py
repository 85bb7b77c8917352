"""Security headers on every answer, and the check of a WebSocket's origin."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED_PATH = "/embed"
COMPARE_PATH = "/compare"

_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src-elem 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; "
)

_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_policy(ancestors: str, frames: str = "") -> str:
    """Return the Content-Security-Policy with who may frame a page, and what it may frame."""
    framing = f"frame-src {frames}; " if frames else ""
    return f"{_CONTENT_POLICY}{framing}frame-ancestors {ancestors}"


def with_ourselves(ancestors: str) -> str:
    """Return a list of pages that may frame the embed, with our own among them.

    Our page of two halves shows the embed twice, whoever else may show it.
    """
    sources = ancestors.split()
    if "*" in sources or "'self'" in sources:
        return ancestors
    return " ".join(["'self'", *(each for each in sources if each != "'none'")])


class SecurityHeaders:
    """ASGI middleware that adds the security headers to every HTTP answer.

    Only the embed page may stand in frames of other sites, where the settings allow it, and only
    the page of two halves has frames, of our own pages.
    """

    def __init__(self, app: ASGIApp, embed_ancestors: str) -> None:
        self._app = app
        self._policy = content_policy("'self'")
        self._policies = {
            EMBED_PATH: content_policy(with_ourselves(embed_ancestors)),
            COMPARE_PATH: content_policy("'self'", frames="'self'"),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = self._policies.get(scope["path"], self._policy)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                for name, value in _FIXED_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def origin_allowed(headers: Headers, listed: Iterable[str]) -> bool:
    """Tell whether a WebSocket's Origin is our own host or a listed one.

    The scheme of our own host is not compared, since a proxy may speak TLS for us. A client
    that sends no Origin is not a browser, so there is no foreign page to be kept out.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    if origin.rstrip("/") in {entry.rstrip("/") for entry in listed}:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc == headers.get("host", "")
