"""Pictures, sequences and attention: what is drawn, typed and switched changes what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.playground import Playground

DIGITS = "#v=1&data=digits&layers=conv(4),maxpool(2),conv(6),globalmax()&lens=feature_maps"
MEMORY = (
    "#v=1&data=recall&noise=80&layers=lstm(6,forget:5)&optimizer=adam&lr=0.01&lens=through_time"
)
SUNSPOTS = "#v=1&data=sunspots&samples=300&train=0.7&layers=dense(4,tanh)&example=240"
CARDS = (
    "#v=1&data=cards&samples=1000&optimizer=adam&lr=0.02&batch=50"
    "&layers=attention(1,width:12,output:last)&lens=attention"
)


def opened(playground: Playground, link: str, updates: int) -> Page:
    playground.open(link)
    playground.call("step", {"updates": updates})
    return playground.page


def test_a_drawn_digit_goes_through_the_layers_and_its_sums_can_be_followed(
    playground: Playground,
) -> None:
    page = opened(playground, DIGITS, 60)
    expect(page.locator(".map-tile")).to_have_count(4, timeout=WAIT_MS)
    expect(page.locator(".patch-tile")).to_have_count(9)
    total = page.locator(".convolving-sum")
    expect(total).to_contain_text("as in the network")
    first = total.inner_text()
    page.get_by_role("button", name="Next place").click()
    expect(total).not_to_have_text(first)
    expect(total).to_contain_text("as in the network")

    bars = page.locator("#answer-figure .answer-words")
    expect(bars).to_contain_text("It says")
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator(".subject-words")).to_contain_text("Your own")
    box = page.locator(".pixels").bounding_box()
    assert box is not None
    across, down = box["x"] + box["width"] / 2, box["y"]
    page.mouse.move(across, down + 8)
    page.mouse.down()
    page.mouse.move(across, down + box["height"] - 8, steps=4)
    page.mouse.up()
    expect(bars).not_to_contain_text("right")
    # An example of the data takes its place; a mistake opens where its pictures are.
    page.locator(".patch-tile").first.click()
    expect(page.locator(".subject-words")).to_contain_text("From the training part")
    page.locator("#tab-errors").click()
    page.locator("#lens-errors .errors-list button").first.click()
    expect(page.locator("#tab-feature_maps")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".subject-words")).to_contain_text("From the test part")
    # A tile of the network opens the channel it stands for.
    page.locator(".unit[data-column='3'][data-unit='2']").click()
    expect(page.locator("#feature-maps-layer")).to_have_value("2")
    expect(page.locator(".map-tile[aria-pressed='true']")).to_have_attribute(
        "aria-label", "Channel 3"
    )


def test_a_series_shows_what_came_and_what_was_forecast(playground: Playground) -> None:
    page = opened(playground, SUNSPOTS, 60)
    said = page.locator("#answer-figure .answer-words")
    expect(said).to_contain_text("1952: the network says", timeout=WAIT_MS)
    expect(said).to_contain_text("it was 31.5")
    expect(page.locator(".forecast-errors tr")).to_have_count(3)
    points = """hidden => {
      const curves = document.querySelector(".forecast-plot").data;
      return curves.length === 3 && curves.every(({ y }) => y.length === COUNT);
    }"""
    playground.until(points.replace("COUNT", "120"))
    rule = page.locator(".forecast-errors tr").nth(2).inner_text()
    page.get_by_role("button", name="All 297 years").click()
    playground.until(points.replace("COUNT", "297"))
    # The errors are those of all years, whichever are drawn.
    assert page.locator(".forecast-errors tr").nth(2).inner_text() == rule
    page.get_by_role("button", name="Next example").click()
    expect(said).to_contain_text("1953: the network says")
    # Points of a plane have their picture and their features again.
    page.get_by_role("button", name="Circle", exact=True).click()
    expect(page.locator("#forecast-figure")).to_be_hidden()
    expect(page.locator("#features-heading")).to_have_text("Features")


def test_the_answer_can_be_followed_step_by_step(playground: Playground) -> None:
    page = opened(playground, MEMORY, 20)
    strips = page.locator(".through-strip")
    expect(strips).to_have_count(6, timeout=WAIT_MS)
    expect(strips.nth(3)).to_contain_text("forget gate")
    said = page.locator(".through-said")
    expect(said).to_contain_text("After step 21")
    page.locator("#through-time-step").focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text("After step 1 (")


def test_another_question_moves_the_attention_and_a_head_can_be_switched_off(
    playground: Playground,
) -> None:
    page = opened(playground, CARDS, 300)
    title = page.locator(".attention-bar h3")
    expect(title).to_contain_text("Looks most at", timeout=WAIT_MS)
    typed = page.locator("#subject-text")
    words = typed.input_value().split()
    for card in words[:2]:
        typed.fill(" ".join([*words[:5], f"{card[0]}?"]))
        expect(title).to_contain_text(f"Looks most at {card}")
        expect(page.locator("#answer-figure .answer-words")).to_contain_text(f"It says {card[1]}")
    page.get_by_label("q·k").check()
    expect(page.locator(".attention-plot").last).to_contain_text("q × k value by value")
    page.get_by_role("button", name="Switch head 1 off").click()
    expect(page.get_by_role("button", name="Switch head 1 on")).to_be_visible()
    assert playground.experiment["layers"][0]["muted"] == [0]
