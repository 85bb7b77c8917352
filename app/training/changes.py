"""Dotted changes applied to an Experiment, with errors that name the field and its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from app.data import DATASETS
from app.experiment import Experiment
from app.experiment.registries import is_shaped, on_plane
from app.training.refusal import refusal
from app.training.report import EditError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOSS_PATHS = frozenset(("training", "training.loss"))


def validated(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """Return the experiment with the fields at the dotted paths changed.

    ``{"training.learning_rate": 0.1, "layers.0.activation": "relu"}``; a path may also name a
    whole part (``"layers"``, ``"data"``). Features and loss that do not fit other data give way to
    those that do, unless they are among the changes. Raises EditError if a path names no field or a
    value is outside its limits.
    """
    document = experiment.model_dump()
    document["layers"] = list(document["layers"])
    for path, value in changes.items():
        _assign(document, path, value)
    if "features" not in changes and _columns_are_others(experiment, document["data"]):
        del document["features"]
    try:
        return Experiment.model_validate(document)
    except ValidationError as problem:
        places = {error["loc"] for error in problem.errors()}
        if places != {("training", "loss")} or not changes.keys().isdisjoint(LOSS_PATHS):
            raise refusal(problem, document) from None
    document["training"]["loss"] = "auto"
    return Experiment.model_validate(document)


def _columns_are_others(experiment: Experiment, data: object) -> bool:
    """Whether the changed data have columns where there was a plane, or the other way round.

    Of pictures and sequences, the network sees all columns.
    """
    name = data.get("name") if isinstance(data, dict) else None
    if name not in DATASETS:
        return False
    return is_shaped(name) or on_plane(name) != on_plane(experiment.data.name)


def differences(old: Experiment, new: Experiment) -> set[str]:
    """Return the dotted paths of the fields that differ; ``layers`` stands for their number."""
    return _differences(old.model_dump(), new.model_dump(), "")


def _differences(old: Any, new: Any, path: str) -> set[str]:  # noqa: ANN401 - any JSON
    if old == new:
        return set()
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return {
            each
            for key in old
            for each in _differences(old[key], new[key], f"{path}.{key}" if path else key)
        }
    if path == "layers" and len(old) == len(new):
        return {
            each
            for i, (one, other) in enumerate(zip(old, new, strict=True))
            for each in _differences(one, other, f"layers.{i}")
        }
    return {path}


def _assign(document: Any, path: str, value: Any) -> None:  # noqa: ANN401 - any JSON
    *parents, last = path.split(".")
    place = document
    for part in parents:
        place = place[_key(place, part, path)]
    place[_key(place, last, path)] = value


def _key(place: Any, part: str, path: str) -> str | int:  # noqa: ANN401 - any JSON
    if isinstance(place, dict) and part in place:
        return part
    if isinstance(place, list | tuple) and part.isdecimal() and int(part) < len(place):
        return int(part)
    raise EditError(f"There is no field “{part}” here.", path)
