"""What can be chosen: the names of the registries, as a type that pydantic and JSON schema know."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: its name in links and code, and what people read."""

    name: str
    label: str
    help: str = ""
    formula: str = ""


@dataclass(frozen=True)
class OneOf:
    """Annotation of a text field whose values are the names of a list of choices.

    Used as ``Annotated[str, OneOf(activations)]``. The JSON schema of such a field has ``enum``
    (the names) and ``choices`` (name, label, help, formula of each).
    """

    choices: Callable[[], tuple[Choice, ...]]

    def names(self) -> tuple[str, ...]:
        """Return the names that can be chosen, in the order in which they are offered."""
        return tuple(choice.name for choice in self.choices())

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        result = handler(schema)
        result["enum"] = list(self.names())
        result["choices"] = [asdict(choice) for choice in self.choices()]
        return result

    def _check(self, value: str) -> str:
        return _checked(self, value)


@lru_cache(maxsize=1024)
def _checked(one: OneOf, value: str) -> str:
    """Return a name that can be chosen; only such names are remembered."""
    names = one.names()
    if value not in names:
        raise PydanticCustomError(
            "choice",
            "must be one of {expected}",
            {"expected": ", ".join(names), "names": names},
        )
    return value
