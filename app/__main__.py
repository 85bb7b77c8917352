"""The command line: `hidden-layers` or `python -m app`."""

import argparse
import sys
from collections.abc import Sequence

from app import __version__


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
    parser.add_argument(
        "--workers",
        type=int,
        help="worker processes (default one per core; 0 keeps the Runs in the web process)",
    )


def _serve(options: argparse.Namespace) -> int:
    # A worker process imports this module too, and needs nothing of the web.
    from app.serve import run  # noqa: PLC0415

    return run(options)


def _bench_options(parser: argparse.ArgumentParser) -> None:
    parser.description = "Measure what this machine can do: engine, frames, Runs, the page."
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--quick", action="store_true", help="measure less, in under a minute")


def _bench(options: argparse.Namespace) -> int:
    # The server needs nothing of it.
    from app.bench.command import run  # noqa: PLC0415

    return run(options)


_COMMANDS = {"serve": (_serve_options, _serve), "bench": (_bench_options, _bench)}

if __name__ == "__main__":
    sys.exit(main())
