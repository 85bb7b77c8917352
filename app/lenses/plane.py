"""The plane over which maps are drawn: two directions through the space of the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset

    Floats = npt.NDArray[np.float64]

PRINCIPAL = ("pc1", "pc2")
"""The names of the two principal directions."""

MARGIN = 0.05


@dataclass(frozen=True, eq=False)
class Plane:
    """Two orthonormal directions (2, columns) through a point `origin` (columns,).

    A place (x, y) of the plane is the example `origin + x·directions[0] + y·directions[1]`.
    `x` and `y` are the names chosen, `x_range` and `y_range` what pictures show, `sentence` says
    to people what they look at.
    """

    x: str
    y: str
    x_label: str
    y_label: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    origin: Floats
    directions: Floats
    sentence: str

    def project(self, points: Floats) -> Floats:
        """Return the places (2, n) of examples (columns, n)."""
        return np.asarray(self.directions @ (points - self.origin[:, np.newaxis]))

    def grid(self, resolution: int) -> Floats:
        """Return the examples (columns, resolution²) at the centres of a picture's pixels.

        The first row of the picture is the lowest y, the first column the lowest x.
        """
        share = (np.arange(resolution) + 0.5) / resolution
        x = self.x_range[0] + share * (self.x_range[1] - self.x_range[0])
        y = self.y_range[0] + share * (self.y_range[1] - self.y_range[0])
        places = np.stack([np.tile(x, resolution), np.repeat(y, resolution)])
        return np.asarray(self.origin[:, np.newaxis] + self.directions.T @ places)

    @cached_property
    def meta(self) -> dict[str, object]:
        """What the browser needs to draw axes and text."""
        return {
            "x": list(self.x_range),
            "y": list(self.y_range),
            "x_label": self.x_label,
            "y_label": self.y_label,
            "sentence": self.sentence,
        }


def choose_plane(data: Dataset, x: str = "", y: str = "") -> Plane:
    """Return the plane through two columns, or through the two principal directions.

    Names that do not fit the data give the default: the columns where there are two, otherwise
    the principal directions ("pc1" and "pc2").
    """
    columns = data.columns
    if (x, y) == PRINCIPAL and len(columns) >= 2:
        return principal_plane(data)
    if x in columns and y in columns and x != y:
        return column_plane(data, columns.index(x), columns.index(y))
    if len(columns) <= 2:
        return column_plane(data, 0, len(columns) - 1)
    return principal_plane(data)


def column_plane(data: Dataset, across: int, up: int) -> Plane:
    """Return the plane of two columns, the others at their mean over the training examples.

    A single column (`across == up`) makes a plane in which up and down changes nothing.
    """
    count = len(data.columns)
    origin = np.zeros(count) if data.plane else data.inputs[:, data.train].mean(axis=1)
    origin[[across, up]] = 0.0
    directions = np.zeros((2, count))
    directions[0, across] = 1.0
    if up != across:
        directions[1, up] = 1.0
    names = data.columns[across], data.columns[up] if up != across else ""
    unit = " (standardized)" if data.standardized else ""
    return Plane(
        x=names[0],
        y=names[1],
        x_label=f"{names[0]}{unit}",
        y_label=f"{names[1]}{unit}" if names[1] else "",
        x_range=_range(data, across),
        y_range=_range(data, up),
        origin=origin,
        directions=directions,
        sentence=_column_sentence(*names, others=count - len({across, up})),
    )


def _column_sentence(x: str, y: str, *, others: int) -> str:
    if not y:
        return f"The picture shows {x} across; up and down nothing changes."
    rest = {0: "", 1: "; the other column stays at its mean"}.get(
        others, f"; the other {others} columns stay at their mean"
    )
    return f"The picture shows {x} across and {y} up{rest}."


def _range(data: Dataset, column: int) -> tuple[float, float]:
    low, high = data.domain[column]
    return (low, high) if data.plane else _with_margin(low, high)


def _with_margin(low: float, high: float) -> tuple[float, float]:
    room = MARGIN * (high - low) or 1.0
    return (low - room, high + room)


def principal_plane(data: Dataset) -> Plane:
    """Return the plane of the two directions in which the training examples differ most."""
    train = data.inputs[:, data.train]
    origin = train.mean(axis=1)
    # Eigenvectors of the covariance exist in full number however few examples there are.
    sizes, vectors = np.linalg.eigh(np.cov(train, bias=True))
    directions = vectors[:, :-3:-1].T
    # A direction is as good as its opposite: let its largest part be positive.
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.where(directions[[0, 1], largest] < 0, -1.0, 1.0)[:, np.newaxis]
    total = float(sizes.sum())
    share = float(sizes[-2:].sum()) / total if total > 0 else 1.0
    places = directions @ (data.inputs - origin[:, np.newaxis])
    return Plane(
        x=PRINCIPAL[0],
        y=PRINCIPAL[1],
        x_label="first principal direction",
        y_label="second principal direction",
        x_range=_with_margin(float(places[0].min()), float(places[0].max())),
        y_range=_with_margin(float(places[1].min()), float(places[1].max())),
        origin=origin,
        directions=directions,
        sentence="The picture shows the two directions in which the examples differ most; "
        f"they hold {share:.0%} of the spread.",
    )
