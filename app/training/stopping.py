"""When a run pauses by itself, and why."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from app.experiment import Stop

Reason = Literal["diverged", "test_loss", "epochs", "patience"]
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True)
class Stopped:
    """Why training paused by itself, in a word for programs and in a sentence for people."""

    reason: Reason
    message: str


@dataclass
class StopWatch:
    """Evaluates the stop conditions at the ends of epochs.

    Each condition pauses the run once: pressing play again goes on past it, until the conditions
    are changed or the run starts anew.
    """

    best: float = float("inf")
    best_epoch: int = 0
    met: set[Reason] = field(default_factory=set)

    def needs_test_loss(self, stop: Stop) -> bool:
        """Whether the test loss must be known at the end of every epoch."""
        return stop.test_loss is not None or stop.patience is not None

    def check(self, stop: Stop, epoch: int, test_loss: float) -> Stopped | None:
        """Return why to pause at the end of ``epoch``; ``test_loss`` may be NaN if not needed."""
        if test_loss < self.best:
            self.best, self.best_epoch = test_loss, epoch
            self.met.discard("patience")
        if stop.epochs is not None and epoch >= stop.epochs and self._first("epochs"):
            return Stopped("epochs", f"Paused after {epoch} epochs, as asked.")
        if stop.test_loss is not None and test_loss < stop.test_loss and self._first("test_loss"):
            return Stopped(
                "test_loss",
                f"Paused in epoch {epoch}: the test loss, {test_loss:.4g}, "
                f"is below {stop.test_loss:g}.",
            )
        waited = epoch - self.best_epoch
        if stop.patience is not None and waited >= stop.patience and self._first("patience"):
            return Stopped(
                "patience",
                f"Paused in epoch {epoch}: the test loss has not become better than "
                f"{self.best:.4g} for {waited} epochs.",
            )
        return None

    def restart(self, epoch: int = 0) -> None:
        """Forget what was met and the best test loss, and count patience from ``epoch``."""
        self.best, self.best_epoch = float("inf"), epoch
        self.met.clear()

    def copy(self) -> "StopWatch":
        """Return a watch that goes its own way from here."""
        return StopWatch(self.best, self.best_epoch, set(self.met))

    def _first(self, reason: Reason) -> bool:
        first = reason not in self.met
        self.met.add(reason)
        return first


def diverged(learning_rate: float, update: int, kept_update: int) -> Stopped:
    """Return what to say when a number became infinite or not a number."""
    return Stopped(
        "diverged",
        f"The numbers grew without bound: by update {update} some were no longer finite. The "
        f"network is shown as it was at update {kept_update}. Try a learning rate a tenth as large "
        f"({learning_rate / 10:g}) or gradient clipping; a reset starts from the first weights.",
    )
