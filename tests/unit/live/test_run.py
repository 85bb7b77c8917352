import json
import math

import numpy as np
import pytest

from app.experiment import Experiment, View
from app.live.events import IDLE, TOO_LONG
from app.training import Trainer
from tests.unit.live.driver import Driver

ALL: dict[str, dict[str, int]] = {
    "network": {},
    "output": {},
    "points": {},
    "curves": {},
    "confusion": {},
}
TABLE = {"version": 1, "data": {"name": "iris"}, "features": [], "layers": []}


def opened(**settings: object) -> Driver:
    driver = Driver(**settings)
    driver.open()
    return driver


def losses(driver: Driver) -> tuple[float, float]:
    metrics = driver.run.trainer.metrics()
    return metrics["train_loss"], metrics["test_loss"]


def test_nothing_can_be_done_before_an_experiment_is_open() -> None:
    driver = Driver()
    for name in ("play", "pause", "reset", "new_weights"):
        assert driver.ask(name)["code"] == "not_open"
    assert driver.ask("step", updates=1)["code"] == "not_open"
    assert driver.ask("watch", lenses={})["code"] == "not_open"
    assert driver.ask("ping")["type"] == "done"


def test_opening_tells_the_experiment_its_link_and_the_network() -> None:
    driver = Driver()
    driver.open(link="#data=circle&layers=dense(3,relu)&theme=dark")
    (event,) = driver.events("experiment")
    assert event["experiment"]["data"]["name"] == "circle"
    assert Experiment.from_link(event["link"]) == driver.run.trainer.experiment
    assert event["view"] == {"theme": "dark"}
    assert event["description"]["layers"][0]["units"] == 3
    assert event["edited_live"] is False


def test_opening_a_model_with_a_view_sets_the_pace() -> None:
    driver = Driver()
    view = {**View().model_dump(mode="json"), "speed": 3}
    driver.open(experiment=Experiment().model_dump(mode="json"), view=view)
    assert driver.run.pace.speed == 3


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"experiment": {"seed": -1}}, "experiment.seed"),
        ({"experiment": {"layers": [{"units": 65}]}}, "experiment.layers.0.units"),
        ({"view": {"speed": "fast"}}, "view.speed"),
        ({"checkpoint": "no base64"}, "checkpoint"),
        ({"checkpoint": "AAAA"}, "checkpoint"),
    ],
)
def test_what_cannot_be_opened_is_named_and_changes_nothing(
    fields: dict[str, object], path: str
) -> None:
    driver = opened()
    before = driver.run.trainer
    answer = driver.ask("open", **fields)
    assert (answer["type"], answer["path"]) == ("error", path)
    assert driver.run.trainer is before


def test_steps_are_exact_and_answered_on_arrival() -> None:
    driver = opened()
    answer = driver.ask("step", updates=7)
    assert answer["result"]["update"] == 7
    assert answer["result"]["reached"] is True
    assert driver.ask("step", epochs=2)["result"]["epoch"] == 2.0
    assert driver.events("status")[-1]["status"] == "paused"


def test_goto_leads_forward_and_from_the_start_when_it_is_past() -> None:
    driver = opened()
    assert driver.ask("goto", update=31)["result"]["update"] == 31
    there = losses(driver)
    assert driver.ask("goto", epoch=3)["result"]["epoch"] == 3.0
    assert driver.ask("goto", update=31)["result"]["update"] == 31
    assert losses(driver) == there


def test_pace_pauses_and_steps_change_no_number() -> None:
    driver = opened()
    for size in (1, 2, 40, 57):
        driver.ask("step", updates=size)
    driver.ask("speed", updates_per_second=0)
    driver.send("play")
    for _ in range(5):
        driver.slice()
    driver.ask("pause")
    other = Trainer(Experiment())
    other.run(updates=driver.run.trainer.update)
    assert driver.run.trainer.update > 100
    np.testing.assert_array_equal(other.network.params, driver.run.trainer.network.params)


def test_commands_sent_together_are_carried_out_in_order() -> None:
    driver = opened()
    ids = [
        driver.send("step", updates=50),
        driver.send("edit", changes={"training.learning_rate": 0.5}),
        driver.send("step", updates=50),
        driver.send("ping"),
    ]
    driver.work()
    answers = [event["id"] for event in driver.events() if "id" in event]
    assert answers[-4:] == ids
    other = Trainer(Experiment())
    other.run(updates=50)
    other.edit({"training.learning_rate": 0.5})
    other.run(updates=50)
    np.testing.assert_array_equal(other.network.params, driver.run.trainer.network.params)


def test_a_pause_ends_a_long_step_and_both_are_answered_in_order() -> None:
    driver = opened()
    step = driver.send("step", updates=1_000_000)
    driver.slice()
    pause = driver.send("pause")
    driver.work()
    result = driver.answer(step)["result"]
    assert result["reached"] is False
    assert result["update"] == driver.run.trainer.update
    answers = [event["id"] for event in driver.events() if "id" in event]
    assert answers[-2:] == [step, pause]


def test_what_changes_no_number_does_not_wait_for_a_long_step() -> None:
    driver = opened()
    step = driver.send("step", updates=1_000_000)
    driver.slice()
    driver.clock.now += 1
    watch = driver.send("watch", lenses=ALL)
    driver.slice()
    assert driver.answer(watch)["type"] == "done"
    assert driver.run.goal is not None
    assert driver.run.goal.command == step


def test_playing_keeps_the_pace() -> None:
    driver = opened()
    driver.ask("speed", updates_per_second=100)
    driver.send("play")
    start = driver.clock.now
    while driver.clock.now < start + 3:
        driver.clock.now = max(driver.clock.now, min(driver.run.due(driver.clock.now), start + 3))
        driver.slice()
        driver.acknowledge()
    assert driver.run.trainer.update == pytest.approx(300, abs=4)


def test_play_and_pause_tell_the_status() -> None:
    driver = opened()
    driver.send("play")
    driver.slice()
    assert driver.events("status")[-1]["status"] == "playing"
    driver.ask("pause")
    assert driver.events("status")[-1]["status"] == "paused"


def test_a_stop_condition_pauses_and_says_why() -> None:
    driver = Driver()
    driver.open(link="stop_epochs=2")
    driver.send("speed", updates_per_second=0)
    driver.send("play")
    driver.work()
    status = driver.events("status")[-1]
    assert (status["status"], status["reason"], status["epoch"]) == ("paused", "epochs", 2.0)
    assert "2 epochs" in status["message"]


def test_divergence_pauses_and_says_what_to_try() -> None:
    driver = Driver()
    driver.open(link="data=bumps&layers=dense(8,relu),dense(8,relu)&lr=100")
    driver.send("speed", updates_per_second=0)
    driver.send("play")
    driver.work()
    status = driver.events("status")[-1]
    assert (status["status"], status["reason"]) == ("paused", "diverged")
    assert "learning rate" in status["message"]


def test_an_edit_tells_the_losses_before_and_after() -> None:
    driver = opened()
    driver.ask("step", epochs=3)
    result = driver.ask("edit", changes={"layers.1.activation": "relu"})["result"]
    event = driver.events("experiment")[-1]
    assert event["experiment"]["layers"][1]["activation"] == "relu"
    assert (event["loss_before"], event["loss_after"]) == (
        result["loss_before"],
        result["loss_after"],
    )
    assert event["edited_live"] is True
    assert driver.ask("reset")["type"] == "done"
    assert driver.events("experiment")[-1]["edited_live"] is False


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"type": "edit", "changes": {"training.learning_rate": 101}}, "training.learning_rate"),
        ({"type": "edit", "changes": {"training.nothing": 1}}, "training.nothing"),
        ({"type": "edit", "changes": {"layers.0.units": "many"}}, "layers.0.units"),
        ({"type": "add_layer", "index": 9}, "layers"),
        ({"type": "remove_layer", "index": 3}, "layers"),
        ({"type": "remove_unit", "layer": 0, "unit": 8}, "layers.0.units"),
        ({"type": "set_bias", "layer": 4, "unit": 0, "value": 0}, "layers"),
    ],
)
def test_an_impossible_change_names_the_field_and_changes_nothing(
    command: dict[str, object], path: str
) -> None:
    driver = opened()
    before = driver.run.trainer.network.params.copy()
    answer = driver.ask(**command)  # type: ignore[arg-type]
    assert (answer["code"], answer["path"]) == ("invalid", path)
    np.testing.assert_array_equal(driver.run.trainer.network.params, before)


def test_structure_and_weights_can_be_changed() -> None:
    driver = opened()
    driver.ask("step", updates=5)
    driver.ask("add_layer", index=1, layer={"kind": "dense", "units": 4, "activation": "relu"})
    driver.ask("add_layer", index=0)
    driver.ask("remove_layer", index=0)
    driver.ask("add_unit", layer=1)
    driver.ask("remove_unit", layer=0, unit=2)
    assert [layer.count for layer in driver.run.trainer.experiment.layers] == [7, 5, 8, 8]
    driver.ask("set_weight", layer=1, unit=0, input=3, value=1.25)
    driver.ask("set_bias", layer=4, unit=0, value=-2)
    layers = driver.run.trainer.network.layers
    assert layers[1].parameters()["weights"][0, 3] == 1.25
    assert layers[4].parameters()["bias"][0] == -2


def test_a_change_past_the_limit_of_parameters_is_refused_and_taken_back() -> None:
    driver = opened(max_parameters=200)
    driver.ask("step", updates=5)
    before = driver.run.trainer.network.params.copy()
    answer = driver.ask("add_layer", index=0)
    assert (answer["code"], answer["path"]) == ("refused", "layers")
    assert "200" in answer["message"]
    np.testing.assert_array_equal(driver.run.trainer.network.params, before)
    assert driver.run.trainer.update == 5


def test_too_many_samples_are_refused() -> None:
    driver = Driver(max_samples=100)
    assert driver.ask("open", link="")["path"] == "data.samples"


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
        header, arrays = driver.frames()[-1]
        assert len(driver.frames()) == count + 1
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
    header, arrays = driver.frames()[-1]
    assert arrays["curves/update"][-1] == header["update"] == driver.run.trainer.update


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
    assert "two directions" in driver.frames()[-1][0]["lenses"]["points"]["sentence"]
    plane = {"x": columns[2], "y": columns[0]}
    driver.ask("watch", lenses={"points": {}, "output": {}}, plane=plane)
    header, _ = driver.frames()[-1]
    assert set(header["lenses"]) == {"points", "output"}
    assert header["lenses"]["points"]["x_label"].startswith(columns[2])


def test_a_checkpoint_gives_the_same_numbers_in_another_run() -> None:
    driver = opened()
    driver.ask("edit", changes={"training.optimizer": "adam", "layers.0.dropout": 0.2})
    driver.ask("step", updates=40)
    driver.ask("add_unit", layer=1)
    driver.ask("step", updates=13)
    driver.clock.now += 1
    driver.work()
    text = driver.checkpoint()
    driver.ask("step", updates=100)
    other = Driver()
    other.open(checkpoint=text)
    assert other.events("experiment")[-1]["kept"] is True
    assert other.run.trainer.update == 53
    other.ask("step", updates=100)
    np.testing.assert_array_equal(
        other.run.trainer.network.params, driver.run.trainer.network.params
    )


def test_checkpoints_come_while_training_and_at_rest() -> None:
    driver = opened(checkpoint_seconds=2)
    driver.clock.now += 5
    driver.work()
    assert len(driver.binaries("checkpoint")) == 1
    driver.send("play")
    start = driver.clock.now
    while driver.clock.now < start + 10.5:
        driver.clock.now += 0.05
        driver.slice()
    assert len(driver.binaries("checkpoint")) == pytest.approx(6, abs=1)
    driver.send("pause")
    driver.work()
    driver.clock.now += 1
    driver.work()
    assert driver.binaries("checkpoint")[-1][0]["update"] == driver.run.trainer.update


def test_many_edits_do_not_send_a_checkpoint_each() -> None:
    driver = opened()
    for number in range(40):
        driver.ask("edit", changes={"training.learning_rate": 0.01 + number / 1000})
    assert len(driver.binaries("checkpoint")) < 10


def test_an_idle_run_pauses_and_then_ends() -> None:
    driver = opened(idle_pause_seconds=100, idle_end_seconds=200)
    driver.ask("speed", updates_per_second=1)
    driver.send("play")
    driver.slice()
    driver.clock.now += 101
    driver.slice()
    assert driver.events("status")[-1]["reason"] == "idle"
    driver.clock.now += 100
    driver.slice()
    assert driver.closes() == [IDLE]


def test_every_run_ends_some_day() -> None:
    driver = opened(max_run_seconds=1000)
    driver.clock.now += 1001
    driver.send("ping")
    driver.slice()
    assert driver.closes()[0] == TOO_LONG


def test_pings_and_acknowledgements_are_no_use() -> None:
    driver = opened(idle_pause_seconds=100, idle_end_seconds=200)
    driver.clock.now += 150
    driver.ask("ping")
    driver.clock.now += 51
    driver.slice()
    assert driver.closes() == [IDLE]


def test_an_unexpected_error_is_answered_and_pauses_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = opened()

    def broken(**_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(driver.run.trainer, "reset", broken)
    number = driver.send("reset")
    with pytest.raises(ZeroDivisionError) as caught:
        driver.slice()
    driver.run.fail(caught.value)
    assert driver.answer(number)["code"] == "failed"
    status = driver.events("status")[-1]
    assert (status["status"], status["reason"]) == ("paused", "failed")
    assert driver.ask("step", updates=1)["result"]["update"] == 1


def test_a_failing_lens_is_not_asked_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = opened()
    driver.ask("watch", lenses={"network": {}})

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("app.lenses.network.quantize", broken)
        driver.clock.now += 1
        driver.send("step", updates=1)
        with pytest.raises(ZeroDivisionError) as caught:
            driver.slice()
        driver.run.fail(caught.value)
        driver.work()
    driver.ask("step", updates=1)
    assert driver.frames()[-1][0]["update"] == 2


def test_metrics_that_are_not_finite_travel_as_null(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = opened()
    trainer = driver.run.trainer
    monkeypatch.setattr(trainer, "metrics", lambda: {"train_loss": math.inf})
    answer = driver.ask("step", updates=1)
    assert answer["result"]["metrics"] == {"train_loss": None}
    assert driver.frames()[-1][0]["metrics"] == {"train_loss": None}


def test_what_happens_is_counted() -> None:
    driver = opened()
    driver.ask("step", updates=30)
    driver.run.receive("garbage")
    driver.work()
    value = driver.figures.registry.get_sample_value
    assert value("hidden_layers_updates_total") == 30
    done = {"type": "step", "outcome": "done"}
    assert value("hidden_layers_commands_total", done) == 1
    wrong = {"type": "unreadable", "outcome": "malformed"}
    assert value("hidden_layers_commands_total", wrong) == 1


def test_every_event_is_valid_json_without_special_numbers() -> None:
    driver = opened()
    driver.ask("step", epochs=1)
    for each in driver.said:
        if isinstance(each, str):
            json.loads(each, parse_constant=pytest.fail)
