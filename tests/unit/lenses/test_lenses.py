from contextlib import suppress

import numpy as np
import pytest

from app.experiment import Data, DenseLayer, Experiment
from app.lenses import LENSES, Arrays, Look, NothingToSee, Viewpoint
from app.training import SetBias, SetWeight, Trainer


def trainer_of(
    name: str = "xor", *layers: DenseLayer, features: tuple[str, ...] = ("x1", "x2")
) -> Trainer:
    return Trainer(Experiment(data=Data(name=name), layers=layers, features=features))


def seen(name: str, trainer: Trainer, **options: object) -> Arrays:
    lens = LENSES[name]
    return lens.look(Look(trainer), lens.options.model_validate(options))


def by_hand() -> Trainer:
    """One relu unit that computes relu(2·x1 − x2 + 0.5), and an output of tanh(unit − 1)."""
    trainer = trainer_of("xor", DenseLayer(units=1, activation="relu"))
    for operation in (
        SetWeight(0, 0, 0, 2.0),
        SetWeight(0, 0, 1, -1.0),
        SetBias(0, 0, 0.5),
        SetWeight(1, 0, 0, 1.0),
        SetBias(1, 0, -1.0),
    ):
        trainer.apply(operation)
    return trainer


def test_every_lens_describes_itself() -> None:
    for name, lens in LENSES.items():
        described = lens.describe()
        assert described["name"] == name
        assert described["title"]
        assert described["sentence"].endswith(".")
        assert described["depends"] in ("data", "parameters")


def test_the_network_by_hand() -> None:
    inputs = seen("inputs", by_hand(), resolution=4).arrays
    view = seen("network", by_hand(), resolution=4)
    maps, scales = (
        np.concatenate([inputs[name], view.arrays[name]]) for name in ("maps", "scales")
    )
    # Pixel centres of four pixels over −6…6.
    x1, x2 = np.meshgrid([-4.5, -1.5, 1.5, 4.5], [-4.5, -1.5, 1.5, 4.5])
    unit = np.maximum(2 * x1 - x2 + 0.5, 0)
    expected = [
        (x1, 4.5),
        (x2, 4.5),
        (unit, unit.max()),
        (np.tanh(unit - 1), 1.0),
    ]
    for number, (values, scale) in enumerate(expected):
        assert scales[number] == pytest.approx(scale)
        error = np.abs((maps[number].astype(float) - 127) * scale / 127 - values)
        assert error.max() <= 0.5 * scale / 127 + 1e-6
    assert view.arrays["weights"].tolist() == [2.0, -1.0, 1.0]
    assert view.arrays["biases"].tolist() == [0.5, -1.0]
    assert view.meta["units"] == [1, 1]


def test_weights_travel_layer_by_layer_and_row_by_row() -> None:
    trainer = trainer_of("xor", DenseLayer(units=3), DenseLayer(units=2))
    arrays = seen("network", trainer).arrays
    parts = [layer.parameters() for layer in trainer.network.layers]
    np.testing.assert_array_equal(
        arrays["weights"], np.concatenate([part["weights"].flatten() for part in parts])
    )
    np.testing.assert_array_equal(
        arrays["biases"], np.concatenate([part["bias"] for part in parts])
    )
    assert arrays["maps"].shape == (3 + 2 + 1, 25, 25)


def test_the_output_of_two_classes_is_signed() -> None:
    view = seen("output", by_hand(), resolution=4)
    assert (view.meta["coding"], view.meta["scale"]) == ("signed", 1.0)
    # At the lower left the unit is relu(−4), so the output is tanh(−1).
    assert view.arrays["map"][0, 0] == 127 + round(127 * np.tanh(-1.0))
    assert view.arrays["map"][0, 3] == 254
    assert view.meta["x"] == [-6.0, 6.0]


def test_the_output_of_more_classes_is_coded() -> None:
    trainer = trainer_of("iris", features=())
    view = seen("output", trainer, resolution=7)
    levels = view.meta["levels"]
    assert (view.meta["coding"], levels) == ("class", 85)
    grid = Look(trainer).plane.grid(7)
    np.testing.assert_array_equal(view.arrays["map"].ravel() // levels, trainer.predict(grid))


def test_the_output_of_a_regression_is_scaled_by_its_data() -> None:
    trainer = trainer_of("bumps")
    view = seen("output", trainer, resolution=5)
    scale = view.meta["scale"]
    assert scale == pytest.approx(np.abs(trainer.data.targets).max())
    values = trainer.predict(Look(trainer).plane.grid(5))
    restored = (view.arrays["map"].ravel().astype(float) - 127) * scale / 127
    assert np.abs(restored - np.clip(values, -scale, scale)).max() <= 0.5 * scale / 127 + 1e-6
    assert seen("points", trainer).meta["scale"] == scale


def test_answers_beyond_all_data_have_the_strongest_colour() -> None:
    trainer = trainer_of("bumps")
    for bias, byte in ((1e3, 254), (-1e3, 0)):
        trainer.apply(SetBias(len(trainer.network.layers) - 1, 0, bias))
        assert set(seen("output", trainer, resolution=5).arrays["map"].ravel().tolist()) == {byte}


def test_points_carry_place_label_and_part() -> None:
    trainer = trainer_of("gauss")
    arrays = seen("points", trainer).arrays
    data = trainer.data
    np.testing.assert_allclose(arrays["x"], data.inputs[0], atol=1e-5)
    np.testing.assert_allclose(arrays["y"], data.inputs[1], atol=1e-5)
    np.testing.assert_array_equal(arrays["label"], data.labels)
    np.testing.assert_array_equal(np.flatnonzero(arrays["test"]), np.sort(data.test))
    assert "value" not in arrays


def test_curves_end_at_the_present_update() -> None:
    trainer = trainer_of("xor")
    trainer.run(epochs=3)
    trainer.run(updates=4)
    trainer.apply(SetBias(0, 0, 2.0))
    view = seen("curves", trainer)
    assert view.arrays["epoch"].tolist()[:4] == [0.0, 1.0, 2.0, 3.0]
    assert view.arrays["update"][-1] == trainer.update
    assert view.arrays["train_loss"][-1] == pytest.approx(trainer.metrics()["train_loss"])
    assert {"test_loss", "penalty", "train_accuracy", "test_accuracy"} <= set(view.arrays)
    (mark,) = view.meta["marks"]
    assert mark["update"] == trainer.update
    assert mark["after"] == pytest.approx(trainer.metrics()["train_loss"])


def test_curves_of_a_regression_carry_r2() -> None:
    view = seen("curves", trainer_of("bumps"))
    assert "train_r2" in view.arrays
    assert view.meta["score"] == "r2"


def test_the_unit_by_hand() -> None:
    trainer = by_hand()
    view = seen("unit", trainer, layer=0, unit=0, resolution=4)
    arrays, meta = view.arrays, view.meta
    assert arrays["incoming"].tolist() == [2.0, -1.0]
    assert (meta["bias"], meta["activation"]) == (0.5, "relu")
    assert len(meta["inputs"]) == 2
    z = arrays["curve_z"]
    np.testing.assert_allclose(arrays["curve_a"], np.maximum(z, 0))
    x1, x2 = trainer.data.inputs[:, trainer.data.train]
    sums = (2 * x1 - x2 + 0.5).astype(np.float32)
    assert arrays["counts"].sum() == len(sums)
    assert arrays["edges"][0] <= sums.min() <= sums.max() <= arrays["edges"][-1] + 1e-5
    assert arrays["map"][0, 0] == 127


def test_the_inputs_of_a_deeper_unit_are_units() -> None:
    trainer = trainer_of("xor", DenseLayer(units=2), DenseLayer(units=2))
    assert seen("unit", trainer, layer=1, unit=1).meta["inputs"] == ["1.1", "1.2"]
    assert seen("unit", trainer, layer=2, unit=0).meta["inputs"] == ["2.1", "2.2"]


def test_a_unit_that_is_gone_cannot_be_seen() -> None:
    for options in ({"layer": 1, "unit": 1}, {"layer": 2, "unit": 0}):
        with pytest.raises(NothingToSee, match="no longer"):
            seen("unit", trainer_of("xor", DenseLayer(units=2)), **options)


def test_confusion_counts_every_example_once() -> None:
    trainer = trainer_of("iris", features=())
    trainer.run(epochs=1)
    arrays = seen("confusion", trainer).arrays
    data = trainer.data
    assert data.labels is not None
    for part, chosen in (("train", data.train), ("test", data.test)):
        decided = trainer.predict(data.inputs[:, chosen]).astype(int)
        expected = np.zeros((3, 3), dtype=int)
        np.add.at(expected, (data.labels[chosen], decided), 1)
        np.testing.assert_array_equal(arrays[part], expected)


def test_values_cannot_be_confused() -> None:
    with pytest.raises(NothingToSee):
        seen("confusion", trainer_of("bumps"))


def test_looking_changes_no_number() -> None:
    watched, alone = trainer_of("spiral"), trainer_of("spiral")
    for _ in range(5):
        look = Look(watched, Viewpoint(watched))
        for lens in LENSES.values():
            with suppress(NothingToSee):
                lens.look(look, lens.options())
        watched.run(updates=7)
    alone.run(updates=35)
    np.testing.assert_array_equal(watched.network.params, alone.network.params)


def test_an_evaluation_is_shared_and_not_overwritten_by_one_of_the_same_size() -> None:
    trainer = Trainer(Experiment(data=Data(samples=576)))
    look = Look(trainer)
    over_plane = look.over_plane(24)
    assert look.over_plane(24) is over_plane
    maps = over_plane.activations[0].copy()
    look.over_examples()
    np.testing.assert_array_equal(look.over_plane(24).activations[0], maps)


def test_coarser_maps_are_every_second_pixel_of_the_finest() -> None:
    trainer = trainer_of("spiral")
    look = Look(trainer, finest=12)
    for resolution, places in ((12, slice(None)), (6, slice(1, None, 2)), (4, slice(1, None, 3))):
        whole = look.over_plane(12)
        maps = look.maps(resolution)
        for picture, values in zip(maps, (whole.inputs, *whole.activations), strict=True):
            expected = values.reshape(-1, 12, 12)[:, places, places]
            np.testing.assert_array_equal(picture, expected)


def test_maps_that_are_out_of_step_with_the_finest_have_an_evaluation_of_their_own() -> None:
    trainer = trainer_of("spiral")
    own = [each.copy() for each in Look(trainer).maps(5)]
    for picture, expected in zip(Look(trainer, finest=12).maps(5), own, strict=True):
        np.testing.assert_array_equal(picture, expected)


def test_a_coarser_picture_shows_its_places_to_within_half_a_pixel() -> None:
    trainer = trainer_of("spiral")
    for step in (2, 3):
        across = Look(trainer, finest=8 * step).maps(8)[0][0][0]
        own = Look(trainer).maps(8)[0][0][0]
        pixel = own[1] - own[0]
        assert np.abs(across - own).max() <= pixel / (2 * step) + 1e-6


def test_a_viewpoint_follows_the_data_and_the_features() -> None:
    trainer = trainer_of("spiral")
    viewpoint = Viewpoint(trainer)
    assert viewpoint.grid_inputs(4).shape == (2, 16)
    trainer.edit({"features": ["x1", "x2", "radius"]})
    assert viewpoint.grid_inputs(4).shape == (3, 16)
    trainer.edit({"data.name": "iris", "features": []})
    assert viewpoint.plane.x == "pc1"
    assert viewpoint.grid_inputs(4).shape == (4, 16)
