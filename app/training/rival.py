"""Another optimizer from the same start: the same weights and batches, another rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.experiment import Stop
from app.training.trainer import Trainer

if TYPE_CHECKING:
    from app.training.milestones import Milestone
    from app.training.setup import Setup


class Rival(Trainer):
    """Trains the experiment of a setup with another optimizer from where a milestone stands.

    It begins with the milestone's weights and at its place in the data, so it sees the same batches
    in the same order; its optimizer remembers nothing yet, and no stop condition holds. Raises
    ValueError if the milestone's network has another shape.
    """

    def __init__(
        self, setup: Setup, start: Milestone, optimizer: str, learning_rate: float
    ) -> None:
        training = setup.experiment.training.model_copy(
            update={"optimizer": optimizer, "learning_rate": learning_rate}
        )
        experiment = setup.experiment.model_copy(update={"training": training, "stop": Stop()})
        super().__init__(experiment, setup.network.dtype, known=setup.examples)
        arrays = start.snapshot.arrays
        self.network.params[:] = arrays["params"]
        state = {name: values for name, values in arrays.items() if name.startswith("state.")}
        self.network.load_state({name.removeprefix("state."): each for name, each in state.items()})
        self.update = start.update
        self._batches.epoch, self._batches.offset = start.snapshot.place
        self._changed()
        self._safe = self._snapshot()
