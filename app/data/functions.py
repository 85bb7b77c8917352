"""Functions of x1 alone, for regression.

Points fill the whole plane, so that every picture works as it does for the other sets; the value
ignores x2, and so should a network that has understood it.
"""

from collections.abc import Callable

import numpy as np

from app.data.dataset import FloatArray
from app.data.entry import PLANE_LIMIT, Entry
from app.data.plane import plane_values


def _function_set(
    name: str, title: str, question: str, function: Callable[[FloatArray], FloatArray]
) -> Entry:
    """Make a data set of a function of x1 with values in −1…1.

    Noise adds normal numbers with a standard deviation of `noise` to the value.
    """

    @plane_values(name, title, question)
    def entry(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        places, errors = rng.spawn(2)  # two streams, so that more samples keep the earlier points
        points = PLANE_LIMIT * (2 * places.random((n, 2)).T - 1)
        return points, function(points[0]) + noise * errors.standard_normal(n)

    return entry


FUNCTIONS = (
    _function_set("sine_1d", "Sine", "Which wave runs through the values?", np.sin),
    _function_set(
        "step_1d", "Step", "Where does the value jump?", lambda x: np.where(x < 0, -1.0, 1.0)
    ),
    _function_set("abs_1d", "Kink", "Where does the slope turn?", lambda x: np.abs(x) / 3 - 1),
    _function_set(
        "chirp_1d", "Faster wave", "Where is the wave faster?", lambda x: np.sin((x + 6) ** 2 / 8)
    ),
)
