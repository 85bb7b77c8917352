"""The gallery: every data set, in the order in which the page shows them."""

from app.data.cards import cards
from app.data.entry import Entry
from app.data.functions import FUNCTIONS
from app.data.memory import echo, parity, recall
from app.data.own import DRAWN, TABLE
from app.data.playground import bumps, circle, gauss, plane, spiral, xor
from app.data.series import SERIES
from app.data.shape_pictures import SHAPE_PICTURES
from app.data.shapes import BLOBS, moons
from app.data.speech import vowels
from app.data.tables import TABLES
from app.data.texts import STRINGS, surnames

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
        *SHAPE_PICTURES,
        recall,
        echo,
        parity,
        cards,
        vowels,
        surnames,
        *STRINGS,
        *SERIES,
        DRAWN,
        TABLE,
    )
}
"""All data sets by name."""
