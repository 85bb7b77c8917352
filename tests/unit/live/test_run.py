"""Opening, training, pausing, stopping: what a Run does when it is told to."""

import numpy as np
import pytest

from app.experiment import Experiment, View
from app.training import Trainer
from tests.unit.live.driver import Driver, opened


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
    watch = driver.send("watch", lenses={"network": {}, "curves": {}})
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
