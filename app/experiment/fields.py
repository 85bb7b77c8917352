"""Walks the fields of a model: the one way in which links, schema and documentation find them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from app.experiment.kinds import ByKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic.fields import FieldInfo


@dataclass(frozen=True, eq=False)
class Setting:
    """One field that people can set: where it is in the model and how a link names it.

    There is one of each; two are equal only if they are the same.
    """

    path: tuple[str, ...]
    key: str
    info: FieldInfo

    @property
    def title(self) -> str:
        """What people call the field."""
        return self.info.title or self.path[-1]

    @property
    def dotted(self) -> str:
        """The path as edits name it, for example ``training.learning_rate``."""
        return ".".join(self.path)

    def read(self, model: BaseModel) -> Any:  # noqa: ANN401 - fields have many types
        """Return the value of the field in a model."""
        value: Any = model
        for name in self.path:
            if value is None:
                return self.info.get_default()
            value = getattr(value, name)
        return value

    def default(self, model: BaseModel) -> Any:  # noqa: ANN401
        """Return the default of the field, which may depend on the fields before it."""
        if self.info.default_factory is None:
            return self.info.default
        holder: Any = model
        for name in self.path[:-1]:
            holder = getattr(holder, name, None)
        return self._make_default(vars(holder) if holder else {})

    @cached_property
    def _make_default(self) -> Callable[[dict[str, Any]], Any]:
        """The function of the fields before it that gives the default."""
        factory: Any = self.info.default_factory
        # Pydantic looks at the factory's signature whenever it is asked.
        return factory if self.info.default_factory_takes_validated_data else lambda _: factory()


def extra(info: FieldInfo) -> dict[str, Any]:
    """Return what a field declares beyond pydantic's own: link, step, scale, basic."""
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


@cache
def settings(model: type[BaseModel]) -> tuple[Setting, ...]:
    """Return every field of a model and of the models inside it that has a ``link`` key."""
    return tuple(_settings(model, ()))


def _settings(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Setting]:
    for name, info in model.model_fields.items():
        here = (*path, name)
        key = extra(info).get("link")
        if isinstance(key, str):
            yield Setting(here, key, info)
        else:
            for inner in models_in(info.annotation):
                yield from _settings(inner, here)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any annotation
    """Yield the models inside an annotation such as ``tuple[Model, ...]`` or ``Model | None``.

    Of a field whose models are told apart by their kind, these are the models of all kinds.
    """
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
    else:
        arguments = get_args(annotation)
        by_kind = next((each for each in arguments if isinstance(each, ByKind)), None)
        if by_kind is not None:
            yield from by_kind.kinds().values()
            return
        for argument in arguments:
            yield from models_in(argument)
