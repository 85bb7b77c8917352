"""The lenses with one picture a layer: layer space, distributions, gradient flow, weights."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator

    from tests.browser.playground import Playground

LENSES = ["layer_space", "distributions", "gradients", "weights"]
DEEP = ",".join(["dense(8,sigmoid)"] * 6)


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """On a busy machine the chart library takes its time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def opened(playground: Playground, lens: str, link: str = "", updates: int = 0) -> Locator:
    """Open a link with this lens, make so many updates, and return the lens's panel."""
    playground.open(f"#v=1&lens={lens}{link}")
    if updates:
        playground.call("step", {"updates": updates})
        playground.until(f"hidden => hidden.status.update === {updates}")
    panel = playground.page.locator(f"#lens-{lens}")
    expect(panel.locator(".lens-words")).not_to_be_empty()
    return panel


@pytest.mark.parametrize("lens", LENSES)
def test_a_lens_follows_the_training_and_says_what_one_sees(
    playground: Playground, lens: str
) -> None:
    panel = opened(playground, lens, "&speed=2000")
    before = panel.inner_html()
    playground.call("play")
    playground.until("hidden => hidden.status.update > 1500")
    expect(panel.locator(".main-svg").first).to_be_visible()
    assert panel.inner_html() != before
    assert panel.locator(".lens-words").inner_text().endswith(".")


@pytest.mark.parametrize("lens", LENSES)
def test_the_figures_of_a_lens_are_in_a_table(playground: Playground, lens: str) -> None:
    panel = opened(playground, lens, updates=50)
    panel.get_by_role("button", name="Table").click()
    rows = panel.locator(".lens-table tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 4
    assert panel.locator(".lens-table caption").inner_text()


def test_only_the_lens_on_screen_is_watched(playground: Playground) -> None:
    watched: list[set[str]] = []

    def heard(message: str | bytes) -> None:
        command = json.loads(message)
        if command["type"] == "watch":
            watched.append(set(command["lenses"]))

    playground.page.on("websocket", lambda socket: socket.on("framesent", heard))
    opened(playground, "gradients")
    playground.page.get_by_role("tab", name="Weights").click()
    expect(playground.page.locator("#lens-weights .lens-words")).not_to_be_empty()
    assert watched[-1] & set(LENSES) == {"weights"}


def test_every_layer_has_a_space_and_the_last_one_the_cut(playground: Playground) -> None:
    panel = opened(playground, "layer_space", updates=500)
    captions = panel.locator(".panel-caption")
    expect(captions).to_have_count(4)
    expect(captions.nth(0)).to_contain_text("Features")
    expect(captions.nth(3)).to_contain_text("Layer 3 · facing the cut")
    expect(panel.locator(".lens-words")).to_contain_text("every example gets the answer")
    playground.page.select_option("#space-axes", "principal")
    expect(panel.locator(".lens-words")).to_contain_text("only the trace")
    playground.page.select_option("#space-axes", "units")
    expect(captions.nth(2)).to_contain_text("units 1, 2")


def test_a_space_in_three_dimensions_is_turned_by_keyboard(playground: Playground) -> None:
    panel = opened(playground, "layer_space", updates=200)
    playground.page.locator("#space-3d").check()
    expect(panel.locator(".space-deep")).to_have_count(4)
    picture = "document.querySelectorAll('#lens-layer_space canvas')[1].toDataURL()"
    before = playground.frame.evaluate(picture)
    turn = playground.page.locator("#lens-layer_space").get_by_label("Turn")
    turn.focus()
    for _ in range(20):
        turn.press("ArrowRight")
    playground.page.wait_for_function(f"before => {picture} !== before", arg=before)


def test_dead_units_are_counted_and_a_remedy_is_named(playground: Playground) -> None:
    link = "&layers=dense(8,relu)&lr=1"
    panel = opened(playground, "distributions", link, updates=1000)
    expect(panel.locator(".lens-words")).to_contain_text("dead")
    expect(panel.locator(".lens-words")).to_contain_text("smaller learning rate")
    expect(panel.locator(".panel-caption").first).to_contain_text("dead")


def test_units_at_fault_wear_a_badge_in_the_network(playground: Playground) -> None:
    playground.open("#v=1&layers=dense(8,relu)&lr=1")
    playground.call("step", {"updates": 1000})
    dead = playground.page.locator('#network-stage [data-fault="dead"]')
    expect(dead.first).to_have_attribute("aria-description", re.compile("^Dead: "))
    expect(dead.first).to_have_attribute("aria-label", re.compile("^Unit "))
    playground.call("open", "#v=1")
    expect(playground.page.locator("#network-stage [data-fault]")).to_have_count(0)


def test_sums_and_answers_can_be_chosen(playground: Playground) -> None:
    panel = opened(playground, "distributions", updates=500)
    picture = panel.locator("image").first
    before = picture.get_attribute("href")
    panel.get_by_role("radio", name="Sums z").check(force=True)
    now = "document.querySelector('#lens-distributions image').getAttribute('href')"
    playground.page.wait_for_function(f"before => {now} !== before", arg=before)


def test_six_sigmoid_layers_are_said_to_let_the_gradient_vanish(playground: Playground) -> None:
    panel = opened(playground, "gradients", f"&layers={DEEP}")
    expect(panel.locator(".lens-words")).to_contain_text("The gradient vanishes")
    playground.call("open", "#v=1&lens=gradients")
    expect(panel.locator(".lens-words")).to_contain_text("neither vanishes")


def test_weights_can_be_compared_with_a_chosen_moment(playground: Playground) -> None:
    panel = opened(playground, "weights", updates=100)
    expect(panel.locator(".lens-words")).to_contain_text("none is exactly 0")
    panel.get_by_role("button", name="Change since now").click()
    expect(panel.locator(".lens-words")).to_contain_text("Nothing has changed yet")
    playground.call("step", {"updates": 50})
    expect(panel.locator(".lens-words")).to_contain_text("What 50 updates have changed")
    panel.get_by_role("button", name="Show the weights").click()
    expect(panel.locator(".lens-words")).to_contain_text("none is exactly 0")


def test_one_layer_can_be_chosen(playground: Playground) -> None:
    panel = opened(playground, "weights")
    expect(panel.locator(".panel-caption")).to_have_count(4)
    playground.page.select_option("#weights-layer", "1")
    expect(panel.locator(".panel-caption")).to_have_count(1)
    expect(panel.locator(".panel-caption")).to_contain_text("Layer 2 · 8 × 8")


@pytest.mark.parametrize("lens", LENSES)
def test_a_network_that_changes_its_shape_is_followed(playground: Playground, lens: str) -> None:
    panel = opened(playground, lens, updates=20)
    playground.call("edit", {"layers.1.units": 5})
    playground.call("step", {"updates": 10})
    playground.until("hidden => hidden.status.update === 30")
    playground.call("open", f"#v=1&lens={lens}&layers=")
    expect(panel.locator(".lens-words")).not_to_be_empty()


@pytest.mark.parametrize("lens", LENSES)
def test_a_lens_folds_on_a_phone(new_page_of: Callable[..., Playground], lens: str) -> None:
    playground = new_page_of(390, 844)
    opened(playground, lens, updates=20)
    wide = playground.frame.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
