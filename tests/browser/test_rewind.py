"""The timeline: going back, bookmarks, two moments side by side, an animation in one file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.playground import Playground

OUTPUT = "document.querySelector('#output-figure .output-picture image')?.getAttribute('href')"
SIDE = f"""new DataView(Uint8Array.from(
  atob(({OUTPUT} ?? ",").split(",")[1]).slice(0, 26).padEnd(26, "\\0"), (c) => c.charCodeAt(0),
).buffer).getInt32(18, true)"""
"""The width of that picture in pixels, which stands in its header."""

FINE = 144
PLACE = "document.getElementById('rewind-at').getAttribute('aria-valuetext')"


@pytest.fixture
def trained(playground: Playground) -> Playground:
    """Return a playground after eight epochs, 25 updates each."""
    playground.open()
    playground.call("step", {"epochs": 8})
    playground.until("hidden => hidden.status.update === 200")
    return playground


def shows(playground: Playground, update: int) -> None:
    """Wait until the figures are those of this update."""
    playground.until(f"hidden => hidden.status.update === {update}")


def seek(playground: Playground, *keys: str) -> None:
    slider = playground.page.get_by_role("slider", name="Rewind")
    slider.focus()
    for key in keys:
        slider.press(key)


def test_before_there_is_a_past_the_timeline_is_quiet(playground: Playground) -> None:
    page = playground.open().page
    expect(page.locator("#rewind-at")).to_be_disabled()
    expect(page.locator("#bookmark")).to_be_hidden()
    expect(page.locator("#compare")).to_be_hidden()


def test_keys_go_from_moment_to_moment_and_everything_shows_it(trained: Playground) -> None:
    page = trained.page
    before: dict[str, Any] = trained.status["metrics"]
    seek(trained, "ArrowLeft")
    shows(trained, 175)
    expect(page.locator("#past-note")).to_have_text(
        "You are looking at update 175 of 200. Play goes on from here."
    )
    assert trained.frame.evaluate(PLACE) == "update 175 of 200, epoch 7"
    seek(trained, "Home")
    shows(trained, 0)
    seek(trained, "End")
    shows(trained, 200)
    expect(page.locator("#past-note")).to_be_hidden()
    assert trained.status["metrics"] == before


def test_going_back_shows_the_picture_of_that_moment_again(playground: Playground) -> None:
    playground.open()
    # The picture of a rest, not the coarser one of the moment after a change.
    playground.until(f"() => {SIDE} === {FINE}")
    first = playground.frame.evaluate(OUTPUT)
    playground.call("step", {"epochs": 1})
    shows(playground, 25)
    playground.until(f"() => {SIDE} === {FINE} && {OUTPUT} !== {json.dumps(first)}")
    then = playground.frame.evaluate(OUTPUT)
    playground.call("step", {"epochs": 3})
    shows(playground, 100)
    playground.until(f"() => {OUTPUT} !== {json.dumps(then)}")
    seek(playground, "Home", "ArrowRight")
    shows(playground, 25)
    playground.until(f"() => {OUTPUT} === {json.dumps(then)}")


def test_dragging_shows_the_past_and_a_button_leads_back(trained: Playground) -> None:
    page = trained.page
    box = page.locator("#rewind-at").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shows(trained, 100)
    page.get_by_role("button", name="Back to now").click()
    shows(trained, 200)
    expect(page.locator("#rewind-now")).to_be_hidden()


def test_training_on_from_the_past_says_what_is_dropped(trained: Playground) -> None:
    seek(trained, "Home")
    shows(trained, 0)
    trained.call("step", {"epochs": 1})
    shows(trained, 25)
    expect(trained.page.locator("#notices")).to_contain_text("up to 200, is dropped")
    assert trained.frame.evaluate(PLACE) == "update 25 of 25, epoch 1"


def test_a_bookmark_leads_back_and_goes_with_its_past(trained: Playground) -> None:
    page = trained.page
    trained.call("step", {"updates": 7})
    shows(trained, 207)
    page.locator("#bookmark").click()
    page.get_by_role("button", name="Bookmarks").click()
    page.get_by_label("Name of the bookmark at update 207").fill("The arm appears")
    page.keyboard.press("Escape")
    expect(page.locator("#rewind-marks .bookmarked")).to_have_attribute(
        "title", "The arm appears: update 207"
    )
    trained.call("step", {"epochs": 3})
    page.get_by_role("button", name="Bookmarks").click()
    page.get_by_role("button", name="Go to 207").click()
    shows(trained, 207)
    trained.call("reset")
    expect(page.locator("#bookmarks-button")).to_be_hidden()
    expect(page.locator("#rewind-marks .bookmarked")).to_have_count(0)


def test_two_moments_stand_side_by_side(trained: Playground) -> None:
    page = trained.page
    seek(trained, "Home")
    shows(trained, 0)
    page.get_by_role("button", name="Compare with this moment").click()
    seek(trained, "End")
    shows(trained, 200)
    pictures = page.locator(".comparison-picture img")
    expect(pictures).to_have_count(2)
    expect(page.locator(".comparison h3")).to_have_text(["Then: update 0", "Now: update 200"])
    then, now = (pictures.nth(i).get_attribute("src") for i in range(2))
    assert then != now
    for lens in ("weights", "confusion"):
        page.locator(f"#tab-{lens}").click()
        expect(page.locator(".then-title")).to_have_text("Then: update 0")
        expect(page.locator(".now-title")).to_have_text("Now: update 200")
        other = page.locator(".then-one:not([hidden]) .second-lens")
        expect(other.locator(".js-plotly-plot").first).to_be_visible()
    assert page.locator("#lens-confusion").inner_text() != other.inner_text()
    page.locator("#tab-weights").click()
    page.locator("#weights-style").select_option("map")
    expect(page.locator("#second-weights-style")).to_have_value("map")
    page.get_by_role("button", name="End comparison").click()
    expect(page.locator(".comparison")).to_be_hidden()


def test_a_training_is_saved_as_an_animation_that_needs_nothing_else(
    trained: Playground, tmp_path: Path
) -> None:
    page = trained.page
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the training as an animation").click()
    path = tmp_path / "animation.html"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert text.count("data:image/bmp") == 9
    assert "src=" not in text
    film = page.context.new_page()
    film.set_content(text)
    expect(film.locator("#words")).to_contain_text("Update 0, epoch 0")
    film.get_by_role("button", name="Play").click()
    expect(film.locator("#words")).to_contain_text("Update 200, epoch 8")
    expect(film.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_label("What the animation shows").select_option("confusion")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the training as an animation").click()
    download.value.save_as(path)
    film.set_content(path.read_text(encoding="utf-8"))
    expect(film.get_by_role("heading")).to_have_text("A neural network learns: Confusion")
    expect(film.locator("#view .js-plotly-plot")).to_be_visible()
    counts = film.locator("#view").inner_text()
    film.locator("#at").press("End")
    assert film.locator("#view").inner_text() != counts


def test_the_page_still_fits_a_small_laptop(trained: Playground) -> None:
    size = trained.frame.evaluate(
        "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    )
    assert size == [768, 1366]


@pytest.mark.parametrize(("link", "shown"), [("", False), ("#hide=presets", True)])
def test_an_embed_has_a_timeline_only_if_its_link_asks(
    new_page_of: Callable[..., Playground], link: str, shown: bool
) -> None:
    page = new_page_of(800, 500).open(link, path="/embed").page
    expect(page.locator("#rewind")).to_be_visible(visible=shown)


def test_the_curves_stay_whole_and_show_where_one_is(trained: Playground) -> None:
    figure = "document.querySelector('#curves-figure .curves-plot')"
    seek(trained, "Home", "ArrowRight", "ArrowRight")
    shows(trained, 50)
    trained.until(f"() => {figure}.layout.shapes?.some((each) => each.x0 === 2)")
    assert trained.frame.evaluate(f"{figure}.data[0].x.at(-1)") == 8
    trained.page.get_by_role("button", name="Projector").click()  # built anew, at another size
    trained.until(f"() => {figure}.layout.shapes?.some((each) => each.x0 === 2)")
    seek(trained, "End")
    trained.until(f"() => {figure}.layout.shapes.length === 0")
