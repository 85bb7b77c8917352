"""Find a Chromium for the browser tests, or install one: `python -m tests.browser.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from app.bench.chromium import on_this_machine, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTALL_SECONDS = 600
NONE_FOUND = (
    "The browser tests need Chromium, and none was found or could be installed: install it "
    "(on Debian: apt-get install chromium) or name it in CHROMIUM=/path/to/chromium."
)


def find() -> str | None:
    """Return the path of a Chromium that runs, this machine's or Playwright's own."""
    path = on_this_machine()
    if path or "CHROMIUM" in os.environ:
        return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if runs(path) else None


def install() -> None:
    """Try Playwright's own download, then Debian's package where root may install it."""
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        _try(["apt-get", "update"])
        _try(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def _try(command: Sequence[str]) -> None:
    print(f"Trying: {' '.join(command)}", file=sys.stderr)  # noqa: T201
    try:
        subprocess.run(command, timeout=INSTALL_SECONDS, check=False, stdout=sys.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)  # noqa: T201


def main() -> int:
    """Print the path of a usable Chromium, installing one if there is none."""
    path = find()
    if path is None and "CHROMIUM" not in os.environ:
        install()
        path = find()
    print(path or NONE_FOUND, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
