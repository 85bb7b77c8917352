"""Changes while it plays, on the real page: what was learned stays, and the curve tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.playground import Playground

PLAYING = "#v=1&speed=2000"


def play(playground: Playground, updates: int = 200) -> None:
    """Let it train until something was learned."""
    playground.call("play")
    playground.until(f"hidden => hidden.status.update > {updates}")


def still_playing(playground: Playground) -> None:
    """Check that training goes on after an edit, from where it was."""
    status = playground.status
    assert status["playing"]
    playground.until(f"hidden => hidden.status.update > {status['update']}")


def layers(playground: Playground) -> list[tuple[int, str]]:
    return [(layer["units"], layer["activation"]) for layer in playground.experiment["layers"]]


def test_a_layer_is_added_and_its_activation_changed_without_stopping(
    playground: Playground,
) -> None:
    page = playground.open(PLAYING).page
    play(playground)
    update = playground.status["update"]
    page.get_by_role("button", name="Add a layer after layer 3").click()
    playground.until("hidden => hidden.experiment.layers.length === 4")
    assert playground.status["update"] >= update
    page.get_by_label("Activation of layer 4").select_option("relu")
    playground.until("hidden => hidden.experiment.layers[3].activation === 'relu'")
    still_playing(playground)
    expect(page.get_by_role("group", name="Layer 4", exact=True)).to_be_attached()


def test_units_are_added_and_the_chosen_one_removed(playground: Playground) -> None:
    page = playground.open(PLAYING).page
    play(playground)
    page.get_by_role("button", name="One unit more in layer 2").click()
    playground.until("hidden => hidden.experiment.layers[1].units === 9")
    page.get_by_role("button", name="One unit fewer in layer 1").click()
    playground.until("hidden => hidden.experiment.layers[0].units === 7")
    still_playing(playground)


def test_a_layer_is_removed_while_it_plays(playground: Playground) -> None:
    page = playground.open(PLAYING).page
    play(playground)
    page.get_by_role("button", name="Remove layer 2").click()
    playground.until("hidden => hidden.experiment.layers.length === 2")
    still_playing(playground)


def test_a_new_unit_does_not_change_the_function(playground: Playground) -> None:
    playground.open()
    playground.call("step", {"updates": 500})
    before = playground.until("hidden => hidden.status.update === 500 && hidden.status.metrics")
    playground.call("edit", {"layers.1.units": 12})
    playground.until("hidden => hidden.experiment.layers[1].units === 12")
    playground.until("hidden => hidden.status.framesDrawn > 1")
    after = playground.status["metrics"]
    assert after["test_loss"] == pytest.approx(before["test_loss"], rel=1e-5)


def test_a_new_feature_starts_at_weight_zero(playground: Playground) -> None:
    page = playground.open().page
    playground.call("step", {"updates": 500})
    before = playground.until("hidden => hidden.status.update === 500 && hidden.status.metrics")
    page.locator("#features").get_by_title("sin x₁").click()
    playground.until("hidden => hidden.experiment.features.length === 3")
    after = playground.status["metrics"]
    assert after["test_loss"] == pytest.approx(before["test_loss"], rel=1e-5)


EDITS: list[dict[str, Any]] = [
    {"training.learning_rate": 0.07},
    {"training.optimizer": "adam"},
    {"training.batch_size": 25},
    {"training.penalty": "l2", "training.penalty_rate": 0.01},
    {"data.noise": 20},
    {"data.name": "circle"},
    {"layers.0.dropout": 0.2},
    {"layers.1.frozen": True},
    {"features": ["x1", "x2", "x1x2"]},
]


def test_every_kind_of_edit_keeps_the_training_going(playground: Playground) -> None:
    playground.open(PLAYING)
    play(playground)
    for changes in EDITS:
        playground.call("edit", changes)
        still_playing(playground)
    assert playground.experiment["data"]["name"] == "circle"


def test_an_impossible_edit_is_refused_with_the_field_and_changes_nothing(
    playground: Playground,
) -> None:
    playground.open()
    before = playground.experiment
    error = playground.frame.evaluate(
        "hiddenLayers.edit({'training.learning_rate': -1}).catch((error) => error)"
    )
    assert error["path"] == "training.learning_rate"
    assert error["message"]
    assert playground.experiment == before


def test_a_weight_is_typed_by_hand(playground: Playground) -> None:
    page = playground.open("#v=1&lens=unit&unit=0.0").page
    before = playground.status["metrics"]["test_loss"]
    weight = page.locator("#lens-unit").get_by_role("spinbutton").first
    weight.fill("2.5")
    weight.press("Enter")
    playground.until(f"hidden => hidden.status.metrics.test_loss !== {before}")
    assert playground.status["update"] == 0


def test_the_link_in_the_address_follows_every_change(playground: Playground) -> None:
    page = playground.open().page
    playground.call("edit", {"training.learning_rate": 0.07, "layers.0.activation": "relu"})
    page.wait_for_url("**/#*lr=0.07*")
    assert "relu" in page.url
    page.get_by_role("radio", name="Full").check(force=True)
    page.wait_for_url("**/#*mode=full*")
