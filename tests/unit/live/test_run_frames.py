"""The frames of a Run: when they come, and what is in them."""

import math

import numpy as np
import pytest

from app.live.detail import CROWDED, LEVELS, REST_SECONDS
from tests.unit.live.driver import Driver, opened

ALL: dict[str, dict[str, int]] = {
    "network": {},
    "output": {},
    "points": {},
    "curves": {},
    "confusion": {},
}
TABLE = {"version": 1, "data": {"name": "iris"}, "features": [], "layers": []}


def test_a_frame_follows_every_change_also_while_paused() -> None:
    driver = opened()
    driver.ask("watch", lenses=ALL)
    for command in (
        {"type": "step", "updates": 1},
        {"type": "edit", "changes": {"data.noise": 10}},
        {"type": "set_bias", "layer": 0, "unit": 0, "value": 0.5},
        {"type": "reset"},
        {"type": "new_weights"},
    ):
        count = len(driver.frames())
        driver.ask(**command)
        at_once, finely = driver.frames()[count:]
        for header, arrays in (at_once, finely):
            assert header["update"] == driver.run.trainer.update
            assert "network/maps" in arrays


def test_nothing_is_sent_while_nothing_changes() -> None:
    driver = opened()
    driver.ask("watch", lenses=ALL)
    driver.clock.now += 30
    driver.work()
    count = len(driver.said)
    driver.clock.now += 30
    driver.work()
    assert len(driver.said) == count


def test_without_acknowledgements_two_frames_are_sent_and_training_goes_on() -> None:
    driver = opened()
    driver.ask("watch", lenses=ALL)
    driver.ask("speed", updates_per_second=0)
    count = len(driver.frames())
    driver.send("play")
    for _ in range(20):
        driver.clock.now += 0.05
        driver.slice()
    assert len(driver.frames()) == count + 2
    trained = driver.run.trainer.update
    driver.slice()
    assert driver.run.trainer.update > trained
    driver.acknowledge()
    driver.slice()
    assert driver.frames()[-1][0]["update"] == driver.run.trainer.update


def test_frames_are_no_more_frequent_than_the_setting() -> None:
    driver = opened(max_frames_per_second=10)
    driver.ask("watch", lenses=ALL)
    driver.send("play")
    start, count = driver.clock.now, len(driver.frames())
    while driver.clock.now < start + 2:
        driver.slice()
        driver.acknowledge()
    assert len(driver.frames()) - count <= 21


def test_only_what_is_watched_and_new_is_in_a_frame() -> None:
    driver = opened()
    driver.ask("watch", lenses={"points": {}, "confusion": {}})
    assert set(driver.frames()[-1][0]["lenses"]) == {"points", "confusion"}
    driver.ask("step", updates=1)
    assert set(driver.frames()[-1][0]["lenses"]) == {"confusion"}
    driver.ask("watch", lenses={"points": {}, "network": {"resolution": 8}})
    header, arrays = driver.frames()[-1]
    assert set(header["lenses"]) == {"network"}
    assert arrays["network/maps"].shape[1:] == (16, 16)  # twice as fine while paused


def test_what_does_not_learn_is_sent_once_while_it_trains_and_again_when_it_changes() -> None:
    driver = opened()
    driver.ask("watch", lenses={"inputs": {"resolution": 8}, "network": {"resolution": 8}})
    count = len(driver.frames())
    driver.send("play")
    start = driver.clock.now
    while driver.clock.now < start + 1:
        driver.slice()
        driver.acknowledge()
    playing = driver.frames()[count:]
    assert len(playing) > 7
    # The first frame in motion has coarser maps than those of the pause.
    assert ["inputs/maps" in arrays for _, arrays in playing] == [True] + [False] * (
        len(playing) - 1
    )
    assert all("network/maps" in arrays for _, arrays in playing)
    for change, features in (
        ({"features": ["x1", "x2", "x1x2"]}, 3),
        ({"data.name": "xor"}, 3),
        ({"features": ["x1", "sin_x1", "x1x2"]}, 3),
    ):
        count = len(driver.frames())
        number = driver.send("edit", changes=change)
        driver.slice()
        driver.acknowledge()
        assert driver.answer(number)["type"] == "done"
        driver.clock.now += 0.1
        driver.slice()
        driver.acknowledge()
        (maps,) = (a["inputs/maps"] for _, a in driver.frames()[count:] if "inputs/maps" in a)
        assert maps.shape == (features, 8, 8)


def test_features_are_shown_otherwise_when_a_layer_is_added_that_is_shown_by_one_example() -> None:
    driver = Driver()
    driver.open(experiment=TABLE)
    driver.ask("watch", lenses={"inputs": {"resolution": 8}})
    _, over_plane = driver.frames()[-1]
    change = {"layers": [{"kind": "norm"}]}
    assert driver.ask("edit", changes=change)["type"] == "done"
    header, of_example = driver.frames()[-1]
    assert header["lenses"]["inputs"]["example"] is not None
    assert not np.array_equal(over_plane["inputs/maps"], of_example["inputs/maps"])


def test_while_paused_a_change_shows_at_once_and_finely_when_nothing_follows() -> None:
    driver = opened()
    driver.ask("watch", lenses={"network": {"resolution": 8}, "curves": {}})
    count = len(driver.frames())
    for bias in (0.1, 0.2, 0.3):
        driver.clock.now += 0.05
        driver.send("set_bias", layer=0, unit=0, value=bias)
        driver.slice()
        driver.acknowledge()
    changed = driver.clock.now
    coarse = driver.frames()[count:]
    assert [arrays["network/maps"].shape[1] for _, arrays in coarse] == [8, 8, 8]
    driver.work()
    ((header, arrays),) = driver.frames()[count + 3 :]
    assert arrays["network/maps"].shape[1] == 16
    assert set(header["lenses"]) == {"network"}  # the curves have no finer form
    assert driver.clock.now == pytest.approx(changed + REST_SECONDS, abs=0.01)


def test_what_is_first_watched_is_shown_at_once_and_then_finely() -> None:
    driver = opened()
    count = len(driver.frames())
    driver.send("watch", lenses={"network": {"resolution": 8}})
    start = driver.clock.now
    while len(driver.frames()) == count and driver.clock.now < start + REST_SECONDS / 2:
        driver.clock.now += 0.01
        driver.slice()
    ((_, arrays),) = driver.frames()[count:]
    assert arrays["network/maps"].shape[1] == 8
    driver.acknowledge()
    driver.work()
    assert driver.frames()[-1][1]["network/maps"].shape[1] == 16


def test_without_maps_nothing_follows_a_change() -> None:
    driver = opened()
    driver.ask("watch", lenses={"curves": {}})
    count = len(driver.frames())
    driver.ask("set_bias", layer=0, unit=0, value=0.5)
    assert len(driver.frames()) == count + 1


def test_the_slow_lenses_rest_while_training_and_are_complete_when_paused() -> None:
    driver = opened()
    driver.ask("watch", lenses={"network": {}, "curves": {}})
    driver.ask("speed", updates_per_second=0)
    driver.send("play")
    start, first = driver.clock.now, len(driver.frames())
    while driver.clock.now < start + 1:
        driver.slice()
        driver.acknowledge()
    playing = driver.frames()[first:]
    curves = [header for header, _ in playing if "curves" in header["lenses"]]
    assert len(curves) <= 7 < len(playing)
    driver.ask("pause")
    newest = next(arrays for _, arrays in driver.frames()[::-1] if "curves/update" in arrays)
    assert newest["curves/update"][-1] == driver.run.trainer.update


def test_wrong_lenses_and_options_are_named_and_leave_the_old_ones() -> None:
    driver = opened()
    driver.ask("watch", lenses={"confusion": {}})
    assert driver.ask("watch", lenses={"nothing": {}})["path"] == "lenses"
    answer = driver.ask("watch", lenses={"output": {"resolution": 5000}})
    assert answer["path"] == "lenses.output.resolution"
    driver.ask("step", updates=1)
    assert set(driver.frames()[-1][0]["lenses"]) == {"confusion"}


def test_a_lens_with_nothing_to_show_says_so_and_leaves_the_others() -> None:
    driver = opened()
    driver.ask("watch", lenses={"unit": {"layer": 2, "unit": 7}, "network": {}})
    driver.ask("remove_layer", index=2)
    driver.ask("edit", changes={"layers.1.units": 3})
    driver.ask("watch", lenses={"unit": {"layer": 1, "unit": 7}, "network": {}})
    header, _ = driver.frames()[-1]
    assert set(header["missing"]) == {"unit"}


def test_another_plane_sends_points_and_maps_anew() -> None:
    driver = Driver()
    driver.open(experiment=TABLE)
    driver.ask("watch", lenses={"points": {}, "output": {}})
    columns = driver.run.trainer.data.columns
    points = [h["lenses"]["points"] for h, _ in driver.frames() if "points" in h["lenses"]]
    assert "two directions" in points[-1]["sentence"]
    plane = {"x": columns[2], "y": columns[0]}
    driver.ask("watch", lenses={"points": {}, "output": {}}, plane=plane)
    header, _ = driver.frames()[-1]
    assert set(header["lenses"]) == {"points", "output"}
    assert header["lenses"]["points"]["x_label"].startswith(columns[2])


def test_metrics_that_are_not_finite_travel_as_null(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = opened()
    trainer = driver.run.trainer
    monkeypatch.setattr(trainer, "metrics", lambda: {"train_loss": math.inf})
    answer = driver.ask("step", updates=1)
    assert answer["result"]["metrics"] == {"train_loss": None}
    assert driver.frames()[-1][0]["metrics"] == {"train_loss": None}


def test_maps_are_coarser_where_frames_come_slowly_since_many_runs_wait() -> None:
    driver = opened()
    driver.ask("watch", lenses={"output": {"resolution": 40}})
    driver.send("play")

    def side(seconds: float) -> int:
        end = driver.clock.now + seconds
        while driver.clock.now < end:
            driver.clock.now += 0.2
            driver.slice()
            driver.acknowledge()
        size: int = driver.frames()[-1][1]["output/map"].shape[0]
        return size

    assert side(5) == 40
    driver.wait = 0.2
    assert side(5) == 40 * LEVELS[CROWDED]
    driver.wait = 0.0
    assert side(8) == 40
