"""The loss over a plane of parameters, computed from coarse to fine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy.typing as npt

    from app.lenses.landscape_plane import PathPlane
    from app.training.loss_at import LossAt

    Floats = npt.NDArray[np.floating[Any]]

SIZES = (9, 17, 33)
"""Places along each side; every grid holds the one before, so that nothing is computed twice."""

FIRST_SHOWN = 17
"""A surface takes the place of another one when it is as fine as this."""

MARGIN = 0.3
"""Free room around the path, as a part of its extent on either side."""

NARROWEST = 0.4
"""The shorter side, as a part of the longer one: a straight path has a surface on both sides."""


@dataclass(frozen=True)
class Box:
    """A rectangle of a plane, in the units of the parameters."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, places: Floats) -> Box:
        """Return the rectangle around places (2, n), with room on every side."""
        low, high = places.min(axis=1), places.max(axis=1)
        size = np.maximum(high - low, NARROWEST * float((high - low).max()))
        middle, half = (low + high) / 2, size * (0.5 + MARGIN)
        (left, bottom), (right, top) = middle - half, middle + half
        return cls(float(left), float(right), float(bottom), float(top))

    def grown(self, factor: float) -> Box:
        """Return the rectangle with so many times its size around the same middle."""
        width, height = self.right - self.left, self.top - self.bottom
        across, up = width * (factor - 1) / 2, height * (factor - 1) / 2
        return Box(self.left - across, self.right + across, self.bottom - up, self.top + up)

    def holds(self, places: Floats) -> npt.NDArray[np.bool_]:
        """Tell which of the places (2, n) lie in it."""
        x, y = places
        inside = (x >= self.left) & (x <= self.right) & (y >= self.bottom) & (y <= self.top)
        return np.asarray(inside)


class Surface:
    """The loss over a rectangle of a plane.

    Attributes:
        values: the loss (size, size), a row for each place upwards; None before there is one.
        start: the loss of the network at the path's start, and at its place on the plane.
        held: the shares of the path's variance along the plane's directions.

    """

    def __init__(self, plane: PathPlane, box: Box, update: int, held: tuple[float, float]) -> None:
        self.plane = plane
        self.box = box
        self.update = update
        self.held = held
        self.values: Floats | None = None
        self.start: tuple[float, float] | None = None
        self.progress = 0.0

    @property
    def size(self) -> int:
        """Places along each side of the finest grid that is complete, or 0."""
        return 0 if self.values is None else len(self.values)

    @property
    def finished(self) -> bool:
        """Whether there is nothing finer to come."""
        return self.size == SIZES[-1]

    def places(self, size: int) -> tuple[Floats, Floats]:
        """Return where the columns and the rows of a grid lie, (size,) each."""
        box = self.box
        return np.linspace(box.left, box.right, size), np.linspace(box.bottom, box.top, size)

    def refine(self, loss: LossAt) -> Generator[None, None, None]:
        """Compute the next finer grid, with pauses so that no piece is long."""
        size = SIZES[0] if self.values is None else SIZES[SIZES.index(self.size) + 1]
        grid = np.full((size, size), np.nan)
        if self.values is not None:
            grid[::2, ::2] = self.values
        columns, rows = self.places(size)
        missing = np.argwhere(np.isnan(grid))
        for count, (i, j) in enumerate(missing.tolist()):
            grid[i, j] = yield from loss.pieces(self.plane.at(columns[j], rows[i]))
            self.progress = (count + 1) / len(missing)
            yield
        # What has overflowed is not asked for again.
        self.values = np.nan_to_num(grid, nan=np.inf, posinf=np.inf)

    def weigh_start(self, loss: LossAt, start: Floats) -> Generator[None, None, None]:
        """Compute the loss at the start, beside the plane and on it."""
        true = yield from loss.pieces(start)
        yield
        x, y, _ = self.plane.project(start)
        self.start = (true, (yield from loss.pieces(self.plane.at(x, y))))
