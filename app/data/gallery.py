"""The gallery: every data set, in the order in which the page shows them."""

from app.data.entry import Entry
from app.data.functions import FUNCTIONS
from app.data.own import DRAWN, TABLE
from app.data.playground import bumps, circle, gauss, plane, spiral, xor
from app.data.shapes import BLOBS, moons
from app.data.tables import TABLES

DATASETS: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        circle,
        xor,
        gauss,
        spiral,
        moons,
        *BLOBS,
        plane,
        bumps,
        *FUNCTIONS,
        *TABLES,
        DRAWN,
        TABLE,
    )
}
"""All data sets by name."""
