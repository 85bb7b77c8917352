"""The forecast of a series: what came, what the network foretold, and what a simple rule would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.ranges import tame

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.training import Trainer

    Floats = npt.NDArray[np.floating[Any]]
    Ints = npt.NDArray[np.int64]

STRETCH = 120
"""Examples of a part of the series: eleven cycles of the sun, or half a year of trading days."""

MOST = 400
"""Most points of the whole series; of a longer one every so-manieth is shown."""


class ForecastOptions(Options):
    """How much of the series is shown."""

    example: int = Field(
        default=-1,
        ge=-1,
        le=1_000_000,
        description="The example that the part shown lies around; -1 is where the test begins.",
    )
    whole: bool = Field(default=False, description="Show the whole series.")


class ForecastLens(Lens[ForecastOptions]):
    """A regression over a series as curves in time, in the data's own unit."""

    name = "forecast"
    title = "Forecast"
    sentence = "What came, and what the network would have said just before."
    options = ForecastOptions
    rate = 5.0

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether the examples are values of a series in the order of time."""
        return trainer.data.times is not None and trainer.data.task == "regression"

    def look(self, look: Look, options: ForecastOptions) -> Arrays:
        """Return `time` (see `Times`), `truth`, `forecast` and `test` (1 for a test example), (n,).

        Where the data have a simple rule, `rule` (n,) is what it says. Values are in the data's own
        unit. The header has the number of the first example shown and the `step` to the next one,
        and under `rmse` the root mean square error of network and rule over all training and all
        test examples, shown or not.
        """
        data = look.trainer.data
        times = data.times
        if times is None or not self.fits(look.trainer):
            raise NothingToSee("Only the values of a series can be drawn over time.")
        output = tame(look.over_examples().activations[-1][0]).astype(np.float64)
        rivals = {"forecast": data.original_target(output)}
        if data.baseline:
            rivals["rule"] = data.original_target(data.baseline.answers)
        truth = data.original_target(data.targets)
        test = np.zeros(data.size, dtype=np.uint8)
        test[data.test] = 1
        example = options.example if options.example < data.size else -1
        around = stretch(data.size, example, int(data.test.min()))
        shown = thinned(data.size) if options.whole else around
        arrays: dict[str, npt.NDArray[Any]] = {"time": times.at[shown], "test": test[shown]}
        curves = {"truth": truth, **rivals}
        arrays |= {name: values[shown].astype(np.float32) for name, values in curves.items()}
        parts = {"train": data.train, "test": data.test}
        meta = {
            "unit": times.unit,
            "target": data.target,
            "rule": data.baseline.name if data.baseline else None,
            "first": int(shown[0]),
            "step": int(shown[1] - shown[0]) if len(shown) > 1 else 1,
            "total": data.size,
            "rmse": {
                name: {part: rmse(values[rows], truth[rows]) for part, rows in parts.items()}
                for name, values in rivals.items()
            },
        }
        return Arrays(arrays, meta)


def thinned(total: int) -> Ints:
    """Return at most `MOST` numbers of examples at equal distances, the last example among them."""
    step = -(-total // MOST)
    return np.arange((total - 1) % step, total, step)


def stretch(total: int, example: int, begin: int) -> Ints:
    """Return the numbers of the examples around one, in the order of time.

    They are one of stretches that overlap by half, so that the picture stays where it is while
    somebody goes on by an example or two; the example lies in the middle half, except at both ends
    of the series. With -1 a third lies before the example where the test begins.
    """
    hop = STRETCH // 2
    start = begin - STRETCH // 3 if example < 0 else (example - hop // 2) // hop * hop
    start = max(0, min(start, total - STRETCH))
    return np.arange(start, min(start + STRETCH, total))


def rmse(answers: Floats, truth: Floats) -> float:
    """Return the root mean square error of answers (n,)."""
    return float(np.sqrt(np.mean(np.square(answers - truth))))


LENS = ForecastLens()
