"""What a preset is, and a section of the gallery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from app.experiment import DenseLayer, View, write_link

if TYPE_CHECKING:
    from app.experiment import Experiment

Shows: TypeAlias = Literal[
    "output", "channels", "kernels", "state", "answers", "attention", "forecast", "losses", "rival"
]
"""What the picture of a preset is of; `app/web/paintings.py` paints each."""


@dataclass(frozen=True)
class Preset:
    """One scene of the gallery.

    `question` stands in the top bar; `sentence` says what to look for. The picture shows what
    `shows` names after `updates` updates.
    """

    name: str
    title: str
    question: str
    sentence: str
    experiment: Experiment
    updates: int
    view: View = field(default_factory=View)
    shows: Shows = "output"

    @property
    def link(self) -> str:
        """The whole scene as a link, without ``#``."""
        return write_link(self.experiment, self.view)

    @property
    def picture(self) -> str:
        """The file of its picture below ``static``."""
        return f"presets/{self.name}.bmp"


@dataclass(frozen=True)
class Section:
    """Presets that stand together in the gallery, under a title."""

    name: str
    title: str
    presets: tuple[Preset, ...]


def dense(activation: str, *units: int, residual: bool = False) -> tuple[DenseLayer, ...]:
    """Return dense layers with one activation and so many units each."""
    return tuple(DenseLayer(units=n, activation=activation, residual=residual) for n in units)
