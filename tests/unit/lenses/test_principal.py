"""Principal directions that are followed: they turn, but never jump, flip or swap."""

import numpy as np
import pytest

from app.lenses.principal import covariance, followed, oriented, principal, share


def cloud(spreads: tuple[float, ...], n: int = 300) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.asarray(np.array(spreads)[:, np.newaxis] * rng.normal(size=(len(spreads), n)))


def test_the_share_of_the_principal_plane_is_that_of_the_largest_eigenvalues() -> None:
    spread = covariance(cloud((3, 2, 1, 0.5)))
    sizes = np.linalg.eigvalsh(spread)[::-1]
    plane = principal(spread, 2)
    assert share(plane, spread) == pytest.approx(sizes[:2].sum() / sizes.sum())


def test_what_is_followed_stays_where_it_is_while_nothing_changes() -> None:
    spread = covariance(cloud((3, 2, 1, 0.5)))
    plane = principal(spread, 2)
    assert np.allclose(followed(plane, spread), plane, atol=1e-9)
    # Either sign and order are kept.
    turned = plane[::-1] * np.array([[-1.0], [1.0]])
    assert np.allclose(followed(turned, spread), turned, atol=1e-9)


def test_what_is_followed_arrives_at_the_principal_plane() -> None:
    before = principal(covariance(cloud((3, 2, 1, 0.5))), 2)
    spread = covariance(cloud((1, 2, 0.5, 3)))
    plane = before
    for _ in range(12):
        plane = followed(plane, spread)
    best = share(principal(spread, 2), spread)
    assert share(plane, spread) == pytest.approx(best, abs=1e-6)
    assert np.allclose(plane @ plane.T, np.eye(2))


def test_a_layer_without_any_spread_leaves_the_directions_alone() -> None:
    plane = principal(covariance(cloud((3, 2, 1))), 2)
    assert np.allclose(followed(plane, np.zeros((3, 3))), plane, atol=1e-6)
    assert share(plane, np.zeros((3, 3))) == 1.0


def test_directions_are_turned_to_lie_like_the_input_plane() -> None:
    places = cloud((2, 1))
    # A layer that mirrors and turns the plane and adds an idle unit.
    bend = np.array([[0.0, -1.0], [-1.0, 0.0], [0.1, 0.1]])
    values = bend @ places
    directions = oriented(principal(covariance(values), 2), values, places)
    shown = directions @ values
    for axis in range(2):
        assert np.corrcoef(shown[axis], places[axis])[0, 1] > 0.99
