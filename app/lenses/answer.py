"""One example and the network's answer to it, for pictures, sequences and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.lenses.lens import Arrays, Lens
from app.lenses.subject import Subject, SubjectOptions, subject_of
from app.lenses.time_steps import step_words

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset
    from app.lenses.look import Look
    from app.training import Trainer

    Floats = npt.NDArray[np.floating[Any]]


class AnswerLens(Lens[SubjectOptions]):
    """The chosen example as it is, and how sure the network is of each class."""

    name = "answer"
    title = "Answer"
    sentence = "The chosen example, and what the network makes of it."
    options = SubjectOptions
    rate = 15.0

    def look(self, look: Look, options: SubjectOptions) -> Arrays:
        """Return `input` (columns,) in the data's own units and `confidence` (classes, answers).

        There is one answer, or one at each step; for a regression `confidence` is left out, and
        `answer` and `truth` in the header are values in the data's own units. For an example of a
        series `when` is its time.
        """
        trainer = look.trainer
        data, subject = trainer.data, subject_of(trainer, options)
        inputs = trainer.inputs(subject.raw[:, np.newaxis])
        output = look.over("subject", inputs).activations[-1]
        arrays = {"input": data.original(subject.raw).astype(np.float32)}
        low, high = _range(look)
        meta = {**subject.meta, **_about(data, subject), "low": low, "high": high}
        if data.task == "regression":
            meta["answer"] = _value(data, output[0, 0])
        else:
            confidence = trainer.loss.confidence(output)
            arrays["confidence"] = confidence.reshape(len(data.classes), -1).astype(np.float32)
            meta |= _classes(trainer, output)
        return Arrays(arrays, meta)


def _about(data: Dataset, subject: Subject) -> dict[str, Any]:
    """Return who the example is, in words and numbers."""
    about: dict[str, Any] = {
        "total": data.size,
        "shape": list(data.shape),
        "text": "",
        "words": step_words(data, subject.raw) if len(data.shape) == 2 else [],
        "part": "own",
        "when": "",
        "truth": None,
    }
    if data.vocabulary:
        numbers = subject.raw[~np.isnan(subject.raw)].astype(np.intp)
        about["text"] = "".join(data.vocabulary[number] for number in numbers)
    if subject.number is not None:
        about["part"] = "training" if subject.number in data.train else "test"
        about["when"] = data.times.say(subject.number) if data.times else ""
        truth = data.targets[..., subject.number]
        if data.task == "regression":
            about["truth"] = _value(data, truth)
        else:
            about["truth"] = [int(label) for label in np.atleast_1d(truth)]
    return about


def _range(look: Look) -> tuple[float, float]:
    """Return the smallest and the largest value of all examples, in the data's own units."""
    data = look.trainer.data
    known = look.kept.get("answer")
    if known is None or known[0] is not data:
        original = data.original(data.inputs)
        known = (data, float(np.nanmin(original)), float(np.nanmax(original)))
        look.kept["answer"] = known
    return known[1], known[2]


def _value(data: Dataset, standardized: npt.NDArray[Any]) -> float | None:
    value = float(data.original_target(standardized))
    return value if np.isfinite(value) else None


def _classes(trainer: Trainer, output: Floats) -> dict[str, Any]:
    decided = trainer.loss.decide(output)
    return {
        "classes": list(trainer.data.classes),
        "answer": [int(label) for label in np.ravel(decided)],
    }


LENS = AnswerLens()
