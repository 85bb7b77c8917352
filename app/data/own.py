"""People's own data: points drawn on the plane, and a pasted table."""

import numpy as np

from app.data.dataset import DataError
from app.data.encode import encode
from app.data.entry import PLANE_LIMIT, Draft, DrawnPoint, Entry, Request
from app.data.plane import PLANE_COLUMNS, class_names
from app.data.table import MAX_CLASSES

MAX_DRAWN = 500
OWN = "Yours; the server never stores it"

STARTER_POINTS: tuple[DrawnPoint, ...] = (
    (-3.0, 3.0, 0),
    (-2.0, 2.0, 0),
    (3.0, -3.0, 0),
    (2.0, -2.0, 0),
    (3.0, 3.0, 1),
    (2.0, 2.0, 1),
    (-3.0, -3.0, 1),
    (-2.0, -2.0, 1),
)
"""What the plane holds before a point is drawn, so that there is something to train on."""


def drawn(request: Request) -> Draft:
    """Make a data set of drawn points (x1, x2, class); they stay where people put them."""
    points = request.drawn or STARTER_POINTS
    if len(points) > MAX_DRAWN:
        raise DataError(
            f"There are {len(points)} drawn points; at most {MAX_DRAWN} are allowed.", "data.drawn"
        )
    for number, (x1, x2, label) in enumerate(points):
        if not (abs(x1) <= PLANE_LIMIT and abs(x2) <= PLANE_LIMIT):
            raise DataError(
                f"The drawn point {number + 1} lies at ({x1}, {x2}); both coordinates must lie "
                f"between −{PLANE_LIMIT:g} and {PLANE_LIMIT:g}.",
                f"data.drawn.{number}",
            )
        if not 0 <= label < MAX_CLASSES or label != int(label):
            raise DataError(
                f"The drawn point {number + 1} has the class {label}; classes are whole numbers "
                f"from 0 to {MAX_CLASSES - 1}.",
                f"data.drawn.{number}",
            )
    x1, x2, labels = np.array(points, dtype=np.float64).T
    classes = max(2, int(labels.max()) + 1)
    return Draft(
        task="binary" if classes == 2 else "classes",
        inputs=np.stack((x1, x2)),
        columns=PLANE_COLUMNS,
        labels=labels.astype(np.int64),
        classes=class_names(classes),
        target="class",
        plane=True,
        notes=_drawn_notes(request),
    )


def _drawn_notes(request: Request) -> tuple[str, ...]:
    notes = []
    if not request.drawn:
        notes.append(f"Nothing is drawn yet; these {len(STARTER_POINTS)} points are a start.")
    if len(request.drawn) == 1:
        notes.append("The only point is both trained on and tested on.")
    if request.noise:
        notes.append("Noise does not move drawn points.")
    return tuple(notes)


def pasted(request: Request) -> Draft:
    """Make a data set of a pasted table."""
    if request.table is None:
        raise DataError("There is no table yet; paste one or drop a CSV file.", "data.table")
    return encode(request.table, request)


DRAWN = Entry(
    "drawn",
    "Draw points",
    "Can the network learn what you draw?",
    "own",
    None,
    drawn,
    source=OWN,
    licence="",
)
TABLE = Entry(
    "table",
    "Paste a table",
    "What can be predicted from your table?",
    "own",
    None,
    pasted,
    default_samples=2000,
    source=OWN,
    licence="",
)
