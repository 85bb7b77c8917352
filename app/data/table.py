"""A table of named columns, each with a role: what a pasted CSV becomes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from app.data.dataset import Task

Role: TypeAlias = Literal["input", "target", "ignore"]
ColumnType: TypeAlias = Literal["number", "text"]

ROLES: tuple[Role, ...] = get_args(Role)

MAX_CLASSES = 10
"""Most classes of a target, so that their colours and markers can still be told apart."""


@dataclass(frozen=True)
class Column:
    """One column; `values` holds one float (type "number") or text (type "text") per row.

    The cells of an ignored column are not checked, so its values are texts whatever its type is.
    """

    name: str
    type: ColumnType
    role: Role
    values: tuple[float, ...] | tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns of equal length, exactly one of them the target; `warnings` are sentences."""

    columns: tuple[Column, ...]
    warnings: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.columns[0].values)

    @property
    def target(self) -> Column:
        """The column to be predicted."""
        return next(column for column in self.columns if column.role == "target")

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns to predict from."""
        return tuple(column for column in self.columns if column.role == "input")

    @property
    def task(self) -> Task:
        """What the target asks for.

        Text is a class; so are numbers if they are whole, have at most `MAX_CLASSES` different
        values, and each value occurs twice on average (two values always are classes).
        """
        target = self.target
        kinds: set[float | str] = set(target.values)
        if target.type == "number":
            whole = all(float(value).is_integer() for value in kinds)
            often = len(kinds) == 2 or 2 * len(kinds) <= self.rows
            if not (whole and often and 2 <= len(kinds) <= MAX_CLASSES):
                return "regression"
        return "binary" if len(kinds) == 2 else "classes"
