"""From CSV text to records: the delimiter and the header are guessed, ragged rows refused."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from math import isfinite

from app.data.dataset import DataError

MAX_TEXT = 1_500_000
MAX_ROWS = 2000
MAX_COLUMNS = 64
PATH = "data.table"

# Where two of them split the text equally well, the first is taken: commas are also decimal commas.
DELIMITERS = ("\t", ";", ",")
MISSING = frozenset(("", "?", "na", "n/a", "nan", "null"))
_NAME_LENGTH = 40


@dataclass(frozen=True)
class Records:
    """The cells of a table as text.

    `names` has one name per column, or is empty where the first row is data already. `rows` holds
    the cells of every row, `numbers` the number of each row as a spreadsheet counts it.
    """

    delimiter: str
    names: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]


def read_records(text: str, max_columns: int = MAX_COLUMNS) -> Records:
    """Read the records of a CSV text of at most 2,000 rows; raises DataError."""
    if len(text) > MAX_TEXT:
        raise DataError(
            f"The text has {len(text):,} characters; at most {MAX_TEXT:,} are allowed.", PATH
        )
    text = text.removeprefix("\ufeff")
    delimiter = _guess_delimiter(text)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, cells in _records(text, delimiter):
        _check_width(cells, rows, number, max_columns)
        rows.append(cells)
        numbers.append(number)
        if len(rows) > MAX_ROWS + 1:
            break
    if not rows:
        raise DataError("The table is empty; paste rows of values separated by commas.", PATH)
    names = _clean_names(rows[0]) if _is_header(rows, delimiter) else ()
    if names:
        rows, numbers = rows[1:], numbers[1:]
    if len(rows) > MAX_ROWS:
        raise DataError(
            f"Row {numbers[MAX_ROWS]} is one too many: at most {MAX_ROWS:,} rows are allowed.",
            PATH,
            row=numbers[MAX_ROWS],
        )
    if len(rows) < 2:
        raise DataError(f"At least 2 rows of data are needed; found {len(rows)}.", PATH)
    return Records(delimiter, names, rows, numbers)


def as_number(cell: str, decimal_comma: bool) -> float | None:
    """Return the finite number that a cell holds, or None."""
    if decimal_comma and "." not in cell:
        cell = cell.replace(",", ".")
    try:
        number = float(cell)
    except ValueError:
        return None
    # Python reads 1_000 as a number, as nobody who fills in a table does.
    return number if isfinite(number) and "_" not in cell else None


def is_missing(cell: str) -> bool:
    """Tell whether a cell is empty or holds one of the usual signs for "no value"."""
    return cell.casefold() in MISSING


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the stripped cells of every row that is not empty."""
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error as error:
        raise DataError(
            f"Row {number + 1} cannot be read: {error}. A cell in quotation marks must end with "
            "one, and a quotation mark inside it is written twice.",
            PATH,
            row=number + 1,
        ) from error


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that gives most of the first rows the same width of two or more."""

    def agreement(delimiter: str) -> float:
        widths: list[int] = []
        try:
            # One at a time, as the rows before an error count too.
            for _, cells in islice(_records(text, delimiter), 50):
                widths.append(len(cells))
        except DataError:
            pass
        if not widths:
            return 0.0
        width, count = Counter(widths).most_common(1)[0]
        return count / len(widths) if width > 1 else 0.0

    best = max(DELIMITERS, key=agreement)
    return best if agreement(best) > 0 else ","


def _check_width(cells: list[str], rows: list[list[str]], number: int, max_columns: int) -> None:
    width = len(rows[0]) if rows else len(cells)
    if len(cells) != width:
        raise DataError(
            f"Row {number} has {len(cells)} cells, but the first row has {width}.",
            PATH,
            row=number,
            column=f"column {min(len(cells), width) + 1}",
        )
    if width > max_columns:
        raise DataError(
            f"Row {number} has {width} columns; at most {max_columns} are allowed.",
            PATH,
            row=number,
            column=f"column {max_columns + 1}",
        )
    if width == 1:
        raise DataError(
            f"Row {number} has one column; at least two are needed, an input and a target, "
            "separated by commas, semicolons or tabs.",
            PATH,
            row=number,
            column="column 1",
        )


def _is_header(rows: list[list[str]], delimiter: str) -> bool:
    """Guess whether the first row holds names.

    It does if it has a word above a column of numbers. A table without a column of numbers has a
    header if none of the words of its first row comes again in its column.
    """
    decimal_comma = delimiter != ","
    first, *others = rows
    numeric_columns = 0
    for top, *cells in zip(first, *others[:50], strict=True):
        numeric = sum(as_number(cell, decimal_comma) is not None for cell in cells)
        if 2 * numeric > len(cells):
            numeric_columns += 1
            if as_number(top, decimal_comma) is None and not is_missing(top):
                return True
    if numeric_columns or any(as_number(top, decimal_comma) is not None for top in first):
        return False
    repeated = any(top in cells for top, *cells in zip(first, *others, strict=True))
    return len(set(first)) == len(first) and not repeated


def _clean_names(cells: list[str]) -> tuple[str, ...]:
    """Return unique, short, one-line column names; an empty one becomes "column 3"."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        base = " ".join(cell.split())[:_NAME_LENGTH] or f"column {number}"
        name, copy = base, 2
        while name in names:
            name, copy = f"{base} ({copy})", copy + 1
        names.append(name)
    return tuple(names)
