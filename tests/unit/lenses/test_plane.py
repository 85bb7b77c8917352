import numpy as np
import pytest

from app.data import load
from app.lenses import choose_plane, principal_plane


def test_plane_data_show_their_own_coordinates() -> None:
    data = load("spiral")
    plane = choose_plane(data)
    assert (plane.x, plane.y) == ("x1", "x2")
    assert plane.x_range == plane.y_range == (-6.0, 6.0)
    np.testing.assert_allclose(plane.project(data.inputs), data.inputs)


def test_the_grid_starts_at_the_lower_left_and_runs_along_x_first() -> None:
    grid = choose_plane(load("spiral")).grid(4)
    assert grid.shape == (2, 16)
    # Four pixels over −6…6 are 3 wide; the first centre is at −4.5.
    assert grid[:, 0].tolist() == [-4.5, -4.5]
    assert grid[:, 1].tolist() == [-1.5, -4.5]
    assert grid[:, 4].tolist() == [-4.5, -1.5]
    assert grid[:, -1].tolist() == [4.5, 4.5]


def test_a_pair_of_columns_leaves_the_others_at_their_mean() -> None:
    data = load("iris")
    plane = choose_plane(data, data.columns[2], data.columns[0])
    grid = plane.grid(5)
    mean = data.inputs[:, data.train].mean(axis=1)
    np.testing.assert_allclose(grid[1], mean[1])
    np.testing.assert_allclose(grid[3], mean[3])
    np.testing.assert_allclose(plane.project(data.inputs), data.inputs[[2, 0]])
    assert "the other 2 columns stay at their mean" in plane.sentence


def test_tables_show_the_principal_directions_unless_told_otherwise() -> None:
    data = load("iris")
    plane = choose_plane(data)
    assert (plane.x, plane.y) == ("pc1", "pc2")
    train = data.inputs[:, data.train]
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    spread = plane.project(train).var(axis=1)
    covariance = np.cov(train, bias=True)
    np.testing.assert_allclose(spread, np.sort(np.linalg.eigvalsh(covariance))[::-1][:2])
    assert f"{spread.sum() / np.trace(covariance):.0%}" in plane.sentence


def test_a_place_of_the_plane_projects_onto_itself() -> None:
    for name in ("iris", "digits", "xor"):
        data = load(name)
        plane = choose_plane(data)
        places = plane.project(plane.grid(6))
        again = plane.origin[:, None] + plane.directions.T @ places
        np.testing.assert_allclose(again, plane.grid(6), atol=1e-9)


def test_all_examples_lie_inside_the_picture() -> None:
    for name in ("iris", "wine", "breast_cancer", "digits", "diabetes"):
        data = load(name)
        plane = choose_plane(data)
        x, y = plane.project(data.inputs)
        assert plane.x_range[0] < x.min() <= x.max() < plane.x_range[1]
        assert plane.y_range[0] < y.min() <= y.max() < plane.y_range[1]


@pytest.mark.parametrize(("x", "y"), [("nothing", ""), ("pc1", ""), ("pc1", "pc1"), ("", "x")])
def test_names_that_do_not_fit_give_the_default(x: str, y: str) -> None:
    data = load("iris")
    assert choose_plane(data, x, y).x == "pc1"
    column = data.columns[0]
    assert choose_plane(data, column, column).x == "pc1"


def test_principal_directions_do_not_flip_with_the_order_of_examples() -> None:
    data = load("wine")
    assert (principal_plane(data).directions.max(axis=1) > 0).all()
    largest = np.abs(principal_plane(data).directions).argmax(axis=1)
    assert (principal_plane(data).directions[[0, 1], largest] > 0).all()


def test_a_single_column_makes_a_plane() -> None:
    from app.data import parse_csv  # noqa: PLC0415

    text = "size,kind\n" + "\n".join(f"{n},{'ab'[n > 10]}" for n in range(20))
    data = load("table", table=parse_csv(text))
    plane = choose_plane(data)
    grid = plane.grid(3)
    assert grid.shape == (1, 9)
    np.testing.assert_allclose(grid[0, :3], grid[0, 3:6])
    assert "up and down nothing changes" in plane.sentence


def test_very_few_examples_still_make_a_plane() -> None:
    from app.data import parse_csv  # noqa: PLC0415

    rows = "".join(f"{n},{n * n},{3 - n},{'ab'[n % 2]}\n" for n in range(4))
    data = load("table", table=parse_csv("one,two,three,kind\n" + rows), train_share=0.1)
    assert choose_plane(data).grid(4).shape == (3, 16)
