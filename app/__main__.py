"""The command line: `hidden-layers` or `python -m app`."""

import argparse
import socket
import sys
from collections.abc import Sequence

import uvicorn
from pydantic import ValidationError

from app import __version__
from app.main import create_app
from app.settings import ENVIRONMENT_PREFIX, Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand, `serve` when none is named, and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] not in {*_COMMANDS, "-h", "--help", "--version"}:
        words.insert(0, "serve")
    parser = argparse.ArgumentParser(prog="hidden-layers", description=__doc__)
    parser.add_argument("--version", action="version", version=f"Hidden Layers {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (prepare, _) in _COMMANDS.items():
        prepare(commands.add_parser(name))
    options = parser.parse_args(words)
    _, run = _COMMANDS[options.command]
    return run(options)


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve the playground."
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for any (default 8000)")


def _serve(options: argparse.Namespace) -> int:
    given = {name: getattr(options, name) for name in ("host", "port")}
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
    server = uvicorn.Server(server_config(settings))
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


def server_config(settings: Settings) -> uvicorn.Config:
    """Return how the server runs: no access log, since it would hold people's addresses."""
    return uvicorn.Config(
        create_app(settings),
        ws="websockets-sansio",
        ws_max_size=settings.max_message_bytes,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )


_COMMANDS = {"serve": (_serve_options, _serve)}

if __name__ == "__main__":
    sys.exit(main())
