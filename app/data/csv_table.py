"""From pasted CSV text to a `Table`: types and roles are guessed, and every cell is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from app.data.csv_text import (
    MAX_COLUMNS,
    PATH,
    Records,
    as_number,
    is_missing,
    read_records,
)
from app.data.dataset import DataError
from app.data.encode import MAX_CATEGORIES, check
from app.data.table import MAX_CLASSES, ROLES, Column, ColumnType, Role, Table

ROLES_PATH = "data.table.roles"
MAX_NUMBER = 1e12
"""Largest size of a number; its square, which the spread needs, is still exact enough."""
MAX_CELL = 80
"""Longest text of a cell that is used, as it becomes a class or a column name."""

_TARGET_NAMES = frozenset(("target", "class", "label", "y", "species", "diagnosis", "outcome"))
_IDENTIFIER_NAMES = frozenset(("id", "index", "no", "nr", "row", "unnamed: 0", "#"))


@dataclass(frozen=True)
class _Raw:
    """A column before its role is known; `numbers` has None where a cell holds no number."""

    name: str
    cells: tuple[str, ...]
    numbers: tuple[float | None, ...]
    type: ColumnType
    kinds: int


def parse_csv(text: str, roles: Sequence[str] = (), *, max_columns: int = MAX_COLUMNS) -> Table:
    """Read a CSV text of up to 1.5 million characters, 2,000 rows and 64 columns.

    The delimiter (comma, semicolon, tab), the header, and the types of the columns are guessed, and
    so are the roles unless `roles` gives one ("input", "target" or "ignore") for every column.
    With semicolons or tabs a comma in a number is a decimal comma. A missing value is an error
    unless its column is ignored: filling a gap would put a number on the screen that nobody
    measured. Raises DataError with the row and the column.
    """
    records = read_records(text, max_columns)
    raws = _columns(records)
    warnings: list[str] = []
    if not records.names:
        warnings.append("The first row holds data already, so the columns are numbered.")
    chosen = _check_roles(roles, raws) if roles else _guess_roles(raws, warnings)
    columns = tuple(
        Column(raw.name, raw.type, role, _values(raw, role, records.numbers))
        for raw, role in zip(raws, chosen, strict=True)
    )
    warnings += _decimal_commas(columns, raws)
    table = Table(columns, tuple(warnings))
    check(table)
    return table


def _columns(records: Records) -> list[_Raw]:
    """Turn rows into columns and guess their types: a number where most cells are one."""
    names = records.names or tuple(f"column {n}" for n in range(1, len(records.rows[0]) + 1))
    decimal_comma = records.delimiter != ","
    raws = []
    for name, *cells in zip(names, *records.rows, strict=True):
        numbers = tuple(as_number(cell, decimal_comma) for cell in cells)
        present = [cell for cell in cells if not is_missing(cell)]
        numeric = 2 * sum(number is not None for number in numbers) > len(present)
        raws.append(
            _Raw(name, tuple(cells), numbers, "number" if numeric else "text", len(set(present)))
        )
    return raws


def _check_roles(roles: Sequence[str], raws: list[_Raw]) -> list[Role]:
    """Return the given roles if there is one of them per column and exactly one target."""
    if len(roles) != len(raws):
        raise DataError(
            f"There are {len(roles)} roles for {len(raws)} columns; each column needs one.",
            ROLES_PATH,
        )
    for role, raw in zip(roles, raws, strict=True):
        if role not in ROLES:
            raise DataError(
                f"Column {raw.name!r} has the role {role!r}; it must be one of {', '.join(ROLES)}.",
                ROLES_PATH,
                column=raw.name,
            )
    targets = sum(role == "target" for role in roles)
    if targets != 1:
        raise DataError(f"There are {targets} targets; exactly one is needed.", ROLES_PATH)
    return [cast("Role", role) for role in roles]


def _guess_roles(raws: list[_Raw], warnings: list[str]) -> list[Role]:
    """Guess one target and ignore what cannot be an input, with a warning for each such column."""
    target = _guess_target(raws)
    roles: list[Role] = []
    for raw in raws:
        reason = _useless(raw)
        if raw is target:
            roles.append("target")
        elif reason:
            roles.append("ignore")
            warnings.append(f"Column {raw.name!r} is ignored: {reason}.")
        else:
            roles.append("input")
    return roles


def _guess_target(raws: list[_Raw]) -> _Raw:
    """Return the column with a target's name, else a last or only text column, else the last."""
    useful = [raw for raw in raws if not _useless(raw)] or raws
    named = [raw for raw in useful if raw.name.casefold() in _TARGET_NAMES]
    texts = [raw for raw in useful if raw.type == "text" and 2 <= raw.kinds <= MAX_CLASSES]
    if named:
        return named[-1]
    if len(texts) == 1:
        return texts[0]
    return useful[-1]


def _useless(raw: _Raw) -> str:
    """Return why a column is no use as an input, or an empty text."""
    if raw.kinds == 0:
        return "it is empty"
    if raw.type == "text" and raw.kinds > MAX_CATEGORIES:
        return f"it has {raw.kinds} different texts, and at most {MAX_CATEGORIES} become inputs"
    if raw.name.casefold() in _IDENTIFIER_NAMES and raw.kinds == len(raw.cells):
        return "it numbers the rows"
    return ""


def _values(raw: _Raw, role: Role, rows: list[int]) -> tuple[float, ...] | tuple[str, ...]:
    """Return the values of a column, every one of them checked unless the column is ignored."""
    if role == "ignore":
        return raw.cells
    for cell, number, row in zip(raw.cells, raw.numbers, rows, strict=True):
        problem = _problem(raw, cell, number)
        if problem:
            raise DataError(
                f"Row {row}, column {raw.name!r}: {problem} Correct it, delete the row, or give "
                'the column the role "ignore".',
                PATH,
                row=row,
                column=raw.name,
            )
    return raw.cells if raw.type == "text" else cast("tuple[float, ...]", raw.numbers)


def _problem(raw: _Raw, cell: str, number: float | None) -> str:
    """Say what is wrong with a cell and what is allowed, or return an empty text."""
    if number is not None and raw.type == "number":
        if abs(number) <= MAX_NUMBER:
            return ""
        return f"found {cell[:30]!r}; numbers from −{MAX_NUMBER:g} to {MAX_NUMBER:g} are allowed."
    if is_missing(cell):
        return f"found {cell!r}, a missing value; a {raw.type} is needed."
    if raw.type == "number":
        return f"found {cell[:30]!r}; a number is needed, as in the other rows."
    if len(cell) > MAX_CELL:
        return f"found a text of {len(cell)} characters; at most {MAX_CELL} are allowed."
    return ""


def _decimal_commas(columns: Sequence[Column], raws: list[_Raw]) -> list[str]:
    """Say in which columns commas were read as decimal commas: some may have meant thousands."""
    names = [
        repr(raw.name)
        for column, raw in zip(columns, raws, strict=True)
        if column.type == "number" and column.role != "ignore"
        if any("," in cell for cell in raw.cells)
    ]
    return [f"Commas are read as decimal commas in {', '.join(names)}."] if names else []
