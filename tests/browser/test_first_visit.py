"""The first visit: something alive at once, and hidden units that become features of a spiral."""

from __future__ import annotations

import re
import urllib.request
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.playground import Playground


def unit_pictures(playground: Playground) -> list[str]:
    """Return the addresses of the pictures that show what the units compute."""
    pictures: list[str] = playground.page.locator("#network-stage .maps").evaluate(
        "stage => [...stage.querySelectorAll('img, image')].map(picture => picture.src"
        " || picture.getAttribute('href') || picture.getAttribute('xlink:href'))"
    )
    return pictures


def test_the_page_as_served_already_holds_a_true_picture(base_url: str) -> None:
    with urllib.request.urlopen(base_url) as answer:
        page = answer.read().decode()
    columns = re.findall(r'<div class="first-column">.*?</div>', page, re.DOTALL)
    shown = [re.findall(r'<img[^>]* src="data:image/bmp;base64,', column) for column in columns]
    assert [len(pictures) for pictures in shown] == [2, 8, 8, 8, 1]
    output = re.search(r'class="first-output" src="data:image/bmp;base64,([^"]+)"', page)
    assert output
    assert len(output[1]) > 2000


def test_a_spiral_with_three_hidden_layers_is_ready_at_one_press_of_play(
    playground: Playground,
) -> None:
    playground.open()
    assert playground.experiment["data"]["name"] == "spiral"
    assert [layer["units"] for layer in playground.experiment["layers"]] == [8, 8, 8]
    status = playground.status
    assert (status["playing"], status["update"]) == (False, 0)
    assert status["framesDrawn"] >= 1
    expect(playground.page.get_by_role("button", name="Play", exact=True)).to_be_enabled()


def test_every_unit_shows_its_picture_before_play(playground: Playground) -> None:
    playground.open()
    for layer, units in [("Layer 1", 8), ("Layer 2", 8), ("Layer 3", 8), ("Output", 1)]:
        group = playground.page.get_by_role("group", name=layer, exact=True)
        expect(group.get_by_role("button")).to_have_count(units)
    pictures = unit_pictures(playground)
    assert pictures
    assert all(picture.startswith("data:image/bmp;base64,") for picture in pictures)


def test_the_network_learns_on_screen_before_the_chart_library_has_come(
    playground: Playground,
) -> None:
    page = playground.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/assets/plotly-*.js", hold)
    playground.open("#v=1&speed=2000")
    before = unit_pictures(playground)
    playground.call("play")
    playground.until("hidden => hidden.status.playing && hidden.status.framesDrawn > 5")
    playground.call("pause")
    playground.until("hidden => !hidden.status.playing")
    assert unit_pictures(playground) != before
    assert not page.evaluate("'Plotly' in window")
    expect(page.locator("#curves-figure")).to_contain_text("still loading")
    picture = page.locator(".output-standin").bounding_box()
    (route,) = held
    route.continue_()
    expect(page.locator("#curves-figure .js-plotly-plot")).to_be_visible()
    expect(page.locator(".charts-loading")).to_have_count(0)
    # Nothing jumps: the picture among the axes stands where it stood without them.
    expect(page.locator(".output-picture image")).to_be_attached()
    among_axes = page.locator(".output-picture image").bounding_box()
    assert picture == pytest.approx(among_axes, abs=2)


def test_hidden_units_become_features_of_the_spiral_after_play_is_pressed(
    playground: Playground,
) -> None:
    page = playground.open("#v=1&speed=0").page
    before, start = unit_pictures(playground), playground.status["metrics"]["test_loss"]
    page.get_by_role("button", name="Play", exact=True).click()
    playground.until("hidden => hidden.status.playing && hidden.status.framesDrawn > 5")
    playground.until("hidden => hidden.status.metrics.test_accuracy > 0.9", 60_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    playground.until("hidden => !hidden.status.playing")
    assert playground.status["metrics"]["test_loss"] < start / 2
    assert unit_pictures(playground) != before
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_figures_on_the_page_are_those_of_the_network(playground: Playground) -> None:
    page = playground.open().page
    playground.call("step", {"epochs": 3})
    playground.until("hidden => hidden.status.epoch === 3")
    metrics = page.locator("#metrics")
    expect(metrics).to_contain_text(f"{playground.status['metrics']['test_loss']:.3f}")
    expect(metrics).to_contain_text("177")


def test_paused_stepped_and_running_give_the_same_numbers(playground: Playground) -> None:
    playground.open("#v=1&speed=0")
    playground.call("play")
    playground.until("hidden => hidden.status.update > 300")
    playground.call("pause")
    playground.until("hidden => !hidden.status.playing")
    ran = playground.status
    playground.call("reset")
    playground.until("hidden => hidden.status.update === 0")
    for updates in (1, 99, ran["update"] - 100):
        playground.call("step", {"updates": updates})
    playground.until(f"hidden => hidden.status.update === {ran['update']}")
    assert playground.status["metrics"] == ran["metrics"]


def test_new_weights_differ_and_reset_gives_them_again(playground: Playground) -> None:
    playground.open()
    first = playground.status["metrics"]["test_loss"]
    playground.page.get_by_role("button", name="New weights").click()
    playground.until(f"hidden => hidden.status.metrics.test_loss !== {first}")
    second = playground.status["metrics"]["test_loss"]
    playground.call("step", {"updates": 5})
    playground.until("hidden => hidden.status.update === 5")
    playground.page.get_by_role("button", name="Reset", exact=True).click()
    playground.until(f"hidden => hidden.status.metrics.test_loss === {second}")


def test_a_diverging_run_pauses_and_says_what_to_try(playground: Playground) -> None:
    page = playground.open("#v=1&layers=dense(8,relu)&lr=100&speed=0&data=plane").page
    playground.call("play")
    playground.until("hidden => hidden.status.reason === 'diverged'")
    assert not playground.status["playing"]
    expect(page.locator("#notices")).to_contain_text("learning rate")


def test_a_visit_leaves_nothing_behind(playground: Playground) -> None:
    playground.open()
    playground.call("step", {"updates": 1})
    assert playground.page.context.cookies() == []
    state = playground.page.context.storage_state()
    assert state["origins"] == []
