"""Layers of every kind in a live Run: opened, edited, refused, gone back to."""

from __future__ import annotations

import pytest

from app.experiment import KINDS
from tests.unit.live.driver import opened
from tests.unit.training.kinds import home


def test_a_link_with_layers_that_cannot_work_is_opened_with_a_note() -> None:
    driver = opened()
    driver.open(link="v=1&data=spiral&layers=conv(6,3,relu),dense(5,tanh)")
    told = driver.events("experiment")[-1]
    assert told["notes"] == ["Layer 1 cannot work on a row of 2 values and left the network."]
    assert [layer["kind"] for layer in told["experiment"]["layers"]] == ["dense"]


def test_a_layer_that_does_not_fit_is_refused_with_its_path() -> None:
    driver = opened()
    driver.open(link="v=1&data=shapes&samples=30&layers=conv(2,3,relu),globalmax")
    answer = driver.ask("add_layer", index=2, layer={"kind": "conv"})
    assert (answer["type"], answer["path"]) == ("error", "layers.2")
    assert answer["message"].endswith("It would fit before layer 2, global max.")
    answer = driver.ask("add_layer", index=1, layer={"kind": "maxpool"})
    assert answer["type"] == "done"


@pytest.mark.parametrize("kind", list(KINDS))
def test_one_goes_back_to_the_same_numbers(kind: str) -> None:
    experiment, _ = home(kind)
    driver = opened()
    driver.open(experiment=experiment.model_dump(mode="json"))
    driver.ask("step", epochs=2)
    update, params = driver.run.trainer.update, driver.run.trainer.network.params.copy()
    driver.ask("step", epochs=2)
    assert driver.ask("seek", update=update)["type"] == "done"
    assert driver.run.trainer.update == update
    assert (driver.run.trainer.network.params == params).all()


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_run_goes_on_from_its_checkpoint_in_another_place(kind: str) -> None:
    experiment, _ = home(kind)
    driver, other = opened(), opened()
    driver.open(experiment=experiment.model_dump(mode="json"))
    driver.ask("step", updates=5)
    driver.run.hand_over()
    other.open(checkpoint=driver.checkpoint())
    for each in (driver, other):
        each.ask("goto", update=9)
    assert (other.run.trainer.network.params == driver.run.trainer.network.params).all()
