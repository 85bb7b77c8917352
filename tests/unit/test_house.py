"""The house rules that a program can check."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.unit.test_packaging import imported_by

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder, pattern in [("app", "*.py"), ("static/js", "*.js")]
    for path in (ROOT / folder).rglob(pattern)
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("package", ["nn", "data"])
def test_the_engine_and_the_data_need_numpy_only(package: str) -> None:
    assert imported_by(f"app/{package}") - set(sys.stdlib_module_names) <= {"numpy", "app"}


def test_the_page_needs_no_other_host() -> None:
    addresses = {
        f"{path.relative_to(ROOT)}: {address}"
        for folder in ("static/js", "static/css", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".js", ".css", ".html"}
        for address in re.findall(
            r"(?:src|href|import|from|url\(|fetch\()\W{0,3}(https?://[^\s\"')]+)", path.read_text()
        )
    }
    assert not addresses


def test_scripts_are_files_and_never_written_into_a_page() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        for tag in re.findall(r"<script\b[^>]*>", path.read_text()):
            assert " src=" in tag or 'type="application/json"' in tag, f"{path.name}: {tag}"
        assert not re.search(r"\son[a-z]+=", path.read_text()), f"{path.name} has an inline handler"
