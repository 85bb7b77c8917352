"""The panels around the network: controls made from the schema, modes, themes, notices, hiding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.playground import Playground

BASIC_CONTROLS = 6
LAYER_CONTROLS = 1  # the activation in the head of every layer; it counts once
SCHEMA = "JSON.parse(document.getElementById('config').textContent).schema"
PARTS = {
    "play": "#play",
    "step": "#step",
    "reset": "#reset",
    "new_weights": "#new-weights",
    "metrics": "#metrics",
    "speed": "#speed",
    "output": "#output-figure",
    "curves": "#curves-figure",
    "lenses": "#lenses",
    "presets": "#presets-button",
    "features": "#features",
    "noise": "[data-control=noise]",
    "train": "[data-control=train]",
    "data": ".gallery",
    "lr": "#training [data-control=lr]",
    "show_test": "[data-control=show_test]",
}


def schema(playground: Playground, part: str) -> dict[str, Any]:
    """Return the JSON schema of the Experiment or the View, as the page was given it."""
    found: dict[str, Any] = playground.frame.evaluate(f"{SCHEMA}.{part}")
    return found


def link_keys(playground: Playground, model: str) -> set[str]:
    """Return the link keys of all fields of one model of the Experiment."""
    properties = schema(playground, "experiment")["$defs"][model]["properties"]
    return {field["link"] for field in properties.values() if field.get("link")}


def test_basic_mode_shows_at_most_six_controls(playground: Playground) -> None:
    page = playground.open().page
    sliders = page.locator("main .field[data-control]:visible, #speed:visible")
    assert 1 <= sliders.count() + LAYER_CONTROLS <= BASIC_CONTROLS


def test_where_the_data_come_from_is_said_in_basic_mode(playground: Playground) -> None:
    page = playground.open("#v=1&data=iris").page
    page.get_by_role("button", name="About the data").click()
    expect(page.locator("#about-data")).to_contain_text("R. A. Fisher (1936)")


@pytest.mark.parametrize("model", ["Training", "Weights", "Stop", "DenseLayer"])
def test_full_mode_has_a_control_for_every_field(playground: Playground, model: str) -> None:
    page = playground.open("#v=1&mode=full").page
    shown = page.locator("#settings [data-control]").evaluate_all(
        "elements => elements.map((element) => element.dataset.control)"
    )
    assert link_keys(playground, model) <= set(shown)


def test_every_control_of_the_full_mode_has_a_label(playground: Playground) -> None:
    page = playground.open("#v=1&mode=full").page
    unnamed = page.locator("#inputs, #settings").evaluate_all(
        """regions => regions.flatMap((region) => [...region.querySelectorAll("input, select")])
        .filter((field) => !field.labels.length && !field.ariaLabel).map((field) => field.outerHTML)
        """
    )
    assert unnamed == []


def test_a_number_beside_a_slider_is_exact(playground: Playground) -> None:
    page = playground.open().page
    number = page.get_by_role("spinbutton", name="Learning rate")
    number.fill("0.0123")
    number.press("Enter")
    playground.until("hidden => hidden.experiment.training.learning_rate === 0.0123")
    expect(number).to_have_value("0.0123")


def test_a_logarithmic_slider_stops_at_round_numbers(playground: Playground) -> None:
    page = playground.open().page
    slider = page.locator("#training").get_by_role("slider", name="Learning rate")
    slider.focus()
    page.keyboard.press("PageUp")
    playground.until("hidden => hidden.experiment.training.learning_rate > 0.03")
    rate = playground.experiment["training"]["learning_rate"]
    assert f"{rate:e}"[0] in "1235"


def test_a_share_is_shown_in_percent(playground: Playground) -> None:
    page = playground.open("#v=1&train=0.3").page
    expect(page.get_by_role("spinbutton", name="Used for training")).to_have_value("30")


def test_a_refused_value_is_explained_at_its_field_and_taken_back(playground: Playground) -> None:
    page = playground.open().page
    number = page.get_by_role("spinbutton", name="Batch size")
    number.fill("5000")
    number.press("Enter")
    expect(page.locator("#training").get_by_role("alert")).to_contain_text("2000")
    expect(number).to_have_value("10")


def test_a_field_shows_only_where_it_matters(playground: Playground) -> None:
    page = playground.open("#v=1&mode=full").page
    momentum = page.locator("#settings [data-control=momentum]")
    expect(momentum).to_be_hidden()
    page.get_by_label("Optimizer", exact=True).select_option("momentum")
    expect(momentum).to_be_visible()


def test_a_setting_says_what_it_does_when_one_goes_to_it(playground: Playground) -> None:
    page = playground.open("#v=1&mode=full").page
    page.get_by_label("Optimizer", exact=True).focus()
    field = schema(playground, "experiment")["$defs"]["Training"]["properties"]["optimizer"]
    expect(page.locator("#settings-help")).to_contain_text(field["description"])


def test_a_table_brings_its_columns_and_the_plane_its_features(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="All…").click()
    page.get_by_role("dialog", name="Data").get_by_role("button", name="Wine").click()
    playground.until("hidden => hidden.experiment.data.name === 'wine'")
    expect(page.get_by_role("checkbox", name="alcohol", exact=True)).to_be_checked()
    page.get_by_label("Axes").select_option("pair")
    expect(page.get_by_role("combobox", name="Across")).to_be_visible()
    page.get_by_role("button", name="Circle").click()
    playground.until("hidden => hidden.experiment.data.name === 'circle'")
    assert playground.experiment["features"] == ["x1", "x2"]
    expect(page.get_by_role("combobox", name="Across")).to_have_count(0)


def test_the_last_feature_stays(playground: Playground) -> None:
    page = playground.open("#v=1&features=x1").page
    box = page.get_by_role("checkbox", name="x₁", exact=True)
    box.evaluate("element => element.click()")
    expect(page.locator("#notices")).to_contain_text("One feature must stay")
    expect(box).to_be_checked()


def test_the_dice_draw_other_points_of_the_same_kind(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="Other points of the same kind").click()
    playground.until("hidden => hidden.experiment.data.seed === 1")


def test_the_speed_is_told_in_words(playground: Playground) -> None:
    page = playground.open().page
    slider, words = page.locator("#speed"), page.locator("#speed-words")
    slider.focus()
    page.keyboard.press("End")
    expect(words).to_have_text("as fast as possible")
    page.wait_for_url("**/#*speed=0*")
    page.keyboard.press("Home")
    expect(words).to_contain_text("a second")


def test_a_step_can_be_one_update_and_goto_is_exact(playground: Playground) -> None:
    page = playground.open().page
    page.locator("#step-menu-button").click()
    page.get_by_label("One update").check()
    page.keyboard.press("Escape")
    page.locator("#step").click()
    playground.until("hidden => hidden.status.update === 1")
    page.locator("#step-menu-button").click()
    page.get_by_label("Go to an exact place").fill("12")
    page.get_by_role("button", name="Go", exact=True).click()
    playground.until("hidden => hidden.status.epoch === 12")


def test_figures_keep_their_places_while_they_count(playground: Playground) -> None:
    page = playground.open("#v=1&speed=2000").page
    places = "list => [...list.children].map((each) => Math.round(each.getBoundingClientRect().x))"
    before = page.locator("#metrics").evaluate(places)
    playground.call("step", {"epochs": 120})
    playground.until("hidden => hidden.status.epoch === 120")
    assert page.locator("#metrics").evaluate(places) == before


def test_the_theme_follows_the_system_until_one_is_chosen(playground: Playground) -> None:
    page = playground.open().page
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    button = page.locator("#theme-button")
    button.click()
    expect(root).to_have_attribute("data-theme", "light")
    expect(button).to_have_attribute("aria-label", "Colours: light")
    page.wait_for_url("**/#*theme=light*")


@pytest.mark.parametrize(("name", "selector"), PARTS.items())
def test_a_link_can_leave_out_any_part(playground: Playground, name: str, selector: str) -> None:
    page = playground.open(f"#v=1&hide={name}").page
    for element in page.locator(selector).all():
        expect(element).to_be_hidden()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_page_fits_without_scrolling(playground: Playground, size: tuple[int, int]) -> None:
    playground.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = playground.open().page
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inputs = page.locator("#inputs")
    assert inputs.evaluate("element => element.scrollHeight <= element.clientHeight")


def test_a_phone_shows_one_column_with_the_network_first(playground: Playground) -> None:
    playground.page.set_viewport_size({"width": 390, "height": 844})
    page = playground.open().page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = [
        page.locator(region).evaluate("element => element.getBoundingClientRect().top")
        for region in ("#transport", "#network", "#output", "#inputs", "#lenses")
    ]
    assert tops == sorted(tops)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("button", name="Help and keys")).to_be_visible()


def test_letter_keys_can_be_turned_off(playground: Playground) -> None:
    page = playground.open().page
    page.keyboard.press("?")
    page.get_by_label("Keys of a single letter or sign are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Space")
    playground.until("hidden => hidden.status.playing")


def test_state_changes_are_spoken(playground: Playground) -> None:
    page = playground.open().page
    announcer = page.locator("#announcer")
    page.keyboard.press("Space")
    expect(announcer).to_have_text("Training.")
    page.keyboard.press("Space")
    expect(announcer).to_contain_text("Paused at epoch")


def test_a_notice_can_be_dismissed(playground: Playground) -> None:
    page = playground.open("#v=1&data=nothing").page
    notices = page.locator("#notices")
    expect(notices).to_be_visible()
    notices.get_by_role("button", name="Dismiss").click()
    expect(notices).to_be_hidden()
