"""The data sets of TensorFlow Playground, after what its page shows and its documentation says.

Each function takes the number of points n, the noise as a share (its slider's 0–50 divided by 100;
its links allow 80) and random numbers, and returns points (2, n) and labels or values (n,). Class 1
is the one it labels +1, class 0 the one it labels −1. Points alternate between the classes, so that
any number of points is balanced and more points keep the earlier ones.
"""

import numpy as np

from app.data.dataset import FloatArray, IntArray
from app.data.entry import PLANE_LIMIT
from app.data.plane import plane_classes, plane_values

SOURCE = "Computed by Hidden Layers; the shape follows TensorFlow Playground"


def alternate(n: int, classes: int = 2) -> IntArray:
    """Return class numbers 0, 1, …, classes − 1, 0, 1, … of length n."""
    return np.arange(n, dtype=np.int64) % classes


def signed(uniform: FloatArray) -> FloatArray:
    """Map uniform numbers of [0, 1) to [−1, 1)."""
    return 2 * uniform - 1


@plane_classes("circle", "Circle", "Which points lie inside the ring?", source=SOURCE)
def circle(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Make a disc of radius 2.5 inside a ring from 3.5 to 5.

    Noise moves each point by up to `noise` × 5 along both axes before it is asked whether it lies
    in the disc; the point itself stays, so noise shows as wrong labels near the border.
    """
    draws = rng.random((n, 4)).T
    inside = alternate(n) == 1
    radius = np.where(inside, 2.5 * draws[0], 3.5 + 1.5 * draws[0])
    angle = 2 * np.pi * draws[1]
    points = np.stack((radius * np.sin(angle), radius * np.cos(angle)))
    moved = points + 5 * noise * signed(draws[2:])
    return points, (np.hypot(*moved) < 2.5).astype(np.int64)


@plane_classes("xor", "Exclusive or", "Do x₁ and x₂ have the same sign?", source=SOURCE)
def xor(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Make four squares with side 5, a gap of 0.6 between them, diagonal neighbours alike.

    Noise moves each point by up to `noise` × 5 along both axes before its label is read.
    """
    draws = rng.random((n, 5)).T
    # Which square of the class is drawn; the class alternates, so the classes are balanced.
    right = np.where(draws[0] < 0.5, -1.0, 1.0)
    upper = np.where(alternate(n) == 1, right, -right)
    points = (0.3 + 5 * draws[1:3]) * np.stack((right, upper))
    moved = points + 5 * noise * signed(draws[3:])
    return points, (moved[0] * moved[1] >= 0).astype(np.int64)


@plane_classes("gauss", "Two clouds", "Which cloud does a point belong to?", source=SOURCE)
def gauss(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Make normal clouds around (−2, −2) and (2, 2) with a variance of 0.5 + 7 × `noise`."""
    labels = alternate(n)
    spread = np.sqrt(0.5 + 7 * noise)
    return 4.0 * labels - 2 + spread * rng.standard_normal((n, 2)).T, labels


@plane_classes("spiral", "Spiral", "Which arm does a point lie on?", source=SOURCE)
def spiral(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Make two arms of 1.75 turns out to radius 5; `noise` moves points by up to 1 × itself.

    The arms begin one step off the centre, where they would have a point in common.
    """
    labels = alternate(n)
    share = (np.arange(n) // 2 + 1) / ((n + 1) // 2)
    angle = 1.75 * 2 * np.pi * share + np.where(labels == 1, 0, np.pi)
    points = 5 * share * np.stack((np.sin(angle), np.cos(angle)))
    return points + noise * signed(rng.random((n, 2)).T), labels


def _noisy_plane(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw points of the square −6…6, and where noise has moved them when the value is read."""
    draws = signed(rng.random((n, 4)).T)
    points = PLANE_LIMIT * draws[:2]
    return points, points + PLANE_LIMIT * noise * draws[2:]


@plane_values("plane", "Slope", "How high is the slope?", samples=1200, source=SOURCE)
def plane(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Make the value (x1 + x2) / 10, read at a place moved by up to `noise` × 6 along both axes."""
    points, moved = _noisy_plane(n, noise, rng)
    return points, moved.sum(axis=0) / 10


@plane_values("bumps", "Six bumps", "How high are hills and hollows?", samples=1200, source=SOURCE)
def bumps(n: int, noise: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Make three hills and three hollows, cones of radius 2 and height 1 in two rows of three.

    Where cones overlap the higher (or deeper) one counts; noise as in `plane`.
    """
    points, moved = _noisy_plane(n, noise, rng)
    heights = np.stack(
        [
            sign * np.clip(1 - np.hypot(moved[0] - x, moved[1] - y) / 2, 0, 1)
            for x, y, sign in (
                (-4, 2.5, 1),
                (0, 2.5, -1),
                (4, 2.5, 1),
                (-4, -2.5, -1),
                (0, -2.5, 1),
                (4, -2.5, -1),
            )
        ]
    )
    strongest = np.abs(heights).argmax(axis=0)
    return points, heights[strongest, np.arange(n)]
