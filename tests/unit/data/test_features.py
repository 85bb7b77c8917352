"""Features of plane data."""

import numpy as np
import pytest

from app.data import FEATURES


def test_the_features_are_those_of_the_page_in_its_order() -> None:
    assert list(FEATURES) == [
        "x1",
        "x2",
        "x1_squared",
        "x2_squared",
        "x1x2",
        "sin_x1",
        "sin_x2",
        "cos_x1",
        "cos_x2",
        "radius",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x1", 3.0),
        ("x2", -4.0),
        ("x1_squared", 9.0),
        ("x2_squared", 16.0),
        ("x1x2", -12.0),
        ("sin_x1", np.sin(3.0)),
        ("sin_x2", np.sin(-4.0)),
        ("cos_x1", np.cos(3.0)),
        ("cos_x2", np.cos(-4.0)),
        ("radius", 5.0),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_feature_computes_what_its_name_says_and_keeps_shape_and_precision(
    name: str, expected: float, dtype: type[np.float32 | np.float64]
) -> None:
    x1, x2 = np.full((2, 5), 3, dtype), np.full((2, 5), -4, dtype)
    result = FEATURES[name].function(x1, x2)
    assert result.shape == (2, 5)
    assert result.dtype == dtype
    assert np.allclose(result, expected)
    assert FEATURES[name].label
