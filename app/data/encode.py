"""From a `Table` to numbers: text inputs become one column per value, targets become classes."""

import numpy as np

from app.data.dataset import DataError, FloatArray, IntArray
from app.data.entry import SUBSET, Draft, Request
from app.data.split import choose
from app.data.table import MAX_CLASSES, Column, Table

MAX_CATEGORIES = 10
"""Most different texts of an input column, each of which becomes an input of its own."""
MAX_INPUTS = 64
"""Most inputs of the network that a table may need."""


def check(table: Table) -> None:
    """Raise DataError if a table has too few or too many inputs, or a target without a task."""
    for column in table.inputs:
        kinds = len(set(column.values))
        if column.type == "text" and kinds > MAX_CATEGORIES:
            raise DataError(
                f"Column {column.name!r} has {kinds} different texts; a text input may have at "
                f"most {MAX_CATEGORIES}.",
                "data.table.roles",
                column=column.name,
            )
    names = [name for column in table.inputs for name in _input_names(column)]
    if not 1 <= len(names) <= MAX_INPUTS:
        raise DataError(
            f"The table gives {len(names)} inputs, a text column one for each of its different "
            f"values; 1 to {MAX_INPUTS} are allowed.",
            "data.table.roles",
        )
    if len(set(names)) < len(names):
        name = next(name for name in names if names.count(name) > 1)
        raise DataError(
            f"Two inputs would be named {name!r}; rename a column.", "data.table", column=name
        )
    kinds = len(set(table.target.values))
    if table.task != "regression" and not 2 <= kinds <= MAX_CLASSES:
        raise DataError(
            f"The target {table.target.name!r} has {kinds} different texts; 2 to {MAX_CLASSES} "
            "classes are allowed.",
            "data.table.roles",
            column=table.target.name,
        )


def encode(table: Table, request: Request) -> Draft:
    """Turn a table into numbers, and use `request.samples` of its rows if it has more.

    Number columns stay as they are; a text column becomes one column of 0 and 1 per value, in
    alphabetical order. Classes are numbered in alphabetical or numerical order.
    """
    check(table)
    names = tuple(name for column in table.inputs for name in _input_names(column))
    inputs = np.concatenate([_input_rows(column) for column in table.inputs])
    labels, values, classes = _targets(table)
    notes = table.warnings
    if request.samples < table.rows:
        groups = np.zeros(table.rows, np.int64) if labels is None else labels
        chosen = choose(groups, request.samples, request.stream(SUBSET))
        inputs = inputs[:, chosen]
        labels = None if labels is None else labels[chosen]
        values = None if values is None else values[chosen]
        notes = (
            *notes,
            f"{request.samples:,} of the {table.rows:,} rows are used, chosen by the seed; raise "
            "the number of samples to use more.",
        )
    return Draft(
        task=table.task,
        inputs=inputs,
        columns=names,
        labels=labels,
        values=values,
        classes=classes,
        target=table.target.name,
        roles=tuple(column.role for column in table.columns),
        notes=notes,
    )


def _kinds(column: Column) -> list[float | str]:
    """Return the different values of a column in alphabetical or numerical order."""
    kinds: set[float | str] = set(column.values)
    return sorted(kinds)


def _input_names(column: Column) -> tuple[str, ...]:
    if column.type == "number":
        return (column.name,)
    return tuple(f"{column.name}={kind}" for kind in _kinds(column))


def _input_rows(column: Column) -> FloatArray:
    """Return the inputs that a column gives, shape (1 or number of texts, rows)."""
    if column.type == "number":
        return np.array([column.values], dtype=np.float64)
    return np.array([[value == kind for value in column.values] for kind in _kinds(column)], float)


def _targets(table: Table) -> tuple[IntArray | None, FloatArray | None, tuple[str, ...]]:
    """Return the labels and the class names, or the values."""
    target = table.target
    if table.task == "regression":
        return None, np.array(target.values, dtype=np.float64), ()
    kinds = _kinds(target)
    number_of = {kind: number for number, kind in enumerate(kinds)}
    labels = np.array([number_of[value] for value in target.values], dtype=np.int64)
    names = tuple(str(int(kind)) if target.type == "number" else str(kind) for kind in kinds)
    return labels, None, names
