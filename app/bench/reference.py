"""Writes the reference page of the benchmark: ``python -m app.bench.reference``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from app.bench.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "bench.md"

START = """\
# The benchmark

Made from `app/bench/report.py` by `python -m app.bench.reference`; a test fails when this page is
behind it.

    hidden-layers bench          # some minutes; prints tables in Markdown
    hidden-layers bench --quick  # under a minute on a machine that has nothing else to do
    hidden-layers bench --json   # the same figures under the keys below

PyTorch and scikit-learn come with the extra `bench` (`pip install 'hidden-layers[bench]'`), the
step in plain C needs a compiler (`cc`, or what `$CC` names), and the page a Chromium and
Playwright. What is not there is skipped, and the report says so.

- Update times are medians of processor time. The engines take turns in one process on one thread,
  so that other programs disturb all of them alike and are not counted.
- Runs live in a real server, started for the measurement, and train 2-8-8-8-1 on the spiral at the
  default speed. Each browser is a client that acknowledges so many frames a second and edits the
  learning rate about once a second. Clients and server share the machine.
- The page is opened by a real Chromium beside its server.
- On a busy machine (the load is above the number of cores) trust the ratios, not the times, and
  neither the Runs nor the frames a second.

Keys stay as they are: a new one may come, and one that changes its meaning or goes makes `version`
grow. `null` stands for what was not measured.
"""


def page() -> str:
    """Return the reference page as Markdown."""
    sections = [START]
    for path, model in _models("", Report):
        rows = [
            f"| `{path}{name}` | {_kind(field.annotation)} | {field.description} |"
            for name, field in model.model_fields.items()
            if field.description
        ]
        title = f"`{path.rstrip('.')}`" if path else "The report"
        heads = f"## {title}\n\n{model.__doc__}\n\n| key | type | meaning |\n|---|---|---|\n"
        sections.append(heads + "\n".join(rows) + "\n")
    return "\n".join(sections)


def _models(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield a model and all models inside it, with their paths."""
    yield path, model
    for name, field in model.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                lists = (
                    "[]"
                    if kind is not field.annotation and type(None) not in get_args(field.annotation)
                    else ""
                )
                yield from _models(f"{path}{name}{lists}.", kind)


def _kind(annotation: object) -> str:
    """Return a type as JSON knows it."""
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    name = getattr(annotation, "__name__", "")
    if name == "list":
        return "list of objects"
    if name == "dict":
        return "object"
    if len(kinds) < len(get_args(annotation)):
        return f"{_kind(kinds[0])} or null"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "object"
    return {"str": "text", "bool": "true or false", "int": "whole number"}.get(name, "number")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")


if __name__ == "__main__":
    main()
