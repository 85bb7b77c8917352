"""Lenses that show one layer of a certain kind at work on one example."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, TypeVar

from pydantic import Field

from app.lenses.lens import Lens, NothingToSee
from app.lenses.subject import SubjectOptions

if TYPE_CHECKING:
    from app.nn import Layer
    from app.training import Trainer


class OneLayerOptions(SubjectOptions):
    """Which layer, and which example."""

    layer: int = Field(default=-1, ge=-1, le=1000, description="The layer; -1 is the first.")


O = TypeVar("O", bound=OneLayerOptions)  # noqa: E741 - as in `Lens`


class OneLayerLens(Lens[O]):
    """A lens for networks with a layer of its kind; `absent` says what to do without one."""

    absent: ClassVar[str]

    @abstractmethod
    def shows(self, layer: Layer) -> bool:
        """Tell whether a layer is of the kind."""

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether there is such a layer."""
        return any(self.shows(layer) for layer in trainer.network.layers)

    def places(self, trainer: Trainer, options: O) -> tuple[int, list[int]]:
        """Return the number of the layer that is asked for, else of the first, and of all.

        Raises:
            NothingToSee: if there is none.

        """
        places = [at for at, layer in enumerate(trainer.network.layers) if self.shows(layer)]
        if not places:
            raise NothingToSee(self.absent)
        return options.layer if options.layer in places else places[0], places
