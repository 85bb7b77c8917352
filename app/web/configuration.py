"""What the page is told about this server: fields, data sets, presets, lenses and limits."""

from functools import cache
from typing import Any

import numpy as np

from app import __version__
from app.data import DATASETS, Dataset, Entry, load
from app.experiment import Experiment, View, schema
from app.lenses import LENSES, choose_plane
from app.live.events import PROTOCOL_VERSION
from app.live.greeting import limits
from app.presets import PRESETS
from app.settings import Settings

THUMBNAIL_POINTS = 100


def configuration(settings: Settings, static: str) -> dict[str, Any]:
    """Return the object the page reads from its `config` element; see `presets` for `static`."""
    return {
        "version": __version__,
        "protocol": PROTOCOL_VERSION,
        "schema": schema(),
        "defaults": {
            "experiment": Experiment().model_dump(mode="json"),
            "view": View().model_dump(mode="json"),
        },
        "datasets": datasets(),
        "presets": presets(static),
        "lenses": [lens.describe() for lens in LENSES.values()],
        "limits": limits(settings),
    }


@cache
def datasets() -> list[dict[str, Any]]:
    """Return the gallery of data sets, each with a few points for a small picture."""
    return [_described(entry) for entry in DATASETS.values()]


def _described(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "question": entry.question,
        "kind": entry.kind,
        "task": entry.task,
        "default_noise": entry.default_noise,
        "default_samples": entry.default_samples,
        "source": entry.source,
        "licence": entry.licence,
        "points": [] if entry.kind == "own" else thumbnail(load(entry.name, samples=_few(entry))),
    }


def _few(entry: Entry) -> int:
    # A plane set draws as many points as are asked for; a table is thinned below.
    return THUMBNAIL_POINTS if entry.kind == "plane" else entry.default_samples


def thumbnail(data: Dataset) -> list[list[float]]:
    """Return some points of a data set as [x, y, class or value], over its default plane."""
    chosen = np.linspace(0, data.size - 1, min(data.size, THUMBNAIL_POINTS)).astype(int)
    places = choose_plane(data).project(data.inputs[:, chosen])
    rows = np.vstack([places, data.targets[chosen]]).T.round(2).tolist()
    return [[x, y, int(kind) if data.labels is not None else kind] for x, y, kind in rows]


def presets(static: str) -> list[dict[str, Any]]:
    """Return the gallery of presets, each a link with a picture and what to look for.

    `static` is where the static files are, such as "/static/1f2e3d".
    """
    return [
        {
            "name": preset.name,
            "title": preset.title,
            "question": preset.question,
            "sentence": preset.sentence,
            "link": preset.link,
            "picture": f"{static}/{preset.picture}",
        }
        for preset in PRESETS.values()
    ]
