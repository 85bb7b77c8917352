"""The loss landscape: the surface that is computed beside the training, and the paths on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from tests.browser.playground import Playground


def test_the_surface_comes_with_the_path_and_a_rival_and_the_past_moves_on_it(
    playground: Playground,
) -> None:
    playground.open("#v=1&data=circle&layers=dense(4,tanh)&lens=landscape")
    page = playground.page
    lens = page.locator("#lens-landscape")
    expect(lens.locator(".lens-nothing")).to_have_text("Press play: the path must first exist.")
    playground.call("step", {"epochs": 12})
    words = lens.locator(".landscape-words")
    expect(words).to_contain_text("of the variance of the path lies along two of 17 directions.")
    expect(lens.locator(".lens-nothing")).to_be_hidden()
    expect(lens.locator(".landscape-key")).not_to_contain_text("computing", timeout=WAIT_MS)

    lens.get_by_label("Race against").select_option("adam")
    # A number of updates and a loss: the rival has come to where the Run stands.
    reached = re.compile(r"Adam 0\.01, .* update 300, loss 0\.\d+\. .*lies along these directions")
    expect(words).to_contain_text(reached, timeout=WAIT_MS)
    paths = lens.locator(".landscape-paths")
    expect(paths.locator(".scatterlayer .trace")).to_have_count(5)
    expect(paths).to_have_attribute("aria-label", re.compile("from above"))

    place = "document.querySelector('.landscape-paths').data.at(-1)"
    start = page.evaluate(f"{place}.x[0]")
    page.locator("#rewind-at").focus()
    page.keyboard.press("Home")
    playground.until("hidden => hidden.status.update === 0")
    expect(words).to_contain_text("and 0 from its start.")
    assert abs(page.evaluate(f"{place}.x[1]") - start) < 1e-3
    lens.get_by_role("button", name="Table").click()
    expect(lens.locator("th", has_text="Beside the plane")).to_be_visible()
