"""Real tables, shipped as small CSV files in `files/`, whose SOURCES.md names source and licence.

They are read by the same function as a pasted table; a new one is a file and an entry here.
"""

from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from app.data.csv_table import parse_csv
from app.data.dataset import Shape, Task
from app.data.encode import MAX_INPUTS, encode
from app.data.entry import Draft, Entry, Request
from app.data.table import Table

FILES = Path(__file__).parent / "files"
BSD = "BSD-3-Clause (scikit-learn)"


@lru_cache
def read_table(name: str) -> Table:
    """Read the table `files/name.csv`; its last column is the target."""
    text = (FILES / f"{name}.csv").read_text(encoding="utf-8")
    # The digits have 64 pixels, one column more than a pasted table may have.
    return parse_csv(text, max_columns=MAX_INPUTS + 1)


def _make(name: str, request: Request) -> Draft:
    return encode(read_table(name), request)


def _make_pictures(name: str, shape: Shape, request: Request) -> Draft:
    draft = encode(read_table(name), request)
    return replace(draft, shape=shape, standardization="pixels")


def _table_set(
    name: str,
    title: str,
    question: str,
    *,
    task: Task,
    rows: int,
    source: str,
    about: str,
    shape: Shape = (),
) -> Entry:
    """Make a data set of the file `files/name.csv`, which has `rows` rows.

    With a `shape` each row is a picture.
    """
    return Entry(
        name,
        title,
        question,
        "pictures" if shape else "table",
        task,
        partial(_make_pictures, name, shape) if shape else partial(_make, name),
        default_samples=rows,
        source=source,
        licence=BSD,
        about=about,
    )


TABLES = (
    _table_set(
        "iris",
        "Iris",
        "Which species is the flower?",
        task="classes",
        rows=150,
        source="R. A. Fisher (1936), from scikit-learn",
        about="An example is a flower: length and width of its sepals and petals.",
    ),
    _table_set(
        "wine",
        "Wine",
        "Which grape is the wine made from?",
        task="classes",
        rows=178,
        source="M. Forina and others, PARVUS, from scikit-learn",
        about="An example is a wine: 13 results of its chemical analysis.",
    ),
    _table_set(
        "breast_cancer",
        "Breast cancer",
        "Is the tumour malignant?",
        task="binary",
        rows=569,
        source="W. N. Street, W. H. Wolberg, O. L. Mangasarian (1993), from scikit-learn",
        about="An example is a lump in the breast: 30 measures of its cell nuclei in a picture.",
    ),
    _table_set(
        "digits",
        "Digits",
        "Which digit was written?",
        task="classes",
        rows=1797,
        source="E. Alpaydin, C. Kaynak (1998), from scikit-learn",
        about="An example is a digit written by hand, in 8×8 pixels.",
        shape=(1, 8, 8),
    ),
    _table_set(
        "diabetes",
        "Diabetes",
        "How far will the disease have come in a year?",
        task="regression",
        rows=442,
        source="B. Efron and others (2004), from scikit-learn",
        about="An example is a person: age, sex, body mass index, blood pressure, 6 blood values.",
    ),
)
