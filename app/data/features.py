"""Features: what may be fed to the network instead of, or beside, the plane coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Both precisions: the network trains in float32 and is checked in float64.
Coordinates: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Feature:
    """A function of the plane; `function` keeps the shape and the precision of x1 and x2."""

    name: str
    label: str
    function: Callable[[Coordinates, Coordinates], Coordinates] = field(repr=False)


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1_squared", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2_squared", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "sin x₁", lambda x1, x2: np.sin(x1)),
        Feature("sin_x2", "sin x₂", lambda x1, x2: np.sin(x2)),
        Feature("cos_x1", "cos x₁", lambda x1, x2: np.cos(x1)),
        Feature("cos_x2", "cos x₂", lambda x1, x2: np.cos(x2)),
        Feature("radius", "√(x₁² + x₂²)", np.hypot),
    )
}
"""Features of plane data by name."""
