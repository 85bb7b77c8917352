"""Layers of other kinds than dense, on the real page: chosen, added, counted and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.playground import Playground

NAMES = "#v=1&data=surnames&samples=200&layers=embedding(4),lstm(5)&mode=full&speed=2000"


def kinds(playground: Playground) -> list[str]:
    return [layer["kind"] for layer in playground.experiment["layers"]]


def test_kinds_of_layers_are_chosen_and_added_while_it_plays_and_refused_where_they_are(
    playground: Playground,
) -> None:
    page = playground.open(NAMES).page
    playground.call("play")
    playground.until("hidden => hidden.status.update > 5")

    adder = page.get_by_label("Add a layer after layer 1")
    expect(adder.locator("option[value=conv]")).to_have_count(0)
    adder.select_option("attention")
    playground.until("hidden => hidden.experiment.layers.length === 3")
    page.get_by_role("button", name="One head more in layer 2").click()
    playground.until("hidden => hidden.experiment.layers[1].heads === 2")
    page.get_by_label("Kind of layer 3").select_option("gru")
    playground.until("hidden => hidden.experiment.layers[2].kind === 'gru'")
    assert kinds(playground) == ["embedding", "attention", "gru"]
    update = playground.status["update"]
    playground.until(f"hidden => hidden.status.update > {update}")

    page.get_by_role("button", name="Remove layer 1").click()
    problem = page.get_by_role("alert").filter(has_text="Attention needs a sequence")
    expect(problem).to_be_visible()
    assert kinds(playground) == ["embedding", "attention", "gru"]
    problem.click()
    expect(problem).to_have_count(0)

    settings = page.locator("#settings details", has_text="Layer 2: Attention")
    settings.locator("summary").click()
    settings.get_by_label("Positions").select_option("learned")
    playground.until("hidden => hidden.experiment.layers[1].positions === 'learned'")
    expect(settings.get_by_label("Kind")).to_have_value("attention")


def test_the_length_of_the_data_bears_their_own_name(playground: Playground) -> None:
    page = playground.open("#v=1&data=recall&samples=60&layers=rnn(4)&mode=full").page
    wait = page.get_by_role("spinbutton", name="Wait")
    expect(wait).to_have_value("20")
    wait.fill("7")
    wait.press("Enter")
    playground.until("hidden => hidden.experiment.data.length === 7")
    page.get_by_role("button", name="Spiral", exact=True).click()
    playground.until("hidden => hidden.experiment.data.name === 'spiral'")
    expect(wait).to_be_hidden()
    assert kinds(playground) == ["dense"]
