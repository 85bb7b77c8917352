"""A dictionary of named things that answers an unknown name with the names it knows."""

from collections.abc import Iterable
from typing import NoReturn, Protocol, TypeVar


class Named(Protocol):
    """What an entry of a registry tells about itself, for people and for controls."""

    @property
    def name(self) -> str:
        """The key, as it is written in links and in code."""

    @property
    def label(self) -> str:
        """The name people read."""

    @property
    def formula(self) -> str:
        """The rule in one line of plain text."""

    @property
    def help(self) -> str:
        """One sentence that says what it is good for."""


T = TypeVar("T")


class Registry(dict[str, T]):
    """Entries by name, in the order in which people should see them.

    Raises:
        KeyError: for an unknown name, with the known names in its message.

    """

    def __init__(self, kind: str, entries: Iterable[tuple[str, T]]) -> None:
        super().__init__(entries)
        self.kind = kind

    def __missing__(self, name: str) -> NoReturn:
        raise KeyError(f"unknown {self.kind} {name!r}; known are {', '.join(self)}")
