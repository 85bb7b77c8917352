"""Round ends for axes, and numbers that a diverging network cannot spoil."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SMALLEST = 0.01
HUGE = 1e30


def round_up(value: float) -> float:
    """Return a round number not below a value, at least 0.01."""
    value = max(value, SMALLEST)
    power: float = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in STEPS if step * power >= value), 10.0 * power)


def tame(values: Floats) -> Floats:
    """Return the values with whatever has overflowed cut off at ±1e30."""
    return np.nan_to_num(values, nan=0.0, posinf=HUGE, neginf=-HUGE)
