"""Going back in time, over real frames of every lens."""

from typing import Any

import numpy as np
import pytest

from app.lenses import LENSES
from app.live.frames import decode
from tests.unit.live.driver import Driver

EVERY: dict[str, dict[str, Any]] = {n: {} for n, lens in LENSES.items() if not lens.beside}
ADAM = {
    "version": 1,
    "layers": [{"units": 6, "normalization": "batch", "dropout": 0.1}, {"units": 5}],
    "training": {"optimizer": "adam", "learning_rate": 0.01},
}
IRIS = {"version": 1, "data": {"name": "iris"}, "features": [], "layers": [{"units": 4}]}
FIRST_VISIT: dict[str, Any] = {"version": 1}

Frame = tuple[dict[str, Any], dict[str, bytes]]


def driven(experiment: dict[str, Any] | None = None, **settings: Any) -> Driver:
    driver = Driver(**settings)
    driver.open(experiment=experiment or ADAM)
    return driver


def last(driver: Driver, kind: str = "frame", since: int = 0) -> Frame:
    """Return what is on screen: the header without its number, and the bytes of every array.

    As in the browser, a lens that is not in the newest frame stays as an older one showed it.
    """
    binaries = [each for each in driver.said[since:] if isinstance(each, bytes)]
    frames = [each for each in map(decode, binaries) if each[0]["kind"] == kind]
    lenses: dict[str, Any] = {}
    seen: dict[str, bytes] = {}
    for header, arrays in frames:
        lenses |= {**header["lenses"], **header["missing"]}
        seen |= {name: array.tobytes() for name, array in arrays.items()}
    newest = {name: frames[-1][0][name] for name in ("update", "epoch", "status", "metrics")}
    return {**newest, "lenses": lenses}, seen


def checkpoint(driver: Driver) -> str:
    driver.run.hand_over()
    return driver.checkpoint()


def parameters(driver: Driver) -> bytes:
    return driver.run.trainer.network.params.tobytes()


def timeline(driver: Driver) -> dict[str, Any]:
    return driver.events("timeline")[-1]


@pytest.mark.parametrize("experiment", [ADAM, IRIS, FIRST_VISIT])
def test_going_back_shows_the_frame_of_that_update_bit_for_bit(experiment: dict[str, Any]) -> None:
    driver = driven(experiment)
    driver.ask("watch", lenses=EVERY)
    shown: dict[int, Frame] = {}
    for _ in range(6):
        update = driver.run.trainer.update
        shown[update] = last(driver)
        driver.ask("step", epochs=1)
    newest = driver.run.trainer.update
    shown[newest] = last(driver)
    for update in [*shown, *[*reversed(shown)][1:]]:
        before = len(driver.said)
        driver.ask("seek", update=update)
        assert driver.run.trainer.update == update
        assert set(last(driver, since=before)[0]["lenses"]) == set(EVERY)
        assert last(driver, since=before) == shown[update]


def test_frames_of_the_past_are_those_of_a_network_edited_since() -> None:
    driver = driven()
    driver.ask("watch", lenses=EVERY)
    driver.ask("step", epochs=3)
    update, before = driver.run.trainer.update, last(driver)
    driver.ask("edit", changes={"data.noise": 30})
    driver.ask("add_unit", layer=0)
    driver.ask("step", epochs=2)
    after = last(driver)
    driver.ask("seek", update=update)
    assert last(driver) == before
    event = driver.events("experiment")[-1]
    assert (event["experiment"]["layers"][0]["units"], event["edited_live"]) == (6, False)
    driver.ask("seek", update=10**6)
    assert last(driver) == after
    assert driver.events("experiment")[-1]["experiment"]["layers"][0]["units"] == 7


def test_the_nearest_moment_before_is_shown_and_named() -> None:
    driver = driven()
    driver.ask("step", epochs=4)
    assert driver.ask("seek", update=60)["result"] == {"update": 50, "epoch": 2.0}
    event = timeline(driver)
    assert (event["past"], event["update"], event["newest"], event["first"]) == (True, 50, 100, 0)
    assert driver.ask("seek", update=100)["result"]["update"] == 100
    assert timeline(driver)["past"] is False


def test_going_on_from_the_past_drops_the_later_part_and_says_so() -> None:
    driver = driven()
    driver.ask("step", epochs=8)
    newest = parameters(driver)
    driver.ask("seek", update=75)
    driver.ask("step", epochs=1)
    assert timeline(driver)["newest"] == 75
    notice = driver.events("notice")[-1]["message"]
    assert notice == "Training goes on from update 75. What came after, up to 200, is dropped."
    assert max(driver.ask("moments")["result"]["updates"]) == 100
    driver.ask("goto", update=200)
    assert parameters(driver) == newest


@pytest.mark.parametrize("changed", [True, False])
def test_a_replay_gives_the_same_checkpoint_unless_something_is_changed(changed: bool) -> None:
    driver = driven()
    driver.ask("step", epochs=8)
    first = checkpoint(driver)
    driver.ask("seek", update=100)
    if changed:
        driver.ask("edit", changes={"training.learning_rate": 0.02})
    driver.ask("goto", update=200)
    assert (checkpoint(driver) == first) is not changed


def test_a_refused_edit_of_the_past_drops_nothing() -> None:
    driver = driven()
    driver.ask("step", epochs=4)
    driver.ask("seek", update=50)
    assert driver.ask("edit", changes={"layers.0.units": 1000})["type"] == "error"
    assert timeline(driver)["past"] is True
    assert driver.ask("seek", update=100)["result"]["update"] == 100


def test_going_back_pauses_and_the_browser_keeps_the_present() -> None:
    driver = driven()
    driver.send("play")
    for _ in range(20):
        driver.slice()
        driver.acknowledge()
    driver.ask("seek", update=0)
    newest = timeline(driver)["newest"]
    assert not driver.run.playing
    assert driver.run.trainer.update == 0
    assert driver.binaries("checkpoint")[-1][0]["update"] == newest > 0
    driver.run.hand_over()
    driver.ask("pause")
    assert driver.binaries("checkpoint")[-1][0]["update"] == newest


def test_looking_back_goes_nowhere() -> None:
    driver = driven()
    driver.ask("watch", lenses=EVERY)
    driver.ask("step", epochs=2)
    then = last(driver)
    driver.ask("step", epochs=2)
    before = parameters(driver)
    answer = driver.ask("look_back", update=59, lenses={"output": {}})
    assert answer["result"]["update"] == 50
    assert answer["result"]["description"] == driver.events("experiment")[-1]["description"]
    header, arrays = last(driver, "moment")
    assert header["metrics"] == then[0]["metrics"]
    assert list(arrays) == ["output/map"]
    assert parameters(driver) == before
    assert driver.ask("look_back", update=0, lenses={"nothing": {}})["type"] == "error"
    driver.ask("look_back", update=10**6, lenses={"output": {}})
    assert last(driver, "moment")[0]["update"] == 100


def test_a_kept_moment_is_exact_and_stays() -> None:
    driver = driven()
    driver.ask("step", updates=33)
    kept = parameters(driver)
    assert driver.ask("keep_moment")["result"]["update"] == 33
    assert timeline(driver)["kept"] == [33]
    driver.ask("step", epochs=300)
    assert driver.ask("seek", update=33)["result"]["update"] == 33
    assert parameters(driver) == kept
    driver.ask("release_moment", update=33)
    assert timeline(driver)["kept"] == []


def test_keeping_without_room_is_refused_in_words() -> None:
    driver = driven({"version": 1, "layers": [{"units": 64}] * 5}, max_rewind_megabytes=0.1)
    driver.ask("step", updates=1)
    answer = driver.ask("keep_moment")
    assert (answer["type"], answer["code"]) == ("error", "refused")


@pytest.mark.parametrize("command", ["reset", "new_weights"])
def test_a_new_start_has_no_past(command: str) -> None:
    driver = driven()
    driver.ask("step", epochs=4)
    driver.ask("seek", update=50)
    driver.ask(command)
    event = timeline(driver)
    assert (event["past"], event["newest"], event["kept"]) == (False, 0, [])
    assert driver.ask("moments")["result"]["updates"] == [0]


def test_after_a_lost_connection_the_past_begins_at_the_checkpoint() -> None:
    driver = driven()
    driver.ask("step", epochs=4)
    other = Driver()
    other.open(checkpoint=checkpoint(driver))
    assert timeline(other)["first"] == 100
    assert other.ask("seek", update=3)["result"]["update"] == 100


def test_nothing_can_be_gone_back_to_before_an_experiment_is_open() -> None:
    driver = Driver()
    assert driver.ask("seek", update=0)["code"] == "not_open"
    assert driver.ask("look_back", update=0, lenses={})["code"] == "not_open"
    for name in ("keep_moment", "moments"):
        assert driver.ask(name)["code"] == "not_open"


def test_moments_change_no_number_of_a_training() -> None:
    driver = driven(FIRST_VISIT)
    driver.ask("speed", updates_per_second=0)
    driver.send("play")
    for _ in range(30):
        driver.slice()
        driver.acknowledge()
    driver.ask("pause")
    other = driven(FIRST_VISIT, max_rewind_megabytes=0.1)
    other.ask("goto", update=driver.run.trainer.update)
    np.testing.assert_array_equal(
        driver.run.trainer.network.params, other.run.trainer.network.params
    )
