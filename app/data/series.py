"""Series in time: the last values say the next one. They are tested on what came after training."""

import csv
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np

from app.data.dataset import Baseline, FloatArray, Times
from app.data.entry import SPLIT, Draft, Entry, Length, Request
from app.data.split import split_in_time
from app.data.tables import FILES

DAYS = "index_days"
INDEX = "S&P 500, 2010 to 2018, computed from the prices that arch ships"


@lru_cache
def read_series(file: str, column: str) -> FloatArray:
    """Read one column of numbers, (n,), of the file `files/<file>.csv`."""
    with (FILES / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        series = np.array([float(row[column]) for row in csv.DictReader(lines)])
    series.flags.writeable = False
    return series


@lru_cache
def read_times(file: str, unit: Literal["year", "day"]) -> FloatArray:
    """Read when the numbers of a series were measured, (n,), counted as in `Times`."""
    with (FILES / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        written = [row[unit] for row in csv.DictReader(lines)]
    # NumPy counts years from 1970, and people do not.
    times = np.array(written, dtype="datetime64[D]" if unit == "day" else np.float64)
    return times.astype(np.float64)


def windows(series: FloatArray, length: int) -> tuple[FloatArray, FloatArray]:
    """Cut a series (n,) into windows (length, n − length) and the value after each, (n − length,).

    The oldest value of a window is its first row.
    """
    views = np.lib.stride_tricks.sliding_window_view(series[:-1], length)
    return views.T.copy(), series[length:].copy()


def _forecast(request: Request, series: FloatArray, times: Times, target: str) -> Draft:
    """Predict the next value of a series from `request.length` values before it.

    `times` says when the values of the `series` (n,) were measured.
    """
    unit = times.unit
    inputs, values = windows(series, request.length)
    used = min(request.samples, values.size)
    inputs, values = inputs[:, -used:], values[-used:]
    train, test = split_in_time(used, request.train_share, request.stream(SPLIT))
    steps = tuple(f"{unit} −{back}" for back in range(request.length, 0, -1))
    return Draft(
        task="regression",
        inputs=inputs,
        columns=steps,
        values=values,
        target=target,
        standardization="series",
        shape=(request.length, 1),
        steps=steps,
        parts=(train, test),
        times=Times(unit, times.at[-used:].copy()),
        notes=(
            f"The first {train.size:,} examples in time are trained on; the {test.size:,} that "
            "came after them test.",
        ),
    )


def _sunspots(request: Request) -> Draft:
    years = Times("year", read_times("sunspots", "year"))
    draft = _forecast(request, read_series("sunspots", "sunspots"), years, "sunspots a year")
    return replace(draft, baseline=Baseline("the same as last year", draft.inputs[-1]))


def _returns(request: Request) -> Draft:
    draft = _forecast(request, read_series(DAYS, "return"), _days(), "direction")
    assert draft.values is not None  # a forecast has values
    rises = (draft.values > 0).astype(np.int64)
    return replace(
        draft,
        task="binary",
        values=None,
        labels=rises,
        classes=("not up", "up"),
        baseline=Baseline("always up", np.ones_like(rises)),
    )


def _volatility(request: Request) -> Draft:
    # The range between a day's highest and lowest price measures how much the price moved
    # (M. Parkinson, "The extreme value method for estimating the variance of the rate of return",
    # Journal of Business 53, 1980). Its logarithm is close to normal.
    series = np.log(read_series(DAYS, "range"))
    draft = _forecast(request, series, _days(), "log of the day's range")
    return replace(draft, baseline=Baseline("a linear fit", _linear_fit(draft)))


def _days() -> Times:
    return Times("day", read_times(DAYS, "day"))


def _linear_fit(draft: Draft) -> FloatArray:
    """Return what least squares on the training part predicts for all examples, (N,)."""
    assert draft.values is not None  # only drafts of a regression come here
    assert draft.parts is not None  # and they are split
    train = draft.parts[0]
    design = np.vstack((draft.inputs, np.ones(draft.inputs.shape[1])))
    weights = np.linalg.lstsq(design[:, train].T, draft.values[train], rcond=None)[0]
    predicted: FloatArray = weights @ design
    return predicted


sunspots = Entry(
    "sunspots",
    "Sunspots",
    "How many sunspots will there be next year?",
    "sequences",
    "regression",
    _sunspots,
    default_samples=300,
    length=Length(2, 30, 12, "Years", "How many years the network looks back."),
    about="An example is the number of sunspots in years that follow one another; the answer is "
    "the number of the year after them.",
    source="US National Geophysical Data Center, from statsmodels",
    licence="Public domain",
)

_DAYS_BACK = Length(2, 40, 20, "Days", "How many days the network looks back.")

returns = Entry(
    "returns",
    "Daily returns",
    "Will the index rise tomorrow?",
    "sequences",
    "binary",
    _returns,
    default_samples=2000,
    length=_DAYS_BACK,
    about="An example is by how much the index rose or fell on trading days one after another.",
    source=INDEX,
    licence="NCSA (arch)",
)

volatility = Entry(
    "volatility",
    "Volatility",
    "How much will the index move tomorrow?",
    "sequences",
    "regression",
    _volatility,
    default_samples=2000,
    length=_DAYS_BACK,
    about="An example is how far the highest price of the index lay above the lowest, on trading "
    "days one after another.",
    source=INDEX,
    licence="NCSA (arch)",
)

SERIES = (sunspots, returns, volatility)
