"""The plane through the parameters in which a training's path spreads most.

The path's parameters θ_t are points in a space of P dimensions. Their two principal components span
the plane, which is laid through the newest point, so that the network of the moment lies on it
exactly. E. Lorch, "Visualizing deep network training trajectories with PCA" (ICML workshop, 2016),
looked at paths so; H. Li et al., "Visualizing the loss landscape of neural nets" (NeurIPS, 2018,
section 7), drew the loss over the plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

MOST_POINTS = 64
"""Points of a path from which its plane is made; a longer path is thinned evenly."""

TINY = 1e-10
"""A direction with this share of the spread is none: the path is straight."""


class PathPlane:
    """A plane in the space of parameters: an origin (P,) and two orthonormal directions (2, P)."""

    def __init__(self, origin: Floats, directions: Floats) -> None:
        self.origin = origin
        self.directions = directions
        self._known: dict[str, dict[int, tuple[Floats, tuple[float, float, float]]]] = {}

    def project(self, params: Floats) -> tuple[float, float, float]:
        """Return the coordinates of parameters (P,) and how far they lie beside the plane."""
        offset = np.subtract(params, self.origin, dtype=np.float64)
        along = self.directions @ offset
        beside = float(offset @ offset - along @ along)
        return float(along[0]), float(along[1]), max(0.0, beside) ** 0.5

    def places(self, path: Sequence[Floats], whose: str = "own") -> Floats:
        """Return coordinates and distances (3, n) of a path of parameters that never change.

        They are computed once for each point, and remembered for the latest path of each owner.
        """
        before = self._known.get(whose, {})
        known = {id(point): before.get(id(point)) or (point, self.project(point)) for point in path}
        self._known[whose] = known
        return np.array([place for _, place in known.values()]).reshape(-1, 3).T

    def at(self, x: float, y: float) -> Floats:
        """Return the parameters (P,) at a place of the plane."""
        return np.asarray(self.origin + x * self.directions[0] + y * self.directions[1])


@dataclass(frozen=True, eq=False)
class Plan:
    """What was found out about a path: its best plane, and how much of it each plane holds.

    `best` and `held` are shares of the path's variance along two directions: those of the best
    plane, and those of the plane that was there before (zeros if there was none).
    """

    plane: PathPlane
    best: tuple[float, float]
    held: tuple[float, float]
    points: int


def thinned(path: Sequence[Floats], most: int = MOST_POINTS) -> list[Floats]:
    """Return at most so many points of a path, spread evenly, the first and the last among them."""
    if len(path) <= most:
        return list(path)
    rows = np.linspace(0, len(path) - 1, most).round().astype(int)
    return [path[row] for row in rows]


def plan(path: Sequence[Floats], before: PathPlane | None) -> Generator[None, None, Plan | None]:
    """Return the plan of a path of parameters (P,), after pauses so that no piece is long.

    The newest point is the last. Each axis keeps the side on which it was in the plane before; the
    first ones point from the start to now, and to the side where the path bends out furthest.
    Returns None for a path that has not moved.
    """
    points = thinned(path)
    origin = np.asarray(points[-1], dtype=np.float64)
    # Small numbers, so that single precision serves to find directions.
    steps = np.empty((len(points), len(origin)), dtype=np.float32)
    for row, point in zip(steps, points, strict=True):
        np.subtract(point, origin, out=row, casting="same_kind")
    steps -= steps.mean(axis=0)
    yield
    products = np.empty((len(points), len(points)))
    for i, row in enumerate(steps):
        products[i] = steps @ row
        yield
    spread, rows = np.linalg.eigh((products + products.T) / 2)
    total = float(spread.clip(min=0).sum())
    if not total > 0 or not np.isfinite(total):
        return None
    directions = _directions(steps, spread, rows)
    yield
    held = (0.0, 0.0) if before is None else _shares(steps, before.directions)
    yield
    if before is None:
        directions = _oriented(directions, steps)
    else:
        sides = np.einsum("kp,kp->k", directions, before.directions)
        directions = np.where(sides < 0, -1.0, 1.0)[:, np.newaxis] * directions
    return Plan(PathPlane(origin, directions), _shares(steps, directions), held, len(points))


def share_along(path: Sequence[Floats], plane: PathPlane) -> Generator[None, None, float]:
    """Return the share of the variance of a path that lies along a plane's directions."""
    points = thinned(path)
    mean = np.mean(points, axis=0, dtype=np.float64)
    whole = along = 0.0
    for point in points:
        yield
        step = point - mean
        part = plane.directions @ step
        whole += float(step @ step)
        along += float(part @ part)
    return along / whole if whole > 0 else 1.0


def _directions(steps: Floats, spread: Floats, rows: Floats) -> Floats:
    """Return the two directions (2, P) of most spread, orthonormal in double precision."""
    first = steps.T @ rows[:, -1].astype(np.float32)
    if len(spread) > 1 and spread[-2] > TINY * spread[-1]:
        second = steps.T @ rows[:, -2].astype(np.float32)
    else:
        # A straight path has one direction; any other one will do for the second.
        second = np.zeros_like(first)
        second[np.abs(first).argmin()] = 1.0
    both = np.stack([first, second], axis=1).astype(np.float64)
    basis, triangle = np.linalg.qr(both / np.linalg.norm(both, axis=0))
    return np.asarray((basis * np.sign(np.diag(triangle))).T)


def _oriented(directions: Floats, steps: Floats) -> Floats:
    """Let the path run from left to right, and bend upwards."""
    places = directions @ steps.T
    along = places[0, -1] - places[0, 0]
    chord = np.linspace(places[1, 0], places[1, -1], places.shape[1])
    bend = places[1] - chord
    furthest = bend[np.abs(bend).argmax()]
    signs = np.array([1.0 if along >= 0 else -1.0, 1.0 if furthest >= 0 else -1.0])
    return signs[:, np.newaxis] * directions


def _shares(steps: Floats, directions: Floats) -> tuple[float, float]:
    whole = float(np.einsum("np,np->", steps, steps, dtype=np.float64))
    along = np.square(directions @ steps.T).sum(axis=1) / whole
    return min(1.0, float(along[0])), min(1.0, float(along[1]))
