"""Networks that would hold up others are refused, and nothing is changed."""

from typing import Any

import numpy as np

from tests.unit.live.driver import Driver

LARGE: dict[str, Any] = {
    "data": {"name": "digits"},
    "features": [],
    "layers": [{"kind": "conv", "channels": 32, "kernel": 5}] * 2,
}


def test_a_network_whose_updates_take_too_long_is_refused_with_the_limit() -> None:
    answer = Driver(max_work=1_000_000).ask("open", experiment=LARGE)
    assert (answer["code"], answer["path"]) == ("refused", "layers")
    assert "1,000,000" in answer["message"]


def test_an_edit_that_makes_updates_too_long_leaves_the_network_as_it_was() -> None:
    driver = Driver(max_work=1_000_000)
    driver.ask("open", experiment={**LARGE, "layers": [{"kind": "conv", "channels": 2}]})
    driver.ask("step", updates=3)
    before = driver.run.trainer.network.params.copy()
    answer = driver.ask("add_layer", index=1, layer=LARGE["layers"][0])
    assert answer["code"] == "refused"
    np.testing.assert_array_equal(driver.run.trainer.network.params, before)


def test_a_network_whose_losses_take_too_long_to_measure_is_refused_at_any_batch() -> None:
    experiment = {**LARGE, "training": {"batch_size": 1}}
    assert Driver(max_work=2_000_000).ask("open", experiment=experiment)["code"] == "refused"
    assert "result" in Driver(max_work=100_000_000).ask("open", experiment=experiment)
