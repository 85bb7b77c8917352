"""Confidence and errors: can the network's confidence be believed, and where is it wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.ranges import tame
from app.training.measures import r_squared

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset
    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.training import Trainer

    Ints = npt.NDArray[np.integer[Any]]

BINS = 10
WORST = 24
REACH = 7.0
"""Thresholds go from sigmoid(-7) to sigmoid(7), evenly in their log-odds: sure networks give most
of their answers at either end."""

THRESHOLDS = 1.0 / (1.0 + np.exp(-np.linspace(-REACH, REACH, 141)))
MOST_CORNERS = 300


class ErrorsOptions(Options):
    """Which examples, and which of two classes an alarm is given for."""

    part: Literal["test", "train"] = Field(default="test", description="The examples looked at.")
    positive: int = Field(
        default=-1, ge=-1, le=1, description="The class looked for; -1 is the rarer one."
    )


class ErrorsLens(Lens[ErrorsOptions]):
    """Calibration, the worst answers, and for two classes what a threshold costs."""

    name = "errors"
    title = "Confidence and errors"
    sentence = "Whether to believe the network when it is sure, and where it is wrong."
    options = ErrorsOptions
    rate = 2.0
    tab = True
    rank = 22

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether each example has one answer."""
        return trainer.data.task != "steps"

    def look(self, look: Look, options: ErrorsOptions) -> Arrays:
        """Return the worst answers, and for classes how right each confidence was.

        `worst` (n,) are numbers of examples, with `worst_truth`, `worst_answer` and `worst_error`.
        For classes `bin_count`, `bin_confidence` and `bin_accuracy` (10,). For two classes
        `missed` and `alarms` at each of the `thresholds`, and the corners of both curves: `fpr`,
        `tpr` and `precision`, `recall`. For a regression `truth` and `answer` (n,), in the data's
        own unit as all errors are. Where the data have a simple rule to compare with, the header
        says how good it is and how the network.
        """
        trainer = look.trainer
        data = trainer.data
        if not self.fits(trainer):
            raise NothingToSee("Examples are sorted by their one answer; here each step has one.")
        rows = data.test if options.part == "test" else data.train
        if not len(rows):
            raise NothingToSee("There are no test examples.")
        output = look.over_examples().activations[-1][:, rows]
        meta: dict[str, Any] = {"part": options.part, "examples": len(rows)}
        if data.labels is None:
            return _values(data, rows, tame(output[0]).astype(np.float64), meta)
        confidence = tame(trainer.loss.confidence(output)).astype(np.float64)
        decided = trainer.loss.decide(output)
        labels = data.labels[rows]
        arrays = _worst(rows, labels, decided, confidence)
        counts, sure, right = calibration(confidence, decided, labels)
        arrays |= {"bin_count": counts, "bin_confidence": sure, "bin_accuracy": right}
        meta |= {
            "probabilities": "entropy" in trainer.loss.name,
            "accuracy": float(np.mean(decided == labels)),
            "wrong": int(np.count_nonzero(decided != labels)),
            "confidence": float(np.mean(_of(confidence, decided))),
            "calibration_error": calibration_error(counts, sure, right),
        }
        if data.baseline:
            theirs = float(np.mean(data.baseline.answers[rows] == labels))
            meta["rule"] = {"name": data.baseline.name, "score": theirs, "own": meta["accuracy"]}
        if len(data.classes) == 2:
            positive = options.positive if options.positive >= 0 else rarer(data)
            found, more = _threshold(confidence[positive], labels == positive)
            arrays |= found
            meta |= {"positive": positive, **more}
        return Arrays({name: _small(values) for name, values in arrays.items()}, meta)


def rarer(data: Dataset) -> int:
    """Return the rarer of two classes, the second if they are as frequent."""
    assert data.labels is not None
    counts = np.bincount(data.labels, minlength=2)
    return int(counts[0] >= counts[1])


def calibration(confidence: Floats, decided: Ints, labels: Ints) -> tuple[Ints, Floats, Floats]:
    """Return count, mean confidence and share of right answers for ten bins of confidence.

    `confidence` (classes, n) is looked at for the class decided (n,), as in a reliability diagram
    (Guo, Pleiss, Sun and Weinberger, 2017). An empty bin has zeros.
    """
    sure = _of(confidence, decided)
    places = np.clip((sure * BINS).astype(np.int64), 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    safe = np.maximum(counts, 1)
    total = np.bincount(places, weights=sure, minlength=BINS)
    right = np.bincount(places, weights=decided == labels, minlength=BINS)
    return counts, total / safe, right / safe


def calibration_error(counts: Ints, confidence: Floats, accuracy: Floats) -> float:
    """Return the mean distance of confidence and accuracy over the examples (ECE)."""
    return float(np.sum(counts * np.abs(confidence - accuracy)) / max(1, counts.sum()))


def _of(confidence: Floats, classes: Ints) -> Floats:
    return np.asarray(np.take_along_axis(confidence, classes[np.newaxis], axis=0)[0])


def _worst(rows: Ints, labels: Ints, decided: Ints, confidence: Floats) -> dict[str, Any]:
    """Return the wrong answers in which the true class was given least."""
    given = _of(confidence, labels)
    wrong = np.flatnonzero(decided != labels)
    order = wrong[np.argsort(given[wrong], kind="stable")][:WORST]
    return {
        "worst": rows[order],
        "worst_truth": labels[order],
        "worst_answer": decided[order],
        "worst_error": _of(confidence, decided)[order],
    }


def _threshold(score: Floats, positive: npt.NDArray[np.bool_]) -> tuple[dict[str, Any], Any]:
    """Return what each threshold on the score costs, with both curves."""
    missed, alarms = costs(score, positive, THRESHOLDS)
    corners = np.unique(score)[::-1]
    # The corner above all scores raises no alarm at all.
    corners = np.concatenate(([np.inf], corners[:: -(-len(corners) // MOST_CORNERS)], [-np.inf]))
    lost, false = costs(score, positive, corners)
    has, free = max(1, int(positive.sum())), max(1, int((~positive).sum()))
    hits = positive.sum() - lost
    tpr, fpr = hits / has, false / free
    arrays = {
        "thresholds": THRESHOLDS,
        "missed": missed,
        "alarms": alarms,
        "tpr": tpr,
        "fpr": fpr,
        "precision": np.where(hits + false > 0, hits / np.maximum(1, hits + false), 1.0),
    }
    area = float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
    more = {"positives": int(positive.sum()), "negatives": int((~positive).sum()), "area": area}
    return arrays, more


def costs(score: Floats, positive: npt.NDArray[np.bool_], thresholds: Floats) -> tuple[Ints, Ints]:
    """Return how many positives are missed, and false alarms given, at each threshold (T,).

    There is an alarm for a score (n,) at or above the threshold.
    """
    hit, false = np.sort(score[positive]), np.sort(score[~positive])
    missed = np.searchsorted(hit, thresholds, side="left")
    return missed, len(false) - np.searchsorted(false, thresholds, side="left")


def _values(
    data: Dataset, rows: Ints, output: npt.NDArray[np.float64], meta: dict[str, Any]
) -> Arrays:
    """Return the errors of a regression, the largest first."""
    truth = data.original_target(data.targets[rows])
    answer = data.original_target(output)
    error = np.abs(answer - truth)
    order = np.argsort(-error, kind="stable")[:WORST]
    arrays = {
        "truth": truth,
        "answer": answer,
        "worst": rows[order],
        "worst_truth": truth[order],
        "worst_answer": answer[order],
        "worst_error": error[order],
    }
    meta |= {"typical": float(tame(np.median(error)[np.newaxis])[0]), "target": data.target}
    if data.baseline:
        theirs = r_squared(data.original_target(data.baseline.answers[rows]), truth)
        meta["rule"] = {
            "name": data.baseline.name,
            "score": theirs,
            "own": r_squared(answer, truth),
        }
    return Arrays({name: _small(values) for name, values in arrays.items()}, meta)


def _small(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return counts as int32 and measures as float32."""
    return values.astype(np.int32 if values.dtype.kind in "iu" else np.float32)


LENS = ErrorsLens()
