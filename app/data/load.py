"""`load`: from a name and a few numbers to a `Dataset`."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.data.dataset import Baseline, DataError, Dataset, FloatArray, IntArray
from app.data.entry import (
    NOISE,
    PLANE_LIMIT,
    SPLIT,
    Draft,
    DrawnPoint,
    Entry,
    Request,
)
from app.data.gallery import DATASETS
from app.data.split import split
from app.data.standardize import Scaling, fit_scaling
from app.data.table import Table

MAX_SAMPLES = 2000
MAX_NOISE = 80.0
MAX_LENGTH = 60
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
    length: int = 0,
) -> Dataset:
    """Make the data set `name` of `DATASETS`; the same arguments give the same numbers.

    `samples` (2–2000) is how many examples to make, or at most how many rows of a table to use;
    `noise` (0–80) is in percent, each plane set says of what, for tables of a column's standard
    deviation; `train_share` (above 0, below 1) is the part to train on. `drawn` are the points
    (x1, x2, class) of the set "drawn", `table` is the table of the set "table" (`parse_csv`).
    `length` (0–60) is how long examples are, for sets that have a `Length`: 0 stands for its
    default, and the nearest length it allows is used. Raises DataError, which names the field.
    """
    if name not in DATASETS:
        raise DataError(
            f"There is no data set {name!r}; there are {', '.join(DATASETS)}.", "data.name"
        )
    _require("samples", samples, 2, MAX_SAMPLES)
    _require("noise", noise, 0, MAX_NOISE)
    _require("seed", seed, 0, MAX_SEED)
    _require("length", length, 0, MAX_LENGTH)
    if not 0 < train_share < 1:
        raise DataError(
            f"The train share is {train_share}; it must lie above 0 and below 1.",
            "data.train_share",
        )
    entry = DATASETS[name]
    fitted = entry.length.fit(length) if entry.length else 0
    request = Request(samples, noise, seed, drawn, table, train_share, fitted)
    draft = entry.make(request)
    if entry.length and length not in (0, fitted):
        note = f"{entry.length.title}: {length} is not possible here; {fitted} is used."
        draft = replace(draft, notes=(note, *draft.notes))
    return _finish(entry, draft, request)


def _require(field: str, value: float, low: float, high: float) -> None:
    # `not` around the chain also refuses NaN.
    if not low <= value <= high:
        raise DataError(
            f"The field {field} is {value}; it must lie between {low:g} and {high:g}.",
            f"data.{field}",
        )


def _finish(entry: Entry, draft: Draft, request: Request) -> Dataset:
    """Split a draft, standardize it unless it lies in the plane, and freeze its arrays."""
    train, test = draft.parts or _split(draft, request)
    scaling = fit_scaling(draft, train)
    inputs, values = scaling.inputs(draft.inputs), scaling.values(draft.values)
    notes = draft.notes + scaling.notes
    if not (draft.plane or draft.noisy) and request.noise > 0:
        inputs = _shake(inputs, request)
        notes += (
            f"Noise {request.noise:g} adds to every input a random number with a standard "
            f"deviation of {request.noise / 100:g}.",
        )
    baseline = _baseline(draft, scaling)
    if baseline:
        notes += (_compare(baseline, draft.labels, values, test, scaling.target_scale),)
    inputs = np.ascontiguousarray(inputs)
    more = (baseline.answers if baseline else None, draft.times.at if draft.times else None)
    for array in (inputs, draft.labels, values, train, test, scaling.mean, scaling.scale, *more):
        if array is not None:
            array.flags.writeable = False
    return Dataset(
        name=entry.name,
        title=entry.title,
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
        standardized=not draft.plane and draft.standardization != "none",
        mean=scaling.mean,
        scale=scaling.scale,
        shape=draft.shape or (len(inputs),),
        vocabulary=draft.vocabulary,
        padded=draft.padded,
        steps=draft.steps,
        notes=notes,
        baseline=baseline,
        target=draft.target,
        target_mean=scaling.target_mean,
        target_scale=scaling.target_scale,
        roles=draft.roles,
        times=draft.times,
    )


def _split(draft: Draft, request: Request) -> tuple[IntArray, IntArray]:
    """Split at random, with the classes in proportion where an example has one."""
    one_class = draft.labels is None or draft.labels.ndim > 1
    groups = np.zeros(draft.inputs.shape[1], np.int64) if one_class else draft.labels
    assert groups is not None  # one_class is true where there are no labels
    return split(groups, request.train_share, request.stream(SPLIT))


def _baseline(draft: Draft, scaling: Scaling) -> Baseline | None:
    """Bring the answers of a baseline into the units of the data set."""
    if draft.baseline is None or draft.values is None:
        return draft.baseline
    return Baseline(draft.baseline.name, scaling.to_target(draft.baseline.answers))


def _compare(
    baseline: Baseline,
    labels: IntArray | None,
    values: FloatArray | None,
    test: IntArray,
    scale: float,
) -> str:
    """Say how good a simple rule is on the test part; 1 stands for `scale` of a value's unit."""
    given = baseline.answers[test]
    if values is None:
        assert labels is not None  # one of the two is set
        return f"For comparison: {baseline.name} is right for {np.mean(given == labels[test]):.0%}."
    truth = values[test]
    error, spread = np.mean((given - truth) ** 2), np.var(truth)
    r2 = f" and an R² of {1 - error / spread:.2f}" if spread else ""
    rmse = scale * error**0.5
    return (
        f"For comparison: {baseline.name} has a root mean square error of {rmse:.3g} "
        f"in the unit of the data{r2}."
    )


def _shake(inputs: FloatArray, request: Request) -> FloatArray:
    """Add the noise of a table: normal numbers, `noise` percent of a standard deviation wide."""
    draws = request.stream(NOISE).standard_normal(inputs.shape[::-1]).T
    # A constant column, such as the corner of a picture, stays constant.
    low, high = _range(inputs)
    varies = (high > low)[:, None]
    shaken: FloatArray = inputs + request.noise / 100 * varies * draws
    return shaken


def _range(inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest number of each row; 0 for a row of padding alone."""
    low, high = np.fmin.reduce(inputs, axis=1), np.fmax.reduce(inputs, axis=1)
    return np.nan_to_num(low), np.nan_to_num(high)


def _domain(inputs: FloatArray, plane: bool) -> tuple[tuple[float, float], ...]:
    """Return the range of each column that pictures should show."""
    if plane:
        return ((-PLANE_LIMIT, PLANE_LIMIT),) * len(inputs)
    return tuple(
        (float(a), float(b)) if a < b else (float(a) - 1, float(b) + 1)
        for a, b in zip(*_range(inputs), strict=True)
    )
