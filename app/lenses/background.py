"""Work of lenses that takes longer than a frame, done in slices beside the training.

A lens asks `look.background(name, key, make)` for its `Background` at every look and shows what is
there so far. Whoever gives the looks (a Run, or a notebook) calls `work` of `Backgrounds` now and
then. Nothing of it changes a number of the network that is looked at: it works on copies.
"""

from __future__ import annotations

import logging
import math
from abc import ABC, abstractmethod
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

from app.lenses.lens import NothingToSee

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Background(ABC):
    """Work of a lens that takes longer than a frame, done in slices beside the training.

    Attributes:
        version: grows whenever there is something new to show.
        patient: whether it waits while its lens is not watched; other work that is not finished is
            closed then.

    """

    version: int = 0
    patient: ClassVar[bool] = False

    @abstractmethod
    def wait(self) -> float:
        """Return the seconds until it wants its next slice: 0 is now, infinity when finished."""

    @abstractmethod
    def work(self, until: float) -> None:
        """Do one slice, ending near the time `until` of `time.perf_counter`.

        What it lets out ends the work: a NothingToSee is shown with its text, any other exception
        as a sentence of its own.
        """

    def close(self) -> None:  # noqa: B027 - many have nothing to let go of
        """Let go of everything, such as futures; nothing is asked of it any more but its result."""


class Inline(Executor):
    """Does what it is given at once and in the same thread: for notebooks and tests."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that has its result, or its exception, already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass
class _Kept:
    """A background, and what it is for; `error` is why it ended, if something went wrong."""

    number: int
    key: Hashable
    background: Background
    error: Exception | None = None
    watched: bool = True

    def wait(self) -> float:
        return self.background.wait() if self.watched and self.error is None else math.inf


class Backgrounds:
    """The background work of all lenses that one person watches.

    It goes by the name of its lens; a lens with more than one adds a point and a word of its own.

    `executor` is where a lens may send what is too long for slices; `failed` is called when a
    background ends with an exception.
    """

    def __init__(
        self, executor: Executor | None = None, failed: Callable[[], None] | None = None
    ) -> None:
        self.executor = executor or Inline()
        self._failed = failed
        self._all: dict[str, _Kept] = {}
        self._asked: set[str] = set()
        self._numbers = 0

    def borrowed(self) -> Borrowed:
        """Return the same for somebody who looks once, at another moment, and then closes it."""
        return Borrowed(self)

    def find(self, name: str, key: Hashable) -> Background | None:
        """Return the background that a lens has under this key, if all is well with it."""
        kept = self._all.get(name)
        found = kept is not None and kept.key == key and kept.error is None
        return kept.background if kept is not None and found else None

    def get(self, name: str, key: Hashable, make: Callable[[], Background]) -> Background:
        """Return the background of a lens; another one is made when the key is another.

        The key says all that the work depends on. Raises NothingToSee if the work has failed.
        """
        self._asked.add(name)
        kept = self._all.get(name)
        if kept is None or kept.key != key:
            self.close(name)
            self._numbers += 1
            kept = self._all[name] = _Kept(self._numbers, key, make())
        kept.watched = True
        if isinstance(kept.error, NothingToSee):
            raise NothingToSee(str(kept.error))
        if kept.error is not None:
            kind = type(kept.error).__name__
            raise NothingToSee(f"Something went wrong while this was computed ({kind}).")
        return kept.background

    def version(self, lens: str) -> tuple[int, ...]:
        """Return what changes when the lens has something new to show."""
        if not self._all:
            return ()
        found = sorted((self._all[name] for name in self._of(lens)), key=lambda kept: kept.number)
        numbers = (
            (kept.number, kept.background.version, int(kept.error is not None)) for kept in found
        )
        return tuple(number for each in numbers for number in each)

    def _of(self, lens: str) -> list[str]:
        return [name for name in self._all if _lens(name) == lens]

    def begin_look(self, lens: str) -> None:
        """Take notice that a lens is about to look."""
        self._asked = {name for name in self._asked if _lens(name) != lens}

    def end_look(self, lens: str) -> None:
        """Close what a lens did not ask for any more."""
        for name in self._of(lens):
            if name not in self._asked:
                self.close(name)

    def watch(self, lenses: Collection[str]) -> None:
        """Work for these lenses and no others.

        What is finished or patient stays, to be shown at once when it is watched again; the rest is
        closed.
        """
        for name in list(self._all):
            kept = self._all[name]
            if _lens(name) in lenses:
                continue
            if kept.watched and kept.wait() < math.inf and not kept.background.patient:
                self.close(name)
            else:
                kept.watched = False

    def wait(self) -> float:
        """Return the seconds until there is work; infinity if there is none."""
        return min((kept.wait() for kept in self._all.values()), default=math.inf)

    def work(self, until: float) -> None:
        """Do one slice of one background, in turn."""
        name = next((name for name, kept in self._all.items() if kept.wait() <= 0), None)
        if name is None:
            return
        kept = self._all[name] = self._all.pop(name)
        try:
            kept.background.work(until)
        except Exception as error:
            self._end(kept, error)

    def _end(self, kept: _Kept, error: Exception) -> None:
        kept.error = error
        kept.background.close()
        if not isinstance(error, NothingToSee):
            logger.error("The background work of a lens failed", exc_info=error)
            if self._failed is not None:
                self._failed()

    def close(self, name: str) -> None:
        """Close the background of a lens, if it has one."""
        kept = self._all.pop(name, None)
        if kept is not None and kept.error is None:
            kept.background.close()

    def close_all(self) -> None:
        """Close everything."""
        for name in list(self._all):
            self.close(name)


def _lens(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


class Borrowed(Backgrounds):
    """Background work as another looker sees it: shared where it is the same, else its own."""

    def __init__(self, lender: Backgrounds) -> None:
        super().__init__(lender.executor)
        self._lender = lender

    def get(self, name: str, key: Hashable, make: Callable[[], Background]) -> Background:
        """Return the lender's background if it is for the same, else one of its own."""
        return self._lender.find(name, key) or super().get(name, key, make)
