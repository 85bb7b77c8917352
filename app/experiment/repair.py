"""The nearest valid model to given values, and sentences that say what was changed."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.experiment.codec import scalar_text
from app.experiment.fields import extra, models_in, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]


def nearest(model: type[M], values: dict[str, Any]) -> tuple[M, list[str]]:
    """Return the valid model nearest to `values`, and one note for each change that it took.

    A number out of its range becomes the nearest bound, a list that is too long is cut, a name
    that is nearly right is corrected; what cannot be saved falls back to its default. `values`
    (nested dictionaries and lists) is changed in place.
    """
    notes = list(_cut(model, values))
    while True:
        try:
            return model.model_validate(values), notes
        except ValidationError as error:
            # From the back, so that the places of list items before stay right.
            mended = [_mend(model, values, one) for one in reversed(error.errors())]
        found = [note for note in reversed(mended) if note]
        if not found:
            return model(), [*notes, "Nothing of it could be used; the defaults are used."]
        notes += found


def _cut(model: type[BaseModel], values: dict[str, Any]) -> Iterator[str]:
    """Cut the lists that are too long, and say so.

    This comes before the items are looked at, so that a long list of wrong items costs nothing.
    """
    for each in settings(model):
        holder, key = _holder(values, each.path), each.path[-1]
        limits = (getattr(limit, "max_length", None) for limit in each.info.metadata)
        most = next((limit for limit in limits if limit is not None), None)
        if holder is None or most is None or not isinstance(holder[key], list):
            continue
        given = len(holder[key])
        if given > most:
            del holder[key][most:]
            yield f"{each.title}: {given} are given; the most is {most}, and the rest is left out."


def _mend(model: type[BaseModel], values: dict[str, Any], error: ErrorDetails) -> str | None:
    """Repair one place of `values`; return the note, or None if the place is not there."""
    place: Place = error["loc"]
    if error["type"] == "missing":
        # What is missing cannot be mended; what it belongs to is left out.
        place = place[:-1]
    holder = _holder(values, place)
    if holder is None:
        return None
    key, name = place[-1], describe(model, place)
    better = _better(error)
    if better is not None:
        holder[key], why = better
        return f"{name}: {why}"
    del holder[key]
    if error["type"] == "extra_forbidden":
        return f"{name} is not known and was left out."
    if error["type"] == "missing":
        return f"{name} is not complete and was left out."
    instead = "it was left out" if isinstance(key, int) else _instead(model, place)
    return f"{name}: {_shown(error['input'])} {_reason(error)}; {instead}."


_REASONS = {
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "finite_number": "is not a number that can be used",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "bool_parsing": "is neither 1 (yes) nor 0 (no)",
    "choice": "is not known",
    "literal_error": "is not known",
}


def _reason(error: ErrorDetails) -> str:
    message = error["msg"][0].lower() + error["msg"][1:]
    return _REASONS.get(error["type"], f"was given, but {message}")


def _instead(model: type[BaseModel], place: Place) -> str:
    info = _field(model, place)
    default = None if info is None else info.get_default()
    simple = isinstance(default, str | int | float)
    return f"{scalar_text(default)} is used" if simple else "the default is used"


def _holder(values: Any, place: Sequence[int | str]) -> Any:  # noqa: ANN401 - nested raw data
    """Return the dictionary or list that holds the last step of a place, if it is there."""
    if not place:
        return None
    for step in place[:-1]:
        if not _has(values, step):
            return None
        values = values[step]
    return values if _has(values, place[-1]) else None


def _has(values: object, step: int | str) -> bool:
    if isinstance(values, dict):
        return step in values
    return isinstance(values, list) and isinstance(step, int) and step < len(values)


def _better(error: ErrorDetails) -> tuple[Any, str] | None:
    """Return a value near to the one that was refused, and why, if there is one."""
    given, limits = error["input"], error.get("ctx", {})
    shown = _shown(given)
    match error["type"]:
        case "greater_than_equal":
            low = limits["ge"]
            return low, f"{shown} is less than the least, {low:g}; {low:g} is used."
        case "less_than_equal":
            high = limits["le"]
            return high, f"{shown} is more than the most, {high:g}; {high:g} is used."
        case "choice":
            close = get_close_matches(str(given).lower(), limits["names"], 1)
            return (close[0], f"{shown} is not known; {close[0]} is used.") if close else None
        case "int_parsing" | "int_from_float":
            number = _number(given)
            if number is not None:
                whole = round(number)
                return whole, f"{shown} is not a whole number; {whole} is used."
    return None


def _number(given: object) -> float | None:
    try:
        number = float(str(given))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e15 else None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def describe(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return what people call a place in a model, for example ``Hidden layers 2, Units``."""
    names: list[str] = []
    for end, step in enumerate(place, start=1):
        if isinstance(step, int):
            if names:
                names[-1] += f" {step + 1}"
            continue
        info = _field(model, place[:end])
        if info is None:
            names.append(_shown(step))
            break
        if "link" in extra(info) or end == len(place):
            names.append(info.title or step.capitalize())
    return ", ".join(names)


def _field(model: type[BaseModel], place: Sequence[int | str]) -> FieldInfo | None:
    """Return the field at a place of a model, or None where there is none."""
    inside: list[type[BaseModel]] = [model]
    info = None
    for step in place:
        if isinstance(step, str):
            # Of several kinds of models, any that has the field says what it is called.
            fields = (each.model_fields.get(step) for each in inside)
            info = next((field for field in fields if field is not None), None)
            if info is None:
                return None
            inside = list(models_in(info.annotation))
    return info
