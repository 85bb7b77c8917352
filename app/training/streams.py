"""Independent streams of random numbers, so that no generator has to be carried along.

Every draw comes from a generator made of (seed, stream, counter). A run that is paused, stepped,
saved or restored therefore draws the same numbers as one that never stopped.
"""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What the numbers are for; the values are part of what makes a link reproducible."""

    WEIGHTS = 0
    ORDER = 1
    DROPOUT = 2
    EDITS = 3


def generator(seed: int, stream: Stream, counter: int = 0) -> np.random.Generator:
    """Return the generator of one purpose: ``counter`` is an epoch, an update or an edit."""
    return np.random.default_rng((seed, int(stream), counter))
