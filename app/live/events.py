"""Events: the JSON messages a Run sends to its browser, beside the binary frames."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

PROTOCOL_VERSION = 1


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def text(self) -> str:
        """Return the event as it travels; numbers that are not finite become null."""
        return self.model_dump_json()


class Hello(_Event):
    """The first message on every connection."""

    type: Literal["hello"] = "hello"
    protocol: int = PROTOCOL_VERSION
    limits: dict[str, int | float] = Field(description="What this server allows, by name.")


class ExperimentChanged(_Event):
    """The experiment as it is now: after it was opened, and after every change to it."""

    type: Literal["experiment"] = "experiment"
    experiment: dict[str, Any] = Field(description="The whole Experiment.")
    view: dict[str, Any] | None = Field(
        default=None, description="Fields of the View that the link or the command set."
    )
    link: str = Field(description="The experiment as a link's text, without the view.")
    notes: list[str] = Field(description="Sentences about what was changed, kept or not.")
    description: dict[str, Any] = Field(description="The network and the data in figures.")
    lenses: list[str] = Field(description="The lenses that have something to show of it.")
    kept: bool = Field(description="Whether the network kept what it had learned.")
    edited_live: bool = Field(
        description="Whether something was changed after update 0 or by hand, so that the link "
        "alone does not give these numbers."
    )
    loss_before: float | None = Field(default=None, description="Training loss just before.")
    loss_after: float | None = Field(default=None, description="Training loss just after.")


class Status(_Event):
    """Training began, ended or moved to another place."""

    type: Literal["status"] = "status"
    status: Literal["playing", "paused"]
    reason: str | None = Field(
        default=None,
        description='Why it paused by itself: "diverged", "test_loss", "epochs", "patience", '
        '"idle" or "failed".',
    )
    message: str | None = Field(default=None, description="The same as a sentence for people.")
    update: int
    epoch: float


class Notice(_Event):
    """A sentence for the person at the page."""

    type: Literal["notice"] = "notice"
    message: str


class TimelineChanged(_Event):
    """What is shown lies elsewhere in the training's past, or the past itself has changed."""

    type: Literal["timeline"] = "timeline"
    past: bool = Field(description="Whether another moment than the newest is shown.")
    update: int = Field(description="The update that is shown.")
    epoch: float
    newest: int = Field(description="The newest update, where the present is.")
    newest_epoch: float
    first: int = Field(description="The first update one can go back to.")
    kept: list[int] = Field(description="Updates that are kept by `keep_moment`.")


class Done(_Event):
    """A command was carried out."""

    type: Literal["done"] = "done"
    id: int
    result: dict[str, Any] = Field(default_factory=dict)


class Error(_Event):
    """A command was not carried out; nothing was changed."""

    type: Literal["error"] = "error"
    id: int | None = Field(description="The command's id, null where none could be read.")
    code: str = Field(
        description='"malformed" (not JSON), "invalid" (a wrong field), "refused" (a limit of this '
        'server), "not_open" (no experiment is open), "too_large" or "failed" (an error of ours).'
    )
    message: str
    path: str = Field(description="The field that is wrong, dotted; empty where it is none.")


Event: TypeAlias = Hello | ExperimentChanged | Status | Notice | TimelineChanged | Done | Error

EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


class Close(BaseModel):
    """Why the server closes a connection: a WebSocket close code and a sentence."""

    model_config = ConfigDict(frozen=True)

    code: int
    reason: str = Field(max_length=120)


FULL = Close(code=4001, reason="This server has no room for another Run now. Try again later.")
ADDRESS_FULL = Close(code=4002, reason="There are too many Runs from your network address now.")
BUSY = Close(code=4007, reason="This server does all it can now. Try again in a few minutes.")
IDLE = Close(code=4003, reason="The Run ended, since nobody had used it for a long time.")
TOO_LONG = Close(code=4004, reason="The Run ended, since it had reached the longest time allowed.")
TOO_SLOW = Close(code=4005, reason="The connection took too long to take a message.")
WORKER_LOST = Close(code=4006, reason="A part of the server failed and is being replaced.")
STOPPING = Close(code=1012, reason="The server is stopping.")

CLOSES = (FULL, ADDRESS_FULL, IDLE, TOO_LONG, TOO_SLOW, WORKER_LOST, BUSY, STOPPING)
