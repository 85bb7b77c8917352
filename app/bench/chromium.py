"""A Chromium on this machine, for whatever drives the page."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Whoever looks at every request a page makes wants none of the browser's own errands among them.
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
    return next((path for path in candidates if runs(path)), None)


def runs(path: str) -> bool:
    """Tell whether a program answers when it is asked for its version."""
    if not Path(path).is_file():
        return False
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
