"""Shapes: what is drawn, and where it lies in training and in testing."""

import numpy as np
import pytest

from app.data import Dataset, load
from app.data.shape_pictures import SHAPES, SIDE, SIZES, stamp


def pictures(data: Dataset, part: np.ndarray) -> np.ndarray:
    return data.inputs[:, part].reshape(SIDE, SIDE, -1)


def test_the_shapes_look_like_their_names() -> None:
    drawn = {
        name: ["".join(".#"[int(ink)] for ink in row) for row in stamp(name, 5)] for name in SHAPES
    }
    assert drawn == {
        "square": ["#####", "#...#", "#...#", "#...#", "#####"],
        "plus": ["..#..", "..#..", "#####", "..#..", "..#.."],
        "cross": ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"],
        "triangle": ["..#..", ".#.#.", ".#.#.", "#...#", "#####"],
        "T": ["#####", "..#..", "..#..", "..#..", "..#.."],
    }


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_shape_fills_its_square_at_every_size(name: str) -> None:
    for size in SIZES:
        ink = stamp(name, size)
        assert ink.shape == (size, size)
        assert all(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))


def test_training_shapes_lie_left_and_test_shapes_right() -> None:
    data = load("shapes_right", samples=300)
    assert (pictures(data, data.train)[:, 6:] == 0).all()
    assert (pictures(data, data.test)[:, :6] == 0).all()
    assert (pictures(data, data.test)[:, 6:].max(axis=(0, 1)) > 0.5).all()


def test_what_tests_on_the_right_is_what_tests_on_the_left_moved() -> None:
    left, right = (load(name, samples=300, seed=3) for name in ("shapes_left", "shapes_right"))
    assert np.array_equal(left.train, right.train)
    assert np.array_equal(pictures(left, left.train), pictures(right, right.train))
    assert np.array_equal(pictures(left, left.test)[:, :6], pictures(right, right.test)[:, 6:])


def test_shapes_anywhere_reach_every_pixel() -> None:
    data = load("shapes", samples=500)
    assert (data.inputs.max(axis=1) > 0).all()


def test_pixels_stay_as_they_are_drawn_so_that_a_moved_shape_looks_the_same() -> None:
    data = load("shapes", samples=50)
    assert not data.standardized
    assert (data.mean == 0).all()
    assert (data.scale == 1).all()
    assert 0.7 <= data.inputs.max() <= 1
