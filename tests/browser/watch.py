"""A watch over the console, the errors and the network of every page of a browser context."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import (
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        WebError,
        WebSocket,
    )

# A violation is also written to the console, but a listener of the page's own could hide it there.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.effectiveDirective} blocked ${event.blockedURI} ${event.sample}`);
});
"""
TIMEOUT_MS = 15_000


def prepare(context: BrowserContext) -> BrowserContext:
    """Make a new context report violations, and give up waiting earlier than it would."""
    context.set_default_timeout(TIMEOUT_MS)
    context.add_init_script(REPORT_VIOLATIONS)
    return context


class Watch:
    """Collects what must not happen; `check` fails the test if anything did."""

    def __init__(self, *origins: str) -> None:
        """Watch over pages that may speak to these origins only."""
        self.faults: list[str] = []
        self._hosts = {urlsplit(origin).netloc for origin in origins}
        self._expected: list[re.Pattern[str]] = []

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of this context."""
        for event, listener in self._listeners():
            context.on(event, listener)

    @contextmanager
    def during(self, context: BrowserContext) -> Iterator[None]:
        """Watch all pages of a context that goes on to be used by others."""
        self.over(context)
        try:
            yield
        finally:
            for event, listener in self._listeners():
                context.remove_listener(event, listener)

    def _listeners(self) -> list[tuple[Any, Callable[[Any], None]]]:
        return [
            ("console", self._console),
            ("weberror", self._error),
            ("request", self._request),
            ("page", self._page),
        ]

    def allow(self, origin: str) -> None:
        """Let pages speak to this origin too."""
        self._hosts.add(urlsplit(origin).netloc)

    def expect(self, pattern: str) -> None:
        """Say that faults with this text belong to the test."""
        self._expected.append(re.compile(pattern))

    def check(self) -> None:
        """Fail if anything happened that no test expected."""
        faults = [
            fault
            for fault in self.faults
            if not any(pattern.search(fault) for pattern in self._expected)
        ]
        assert not faults, "The page is not clean:\n" + "\n".join(faults)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            where = message.location.get("url", "")
            self.faults.append(f"console {message.type}: {message.text} ({where})")

    def _error(self, error: WebError) -> None:
        fault = error.error
        self.faults.append(f"page error: {getattr(fault, 'stack', None) or fault}")

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        self._address(socket.url)

    def _address(self, address: str) -> None:
        url = urlsplit(address)
        if url.scheme in {"http", "https", "ws", "wss"} and url.netloc not in self._hosts:
            self.faults.append(f"request to another host: {address}")
