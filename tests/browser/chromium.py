"""Find a Chromium for the browser tests, or install one: `python -m tests.browser.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 600
NONE_FOUND = (
    "The browser tests need Chromium, and none was found or could be installed: install it "
    "(on Debian: apt-get install chromium) or name it in CHROMIUM=/path/to/chromium."
)

# The tests look at every request a page makes; the browser's own errands would be among them.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


def launch_options() -> dict[str, Any]:
    """Return what Playwright's `launch` needs; without a path it takes the browser of its own."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    path = on_this_machine()
    return {
        # The sandbox is off only where root cannot use it.
        "args": [*QUIET, *(["--no-sandbox"] if as_root else [])],
        **({"executable_path": path} if path else {}),
    }


def on_this_machine() -> str | None:
    """Return the Chromium named in $CHROMIUM, or else the first on PATH that runs."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else filter(None, map(shutil.which, NAMES))
    return next((path for path in candidates if _runs(path)), None)


def find() -> str | None:
    """Return the path of a Chromium that runs, this machine's or Playwright's own."""
    path = on_this_machine()
    if path or "CHROMIUM" in os.environ:
        return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _runs(path) else None


def install() -> None:
    """Try Playwright's own download, then Debian's package where root may install it."""
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        _try(["apt-get", "update"])
        _try(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def _runs(path: str) -> bool:
    if not Path(path).is_file():
        return False
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


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
