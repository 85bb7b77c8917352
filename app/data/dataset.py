"""What a data set is, and the error that says why there is none."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
Task: TypeAlias = Literal["binary", "classes", "regression", "steps"]
Shape: TypeAlias = tuple[int, ...]


class DataError(ValueError):
    """A data set that cannot be made, with a sentence for people and the field it is about.

    `path` is the dotted name of the field (`data.samples`, `data.table`). Errors in a pasted table
    also name the `row` (counted as a spreadsheet does: from 1, header and empty rows included)
    and the `column` (its name), where one is to blame.
    """

    def __init__(
        self, message: str, path: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.row = row
        self.column = column


@dataclass(frozen=True, eq=False)
class Baseline:
    """A simple rule that a network has to beat, and what it answers for every example.

    `answers` (N,) are class numbers, or values in the units of `values`; `name` reads as in "a
    linear fit".
    """

    name: str
    answers: FloatArray | IntArray


@dataclass(frozen=True, eq=False)
class Times:
    """When each example of a series comes true.

    `at` (N,) are years, or days since 1970-01-01 where the `unit` is a day. Examples stand in the
    order of time.
    """

    unit: Literal["year", "day"]
    at: FloatArray

    def say(self, number: int) -> str:
        """Return the time of one example as people write it: "1952" or "2017-03-31"."""
        moment = round(float(self.at[number]))
        return str(np.datetime64(moment, "D")) if self.unit == "day" else str(moment)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples with their split into a training and a test part; the batch is the last axis.

    Shapes, for N examples and C columns: `inputs` (C, N) float64; `labels` (N,) int64, class
    numbers from 0, for the tasks "binary" and "classes"; `values` (N,) float64 for the task
    "regression". The task "steps" asks for a class at each of T steps: `labels` (T, N), −1 where
    no answer is asked for. The other one of `labels` and `values` is None. `train` and `test` hold
    the example numbers of each part in a shuffled order, so that batches taken in order are mixed;
    `mean` and `scale` (C,).

    `shape` says what one example is; the product of its sizes is C. `(C,)` is a row of values,
    `(T, U)` a sequence of T steps with U values each (row t·U + u), `(channels, height, width)` a
    picture (row by row). Where there is a `vocabulary`, `(T,)` is a text of T tokens, numbers of
    entries of the vocabulary. If `padded`, steps beyond the end of an example are NaN. `steps`
    names the T steps where that helps.

    Plane coordinates are left as they are (`plane` is true, −6 to 6, `mean` 0 and `scale` 1).
    Most others are `standardized` with the mean and the standard deviation of their training part:
    inputs = (original − mean) / scale, and for regression
    values = (original − target_mean) / target_scale.

    `domain` is the range of each column that pictures show, `target` the name of what is predicted,
    `notes` are sentences for people. `roles` has the role of every column of a table ("input",
    "target", "ignore"), as given or guessed, and is empty for other sets. `baseline` is a rule to
    compare the network with, where the set has one, and `times` says when the examples of a series
    come true. All arrays are read-only.
    """

    name: str
    title: str
    task: Task
    inputs: FloatArray
    labels: IntArray | None
    values: FloatArray | None
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    train: IntArray
    test: IntArray
    plane: bool
    domain: tuple[tuple[float, float], ...]
    standardized: bool
    mean: FloatArray
    scale: FloatArray
    shape: Shape
    vocabulary: tuple[str, ...] = ()
    padded: bool = False
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    baseline: Baseline | None = None
    target: str = ""
    target_mean: float = 0.0
    target_scale: float = 1.0
    roles: tuple[str, ...] = ()
    times: Times | None = None

    @property
    def size(self) -> int:
        """Number of examples, N."""
        return int(self.inputs.shape[1])

    @property
    def targets(self) -> IntArray | FloatArray:
        """The labels or the values, whichever the task has; the examples are the last axis."""
        targets = self.labels if self.values is None else self.values
        assert targets is not None  # exactly one of the two is set
        return targets

    def original(self, inputs: FloatArray) -> FloatArray:
        """Return inputs (C,) or (C, n) in the units in which they were measured."""
        columns = (slice(None), *[np.newaxis] * (inputs.ndim - 1))
        return inputs * self.scale[columns] + self.mean[columns]

    def original_target(self, values: FloatArray | IntArray) -> FloatArray:
        """Return values of a regression, of any shape, in the unit in which they were measured."""
        return np.asarray(values * self.target_scale + self.target_mean, dtype=np.float64)
