"""Commands: the JSON messages a browser sends, checked strictly."""

import json
import math
from functools import cache
from typing import Annotated, Any, Literal, NoReturn, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

LARGEST_ID = 2**53 - 1
MOST_UPDATES = 1_000_000_000
FASTEST = 100_000


class CommandError(Exception):
    """Why a command was not carried out.

    `code` is a word for programs, `message` a sentence for people, `path` the field it is about.
    """

    def __init__(self, code: str, message: str, path: str = "", id: int | None = None) -> None:  # noqa: A002
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.id = id


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    id: int = Field(ge=0, le=LARGEST_ID, description="Number that the answer repeats.")


Index = Annotated[int, Field(ge=0, le=10_000)]
Updates = Annotated[int, Field(ge=0, le=MOST_UPDATES)]


class Open(_Command):
    """Open an experiment in place of the one that is open; at most one of the three is given."""

    type: Literal["open"] = "open"
    link: str | None = Field(default=None, description="A link; empty opens the first visit's.")
    experiment: dict[str, JsonValue] | None = Field(default=None, description="An Experiment.")
    checkpoint: str | None = Field(
        default=None, description="A checkpoint of this protocol as base64: its network goes on."
    )
    view: dict[str, JsonValue] | None = Field(default=None, description="What the page shows.")

    @model_validator(mode="after")
    def _one_source(self) -> "Open":
        given = [self.link, self.experiment, self.checkpoint]
        if sum(source is not None for source in given) > 1:
            raise ValueError("give only one of link, experiment and checkpoint")
        return self


class Plane(BaseModel):
    """The two directions over which maps are drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    x: str = Field(default="", max_length=100, description='A column or "pc1"; empty: the default.')
    y: str = Field(default="", max_length=100, description='A column or "pc2"; empty: the default.')


class Watch(_Command):
    """Say which lenses the frames must carry, and over which plane maps are drawn."""

    type: Literal["watch"] = "watch"
    lenses: dict[str, dict[str, JsonValue]] = Field(
        max_length=32, description="Options by the lens's name; the others are not computed."
    )
    plane: Plane = Plane()


class Play(_Command):
    """Train until paused."""

    type: Literal["play"] = "play"
    until: Updates | None = Field(
        default=None,
        description="Train up to this update, whatever the speed, send a frame only there, and "
        "wait, still playing, for a further update to be named. So one page leads several Runs.",
    )


class Pause(_Command):
    """Stop training; a step under way ends where it is."""

    type: Literal["pause"] = "pause"


class Speed(_Command):
    """Set the pace of playing."""

    type: Literal["speed"] = "speed"
    updates_per_second: float = Field(ge=0, le=FASTEST, description="0: as fast as possible.")


class Step(_Command):
    """Train for so many updates or epochs, then pause; answered on arrival."""

    type: Literal["step"] = "step"
    updates: Annotated[int, Field(ge=1, le=MOST_UPDATES)] | None = None
    epochs: Annotated[int, Field(ge=1, le=MOST_UPDATES)] | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> "Step":
        if (self.updates is None) == (self.epochs is None):
            raise ValueError("give either updates or epochs")
        return self


class Goto(_Command):
    """Train up to an exact update or epoch, then pause; from the start if it is already past."""

    type: Literal["goto"] = "goto"
    update: Updates | None = None
    epoch: Updates | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Goto":
        if (self.update is None) == (self.epoch is None):
            raise ValueError("give either update or epoch")
        return self


class Reset(_Command):
    """Go back to update 0 with the same starting weights."""

    type: Literal["reset"] = "reset"


class NewWeights(_Command):
    """Go back to update 0 with the starting weights of the next seed."""

    type: Literal["new_weights"] = "new_weights"


class Edit(_Command):
    """Change fields of the experiment; the network keeps what it has learned where it can."""

    type: Literal["edit"] = "edit"
    changes: dict[str, JsonValue] = Field(
        min_length=1,
        max_length=100,
        description='New values by dotted path, such as "training.learning_rate".',
    )


class AddLayer(_Command):
    """Insert a hidden layer."""

    type: Literal["add_layer"] = "add_layer"
    index: Index = Field(description="The number the new layer has afterwards, from 0.")
    layer: dict[str, JsonValue] | None = Field(
        default=None, description="The layer; without it, one like the layer before."
    )


class RemoveLayer(_Command):
    """Take a hidden layer out."""

    type: Literal["remove_layer"] = "remove_layer"
    index: Index


class AddUnit(_Command):
    """Add a unit to a hidden layer."""

    type: Literal["add_unit"] = "add_unit"
    layer: Index


class RemoveUnit(_Command):
    """Take one unit out of a hidden layer."""

    type: Literal["remove_unit"] = "remove_unit"
    layer: Index
    unit: Index


class SetWeight(_Command):
    """Set one weight by hand; the output layer's number is the number of hidden layers."""

    type: Literal["set_weight"] = "set_weight"
    layer: Index
    unit: Index
    input: Index
    value: float = Field(ge=-1e6, le=1e6)


class SetBias(_Command):
    """Set one bias by hand; the output layer's number is the number of hidden layers."""

    type: Literal["set_bias"] = "set_bias"
    layer: Index
    unit: Index
    value: float = Field(ge=-1e6, le=1e6)


class Seek(_Command):
    """Show the network as it was at the last kept moment up to an update, paused.

    Whatever trains or changes the network from there drops what came later.
    """

    type: Literal["seek"] = "seek"
    update: Updates = Field(description="Beyond the newest update: back to the present.")


class LookBack(_Command):
    """See lenses at a moment without going there: a frame of kind "moment", then the answer."""

    type: Literal["look_back"] = "look_back"
    update: Updates = Field(description="The last kept moment up to it is shown.")
    lenses: dict[str, dict[str, JsonValue]] = Field(
        max_length=32, description="Options by the lens's name."
    )


class KeepMoment(_Command):
    """Keep the moment that is shown from being thinned out; the answer says which it is."""

    type: Literal["keep_moment"] = "keep_moment"


class ReleaseMoment(_Command):
    """Let a moment go that was kept."""

    type: Literal["release_moment"] = "release_moment"
    update: Updates


class Moments(_Command):
    """Ask for the updates one can go back to."""

    type: Literal["moments"] = "moments"


class Ack(_Command):
    """Say that every frame up to this one is on screen; it has no answer."""

    type: Literal["ack"] = "ack"
    seq: int = Field(ge=0, le=LARGEST_ID)


class Part(_Command):
    """One piece of a command too large for one message.

    The pieces of one command come in order. A part has no answer of its own; the command that the
    pieces make together has its own id and is answered like any other.
    """

    type: Literal["part"] = "part"
    index: int = Field(ge=0, le=100_000)
    count: int = Field(ge=1, le=100_000)
    text: str


class Ping(_Command):
    """Ask for a sign of life: the answer."""

    type: Literal["ping"] = "ping"


Command: TypeAlias = (
    Open
    | Watch
    | Play
    | Pause
    | Speed
    | Step
    | Goto
    | Reset
    | NewWeights
    | Edit
    | AddLayer
    | RemoveLayer
    | AddUnit
    | RemoveUnit
    | SetWeight
    | SetBias
    | Seek
    | LookBack
    | KeepMoment
    | ReleaseMoment
    | Moments
    | Ack
    | Part
    | Ping
)

COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Discriminator("type")])


def read_command(text: str) -> Command:
    """Return the command that a message holds.

    Raises:
        CommandError: with code "malformed" if it is not JSON, or "invalid" if a field is wrong;
            it carries the message's id where one can be read.

    """
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise CommandError("malformed", f"A command must be JSON: {error}") from None
    if not isinstance(value, dict):
        raise CommandError("malformed", "A command must be a JSON object.")
    try:
        return COMMANDS.validate_python(value)
    except ValidationError as error:
        message, path = explain(error, value.get("type"))
        raise CommandError("invalid", message, path, _readable_id(value)) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def _readable_id(value: dict[str, Any]) -> int | None:
    given = value.get("id")
    return given if type(given) is int and 0 <= given <= LARGEST_ID else None


def explain(error: ValidationError, kind: object = None) -> tuple[str, str]:
    """Return a sentence and the dotted path of the first thing that is wrong.

    `kind` is the command's type, whose schema knows the allowed range.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    loc = [str(part) for part in first["loc"]]
    if loc and loc[0] == kind:
        loc = loc[1:]
    path = "type" if first["type"].startswith("union_tag") else ".".join(loc)
    return _sentence(first, path, _range(kind, path)), path


def _sentence(error: ErrorDetails, path: str, allowed: str) -> str:
    text = error["msg"].removeprefix("Value error, ")
    text = text[0].lower() + text[1:]
    name = f"{path}: " if path else ""
    return f"{name}{text}{f' (allowed: {allowed})' if allowed else ''}."


def _range(kind: object, path: str) -> str:
    field = _properties().get(str(kind), {}).get(path, {})
    options = [field, *field.get("anyOf", [])]
    for option in options:
        if "minimum" in option and "maximum" in option:
            return f"{option['minimum']:,} to {option['maximum']:,}"
    return ""


@cache
def _properties() -> dict[str, dict[str, Any]]:
    definitions = COMMANDS.json_schema()["$defs"].values()
    return {
        each["properties"]["type"]["const"]: each["properties"]
        for each in definitions
        if "type" in each.get("properties", {})
    }
