"""Serving: settings from the command line, a listening socket, uvicorn, an orderly end."""

import argparse
import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from app.main import create_app
from app.settings import ENVIRONMENT_PREFIX, Settings


def run(options: argparse.Namespace) -> int:
    """Serve the playground until a signal ends it; return the exit code."""
    given = {name: getattr(options, name) for name in ("host", "port", "workers")}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{ENVIRONMENT_PREFIX}{name}: {problem['msg']}\n")
        return 1
    try:
        listener = _listen(settings.host, settings.port)
    except OSError as error:
        reason = error.strerror or error
        sys.stderr.write(f"Cannot listen on {settings.host} port {settings.port}: {reason}\n")
        return 1
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Hidden Layers is at http://{shown}:{port} (stop with Ctrl+C)\n")
    sys.stdout.flush()
    server = DrainingServer(server_config(create_app(settings), settings))
    # uvicorn raises Ctrl+C again after it has shut down in order.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # asyncio sends small messages at once (TCP_NODELAY) only where the protocol is named.
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how the server runs: no access log, since it would hold people's addresses."""
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=settings.max_message_bytes,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )


class DrainingServer(uvicorn.Server):
    """Lets every Run send its last checkpoint before the connections close."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye to the browsers, then shut down as usual."""
        app = self.config.app
        if isinstance(app, FastAPI):
            await app.state.host.drain()
        await super().shutdown(sockets)
