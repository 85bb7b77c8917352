"""Two networks side by side: in step, in words, and in the address."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

HALVES = "[...document.querySelectorAll('iframe')].map((each) => each.contentWindow.hiddenLayers)"

# Looks at both halves in one go, again and again, until both have come far enough.
IN_STEP = f"""
(far) => new Promise((resolve) => {{
  const seen = new Set();
  const look = () => {{
    const [left, right] = {HALVES}.map((each) => each.status.update);
    seen.add(JSON.stringify([left, right]));
    if (left >= far && right >= far) resolve([...seen].map(JSON.parse));
    else setTimeout(look, 2);
  }};
  look();
}})
"""

ADAM = "#v=1&lr=0.01&right.optimizer=adam"


@pytest.fixture
def compare(page: Page, base_url: str) -> Callable[[str], Page]:
    """Return a function that opens two halves and waits until both are on screen."""

    def open_both(address: str) -> Page:
        page.goto(f"{base_url}/compare{address}")
        expect(page.locator("#play")).to_be_enabled(timeout=WAIT_MS)
        return page

    return open_both


def both(page: Page, member: str) -> list[Any]:
    """Return a member of the browser object of either half."""
    found: list[Any] = page.evaluate(f"() => {HALVES}.map((each) => each.{member})")
    return found


def says(page: Page, words: str) -> None:
    expect(page.locator("#difference-words")).to_contain_text(words)


def test_both_are_always_shown_at_the_same_update(compare: Callable[[str], Page]) -> None:
    page = compare(f"{ADAM}&right.layers=dense(8,tanh)&speed=0")
    page.get_by_role("button", name="Play").click()
    seen = page.evaluate(IN_STEP, 300)
    assert all(left == right for left, right in seen)
    assert len(seen) > 3
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function(f"() => {HALVES}.every((each) => !each.status.playing)")
    (left, right) = both(page, "status.update")
    assert left == right
    page.get_by_role("button", name="Step", exact=False).first.click()
    ahead = left - left % 25 + 25
    page.wait_for_function(f"() => {HALVES}.every((each) => each.status.update === {ahead})")
    page.keyboard.press("r")
    page.wait_for_function(f"() => {HALVES}.every((each) => each.status.update === 0)")


def test_what_differs_is_said_and_travels_in_the_address(compare: Callable[[str], Page]) -> None:
    page = compare(ADAM)
    says(page, "Optimizer: SGD on the left, Adam on the right. Everything else is the same.")
    page.locator("#left .half-change").click()
    page.get_by_label("What", exact=True).select_option("layers")
    page.get_by_role("spinbutton", name="Number of hidden layers").fill("2")
    page.keyboard.press("Enter")
    says(page, "Hidden layers: 2 of 8 units on the left, 3 of 8 units on the right.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Data and seed").click()
    page.get_by_label("Data set").select_option("xor")
    page.wait_for_function(f"() => {HALVES}.every((each) => each.experiment.data.name === 'xor')")
    page.wait_for_function("() => location.hash.includes('data=xor')")
    before = both(page, "experiment")
    page.reload()
    says(page, "Hidden layers: 2 of 8 units on the left, 3 of 8 units on the right.")
    assert both(page, "experiment") == before


def test_a_lens_and_a_choice_of_colours_are_those_of_both(compare: Callable[[str], Page]) -> None:
    page = compare("#v=1")
    says(page, "Both are the same")
    page.get_by_role("button", name="Comparisons").click()
    page.locator("[data-comparison=vanishing]").click()
    says(page, "Activation of all hidden layers: Sigmoid on the left, Tanh on the right.")
    for half in page.frames[1:]:
        expect(half.locator("#lens-gradients")).to_be_visible()
    vanishes = page.frames[1].locator("#lens-gradients")
    expect(vanishes).to_contain_text("vanishes on its way back")
    page.get_by_role("button", name=re.compile("^Colours")).click()
    page.wait_for_function(
        f"() => document.documentElement.dataset.theme === 'light' && {HALVES}.length === 2"
    )
    links = both(page, "link")
    assert all("theme=light" in link for link in links), json.dumps(links)


def test_the_playground_leads_there_and_back(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/#v=1&data=circle")
    page.wait_for_function("() => window.hiddenLayers?.experiment?.data.name === 'circle'")
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("#play")).to_be_enabled(timeout=WAIT_MS)
    assert [each["data"]["name"] for each in both(page, "experiment")] == ["circle", "circle"]
    page.get_by_role("link", name="Hidden Layers").click()
    page.wait_for_function("() => window.hiddenLayers?.experiment?.data.name === 'circle'")


def test_it_folds_on_a_phone(new_context: Callable[..., BrowserContext], base_url: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{base_url}/compare{ADAM}")
    says(page, "Optimizer: SGD above, Adam below.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
