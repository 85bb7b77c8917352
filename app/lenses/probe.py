"""What the layer knows: how well the answer can be read off each layer by a straight cut.

A linear probe (Alain and Bengio, 2016) is a linear model trained on what a layer gives, while the
network stays as it is. Here it is ridge regression, which has a solution in closed form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.ranges import tame
from app.training.measures import r_squared

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset
    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.training import Trainer

RIDGE = 1e-3
"""The penalty on the probe's weights, for standardized units: enough to bear twins."""

STILL = 1e-9


class ProbeLens(Lens[Options]):
    """Scores of linear probes on the features and on every hidden layer."""

    name = "probe"
    title = "What the layer knows"
    sentence = "How well a straight cut through each layer alone would tell the answer."
    rate = 2.0
    tab = True
    rank = 18

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether each example has one answer."""
        return trainer.data.task != "steps"

    def look(self, look: Look, options: Options) -> Arrays:
        """Return `train` and `test` (P,) scores for P spaces, the features first.

        A score is the accuracy, or R² for a regression.
        """
        trainer, activity = look.trainer, look.over_examples()
        data = trainer.data
        if not self.fits(trainer):
            raise NothingToSee("A probe reads one answer off each layer; here each step has one.")
        if not len(data.test):
            raise NothingToSee("There are no test examples to score a probe on.")
        spaces = [tame(each) for each in (activity.inputs, *activity.activations[:-1])]
        found = [probe_scores(values.astype(np.float64), data) for values in spaces]
        train, test = (np.array(part, dtype=np.float32) for part in zip(*found, strict=True))
        metrics = trainer.metrics()
        return Arrays(
            {"train": train, "test": test},
            {
                "update": trainer.update,
                "epoch": trainer.epoch,
                "score": trainer.score,
                "network": float(np.nan_to_num(metrics[f"test_{trainer.score}"])),
                "chance": _chance(data),
                "units": [len(values) for values in spaces],
                "examples": [len(data.train), len(data.test)],
            },
        )


def probe_scores(values: Floats, data: Dataset) -> tuple[float, float]:
    """Return a probe's train and test score on values (units, N) of all examples."""
    parts = (data.train, data.test)
    if data.labels is None:
        truth = data.targets.astype(np.float64)
        answers = probe(values, truth[np.newaxis], data.train)[0]
        first, second = (r_squared(answers[part], truth[part]) for part in parts)
        return first, second
    targets = np.equal.outer(np.arange(len(data.classes)), data.labels) * 2.0 - 1.0
    decided = probe(values, targets, data.train).argmax(axis=0)
    first, second = (float(np.mean(decided[part] == data.labels[part])) for part in parts)
    return first, second


def probe(values: Floats, targets: Floats, train: npt.NDArray[np.int64]) -> Floats:
    """Return a linear model's answers (outputs, N), fitted to the training examples alone.

    Values (units, N) are standardized over the training examples; with X for them and Y for the
    centred targets, the weights are Y·Xᵀ (X·Xᵀ + λ n I)⁻¹ (Hastie, Tibshirani and Friedman, *The
    Elements of Statistical Learning*, section 3.4.1).
    """
    part = values[:, train]
    middle, spread = part.mean(axis=1, keepdims=True), part.std(axis=1, keepdims=True)
    seen = (values - middle) / np.where(spread < STILL, 1.0, spread)
    x, level = seen[:, train], targets[:, train].mean(axis=1, keepdims=True)
    square = x @ x.T + RIDGE * len(train) * np.eye(len(x))
    weights = np.linalg.solve(square, x @ (targets[:, train] - level).T).T
    return np.asarray(weights @ seen + level)


def _chance(data: Dataset) -> float:
    """Return the test score of always giving the training part's most frequent answer."""
    if data.labels is None:
        return 0.0
    most = int(np.bincount(data.labels[data.train]).argmax())
    return float(np.mean(data.labels[data.test] == most))


LENS = ProbeLens()
