"""What the page is told about this server: fields, data sets, presets, lenses and limits."""

import importlib
from typing import Any

from app import __version__
from app.settings import Settings


def configuration(settings: Settings) -> dict[str, Any]:
    """Return the object the page reads from its `config` element."""
    config: dict[str, Any] = {
        "version": __version__,
        "limits": {},
        "datasets": [],
        "presets": [],
        "lenses": [],
    }
    config["schema"] = {}
    try:
        experiment = importlib.import_module("app.experiment")
        config["schema"] = experiment.schema()
        config["defaults"] = {
            "experiment": experiment.Experiment().model_dump(mode="json"),
            "view": experiment.View().model_dump(mode="json"),
        }
    except (ImportError, AttributeError):
        pass
    return config
