"""All of a first visit by keyboard alone: no test here clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_links import PLAYGROUND_LINK

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.playground import Playground

TABS = 250


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as someone without a pointer does."""
    for _ in range(TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


def test_space_plays_and_pauses_and_the_arrow_steps(playground: Playground) -> None:
    page = playground.open().page
    page.keyboard.press("Space")
    playground.until("hidden => hidden.status.playing && hidden.status.update > 10")
    page.keyboard.press("Space")
    playground.until("hidden => !hidden.status.playing")
    page.keyboard.press("r")
    playground.until("hidden => hidden.status.update === 0")
    page.keyboard.press("ArrowRight")
    playground.until("hidden => hidden.status.epoch === 1")


def test_the_skip_link_leads_to_the_network(playground: Playground) -> None:
    page = playground.open().page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the network")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#network")).to_be_focused()


def test_a_layer_is_added_and_its_activation_changed(playground: Playground) -> None:
    # Slow motion: Tab is pressed dozens of times, and each waits for the picture under way.
    page = playground.open("#v=1&speed=5").page
    page.keyboard.press("Space")
    playground.until("hidden => hidden.status.update > 2")
    tab_to(page, page.get_by_role("button", name="Add a layer after layer 3"))
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.layers.length === 4")
    choice = page.get_by_label("Activation of layer 4")
    tab_to(page, choice)
    page.keyboard.press("r")
    playground.until("hidden => hidden.experiment.layers[3].activation === 'relu'")
    assert playground.status["playing"]


def test_units_are_walked_through_and_one_is_opened(playground: Playground) -> None:
    page = playground.open().page
    tab_to(page, page.get_by_role("group", name="Layer 1", exact=True).get_by_role("button").first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#*unit=1.1*")
    expect(page.locator("#lens-unit")).to_be_visible()
    weight = page.locator("#lens-unit").get_by_role("spinbutton").first
    tab_to(page, weight)
    before = playground.status["metrics"]["test_loss"]
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    playground.until(f"hidden => hidden.status.metrics.test_loss !== {before}")


def test_a_data_set_and_a_feature_are_chosen(playground: Playground) -> None:
    page = playground.open().page
    tab_to(page, page.get_by_role("button", name="Circle"))
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.data.name === 'circle'")
    tab_to(page, page.locator("#features").get_by_role("checkbox").nth(2))
    page.keyboard.press("Space")
    playground.until("hidden => hidden.experiment.features.length === 3")


def test_a_rate_is_changed(playground: Playground) -> None:
    page = playground.open().page
    tab_to(page, page.get_by_role("spinbutton", name="Learning rate"))
    page.keyboard.press("Control+a")
    page.keyboard.type("0.07")
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.training.learning_rate === 0.07")
    slider = page.get_by_role("slider", name="Noise")
    tab_to(page, slider)
    page.keyboard.press("ArrowRight")
    playground.until("hidden => hidden.experiment.data.noise === 1")


def test_a_link_of_tensorflow_playground_is_pasted(playground: Playground) -> None:
    page = playground.open().page
    tab_to(page, page.get_by_role("button", name="Share"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Have a link?"))
    page.keyboard.insert_text(f"https://playground.tensorflow.org/{PLAYGROUND_LINK}")
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.data.name === 'xor'")


def test_a_link_is_copied(playground: Playground) -> None:
    page = playground.open("#v=1&data=gauss").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_to(page, page.get_by_role("button", name="Share"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Copy link"))
    page.keyboard.press("Enter")
    playground.page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    assert "data=gauss" in page.evaluate("navigator.clipboard.readText()")


def test_help_lists_the_keys_and_escape_closes_it(playground: Playground) -> None:
    page = playground.open().page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Play or pause")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_focus_is_always_visible(playground: Playground) -> None:
    page = playground.open().page
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const marked = (element) => {
                const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
                return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0)
                  || boxShadow !== "none";
              };
              const focused = document.activeElement;
              return marked(focused) || marked(focused.closest("label") ?? focused);
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")
