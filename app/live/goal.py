"""Where a step or a jump leads."""

from dataclasses import dataclass
from typing import Any

from app.training import Trainer


@dataclass(frozen=True)
class Goal:
    """An exact update or the end of an epoch, and the command that is answered on arrival."""

    command: int
    update: int | None = None
    epoch: int | None = None

    def updates_left(self, trainer: Trainer) -> int:
        """Return how many updates lead there; 0 on arrival or beyond."""
        if self.update is not None:
            return max(0, self.update - trainer.update)
        assert self.epoch is not None  # one of the two is given
        epochs = self.epoch - int(trainer.epoch)
        if epochs <= 0:
            return 0
        return trainer.updates_to_epoch_end + (epochs - 1) * trainer.updates_per_epoch

    def passed(self, trainer: Trainer) -> bool:
        """Tell whether the goal lies behind, so that only a new start leads there."""
        if self.update is not None:
            return trainer.update > self.update
        assert self.epoch is not None
        return trainer.epoch > self.epoch

    def result(self, trainer: Trainer) -> dict[str, Any]:
        """Return what the command is answered."""
        return {
            "update": trainer.update,
            "epoch": trainer.epoch,
            "reached": self.updates_left(trainer) == 0,
            "metrics": trainer.metrics(),
        }
