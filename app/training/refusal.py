"""What the Experiment refuses, in a sentence that names the field and what is allowed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from app.experiment import Experiment
from app.experiment.layers import DEFAULT_KIND
from app.experiment.repair import describe
from app.training.report import EditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def refusal(problem: ValidationError, document: dict[str, Any]) -> EditError:
    """Return the first thing that a validation of a document found wrong as an error of an edit."""
    first = problem.errors(include_url=False)[0]
    name = describe(Experiment, first["loc"]) or "The experiment"
    path = ".".join(str(part) for part in first["loc"])
    return EditError(f"{name} {_rule(first, document)}.", path)


def _rule(error: ErrorDetails, document: dict[str, Any]) -> str:
    """Return what the field must be, for example "must be from 1 to 64, not 65"."""
    given, schema = _short(error["input"]), _schema_at(error["loc"], document)
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        return f"must be from {schema['minimum']:g} to {schema['maximum']:g}, not {given}"
    if error["type"] == "too_long":
        return f"can be at most {schema['maxItems']:g}"
    message = error["msg"].removeprefix("Value error, ")
    verb = "" if message.startswith("must") else "is not possible: "
    return f"{verb}{message[:1].lower()}{message[1:]} (given: {given})"


def _schema_at(place: Sequence[int | str], document: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the JSON schema of the field at a place, of the option with limits if it has some.

    Where there are models of several kinds, the document tells which it is.
    """
    found, here = _schema(), document
    for step in place:
        found = _resolved(found)
        if "discriminator" in found:
            kinds = found["discriminator"]["mapping"]
            kind = here.get("kind", DEFAULT_KIND) if isinstance(here, dict) else DEFAULT_KIND
            found = _resolved({"$ref": kinds.get(kind, kinds[DEFAULT_KIND])})
        if isinstance(step, int):
            found, here = found.get("items", {}), here[step]
        else:
            found = found["properties"].get(step, {})
            here = here.get(step) if isinstance(here, dict) else None
    options = [found, *found.get("anyOf", [])]
    return next((each for each in options if "maximum" in each or "maxItems" in each), found)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    target: dict[str, Any] = _schema()["$defs"][name] if name else schema
    return target


@cache
def _schema() -> dict[str, Any]:
    return Experiment.model_json_schema()


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
