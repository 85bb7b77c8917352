"""Distributions: every value is counted, in ranges with round ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.distributions import DistributionsOptions
from app.lenses.ranges import round_up
from app.training import Trainer

if TYPE_CHECKING:
    from app.lenses.lens import Arrays


def seen(made: Trainer, **options: Any) -> Arrays:
    return LENSES["distributions"].look(Look(made), DistributionsOptions(**options))


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def test_every_value_of_every_unit_is_counted_once() -> None:
    made = trainer(layers=[{"units": 5}, {"units": 3, "activation": "relu"}])
    arrays = seen(made, bins=20).arrays
    for part in ("z", "a"):
        assert arrays[part].shape == (3, 20)
        assert arrays[part].sum(axis=1).tolist() == [5 * 250, 3 * 250, 250]


def test_counts_are_those_of_the_values() -> None:
    made = trainer()
    made.run(updates=300)
    arrays = seen(made).arrays
    made.network.forward(made.inputs(made.data.inputs))
    values = made.network.preactivations(1)[:, made.data.train]
    low, high = arrays["z_ranges"][1]
    assert low <= values.min() <= values.max() <= high
    middle = arrays["z"][1][24:].sum()
    assert middle == np.count_nonzero(values >= 0)


def test_values_that_are_never_negative_need_no_room_below_zero() -> None:
    arrays = seen(trainer(layers=[{"units": 4, "activation": "relu"}])).arrays
    assert arrays["a_ranges"][0][0] == 0
    assert arrays["z_ranges"][0][0] < 0


@pytest.mark.parametrize(("value", "end"), [(0.97, 1), (1.2, 1.5), (7.1, 8), (93, 100), (0, 0.01)])
def test_ranges_have_round_ends(value: float, end: float) -> None:
    assert round_up(value) == pytest.approx(end)


def test_activations_shrink_from_layer_to_layer_if_the_first_weights_are_small() -> None:
    layers = [{"units": 64}] * 5
    small = {"initializer": "normal", "scale": 0.01}
    spread = seen(trainer(layers=layers, weights=small)).meta["spread"][:5]
    assert all(later < 0.2 * former for former, later in pairwise(spread))


def test_a_network_that_has_overflowed_can_be_looked_at() -> None:
    made = trainer(layers=[{"units": 4, "activation": "relu"}] * 3)
    made.network.params *= 1e30
    arrays = seen(made)
    assert np.isfinite(arrays.arrays["a_ranges"]).all()
    assert np.isfinite(arrays.meta["spread"]).all()
