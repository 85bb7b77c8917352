"""The background work of the loss landscape: its surface, and the path of another optimizer."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from app.lenses.background import Background
from app.lenses.landscape_plane import Plan, plan, share_along
from app.lenses.landscape_surface import FIRST_SHOWN, Box, Surface
from app.training import Timeline
from app.training.loss_at import LossAt

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy.typing as npt

    from app.lenses.landscape_plane import PathPlane
    from app.training import Milestone
    from app.training.rival import Rival
    from app.training.setup import Setup

    Floats = npt.NDArray[np.floating[Any]]

GROWTH = 1.25
"""A path that has grown by this factor is looked at anew."""

TURNED = 0.02
"""A better plane takes the place of the present one if it holds so much more of the variance."""

BESIDE = 0.03
"""The plane is laid anew if the network is so far beside it, as a part of the picture's width."""

ROOM = 1.8
"""The picture may grow by this factor so that a rival's path fits in."""

MOST_UPDATES = 200_000
"""Updates of a rival at most."""

RIVAL_BYTES = 2**23
"""Memory for the moments of a rival's path."""

PIECE = 0.002
"""Seconds of a rival's training between two looks at the clock."""

TELL_SECONDS = 0.25
"""Progress is told no more often than this."""


class Pieces(Background):
    """Background work that is one generator after another, each pausing often."""

    def __init__(self) -> None:
        self._job: Generator[None, None, None] | None = None
        self._told = -math.inf

    def next_job(self) -> Generator[None, None, None] | None:
        """Return what is to be done next; None if there is nothing."""
        raise NotImplementedError

    def wait(self) -> float:
        """Return 0 while there is anything to do."""
        if self._job is None:
            self._job = self.next_job()
        return math.inf if self._job is None else 0.0

    def work(self, until: float) -> None:
        """Go on piece by piece."""
        while self.wait() == 0.0:
            assert self._job is not None
            if next(self._job, self) is self:
                self._job = None
            now = time.perf_counter()
            if now - self._told > TELL_SECONDS:
                self.tell()
                self._told = now
            if now >= until:
                break

    def tell(self) -> None:
        """Say that there is something new to show."""
        self.version += 1

    def close(self) -> None:
        """Leave the job where it is."""
        self._job = None


class SurfaceWork(Pieces):
    """Finds the plane of a path, and the loss over it.

    Attributes:
        surface: what is to be shown; None before there is one.
        still: whether the path has not moved at all.

    """

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.surface: Surface | None = None
        self.still = False
        self.here = LossAt(setup)
        self._loss = LossAt(setup)
        self._next: Surface | None = None
        self._path: Sequence[Milestone] = ()
        self._rival: Sequence[Floats] = ()
        self._planned = 0
        self._anew = 0
        self._wanted = True

    @property
    def progress(self) -> float | None:
        """The done part of what is being computed, None if that is nothing."""
        if self._next is not None:
            return 0.5 * self._next.progress
        if self.surface is not None and not self.surface.finished:
            return 0.5 + 0.5 * self.surface.progress
        return None

    def follow(self, path: Sequence[Milestone], rival: Sequence[Floats], anew: int) -> None:
        """Take notice of the path as it is now; another `anew` asks for a new surface."""
        self._path, self._rival = path, rival
        newest = path[-1]
        self._wanted = (
            self._wanted
            or anew != self._anew
            or newest.update > GROWTH * self._planned
            or newest.update < self._planned
            or self._outside()
        )
        if anew != self._anew:
            self._anew, self._planned = anew, -1

    def next_job(self) -> Generator[None, None, None] | None:
        """Plan before anything else, but leave no surface before it can be shown."""
        if self._next is not None:
            return self._refine_next(self._next)
        if self._wanted and self._path:
            return self._plan()
        if self.surface is not None and not self.surface.finished:
            return self._refine(self.surface)
        return None

    def _outside(self) -> bool:
        """Tell whether the path leaves the plane or the picture, or the rival's leaves its room."""
        surface = self._next or self.surface
        if surface is None:
            return False
        x, y, beside = surface.plane.project(_params(self._path[-1]))
        newest = np.array([[x], [y]])
        rival = _places(surface.plane, self._rival, "rival")[:, -1:]
        shown = surface.box.holds(rival) | ~_room(surface.plane, self._path).holds(rival)
        near = beside <= BESIDE * (surface.box.right - surface.box.left)
        return not (near and surface.box.holds(newest).all() and shown.all())

    def _plan(self) -> Generator[None, None, None]:
        self._wanted = False
        path, forced = [_params(each) for each in self._path], self._planned < 0
        update = self._path[-1].update
        before = self.surface
        found = yield from plan(path, before.plane if before else None)
        self._planned = update
        self.still = found is None
        if found is not None and self._must_change(found, path, before, forced=forced):
            rival = _places(found.plane, self._rival, "rival")
            room = _room(found.plane, self._path)
            places = np.hstack([_places(found.plane, path), rival[:, room.holds(rival)]])
            self._next = Surface(found.plane, Box.around(places), update, found.best)
        self.tell()

    def _must_change(
        self, found: Plan, path: Sequence[Floats], before: Surface | None, *, forced: bool
    ) -> bool:
        if before is None or forced:
            return True
        before.held = found.held
        turned = sum(found.best) > sum(found.held) + TURNED
        return turned or self._outside() or not before.box.holds(_places(before.plane, path)).all()

    def _refine_next(self, surface: Surface) -> Generator[None, None, None]:
        yield from surface.weigh_start(self._loss, _params(self._path[0]))
        while surface.size < FIRST_SHOWN:
            yield from surface.refine(self._loss)
            if self.surface is None:
                self.surface = surface
                self.tell()
        self.surface, self._next = surface, None
        self.tell()

    def _refine(self, surface: Surface) -> Generator[None, None, None]:
        yield from surface.refine(self._loss)
        self.tell()


class RivalWork(Pieces):
    """Trains another optimizer from the same start, and keeps its path.

    Attributes:
        trainer: the rival, to look at and not to train.
        loss: its training loss.
        share: how much of its path's variance lies along the plane that is shown, None before it
            is known.

    """

    def __init__(self, trainer: Rival) -> None:
        super().__init__()
        self.trainer = trainer
        self.start = trainer.update
        self.loss = trainer.metrics()["train_loss"]
        self.share: float | None = None
        self.target = trainer.update
        self._timeline = Timeline(RIVAL_BYTES)
        self._timeline.add(trainer.milestone())
        self._plane: PathPlane | None = None
        self._shared: tuple[PathPlane, int] | None = None
        self._cost = PIECE
        self._path: tuple[int, list[Floats]] = (-1, [])

    @property
    def path(self) -> list[Floats]:
        """The parameters at the moments that are kept, and now."""
        now = self.trainer.update
        if self._path[0] != now:
            kept = [_params(each) for each in self._timeline if each.update < now]
            self._path = (now, [*kept, self.trainer.network.params.copy()])
        return self._path[1]

    @property
    def bounded(self) -> bool:
        """Whether it stops before the Run does."""
        return self.target - self.start >= MOST_UPDATES

    def follow(self, update: int, plane: PathPlane | None) -> None:
        """Train up to an update, as far as that is allowed; `plane` is what is shown."""
        self.target = min(update, self.start + MOST_UPDATES)
        self._plane = plane

    @property
    def behind(self) -> bool:
        """Whether it has not made as many updates as the Run."""
        return self.trainer.stopped is None and self.trainer.update < self.target

    def next_job(self) -> Generator[None, None, None] | None:
        """Train, and then compare its path with the plane."""
        if self.behind:
            return self._train()
        if self._plane is not None and self._shared != (self._plane, self.trainer.update):
            return self._compare(self._plane)
        return None

    def tell(self) -> None:
        """Measure the loss, then say that there is something new."""
        self.loss = self.trainer.metrics()["train_loss"]
        super().tell()

    def _train(self) -> Generator[None, None, None]:
        trainer = self.trainer
        while self.behind:
            fits = max(1, int(PIECE / self._cost))
            start = time.perf_counter()
            updates = min(fits, self.target - trainer.update, self._timeline.left(trainer))
            made = trainer.run(updates=updates)
            self._cost = max((time.perf_counter() - start) / max(1, made), 1e-7)
            if self._timeline.due(trainer):
                self._timeline.add(trainer.milestone())
            yield
        self.tell()

    def _compare(self, plane: PathPlane) -> Generator[None, None, None]:
        update = self.trainer.update
        self.share = yield from share_along(self.path, plane)
        self._shared = (plane, update)
        self.tell()


def _params(milestone: Milestone) -> Floats:
    return milestone.snapshot.arrays["params"]


def _places(plane: PathPlane, path: Sequence[Floats], whose: str = "own") -> Floats:
    """Return the coordinates (2, n) of a path on a plane."""
    return plane.places(path, whose)[:2]


def _room(plane: PathPlane, path: Sequence[Milestone]) -> Box:
    """Return how far the picture of a path may reach for the sake of a rival."""
    return Box.around(_places(plane, [_params(each) for each in path])).grown(ROOM)
