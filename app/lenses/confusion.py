"""The confusion matrix: which class was taken for which."""

import numpy as np

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.look import Look
from app.training import Trainer


class ConfusionLens(Lens[Options]):
    """Counts of examples by their class and by the network's decision."""

    name = "confusion"
    title = "Confusion"
    sentence = "Rows are the true classes, columns the network's answers; off the diagonal it errs."
    rate = 5.0
    tab = True
    rank = 20

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether each example has one class."""
        return trainer.data.task in ("binary", "classes")

    def look(self, look: Look, options: Options) -> Arrays:
        """Return `train` and `test`, counts (K, K) with the true class along the rows."""
        counts = look.trainer.confusion()
        if counts is None:
            raise NothingToSee("Only examples with one class each can be taken for another class.")
        train, test = (part.astype(np.int32) for part in counts)
        classes = list(look.trainer.data.classes)
        return Arrays({"train": train, "test": test}, {"classes": classes})


LENS = ConfusionLens()
