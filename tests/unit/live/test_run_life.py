"""Checkpoints, age, failures and figures of a Run."""

import json

import numpy as np
import pytest

from app.live.events import IDLE, TOO_LONG
from tests.unit.live.driver import Driver, opened


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
