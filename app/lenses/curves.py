"""Loss and accuracy over the epochs, with marks where the network was edited."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.look import Look


class CurvesLens(Lens[Options]):
    """The recorded history of the training, up to the present update."""

    name = "curves"
    title = "Curves"
    sentence = (
        "The loss says how wrong the network is, on the examples it learns from and on those it "
        "has not seen."
    )
    rate = 5.0

    def look(self, look: Look, options: Options) -> Arrays:
        """Return the columns `update` and `epoch` (f8) and one per measure (f4), oldest first."""
        trainer = look.trainer
        columns = trainer.history.columns(trainer.score)
        known = len(columns["update"])
        now: dict[str, float] = {}
        if not known or columns["update"][-1] < trainer.update:
            now = {**trainer.metrics(), "update": trainer.update, "epoch": trainer.epoch}
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, column in columns.items():
            wide = name in {"update", "epoch"}
            arrays[name] = np.empty(known + bool(now), np.float64 if wide else np.float32)
            arrays[name][:known] = column
            if now:
                arrays[name][known] = now[name]
        marks = [
            {
                "update": mark.update,
                "epoch": mark.epoch,
                "text": mark.text,
                "before": finite(mark.before),
                "after": finite(mark.after),
            }
            for mark in trainer.history.marks
        ]
        return Arrays(arrays, {"score": trainer.score, "marks": marks})


def finite(value: float) -> float | None:
    """Return the number, or None where JSON has no way to write it."""
    return float(value) if np.isfinite(value) else None


LENS = CurvesLens()
