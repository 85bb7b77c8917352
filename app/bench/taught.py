"""Networks that a class trains, and what the page watches of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OTHERS: dict[str, dict[str, Any]] = {
    "faults": {},
    "curves": {},
    "output": {"resolution": 72},
    "points": {},
    "unit": {"layer": 0, "unit": 0, "resolution": 72},
}
"""What the page watches at 1366×768 besides the network."""


@dataclass(frozen=True)
class Class:
    """A network that a class trains, with the resolution at which the page watches it."""

    name: str
    layers: int
    resolution: int

    @property
    def link(self) -> str:
        """The link that all pupils open."""
        return "#v=1&data=spiral&layers=" + ",".join(["dense(8,tanh)"] * self.layers)


CLASSES = (Class("2-8-8-1", 2, 36), Class("2-8×6-1", 6, 24))
