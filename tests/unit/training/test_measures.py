from __future__ import annotations

import numpy as np
import pytest

from app.training.measures import confusion, r_squared


def test_r_squared_is_one_for_the_values_and_zero_for_their_mean() -> None:
    values = np.array([1.0, 2.0, 6.0])
    assert r_squared(values, values) == 1
    assert r_squared(np.full(3, 3.0), values) == 0
    assert r_squared(np.zeros(3), values) < 0


def test_r_squared_of_values_without_spread_is_zero() -> None:
    assert r_squared(np.array([1.0, 2.0]), np.array([4.0, 4.0])) == 0


def test_confusion_counts_true_classes_in_rows_and_decisions_in_columns() -> None:
    counts = confusion(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 2]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert counts.sum() == pytest.approx(4)
