"""Decorators that turn a function of random numbers into a data set over the plane."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from app.data.dataset import FloatArray, IntArray, Task
from app.data.entry import COMPUTED, DRAWS, Draft, Entry, Request

PLANE_COLUMNS = ("x1", "x2")

# (samples, noise as a share 0–0.8, random numbers) -> (points (2, samples), labels or values)
ClassMaker: TypeAlias = Callable[[int, float, np.random.Generator], tuple[FloatArray, IntArray]]
ValueMaker: TypeAlias = Callable[[int, float, np.random.Generator], tuple[FloatArray, FloatArray]]


def class_names(count: int) -> tuple[str, ...]:
    """Return the names of `count` classes that have no better name: A, B, C, …."""
    return tuple(chr(ord("A") + number) for number in range(count))


def plane_classes(
    name: str, title: str, question: str, *, classes: int = 2, source: str = COMPUTED
) -> Callable[[ClassMaker], Entry]:
    """Turn a function that makes points of two or more classes into the data set `name`.

    The function draws the same random numbers, in the same order, whatever the noise is; then
    a change of noise moves points smoothly and never draws new ones.
    """
    task: Task = "binary" if classes == 2 else "classes"

    def decorate(maker: ClassMaker) -> Entry:
        def make(request: Request) -> Draft:
            points, labels = maker(request.samples, request.noise / 100, request.stream(DRAWS))
            return Draft(
                task=task,
                inputs=points,
                columns=PLANE_COLUMNS,
                labels=labels,
                classes=class_names(classes),
                target="class",
                plane=True,
            )

        return Entry(name, title, question, "plane", task, make, source=source)

    return decorate


def plane_values(
    name: str, title: str, question: str, *, samples: int = 500, source: str = COMPUTED
) -> Callable[[ValueMaker], Entry]:
    """Turn a function that makes points with a value each into the regression set `name`.

    The rule of `plane_classes` about random numbers holds here too.
    """

    def decorate(maker: ValueMaker) -> Entry:
        def make(request: Request) -> Draft:
            points, values = maker(request.samples, request.noise / 100, request.stream(DRAWS))
            return Draft(
                task="regression",
                inputs=points,
                columns=PLANE_COLUMNS,
                values=values,
                target="value",
                plane=True,
            )

        entry = Entry(name, title, question, "plane", "regression", make, source=source)
        return replace(entry, default_samples=samples)

    return decorate
