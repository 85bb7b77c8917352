"""axe finds no violation, in both themes and wherever one can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.playground import Playground

THEMES = ("light", "dark")
OPENERS = (
    "#presets-button",
    "#share-button",
    "#embed-button",
    "#help-button",
    "text=All…",
    "[data-control='points']",
    "[data-control='table']",
)


def violations(page: Page, part: str | None = None) -> list[str]:
    """Return what axe finds in a page or a part of it: the rule, its weight, the elements meant."""
    found = Axe().run(page, part, {"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mode", ["basic", "full"])
def test_the_page_has_no_violation(playground: Playground, theme: str, mode: str) -> None:
    page = playground.open(f"#v=1&theme={theme}&mode={mode}&lens=unit&unit=0.0").page
    playground.call("step", {"epochs": 2})
    playground.until("hidden => hidden.status.epoch === 2")
    assert violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_lens_has_a_violation(playground: Playground, theme: str) -> None:
    page = playground.open(f"#v=1&theme={theme}&data=blobs4&lens=unit&unit=0.0").page
    playground.call("step", {"epochs": 2})
    tabs = page.locator("#lens-tabs").get_by_role("tab")
    assert tabs.count() >= 2
    for tab in tabs.all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        assert violations(page, "[role=tabpanel]:not([hidden])") == []
    assert violations(page, "#lens-bar") == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_dialog_has_a_violation(playground: Playground, theme: str) -> None:
    page = playground.open(f"#v=1&theme={theme}").page
    for opener in OPENERS:
        page.locator(opener).click()
        page.get_by_role("dialog").wait_for()
        assert violations(page, "dialog[open]") == [], opener
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
def test_a_table_with_many_classes_has_no_violation(playground: Playground, theme: str) -> None:
    page = playground.open(f"#v=1&theme={theme}&data=iris&features=").page
    playground.call("step", {"epochs": 1})
    assert violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_of_a_phone_has_no_violation(
    new_page_of: Callable[[int, int], Playground], theme: str
) -> None:
    playground = new_page_of(390, 844).open(f"#v=1&theme={theme}")
    assert violations(playground.page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_an_embed_has_no_violation(playground: Playground, theme: str) -> None:
    playground.open(f"#v=1&theme={theme}", path="/embed")
    assert violations(playground.page) == []


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_theme_follows_the_device_unless_told(
    new_page_of: Callable[..., Playground], scheme: str, dark: bool
) -> None:
    playground = new_page_of(1366, 768, color_scheme=scheme).open()
    background = playground.page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(background[background.index("(") + 1 :].split(",")[0])
    assert (red < 100) is dark


def test_two_halves_have_no_violation(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/compare#v=1&theme=dark&right.optimizer=adam")
    expect(page.locator("#difference-words")).to_contain_text("Everything else is the same.")
    page.locator("#right .half-change").click()
    assert violations(page) == []
