"""The tables that the page makes its controls from: JSON schemas and the lists of choices."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.experiment import registries
from app.experiment.model import VERSION, Experiment
from app.experiment.view import View, controls

REGISTRIES = {
    "activations": registries.activations,
    "normalizations": registries.normalizations,
    "initializers": registries.initializers,
    "losses": registries.losses,
    "optimizers": registries.optimizers,
    "schedules": registries.schedules,
    "penalties": registries.penalties,
    "datasets": registries.datasets,
    "features": registries.features,
    "roles": registries.roles,
    "controls": controls,
}


def schema() -> dict[str, Any]:
    """Return what ``/api/schema`` answers.

    ``experiment`` and ``view`` are JSON schemas; their fields also carry ``link`` (the key in a
    link), ``basic``, ``step``, ``scale``, ``smallest``, ``unit`` and, where there is something to
    choose, ``choices`` (name, label, help, formula of each). ``registries`` lists all choices by
    kind.
    """
    return {
        "version": VERSION,
        "experiment": Experiment.model_json_schema(),
        "view": View.model_json_schema(),
        "registries": {
            kind: [asdict(choice) for choice in choices()] for kind, choices in REGISTRIES.items()
        },
    }
