"""Live edits of a Run, and the server's limits on them."""

import numpy as np
import pytest

from tests.unit.live.driver import Driver, opened


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
