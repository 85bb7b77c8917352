"""Links: an Experiment and a View as readable text for the part of a URL after ``#``.

    v=1&data=circle&noise=10&layers=dense(4,tanh),dense(2,tanh)&lr=0.1

A link names only what differs from the defaults of its version, by the ``link`` key of each field.
`read_link` also understands the links of TensorFlow Playground. It never raises: what cannot be
used is replaced by the nearest that can, and a note says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.data import DataError
from app.experiment import playground
from app.experiment.codec import MAX_TABLE_BYTES, UnreadableError, codec_of, escape, unescape
from app.experiment.fields import settings
from app.experiment.loading import load_data
from app.experiment.model import VERSION, Experiment
from app.experiment.registries import on_plane
from app.experiment.repair import nearest
from app.experiment.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


MAX_LINK = 32_768
"""Longer texts are not read as links."""

MAX_NOTES = 20
"""More changes than anybody reads are only counted."""


@dataclass(frozen=True)
class Opened:
    """What a link said: always valid, with a note for each part that had to be changed."""

    experiment: Experiment
    view: View
    notes: list[str]


def write_link(experiment: Experiment, view: View | None = None) -> str:
    """Return the link of an experiment and, if given, of what the page shows; without ``#``."""
    parts = [f"v={VERSION}", *written(experiment)]
    if view is not None:
        parts += written(view)
    return "&".join(parts)


def link_notes(experiment: Experiment) -> list[str]:
    """Return what the link of an experiment cannot carry, as sentences; mostly nothing."""
    table = experiment.data.table
    if table is None or len(table.text.encode()) <= MAX_TABLE_BYTES:
        return []
    return [
        f"The pasted table is longer than {MAX_TABLE_BYTES} bytes and does not travel in the link."
    ]


def read_link(text: str) -> Opened:
    """Return what a link says, ours or TensorFlow Playground's, as text with or without its URL."""
    if len(text) > MAX_LINK:
        note = f"The link is longer than {MAX_LINK} characters and was not read."
        return Opened(Experiment(), View(), [note])
    before, mark, after = text.strip().partition("#")
    pairs = list(_pairs(after if mark or "://" in before else before))
    if playground.recognizes(text, [key for key, _ in pairs]):
        read = playground.read(pairs)
        values, shown, notes = read.experiment, read.view, read.notes
    else:
        values, shown, notes = _read(pairs)
    experiment, changed = nearest(Experiment, values)
    view, changed_view = nearest(View, shown)
    experiment, refused = _loadable(experiment)
    return Opened(experiment, view, _shortened([*notes, *changed, *changed_view, *refused]))


def _shortened(notes: list[str]) -> list[str]:
    more = len(notes) - MAX_NOTES
    return notes if more <= 0 else [*notes[:MAX_NOTES], f"There are {more} more such changes."]


def written(model: BaseModel) -> Iterator[str]:
    """Yield ``key=value`` for every field that differs from its default."""
    for each in settings(type(model)):
        value = each.read(model)
        if value != each.default(model):
            yield f"{each.key}={escape(codec_of(each).write(value))}"


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split("&"):
        key, _, value = part.partition("=")
        if key.strip():
            yield unescape(key).strip(), unescape(value)


def _read(pairs: list[tuple[str, str]]) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Return the raw values of an Experiment and of a View, and notes about unreadable parts."""
    values: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    notes: list[str] = []
    places = {each.key: (values, each) for each in settings(Experiment)}
    places |= {each.key: (shown, each) for each in settings(View)}
    for key, text in pairs:
        if key == "v":
            if text != str(VERSION):
                notes.append(f"Version “{text[:40]}” of the link is not known; it is read as 1.")
            continue
        if key not in places:
            notes.append(f"“{key[:40]}” is not known and was left out.")
            continue
        target, each = places[key]
        try:
            value = codec_of(each).read(text)
        except UnreadableError as error:
            notes.append(f"{each.title} was left out: {error}.")
            continue
        for name in each.path[:-1]:
            target = target.setdefault(name, {})
        target[each.path[-1]] = value
    return values, shown, notes


def _loadable(experiment: Experiment) -> tuple[Experiment, list[str]]:
    """Return the experiment if its data can be made, else with the data of the first visit."""
    try:
        columns = load_data(experiment.data).columns
    except DataError as error:
        return _without_data(experiment), [f"{error} The default data set is used."]
    unknown = [name for name in experiment.features if name not in columns]
    if unknown and not on_plane(experiment.data.name):
        note = f"The data set has no column {', '.join(unknown)}; all its columns are used."
        return experiment.model_copy(update={"features": ()}), [note]
    return experiment, []


def _without_data(experiment: Experiment) -> Experiment:
    values = experiment.model_dump(exclude={"data", "features"})
    return nearest(Experiment, values)[0]
