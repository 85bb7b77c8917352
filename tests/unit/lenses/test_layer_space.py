"""Layer space: true coordinates, a true cut, and directions that never flip while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look, Viewpoint
from app.lenses.layer_space import LINES, SAMPLES, LayerSpaceOptions
from app.training import Trainer

if TYPE_CHECKING:
    from app.lenses.lens import Arrays

LENS = LENSES["layer_space"]


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def seen(made: Trainer, viewpoint: Viewpoint | None = None, **options: Any) -> Arrays:
    return LENS.look(Look(made, viewpoint), LayerSpaceOptions(**options))


def directions(
    made: Trainer, viewpoint: Viewpoint, dimensions: int, axes: str
) -> list[np.ndarray[Any, Any]]:
    """Look, and return along which directions every space was seen."""
    seen(made, viewpoint, dimensions=dimensions, axes=axes)
    kept = viewpoint.kept["layer_space"][(axes, dimensions)]
    found: list[np.ndarray[Any, Any]] = kept[1]
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("axes", ["cut", "principal"])
def test_no_axis_flips_or_swaps_while_the_spiral_trains(
    seed: int, dimensions: int, axes: str
) -> None:
    made = trainer(seed=seed)
    viewpoint = Viewpoint(made)
    before = directions(made, viewpoint, dimensions, axes)
    for _ in range(80):
        made.run(updates=60)
        now = directions(made, viewpoint, dimensions, axes)
        for old, new in zip(before, now, strict=True):
            angles = old @ new.T
            assert np.all(np.diag(angles) > 0)
            # No axis lies closer to where another one was.
            assert np.array_equal(np.abs(angles).argmax(axis=1), np.arange(len(angles)))
        before = now


@pytest.mark.parametrize("seed", range(4))
def test_the_plane_that_is_followed_holds_nearly_all_that_a_plane_can(seed: int) -> None:
    made = trainer(seed=seed)
    viewpoint = Viewpoint(made)
    for _ in range(80):
        made.run(updates=60)
        here = seen(made, viewpoint, axes="principal").meta["spaces"]
        best = seen(made, axes="principal").meta["spaces"]
        for followed, principal in zip(here, best, strict=True):
            assert followed["share"] > principal["share"] - 0.05


def test_a_reset_shows_the_first_picture_again() -> None:
    made = trainer()
    viewpoint = Viewpoint(made)
    first = seen(made, viewpoint).arrays["points"]
    made.run(updates=500)
    seen(made, viewpoint)
    made.reset()
    assert np.array_equal(seen(made, viewpoint).arrays["points"], first)


def test_a_changed_network_is_seen_anew() -> None:
    made = trainer()
    viewpoint = Viewpoint(made)
    seen(made, viewpoint)
    made.edit({"layers.1.units": 3})
    spaces = seen(made, viewpoint).meta["spaces"]
    assert [space["units"] for space in spaces] == [2, 8, 3, 8]


def test_the_features_come_first_and_are_shown_as_they_are() -> None:
    made = trainer()
    arrays = seen(made).arrays
    assert np.allclose(arrays["points"][0], made.inputs(made.data.inputs)[:, arrays["rows"]])
    grid = arrays["grid"]
    assert grid.shape == (4, 2, 2 * LINES, SAMPLES)
    low, high = made.data.domain[0]
    assert grid[0, 0, 0, [0, -1]] == pytest.approx([low, high])
    assert grid[0, 1, 0] == pytest.approx(np.full(SAMPLES, made.data.domain[1][0]))


def test_chosen_units_are_shown_with_their_own_values() -> None:
    made = trainer()
    made.run(updates=200)
    arrays = seen(made, axes="units", x=4, y=1)
    made.network.forward(made.inputs(made.data.inputs))
    second = made.network.activations(1)[:, arrays.arrays["rows"]]
    assert np.allclose(arrays.arrays["points"][2], second[[4, 1]], atol=1e-6)
    assert arrays.meta["spaces"][2]["chosen"] == [4, 1]


def test_in_a_space_of_two_units_the_cut_is_exactly_where_the_answer_changes() -> None:
    made = trainer(layers=[{"units": 8}, {"units": 2}])
    made.run(updates=2000)
    arrays = seen(made)
    assert arrays.meta["spaces"][-1]["exact"]
    assert arrays.meta["agreement"] == 1.0
    summed = arrays.arrays["normals"] @ arrays.arrays["points"][-1] + arrays.arrays["offsets"]
    made.network.forward(made.inputs(made.data.inputs))
    assert np.allclose(summed, made.network.preactivations(2)[:, arrays.arrays["rows"]], atol=1e-4)


def test_seen_edge_on_the_cut_is_exact_however_many_units_there_are() -> None:
    made = trainer()
    for _ in range(5):
        made.run(updates=1000)
        arrays = seen(made)
        last = arrays.meta["spaces"][-1]
        assert not last["exact"]
        assert last["facing"] == 1
        assert arrays.meta["agreement"] == 1.0
        # The output reads only the first direction, and answers more the further to the right.
        assert arrays.arrays["normals"][0, 1] == pytest.approx(0, abs=1e-5)
        assert arrays.arrays["normals"][0, 0] > 0


def test_in_a_plane_of_most_spread_the_cut_is_only_a_trace_and_its_agreement_is_measured() -> None:
    made = trainer()
    made.run(updates=5000)
    arrays = seen(made, axes="principal")
    assert 0 < arrays.meta["agreement"] < 1


def test_three_classes_are_cut_exactly_in_the_plane_of_their_differences() -> None:
    made = trainer(data={"name": "iris"}, features=[])
    viewpoint = Viewpoint(made)
    for _ in range(5):
        made.run(updates=100)
        arrays = seen(made, viewpoint)
        assert arrays.meta["agreement"] == 1.0
        assert arrays.meta["spaces"][-1]["facing"] == 2


def test_every_class_has_a_normal() -> None:
    arrays = seen(trainer(data={"name": "iris"}, features=[]), axes="principal")
    assert arrays.arrays["normals"].shape == (3, 2)
    assert arrays.meta["agreement"] is not None


def test_a_regression_makes_no_cut() -> None:
    assert seen(trainer(data={"name": "bumps"})).meta["agreement"] is None


def test_without_hidden_layers_the_features_are_cut() -> None:
    arrays = seen(trainer(layers=[]))
    assert len(arrays.meta["spaces"]) == 1
    assert arrays.meta["agreement"] == 1.0


def test_many_examples_are_thinned() -> None:
    arrays = seen(trainer(data={"name": "spiral", "samples": 2000}))
    assert arrays.arrays["points"].shape[2] == arrays.meta["shown"] == 400


def test_looking_changes_no_number() -> None:
    looked, alone = trainer(), trainer()
    viewpoint = Viewpoint(looked)
    for _ in range(10):
        looked.run(updates=10)
        seen(looked, viewpoint)
    alone.run(updates=100)
    assert np.array_equal(looked.network.params, alone.network.params)
