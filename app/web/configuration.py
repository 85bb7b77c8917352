"""What the page is told about this server: fields, data sets, presets, lenses and limits."""

from dataclasses import asdict
from functools import cache
from typing import Any

from app import __version__
from app.comparisons import COMPARISONS
from app.data import DATASETS, Entry
from app.experiment import Experiment, View, schema
from app.lenses import LENSES
from app.live.events import PROTOCOL_VERSION
from app.live.greeting import limits
from app.presets import SECTIONS
from app.settings import Settings
from app.web.thumbnails import thumbnail


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
        "comparisons": comparisons(),
        "lenses": [lens.describe() for lens in LENSES.values()],
        "limits": limits(settings),
    }


def comparing() -> dict[str, Any]:
    """Return the object that the page of two halves reads."""
    return {
        "version": __version__,
        "schema": schema(),
        "defaults": {"view": View().model_dump(mode="json")},
        "datasets": [{**each, "points": [], "cells": []} for each in datasets()],
        "comparisons": comparisons(),
        "lenses": [lens.describe() for lens in LENSES.values()],
    }


def comparisons() -> list[dict[str, str]]:
    """Return the gallery of comparisons, each an address for behind ``/compare#``."""
    return [
        {
            "name": each.name,
            "title": each.title,
            "question": each.question,
            "sentence": each.sentence,
            "address": each.address,
        }
        for each in COMPARISONS.values()
    ]


@cache
def datasets() -> list[dict[str, Any]]:
    """Return the gallery of data sets, each with a small picture."""
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
        "about": entry.about,
        "length": asdict(entry.length) if entry.length else None,
        **thumbnail(entry.name),
    }


def presets(static: str) -> list[dict[str, Any]]:
    """Return the gallery of presets, each a link with a picture and what to look for.

    Those of one `section` follow one another. `static` is where the static files are, such as
    "/static/1f2e3d".
    """
    return [
        {
            "name": preset.name,
            "section": section.title,
            "title": preset.title,
            "question": preset.question,
            "sentence": preset.sentence,
            "link": preset.link,
            "picture": f"{static}/{preset.picture}",
        }
        for section in SECTIONS
        for preset in section.presets
    ]
