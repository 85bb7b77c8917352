"""`load`: from a name and a few numbers to a `Dataset`."""

from collections.abc import Sequence

import numpy as np

from app.data.dataset import DataError, Dataset, FloatArray
from app.data.entry import (
    NOISE,
    PLANE_LIMIT,
    SPLIT,
    Draft,
    DrawnPoint,
    Request,
)
from app.data.gallery import DATASETS
from app.data.split import split
from app.data.table import Table

MAX_SAMPLES = 2000
MAX_NOISE = 80.0
# The largest whole number that JSON and JavaScript carry exactly.
MAX_SEED = 2**53


def load(
    name: str,
    *,
    samples: int = 500,
    noise: float = 0.0,
    train_share: float = 0.5,
    seed: int = 0,
    drawn: Sequence[DrawnPoint] = (),
    table: Table | None = None,
) -> Dataset:
    """Make the data set `name` of `DATASETS`; the same arguments give the same numbers.

    `samples` (2–2000) is how many examples to make, or at most how many rows of a table to use;
    `noise` (0–80) is in percent, each plane set says of what, for tables of a column's standard
    deviation; `train_share` (above 0, below 1) is the part to train on. `drawn` are the points
    (x1, x2, class) of the set "drawn", `table` is the table of the set "table" (`parse_csv`).
    Raises DataError, which names the field.
    """
    if name not in DATASETS:
        raise DataError(
            f"There is no data set {name!r}; there are {', '.join(DATASETS)}.", "data.name"
        )
    _require("samples", samples, 2, MAX_SAMPLES)
    _require("noise", noise, 0, MAX_NOISE)
    _require("seed", seed, 0, MAX_SEED)
    if not 0 < train_share < 1:
        raise DataError(
            f"The train share is {train_share}; it must lie above 0 and below 1.",
            "data.train_share",
        )
    entry = DATASETS[name]
    request = Request(samples, noise, seed, drawn, table)
    return _finish(name, entry.title, entry.make(request), request, train_share)


def _require(field: str, value: float, low: float, high: float) -> None:
    # `not` around the chain also refuses NaN.
    if not low <= value <= high:
        raise DataError(
            f"The field {field} is {value}; it must lie between {low:g} and {high:g}.",
            f"data.{field}",
        )


def _finish(name: str, title: str, draft: Draft, request: Request, train_share: float) -> Dataset:
    """Split a draft, standardize it unless it lies in the plane, and freeze its arrays."""
    inputs, values, notes = draft.inputs, draft.values, draft.notes
    count = inputs.shape[1]
    groups = np.zeros(count, np.int64) if draft.labels is None else draft.labels
    train, test = split(groups, train_share, request.stream(SPLIT))
    mean, scale = np.zeros(len(inputs)), np.ones(len(inputs))
    target_mean, target_scale = 0.0, 1.0
    if not draft.plane:
        mean, scale = _moments(inputs[:, train])
        if draft.one_unit:
            # A scale of its own would blow up a pixel that is hardly ever inked in training.
            scale[:] = np.sqrt(np.mean(inputs[:, train].var(axis=1)))
        inputs = (inputs - mean[:, None]) / scale[:, None]
        notes = (*notes, ONE_SCALE if draft.one_unit else STANDARDIZED)
        if values is not None:
            moments = _moments(values[None, train])
            target_mean, target_scale = float(moments[0][0]), float(moments[1][0])
            values = (values - target_mean) / target_scale
            notes = (
                *notes,
                f"The target {draft.target} is standardized too: 0 stands for "
                f"{target_mean:.4g}, and 1 for {target_scale:.4g} more than that.",
            )
        inputs, noise_notes = _shake(inputs, request)
        notes = (*notes, *noise_notes)
    arrays = (inputs, draft.labels, values, train, test, mean, scale)
    for array in arrays:
        if array is not None:
            array.flags.writeable = False
    return Dataset(
        name=name,
        title=title,
        task=draft.task,
        inputs=inputs,
        labels=draft.labels,
        values=values,
        columns=draft.columns,
        classes=draft.classes,
        train=train,
        test=test,
        plane=draft.plane,
        domain=_domain(inputs, draft.plane),
        standardized=not draft.plane,
        mean=mean,
        scale=scale,
        target=draft.target,
        target_mean=target_mean,
        target_scale=target_scale,
        notes=notes,
    )


STANDARDIZED = (
    "The inputs are standardized: in the training part every column has mean 0 and standard "
    "deviation 1."
)
ONE_SCALE = (
    "The inputs are standardized: in the training part every column has mean 0, and all are "
    "divided by one number, so that their standard deviation is 1 on average."
)


def _moments(part: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean and the standard deviation of each row of (C, n); 1 for a constant row."""
    mean, scale = part.mean(axis=1), part.std(axis=1)
    # Rounding leaves a constant column a spread just above 0, which would blow up its noise.
    constant = scale <= 1e-12 * np.abs(mean)
    return mean, np.where(constant, 1.0, scale)


def _shake(inputs: FloatArray, request: Request) -> tuple[FloatArray, tuple[str, ...]]:
    """Add the noise of a table: normal numbers, `noise` percent of a standard deviation wide."""
    if request.noise == 0:
        return inputs, ()
    draws = request.stream(NOISE).standard_normal(inputs.shape[::-1]).T
    note = (
        f"Noise {request.noise:g} adds to every input a random number with a standard deviation "
        f"of {request.noise / 100:g}."
    )
    # A constant column, such as the corner of a picture, stays constant.
    varies = np.ptp(inputs, axis=1, keepdims=True) > 0
    return inputs + request.noise / 100 * varies * draws, (note,)


def _domain(inputs: FloatArray, plane: bool) -> tuple[tuple[float, float], ...]:
    """Return the range of each column that pictures should show."""
    if plane:
        return ((-PLANE_LIMIT, PLANE_LIMIT),) * len(inputs)
    low, high = inputs.min(axis=1), inputs.max(axis=1)
    return tuple(
        (float(a), float(b)) if a < b else (float(a) - 1, float(b) + 1)
        for a, b in zip(low, high, strict=True)
    )
