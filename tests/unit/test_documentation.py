"""The documentation is true where a program can tell."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from app.settings import ENVIRONMENT_PREFIX, Settings
from tests.unit.test_packaging import PYPROJECT

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "app").rglob("*.py")
    if ">>> " in path.read_text()
)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("benchmarks/*.md")])
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def headings(document: Path) -> set[str]:
    """Return the anchors of a page, written as GitHub writes them."""
    lines = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines]
    return set(words)


def links(document: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", document.read_text()))


def python_of(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(), re.M | re.S)


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_link_to_a_file_of_ours_leads_somewhere(document: Path) -> None:
    for link in links(document):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in headings(target), f"{link} has no such heading"


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented(field: str) -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert f"{ENVIRONMENT_PREFIX}{field.upper()}" in page


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_only_settings_that_exist_are_named(document: Path) -> None:
    named = re.findall(rf"{ENVIRONMENT_PREFIX}([A-Z_]+)", document.read_text())
    assert {word.lower() for word in named} <= set(Settings.model_fields)


def test_the_python_example_of_the_readme_runs() -> None:
    examples = python_of("README.md")
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"(?:^|`)make ([a-z][a-z-]*)", document.read_text(), re.MULTILINE)
    assert set(named) <= set(targets)


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_path_in_a_table_or_sentence_exists(document: Path) -> None:
    text = document.read_text()
    made = set(re.findall(r"^(?:#|//) ((?:app|static)/\S+)$", text, re.MULTILINE))
    folders = r"`((?:app|static|templates|tests|docs|benchmarks)/[\w./-]+)`"
    named = set(re.findall(folders, CODE.sub("", text)))
    assert {path for path in named - made if not (ROOT / path).exists()} == set()


def test_extras_named_in_the_documentation_exist() -> None:
    extras = set(PYPROJECT["project"]["optional-dependencies"])
    for page in PAGES:
        assert set(re.findall(r"\.\[(\w+)\]", page.read_text())) <= extras


def test_every_member_and_event_of_the_browser_object_is_documented() -> None:
    source = (ROOT / "static" / "js" / "api.js").read_text()
    (events,) = re.findall(r"const EVENTS = \[(.+?)\]", source)
    (members,) = re.findall(r"const api = \{(.+?)\}", source)
    page = (ROOT / "docs" / "embedding.md").read_text()
    names = [*re.findall(r'"(\w+)"', events), *re.findall(r"\w+", members)]
    assert len(names) > 10
    assert [name for name in names if not re.search(rf"`{name}\b", page)] == []


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_docstrings_say_what_comes_out(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted
    assert not result.failed
