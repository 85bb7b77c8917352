"""What a lens is: a way of looking at a network that gives named arrays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.training import Trainer


class Options(BaseModel):
    """Options of a lens; this one has none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


O = TypeVar("O", bound=Options)  # noqa: E741


@dataclass(frozen=True)
class Arrays:
    """What a lens saw: arrays by name for the frame's body, and `meta` for its header."""

    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


class NothingToSee(Exception):  # noqa: N818 - it is an answer, not an error
    """The network at hand has nothing that this lens could show; the text says why."""


class Lens(ABC, Generic[O]):
    """One way of looking, in one file that defines `LENS`.

    `title` and `sentence` are for people. `depends` says what makes the arrays outdated: only
    other data, features or layers ("data"), or also other parameters. `rate` limits how often a
    second they are computed while training goes on. `tab` tells whether the page gives the lens a
    tab of its own; the others are always on the page. Lenses are listed by `rank`, lowest first.
    `beside` tells whether what it shows depends also on how far work has come that goes on between
    the looks.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    sentence: ClassVar[str]
    options: ClassVar[type[Options]] = Options
    depends: ClassVar[Literal["data", "parameters"]] = "parameters"
    rate: ClassVar[float | None] = None
    tab: ClassVar[bool] = False
    rank: ClassVar[int] = 0
    beside: ClassVar[bool] = False

    @abstractmethod
    def look(self, look: Look, options: O) -> Arrays:
        """Return what the lens sees.

        Raises:
            NothingToSee: if the network or its data have nothing of the kind.

        """

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether networks and data of this kind have something of what the lens shows."""
        return True

    def describe(self) -> dict[str, Any]:
        """Return what the page is told about the lens."""
        return {
            "name": self.name,
            "title": self.title,
            "sentence": self.sentence,
            "depends": self.depends,
            "rate": self.rate,
            "tab": self.tab,
            "beside": self.beside,
            "options": self.options.model_json_schema(),
        }
