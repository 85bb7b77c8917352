"""The package, the commands and the changelog say what is true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# Used without an import of ours: uvicorn loads them by name.
LOADED_BY_OTHERS = {"uvloop", "websockets"}


def distribution(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower()


def imported_by(folder: str) -> set[str]:
    """Return the top-level names that the files of this folder import."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


def third_parties(folder: str) -> set[str]:
    ours = {"app", "tests", "benchmarks"}
    names = imported_by(folder) - set(sys.stdlib_module_names) - ours
    known = packages_distributions()
    return {known[name][0].lower().replace("_", "-") for name in names}


def test_everything_the_package_imports_is_a_declared_dependency() -> None:
    declared = {distribution(line) for line in PYPROJECT["project"]["dependencies"]}
    # Starlette is FastAPI's own ground, and its types are FastAPI's types; so with pydantic's core.
    assert third_parties("app") - declared <= {"starlette", "pydantic-core"}


def test_every_dependency_is_used() -> None:
    declared = {distribution(line) for line in PYPROJECT["project"]["dependencies"]}
    named = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    assert {name for name in declared - third_parties("app") if f'"{name}"' not in named} <= (
        LOADED_BY_OTHERS
    )


def test_every_dependency_gives_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    requirements = [line for line in lines if re.match(r'    "[a-z0-9-]+>=', line)]
    assert requirements
    assert [line for line in requirements if "  #" not in line and " # " not in line] == [
        line for line in requirements if re.match(r'    "(pytest|mypy|ruff)>=', line)
    ]


def test_the_version_is_written_once_and_has_a_place_in_the_changelog() -> None:
    assert "version" in PYPROJECT["project"]["dynamic"]
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in {"Unreleased", app.__version__}
    kinds = re.findall(r"^### (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_make_help_tells_of_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    answer = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    told = re.findall(r"^  make (\w+)", answer.stdout, re.MULTILINE)
    assert told == phony[1].split()


def test_make_names_what_is_missing_where_there_is_no_python(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    (tmp_path / "pyproject.toml").touch()
    answer = subprocess.run(
        ["/usr/bin/env", "make", "run", "PYTHONS=no-such-python"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer and found none" in answer.stderr


@pytest.mark.parametrize("word", ["make check", "make test", "set -euo pipefail"])
def test_the_checks_of_a_merge_are_the_two_that_anyone_can_run(word: str) -> None:
    assert word in (ROOT / ".ci" / "run").read_text()
