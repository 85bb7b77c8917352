"""Feature maps: one place by hand, the field it sees, and what excites a channel most."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import Arrays, Look, NothingToSee
from app.lenses.feature_maps import LENS, FeatureMapsOptions
from app.training import Trainer

LINK = "#v=1&data=digits&layers=conv(4,3,relu),maxpool(2),conv(5,3,tanh),globalmax()"


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(Experiment.from_link(LINK))
    trainer.run(epochs=2)
    return trainer


def look(trainer: Trainer, **options: object) -> Arrays:
    return LENS.look(Look(trainer), FeatureMapsOptions.model_validate(options))


@pytest.mark.parametrize("layer", [0, 2])
def test_a_place_of_a_map_is_the_sum_of_its_products(trainer: Trainer, layer: int) -> None:
    seen = look(trainer, layer=layer, channel=1, example=5, row=1, column=2)
    window = seen.meta["window"]
    assert window is not None
    side, arrays = window["size"], seen.arrays
    # Margins of zeros, as wide as the kernel, so that it may stand over the edge.
    before = np.pad(arrays["before"], ((0, 0), (side, side), (side, side)))
    top, left = window["top"] + side, window["left"] + side
    patch = before[:, top : top + side, left : left + side]
    total = np.sum(patch * arrays["kernels"][1]) + arrays["biases"][1]
    assert arrays["sums"][1, 1, 2] == pytest.approx(total, rel=1e-4)
    function = np.tanh if layer == 2 else lambda z: np.maximum(z, 0)
    assert arrays["maps"][1, 1, 2] == pytest.approx(function(total), rel=1e-4)


def test_only_what_a_place_sees_changes_its_value(trainer: Trainer) -> None:
    seen = look(trainer, layer=2, channel=0, example=9, row=1, column=1)
    top, bottom, left, right = seen.meta["seen"]
    picture = seen.arrays["picture"].astype(float)
    outside = np.ones_like(picture, dtype=bool)
    outside[:, top:bottom, left:right] = False
    other = np.where(outside, 16 - picture, picture)
    changed = look(trainer, layer=2, channel=0, row=1, column=1, values=other.ravel().tolist())
    assert outside.any()
    assert changed.arrays["maps"][0, 1, 1] == pytest.approx(seen.arrays["maps"][0, 1, 1], rel=1e-4)


def test_exciting_patches_come_strongest_first_and_out_of_their_pictures(trainer: Trainer) -> None:
    seen = look(trainer, layer=0, channel=2)
    excited, examples = seen.arrays["excited"], seen.arrays["examples"]
    assert (np.diff(excited) <= 0).all()
    assert len(set(examples.tolist())) == len(examples) == 9
    assert set(examples.tolist()) <= set(trainer.data.train.tolist())
    again = look(trainer, layer=0, channel=2, example=int(examples[0]))
    assert again.arrays["maps"][2].max() == pytest.approx(excited[0], rel=1e-4)
    top, bottom, left, right = seen.arrays["boxes"][0]
    np.testing.assert_allclose(
        seen.arrays["patches"][0, 0, : bottom - top, : right - left],
        again.arrays["picture"][0, top:bottom, left:right],
    )


def test_pools_are_shown_without_kernels(trainer: Trainer) -> None:
    seen = look(trainer, layer=1)
    assert "kernels" not in seen.arrays
    assert seen.arrays["maps"].shape == (4, 4, 4)


def test_a_network_without_pictures_is_told_what_to_add() -> None:
    with pytest.raises(NothingToSee, match="begin with a convolution"):
        look(Trainer(Experiment()))
