"""Rules that join several fields: which features, losses and points fit a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.experiment.registries import data_task, features, is_shaped, losses_for, on_plane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.experiment.model import Data, Experiment

Place = tuple[int | str, ...]


def check(experiment: Experiment) -> Experiment:
    """Return the experiment if its parts fit together.

    Raises a ValidationError whose locations are those of the fields that do not fit.
    """
    problems = [*_data(experiment.data), *_features(experiment), *_loss(experiment)]
    if problems:
        raise ValidationError.from_exception_data("Experiment", problems)
    return experiment


def default_features(data: Data) -> tuple[str, ...]:
    """Return the features of a data set when none are named: x1 and x2, or all columns."""
    return ("x1", "x2") if on_plane(data.name) else ()


def _problem(kind: str, message: str, place: Place, given: Any) -> InitErrorDetails:  # noqa: ANN401
    # Braces would be read as placeholders of the message.
    text = message.replace("{", "(").replace("}", ")")
    return InitErrorDetails(type=PydanticCustomError(kind, text), loc=place, input=given)


def _data(data: Data) -> Iterator[InitErrorDetails]:
    if data.name == "table" and data.table is None:
        yield _problem("no_table", "a table has to be pasted first", ("data", "name"), data.name)


def _features(experiment: Experiment) -> Iterator[InitErrorDetails]:
    given = experiment.features
    if given and is_shaped(experiment.data.name):
        message = "a picture, a sequence or a text is seen as a whole; no columns can be chosen"
        yield _problem("whole", message, ("features",), list(given))
        return
    for index, name in enumerate(given):
        if name in given[:index]:
            yield _problem("twice", "the same feature is given twice", ("features", index), name)
    if not on_plane(experiment.data.name):
        return
    known = [choice.name for choice in features()]
    for index, name in enumerate(given):
        if name not in known:
            message = f"the features of points in the plane are {', '.join(known)}"
            yield _problem("feature", message, ("features", index), name)


def _loss(experiment: Experiment) -> Iterator[InitErrorDetails]:
    data, loss = experiment.data, experiment.training.loss
    task = data_task(data.name)
    if data.name == "drawn":
        task = "classes" if any(label > 1 for _, _, label in data.drawn) else "binary"
    fitting = losses_for(task)
    if loss != "auto" and loss not in fitting:
        message = f"this data set can be learned with auto, {', '.join(fitting)}"
        yield _problem("loss", message, ("training", "loss"), loss)
