"""Writes the reference page of the Experiment: ``python -m app.experiment.reference``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from app.experiment.choices import OneOf
from app.experiment.codec import codec_of, scalar_text
from app.experiment.fields import Setting, settings
from app.experiment.layers import KINDS
from app.experiment.model import Experiment
from app.experiment.schema import REGISTRIES
from app.experiment.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "experiment.md"

START = """\
# The Experiment

Made from the fields of `app/experiment` by `python -m app.experiment.reference`; a test fails when
this page is behind them.

An Experiment is everything that must be known to repeat a training with the same numbers. A View is
what the page shows of it. Both travel in the link, the part of the URL after `#`:

    v=1&data=circle&noise=10&layers=dense(4,tanh),dense(2,relu,dropout:0.1)&lr=0.1&lens=unit

- `v` is the version of the link. It fixes the defaults, so a link keeps its meaning.
- A link names only what differs from the defaults. Truth values are `1` and `0`, lists are apart by
  commas, and a comma inside a column's name is `%2C`.
- A layer is its kind, in brackets what matters most (of a dense one units and activation), then
  more settings as `key:value`.
- Drawn points are packed into four characters each. A pasted table of at most 6 kB is packed too; a
  longer one does not travel, and the page says so.
- What is wrong never breaks a link: the nearest valid experiment opens, with a note that names the
  field, the value given and the limit.
- A link of TensorFlow Playground opens too, with its loss, starting weights and unshuffled batches.

In Python: `Experiment.from_link(text)`, `experiment.to_link()`, and `read_link(text)` for the
experiment, the view and the notes. Edits name fields by their path, such as
`training.learning_rate` or `layers.0.units`.
"""

SECTIONS: tuple[tuple[str, str, str, type[BaseModel]], ...] = (
    ("The experiment", "", "", Experiment),
    *(
        (f"A hidden layer of kind `{kind}`: {model.title}", model.summary(), "layers.0.", model)
        for kind, model in KINDS.items()
    ),
    ("The view", "", "", View),
)

TITLES = {
    "activations": "Activations",
    "normalizations": "Normalizations",
    "initializers": "Starting weights",
    "losses": "Losses",
    "optimizers": "Optimizers",
    "schedules": "Schedules",
    "penalties": "Penalties",
    "datasets": "Data sets",
    "features": "Features of the plane",
    "roles": "Roles of a table's columns",
    "controls": "What an embed can hide",
}


def page() -> str:
    """Return the reference page as Markdown."""
    parts = [START]
    for title, text, before, model in SECTIONS:
        rows = list(_rows(model, before))
        parts += [f"## {title}\n", *([f"{text}\n"] if text else [])]
        parts += [_table(rows)] if len(rows) > 1 else ["It has nothing to set.\n"]
    parts.append("## Choices\n")
    for kind, choices in REGISTRIES.items():
        columns = ("name", "label", "formula", "help")
        rows = [[getattr(each, column) for column in columns] for each in choices()]
        used = [index for index in range(4) if any(row[index] for row in rows)]
        table = [["name", "label", "formula", "meaning"]]
        table += [[f"`{name}`", *rest] for name, *rest in rows]
        parts += [
            f"### {TITLES[kind]}\n",
            _table([[row[index] for index in used] for row in table]),
        ]
    return "\n".join(parts)


def _rows(model: type[BaseModel], before: str) -> Iterator[Sequence[str]]:
    yield ("path", "key", "label", "meaning", "values", "default")
    for each in settings(model):
        info = each.info
        yield (
            f"`{before}{each.dotted}`",
            f"`{each.key}`",
            each.title,
            info.description or "",
            _values(each),
            _default(model, each),
        )


def _values(each: Setting) -> str:
    limits: dict[str, float] = {}
    for item in each.info.metadata:
        if isinstance(item, OneOf):
            return "a name, see below"
        limits |= {name: getattr(item, name) for name in ("ge", "le") if hasattr(item, name)}
    if limits:
        return f"{scalar_text(limits['ge'])} to {scalar_text(limits['le'])}"
    annotation = each.info.annotation
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{name}`" for name in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "list"
    return "1 or 0" if annotation is bool else "text"


def _default(model: type[BaseModel], each: Setting) -> str:
    value = each.default(model())
    if isinstance(value, tuple) and value:
        return f"`{codec_of(each).write(value)}`"
    return f"`{scalar_text(value)}`" if isinstance(value, str | int | float) and value != "" else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")


if __name__ == "__main__":
    main()
