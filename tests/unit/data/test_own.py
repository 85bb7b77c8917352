"""Drawn points."""

import numpy as np
import pytest

from app.data import STARTER_POINTS, DataError, load


def test_drawn_points_stay_where_they_are_put() -> None:
    points = [(-1.5, 2.25, 0), (3.0, -6.0, 1), (0.0, 0.0, 1), (6.0, 6.0, 0)]
    data = load("drawn", drawn=points, noise=50, samples=10)
    assert data.inputs.T.tolist() == [[x1, x2] for x1, x2, _ in points]
    assert data.labels is not None
    assert data.labels.tolist() == [0, 1, 1, 0]
    assert data.task == "binary"
    assert data.plane
    assert data.notes == ("Noise does not move drawn points.",)


def test_the_highest_class_drawn_says_how_many_there_are() -> None:
    data = load("drawn", drawn=[(0, 0, 0), (1, 1, 2), (2, 2, 2), (3, 3, 0)])
    assert data.task == "classes"
    assert data.classes == ("A", "B", "C")


def test_an_empty_plane_starts_with_a_few_points_and_says_so() -> None:
    data = load("drawn")
    assert data.size == len(STARTER_POINTS)
    assert "Nothing is drawn yet" in data.notes[0]


def test_a_single_point_is_trained_on_and_tested_on() -> None:
    data = load("drawn", drawn=[(1, 1, 1)])
    assert data.train.tolist() == data.test.tolist() == [0]
    assert data.classes == ("A", "B")
    assert "both" in data.notes[0]


@pytest.mark.parametrize(
    "point",
    [(6.1, 0, 0), (0, -7, 0), (np.nan, 0, 0), (0, np.inf, 0), (0, 0, -1), (0, 0, 10)],
)
def test_points_off_the_plane_and_unknown_classes_are_refused_by_number(
    point: tuple[float, float, int],
) -> None:
    with pytest.raises(DataError, match="point 2") as caught:
        load("drawn", drawn=[(0, 0, 0), point])
    assert caught.value.path == "data.drawn.1"


def test_more_than_five_hundred_points_are_refused() -> None:
    assert load("drawn", drawn=[(0, 0, 0)] * 500).size == 500
    with pytest.raises(DataError, match="501") as caught:
        load("drawn", drawn=[(0, 0, 0)] * 501)
    assert caught.value.path == "data.drawn"
