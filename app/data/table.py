"""A table of named columns, each with a role: what a pasted CSV becomes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["input", "target", "ignore"]
ColumnType: TypeAlias = Literal["number", "text"]


@dataclass(frozen=True)
class Column:
    """One column; `values` holds one float (type "number") or text (type "text") per row."""

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
