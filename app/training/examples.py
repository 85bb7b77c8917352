"""The examples as the network sees them: features, targets, and the loss that fits the task."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.data import FEATURES, Dataset
from app.experiment import load_data
from app.experiment.fitting import DataShape, adapted, data_shape, is_shaped
from app.experiment.registries import losses_for
from app.nn import LOSSES, Loss, PerStep

if TYPE_CHECKING:
    from app.experiment import Data, Experiment

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.int64]

AUTOMATIC_LOSS = {
    "binary": "half_squared",
    "classes": "softmax_cross_entropy",
    "regression": "half_squared",
    "steps": "softmax_cross_entropy",
}
"""The loss that "auto" stands for, by task."""


@dataclass(frozen=True, eq=False)
class Part:
    """The examples of one part, training or test, as measures need them again and again.

    ``places`` (n,) are their numbers among all examples, ``targets`` (outputs, n) what the loss
    compares with, ``truth`` (…, n) the labels or values. ``asked`` tells which labels there are,
    None where there are all.
    """

    places: IntArray
    targets: FloatArray
    truth: NDArray[Any]
    asked: NDArray[np.bool_] | None


@dataclass(frozen=True, eq=False)
class Examples:
    """A data set prepared for one network.

    ``names`` are the inputs in order, ``inputs`` (inputs, N) and ``targets`` (outputs, N) are in
    the precision of the network, N counting training and test examples together.
    """

    section: Data
    data: Dataset
    names: tuple[str, ...]
    loss_name: str
    loss: Loss
    dtype: np.dtype[Any]

    @cached_property
    def inputs(self) -> FloatArray:
        """Features of all examples, (inputs, N)."""
        return self.features(self.data.inputs)

    @cached_property
    def targets(self) -> FloatArray:
        """What the outputs should be for all examples, (outputs, N)."""
        return self.loss.encode(self.data.targets, len(self.data.classes)).astype(self.dtype)

    @cached_property
    def train_inputs(self) -> FloatArray:
        """Features of the training examples alone, (inputs, n); their targets are in `parts`."""
        return np.ascontiguousarray(self.inputs[:, self.data.train])

    @cached_property
    def parts(self) -> tuple[Part, Part]:
        """The training and the test examples."""
        return self._part(self.data.train), self._part(self.data.test)

    def _part(self, places: IntArray) -> Part:
        truth = self.data.targets[..., places]
        asked = truth >= 0
        complete = self.data.task == "regression" or asked.all()
        return Part(places, self.targets[:, places], truth, None if complete else asked)

    @cached_property
    def shape(self) -> DataShape:
        """What one example is, and what is asked of the network."""
        return data_shape(self.data, len(self.names))

    @property
    def outputs(self) -> int:
        """Number of output values, of all steps together where there is an answer at every step."""
        return self.loss.outputs(len(self.data.classes))

    @property
    def answers(self) -> int:
        """Number of output values of one answer."""
        return LOSSES[self.loss_name].outputs(len(self.data.classes))

    @property
    def labels(self) -> tuple[str, ...]:
        """What people read for each input."""
        if self.data.plane:
            return tuple(FEATURES[name].label for name in self.names)
        return self.names

    def features(self, raw: FloatArray) -> FloatArray:
        """Compute what the first layer sees, (inputs, n), from columns of the data, (columns, n).

        Columns are in the units of ``data.inputs``: plane coordinates as they are, columns of a
        table standardized.
        """
        if self.data.plane:
            x1, x2 = np.asarray(raw, dtype=np.float64)
            rows = [FEATURES[name].function(x1, x2) for name in self.names]
        else:
            rows = [raw[self.data.columns.index(name)] for name in self.names]
        return np.ascontiguousarray(np.stack(rows), dtype=self.dtype)


def prepare(
    experiment: Experiment, dtype: np.dtype[Any], known: Examples | None = None
) -> tuple[Experiment, Examples, tuple[str, ...]]:
    """Load the data of an experiment and choose inputs and loss that fit them.

    Returns the experiment with features, layers and loss that fit these data, the examples, and a
    sentence for each thing that had to be adapted. ``known`` saves loading the same data again.
    Raises DataError if the data cannot be made.
    """
    data = known.data if known and known.section == experiment.data else load_data(experiment.data)
    notes = []
    names = found = _available(experiment.features, data)
    if not names:
        names = ("x1", "x2") if data.plane else data.columns
    elif names != experiment.features and not is_shaped(data):
        shown = ", ".join(names) if len(names) <= 8 else f"all {len(names)} columns"
        notes.append(f"The features were adapted to the data: {shown}.")
    if is_shaped(data):
        # What a layer sees of a picture or a sequence depends on where it stands in it.
        names, found = data.columns, ()
    features = names if data.plane else found
    loss_name = experiment.training.loss
    if loss_name != "auto" and loss_name not in losses_for(data.task):
        notes.append(
            f"{LOSSES[loss_name].label} does not fit these data; "
            f"{LOSSES[AUTOMATIC_LOSS[data.task]].label} is used."
        )
        loss_name = "auto"
    layers, changed = adapted(experiment.layers, data_shape(data, len(names)))
    notes += changed
    fitting = experiment.model_copy(
        update={
            "features": features,
            "layers": layers,
            "training": experiment.training.model_copy(update={"loss": loss_name}),
        }
    )
    resolved = AUTOMATIC_LOSS[data.task] if loss_name == "auto" else loss_name
    if known is not None and (known.data, known.names, known.loss_name) == (data, names, resolved):
        return fitting, known, tuple(notes)
    loss = LOSSES[resolved]
    if data.task == "steps":
        loss = PerStep(loss, len(data.targets))
    examples = Examples(experiment.data, data, names, resolved, loss, dtype)
    return fitting, examples, tuple(notes)


def _available(features: tuple[str, ...], data: Dataset) -> tuple[str, ...]:
    """Return the named features that these data have, each once."""
    known = tuple(FEATURES) if data.plane else data.columns
    return tuple(dict.fromkeys(name for name in features if name in known))
