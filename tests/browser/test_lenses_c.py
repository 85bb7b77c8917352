"""The lenses that train networks of their own: many resets, depth and width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.playground import Playground

XOR = "#v=1&data=xor&samples=100&layers=dense(3,relu)&lr=0.03&seed=5"


def lens(page: Page, name: str, epochs: int) -> Locator:
    """Open the lens, set how long it trains, and press Train."""
    panel = page.locator(f"#lens-{name}")
    panel.get_by_role("spinbutton", name="Epochs").fill(str(epochs))
    panel.get_by_role("button", name="Train", exact=True).click()
    return panel


def figures(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"\d*\.\d+|\d+", text)]


def test_many_resets_fill_a_strip_and_one_opens_with_its_numbers(playground: Playground) -> None:
    page = playground.open(f"{XOR}&lens=resets").page
    panel = page.locator("#lens-resets")
    expect(panel).to_contain_text("Press Train", timeout=WAIT_MS)
    panel.get_by_role("spinbutton", name="Networks").fill("4")
    lens(page, "resets", 40)
    words = panel.locator(".lens-words")
    expect(words).to_contain_text("of 4 reached a test loss of 0.2 or less", timeout=WAIT_MS)
    tiles = panel.locator(".trial")
    expect(tiles).to_have_count(4)
    expect(tiles.first).to_have_attribute("aria-current", "true")
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    label = page.locator(":focus").get_attribute("aria-label") or ""
    assert label.startswith("Seed 6: ")
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.seed === 6 && hidden.status.epoch === 40")
    expect(tiles.nth(1)).to_have_attribute("aria-current", "true", timeout=WAIT_MS)
    loss = playground.status["metrics"]["test_loss"]
    assert abs(loss - figures(label)[1]) < 0.005 * loss + 1e-9
    panel.get_by_role("spinbutton", name="Goal").fill("1000")
    page.keyboard.press("Tab")
    expect(words).to_contain_text("4 of 4 reached", timeout=WAIT_MS)
    panel.get_by_role("button", name="Table").click()
    expect(panel.get_by_role("row", name=re.compile("^Seed 8"))).to_contain_text("reached")


def test_the_grid_of_sizes_fills_in_and_a_cell_opens_with_its_numbers(
    playground: Playground,
) -> None:
    page = playground.open(f"{XOR}&lens=sizes").page
    panel = page.locator("#lens-sizes")
    panel.get_by_label("Layers, to").select_option("2")
    panel.get_by_label("Units, to").select_option("2")
    panel.get_by_label("Networks of each size").select_option("1")
    lens(page, "sizes", 30)
    expect(panel.locator(".lens-words")).to_contain_text("Best: ", timeout=3 * WAIT_MS)
    cells = panel.locator(".trial:not(.waiting)")
    expect(cells).to_have_count(5)
    cell = panel.get_by_role("button", name=re.compile("^2 layers of 2 units"))
    label = cell.get_attribute("aria-label") or ""
    cell.click()
    playground.until(
        "hidden => hidden.experiment.layers.length === 2 && hidden.status.epoch === 30"
    )
    assert [layer["units"] for layer in playground.experiment["layers"]] == [2, 2]
    accuracy = playground.status["metrics"]["test_accuracy"]
    assert round(100 * accuracy) == figures(label.split("accuracy")[1])[0]
    expect(cells).to_have_count(5)


def test_another_experiment_is_not_trained_unasked(playground: Playground) -> None:
    page = playground.open(f"{XOR}&lens=resets").page
    panel = lens(page, "resets", 10)
    expect(panel.locator(".trial")).to_have_count(10, timeout=WAIT_MS)
    playground.call("open", "#v=1&data=circle&layers=dense(2,tanh)")
    expect(panel.get_by_role("button", name="Train", exact=True)).to_be_visible(timeout=WAIT_MS)
    expect(panel.locator(".trial").first).to_be_hidden()
