"""Moons and blobs: plane sets with two to six classes."""

import numpy as np

from app.data.dataset import FloatArray, IntArray
from app.data.entry import Entry
from app.data.plane import plane_classes
from app.data.playground import alternate


@plane_classes("moons", "Two moons", "Which moon does a point lie on?")
def moons(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Make two half circles of radius 3, each reaching into the other.

    Noise adds normal numbers with a standard deviation of 2 × `noise` to both coordinates.
    """
    labels = alternate(n)
    angles, shifts = rng.spawn(2)  # two streams, so that more samples keep the earlier points
    angle = np.pi * angles.random(n)
    upper = np.stack((3 * np.cos(angle) - 1.5, 3 * np.sin(angle) - 0.75))
    # The second moon is the first one, turned by half a turn about the origin.
    points = np.where(labels == 0, upper, -upper)
    return points + 2 * noise * shifts.standard_normal((n, 2)).T, labels


def blobs(
    classes: int, n: int, noise: float, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Make normal clouds on a ring of radius 4; the standard deviation is 0.4 + 2 × `noise`."""
    labels = alternate(n, classes)
    angle = 2 * np.pi * labels / classes
    centres = 4 * np.stack((np.sin(angle), np.cos(angle)))
    return centres + (0.4 + 2 * noise) * rng.standard_normal((n, 2)).T, labels


def _blob_set(classes: int, word: str) -> Entry:
    @plane_classes(
        f"blobs{classes}",
        f"{word} clouds",
        "Which cloud does a point belong to?",
        classes=classes,
    )
    def entry(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
        return blobs(classes, n, noise, rng)

    return entry


BLOBS = (_blob_set(3, "Three"), _blob_set(4, "Four"), _blob_set(5, "Five"), _blob_set(6, "Six"))
