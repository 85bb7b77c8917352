"""The subcommand `bench`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.bench.measuring import measure
from app.bench.text import text

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Measure, print the report, and return the exit code."""
    report = measure(quick=options.quick, say=_say)
    if options.json:
        sys.stdout.write(report.model_dump_json(indent=2) + "\n")
    else:
        sys.stdout.write(text(report))
    return 0


def _say(part: str) -> None:
    sys.stderr.write(f"Measuring: {part}\n")
    sys.stderr.flush()
