"""What lenses remember from look to look, such as axes that must not flip.

A picture that depends on the last look would depend on how often one looked. So every look at the
same numbers starts from the same memory, and a moment of the past is seen again with the memory of
that moment: it gives the same bytes.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.data import Dataset
    from app.live.commands import Plane
    from app.training import Trainer


@dataclass(frozen=True, eq=False)
class Memory:
    """What all lenses remember at one moment, for one plane; it is copied before it is used."""

    kept: dict[str, Any]
    plane: Plane
    data: Dataset

    def copy_for(self, data: Dataset) -> dict[str, Any]:
        """Return a copy that speaks of these data, which themselves are not copied."""
        return deepcopy(self.kept, {id(self.data): data})


class Recollection:
    """Knows what each lens remembered before it first looked at the present numbers."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[int, dict[str, Any]]] = {}

    def before(self, lens: str, kept: dict[str, Any], trainer: Trainer) -> None:
        """Make the memory of a lens, in `kept`, what it was before its first look."""
        version, own = self._before.get(lens, (-1, {}))
        if version == trainer.version:
            kept.pop(lens, None)
            kept.update(_copy(own, trainer))
        else:
            own = {lens: kept[lens]} if lens in kept else {}
            self._before[lens] = (trainer.version, _copy(own, trainer))

    def memory(self, kept: dict[str, Any], trainer: Trainer, plane: Plane) -> Memory:
        """Return what all lenses remembered before they looked at the present numbers."""
        found = dict(kept)
        for lens, (version, own) in self._before.items():
            if version == trainer.version:
                found.pop(lens, None)
                found.update(own)
        return Memory(_copy(found, trainer), plane, trainer.data)


def _copy(kept: dict[str, Any], trainer: Trainer) -> dict[str, Any]:
    # Most lenses remember nothing, and even a copy of nothing takes its time.
    return deepcopy(kept, {id(trainer.data): trainer.data}) if kept else {}
