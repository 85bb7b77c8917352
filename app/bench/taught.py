"""Networks that a class trains, and what the page watches of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_OTHERS: dict[str, dict[str, Any]] = {
    "faults": {},
    "curves": {},
    "output": {"resolution": 72},
    "points": {},
    "unit": {"layer": 0, "unit": 0, "resolution": 72},
}
"""What the page watches at 1366×768 besides the pictures of features and units."""


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

    @property
    def lenses(self) -> dict[str, dict[str, Any]]:
        """What the page watches, with its options."""
        shown = {"resolution": self.resolution}
        return {"inputs": shown, "network": shown, **_OTHERS}


CLASSES = (Class("2-8-8-1", 2, 36), Class("2-8×6-1", 6, 24))
