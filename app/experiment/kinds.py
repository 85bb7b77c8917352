"""A field that holds one of several models, told apart by their ``kind``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import GetCoreSchemaHandler


@dataclass(frozen=True)
class ByKind:
    """Annotation of a field whose models are the values of a registry, by their kind.

    Used as ``Annotated[Base, ByKind(kinds, "plain")]``. Where no kind is given it is ``default``.
    Unlike in a tagged union, the place of an error is that of the field which is wrong, without the
    kind in it.
    """

    kinds: Callable[[], Mapping[str, type[BaseModel]]]
    default: str

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        models = {kind: handler.generate_schema(model) for kind, model in self.kinds().items()}
        return core_schema.no_info_wrap_validator_function(
            lambda value, _: self._validate(value),
            core_schema.tagged_union_schema(models, "kind"),
            serialization=core_schema.simple_ser_schema("any"),
        )

    def _validate(self, value: Any) -> BaseModel:  # noqa: ANN401 - whatever is given
        kinds = self.kinds()
        kind = value.get("kind", self.default) if isinstance(value, dict) else self.default
        model = kinds.get(kind) if isinstance(kind, str) else None
        if isinstance(value, BaseModel) and type(value) in kinds.values():
            model = type(value)
        if model is not None:
            return model.model_validate(value)
        problem = PydanticCustomError(
            "choice", "must be one of {expected}", {"expected": ", ".join(kinds), "names": [*kinds]}
        )
        raise ValidationError.from_exception_data(
            "Kind", [InitErrorDetails(type=problem, loc=("kind",), input=kind)]
        )
