"""What every kind of hidden layer describes of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from pydantic import ValidationError

from app.experiment.base import Model, setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    from app.nn import Layer, Shape

MAX_UNITS = 64


class Incoming(NamedTuple):
    """What comes into a layer: its shape, and how many different tokens the data have, or 0."""

    shape: Shape
    vocabulary: int = 0


class Counted(NamedTuple):
    """The field that more and fewer of a layer changes, and what people call one and several."""

    field: str
    one: str
    many: str


class LayerModel(Model):
    """Common to all kinds of hidden layers; a kind is a subclass with its fields.

    The fields are the arguments of the engine's class. ``title`` is what people call the kind.

    ``passes`` says that the layer hands on the features that come in, each as itself: a pool, for
    example, has the channels of its input. ``counted`` is the field of what can be added and taken
    away one by one, or None: the features handed on, or inner parts of a layer that passes them.
    """

    title: ClassVar[str]
    engine: ClassVar[type[Layer]]
    passes: ClassVar[bool] = False
    counted: ClassVar[Counted | None] = Counted("units", "unit", "units")

    kind: str = ""

    def make(self, incoming: Incoming) -> Layer:
        """Return the engine's layer for what comes in."""
        return self.engine(**self.arguments(incoming))

    def arguments(self, incoming: Incoming) -> dict[str, Any]:
        """Return the arguments of the engine's class."""
        return self.model_dump(exclude={"kind"})

    @classmethod
    def summary(cls) -> str:
        """Return what the kind is, in a sentence or two: its docstring on one line."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def variants(cls, near: LayerModel | None = None) -> Iterator[Self]:
        """Yield the layers of this kind to try where one is wanted, the likeliest first.

        They have what the kind shares with ``near``, a layer that it takes the place of.
        """
        shared = {name: value for name, value in near or () if name in cls.model_fields}
        try:
            yield cls.model_validate({**shared, "kind": cls.model_fields["kind"].default})
        except ValidationError:
            yield cls()

    @property
    def called(self) -> str:
        """What people call the kind within a sentence."""
        return self.title if self.title.isupper() else self.title.lower()

    @property
    def short(self) -> str:
        """The kind as a label begins; a kind adds what distinguishes it at a glance."""
        return self.called

    @property
    def count(self) -> int:
        """How many there are of what can be added and taken away; 0 if there is no such thing."""
        return getattr(self, self.counted.field) if self.counted else 0

    @property
    def label(self) -> str:
        """The layer in a few words, without its shape."""
        if self.counted is None:
            return self.short
        return f"{self.short}, {self.count} {self.counted[1 if self.count == 1 else 2]}"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Add what the page has to know of the kind: its title, and what can be counted."""
        schema = handler(core_schema)
        inner = handler.resolve_ref_schema(schema)
        inner["title"] = cls.title
        inner["counted"] = cls.counted._asdict() if cls.counted else None
        return schema


def frozen_field() -> Any:  # noqa: ANN401 - as in pydantic's own Field
    """Return the field that keeps the weights of a layer as they are."""
    return setting(
        False,
        "Frozen",
        "Keeps the weights of the layer as they are while the others learn.",
        "frozen",
    )


def units_field(default: int, description: str = "How many units the layer has.") -> Any:  # noqa: ANN401
    """Return the field of how many units a layer has."""
    return setting(
        default, "Units", description, "units", ge=1, le=MAX_UNITS, step=1, positional=True
    )


def activation_field(default: str, of: str = "unit") -> Any:  # noqa: ANN401
    """Return the field of the activation of each unit, or whatever else sums up."""
    return setting(
        default,
        "Activation",
        f"The function that bends what a {of} has summed up.",
        "activation",
        basic=True,
        positional=True,
    )
