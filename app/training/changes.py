"""Dotted changes applied to an Experiment, with errors that name the field and its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from app.experiment import Experiment
from app.training.report import EditError

if TYPE_CHECKING:
    from collections.abc import Mapping


def validated(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """Return the experiment with the fields at the dotted paths changed.

    ``{"training.learning_rate": 0.1, "layers.0.activation": "relu"}``; a path may also name a
    whole part (``"layers"``, ``"data"``). Raises EditError if a path names no field or a value is
    outside its limits.
    """
    document = experiment.model_dump()
    for path, value in changes.items():
        _assign(document, path, value)
    try:
        return Experiment.model_validate(document)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EditError(f"{first['msg']} (given: {_short(first['input'])})", where) from None


def differences(old: Experiment, new: Experiment) -> set[str]:
    """Return the dotted paths of the fields that differ; ``layers`` stands for their number."""
    return _differences(old.model_dump(), new.model_dump(), "")


def _differences(old: Any, new: Any, path: str) -> set[str]:  # noqa: ANN401 - any JSON
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
    return set() if old == new else {path}


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
    raise EditError(f"there is no field “{part}” here", path)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
