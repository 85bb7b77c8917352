"""The lenses that follow one example, compare units and layers, and judge confidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.playground import Playground

SMALL = "data=spiral&layers=dense(4,tanh),dense(3,tanh)"


def opened(playground: Playground, lens: str, link: str = SMALL, epochs: int = 20) -> Page:
    playground.open(f"#v=1&{link}&lens={lens}")
    playground.call("step", {"epochs": epochs})
    expect(
        playground.page.locator(f"#lens-{lens} .js-plotly-plot, .example-step").first
    ).to_be_attached(timeout=WAIT_MS)
    return playground.page


def step(page: Page) -> str:
    return page.locator('.example-step[aria-current="step"]').inner_text()


def test_the_space_bar_tells_the_story_to_the_update(playground: Playground) -> None:
    page = opened(playground, "example", f"{SMALL}&example=7")
    page.locator("#lens-example").focus()
    seen = [step(page)]
    for _ in range(9):
        page.keyboard.press("Space")
        seen.append(step(page))
    assert seen == [
        *("Example", "Layer 1", "Layer 2", "Output", "Loss"),
        *("δ Output", "δ 2", "δ 1", "dW", "Check it"),
    ]
    assert playground.status["playing"] is False
    expect(page.locator(".example-verdict")).to_contain_text("They agree")
    page.keyboard.press("Space")
    before = playground.status["update"]
    expect(page.locator(".example-bar .primary")).to_have_text("Make the update")
    page.keyboard.press("Space")
    playground.until(f"hidden => hidden.status.update === {before + 1}")
    expect(page.locator("#lens-example .lens-words")).to_contain_text("Before the update it was")


def test_the_sum_on_the_page_adds_up(playground: Playground) -> None:
    page = opened(playground, "example", f"{SMALL}&example=7")
    page.locator(".example-step", has_text="Layer 1").click()
    line = page.locator(".example-line").first
    terms = [text.replace("−", "-") for text in line.locator(".example-top").all_inner_texts()]
    *parts, total = terms
    added = 0.0
    for part in parts:
        factors = [float(number) for number in part.split("×")]
        added += factors[0] * (factors[1] if len(factors) > 1 else 1)
    assert added == pytest.approx(float(total), abs=0.02)


def test_values_light_up_in_the_network_and_go_with_the_lens(playground: Playground) -> None:
    page = opened(playground, "example")
    lit = page.locator("#network-stage .unit[data-value]")
    expect(lit).to_have_count(2)
    for count in (6, 9, 10):
        page.get_by_role("button", name="Next step").click()
        expect(lit).to_have_count(count)
    page.get_by_role("tab", name="Similarity").click()
    expect(lit).to_have_count(0)
    expect(page.locator(".example-ring")).to_have_count(0)


def test_a_unit_chosen_in_the_network_is_opened_in_the_story(playground: Playground) -> None:
    page = opened(playground, "example")
    page.locator('#network-stage .unit[data-column="2"][data-unit="1"]').click()
    expect(page.locator(".example-title")).to_have_text("Unit 2 of layer 2")
    expect(page.get_by_role("tab", name="One example")).to_have_attribute("aria-selected", "true")


def test_the_ring_moves_by_arrow_keys_and_by_dragging(playground: Playground) -> None:
    page = opened(playground, "example", f"{SMALL}&example=7")
    ring = page.locator(".example-ring")
    ring.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".example-choose")).to_contain_text("a free point")
    page.wait_for_function("() => /example=-?[\\d.]+%2C/.test(location.hash)")
    before = page.evaluate("location.hash")
    box = ring.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=4)
    page.mouse.up()
    page.wait_for_function("before => location.hash !== before", arg=before)
    moved = ring.bounding_box()
    assert moved is not None
    assert moved["x"] - box["x"] == pytest.approx(30, abs=3)


def test_the_ring_stands_on_the_example_that_is_first_shown(playground: Playground) -> None:
    page = opened(playground, "example")
    label = page.locator(".example-ring").get_attribute("aria-label") or ""
    x, y = (float(text) for text in re.findall(r"-?\d+\.\d+", label))
    place = page.evaluate(
        """() => {
          const plot = document.querySelector("#output-figure .output-points");
          const { xaxis, yaxis } = plot._fullLayout;
          const ring = document.querySelector(".example-ring");
          return [xaxis.p2l(parseFloat(ring.style.left) - xaxis._offset),
                  yaxis.p2l(parseFloat(ring.style.top) - yaxis._offset)];
        }"""
    )
    assert place == pytest.approx([x, y], abs=0.01)


def test_arrow_keys_and_the_number_choose_the_example(playground: Playground) -> None:
    page = opened(playground, "example", f"{SMALL}&example=7")
    number = page.locator("#lens-example").get_by_label("Number of the example")
    expect(number).to_have_value("8")
    page.locator("#lens-example").focus()
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("9")
    number.fill("100")
    number.press("Enter")
    page.wait_for_function("() => location.hash.includes('example=99')")


def test_a_click_on_a_point_follows_it(playground: Playground) -> None:
    page = opened(playground, "unit")
    # The points may be drawn after the lens.
    page.wait_for_function(
        """() => {
          const plot = document.querySelector("#output-figure .output-points");
          return plot?._fullLayout && plot.data?.at(-1)?.x.length;
        }"""
    )
    place = page.evaluate(
        """() => {
          const plot = document.querySelector("#output-figure .output-points");
          const trace = plot.data.at(-1);
          const { xaxis, yaxis } = plot._fullLayout;
          const box = plot.getBoundingClientRect();
          const i = trace.x.length - 1;
          return [box.left + xaxis._offset + xaxis.l2p(trace.x[i]),
                  box.top + yaxis._offset + yaxis.l2p(trace.y[i]), trace.customdata[i]];
        }"""
    )
    page.mouse.move(place[0], place[1])
    page.mouse.click(place[0], place[1])
    expect(page.get_by_role("tab", name="One example")).to_have_attribute("aria-selected", "true")
    page.wait_for_function("() => /example=\\d+/.test(location.hash)")


def test_similarity_names_another_layer_when_it_is_chosen(playground: Playground) -> None:
    page = opened(playground, "similarity")
    expect(page.locator("#lens-similarity .lens-words").first).to_contain_text("layer 1")
    page.locator("#lens-similarity select").select_option("Layer 2")
    expect(page.locator("#lens-similarity .lens-words").first).to_contain_text("layer 2")


def test_the_probes_say_how_much_can_be_read_off(playground: Playground) -> None:
    page = opened(playground, "similarity")
    page.locator("#tab-probe").click()
    words = page.locator("#lens-probe .lens-words").first
    expect(words).to_contain_text(re.compile(r"for \d+\s% of the test examples"))
    # What was before the lens was opened is filled in from the moments that were kept.
    page.wait_for_function(
        """() => {
          const [, lines] = document.querySelectorAll("#lens-probe .comparing-plot");
          return lines.data?.[0].x[0] === 0 && lines.data[0].x.length > 5;
        }"""
    )


def test_the_threshold_trades_missed_tumours_for_false_alarms(playground: Playground) -> None:
    page = opened(playground, "errors", "data=breast_cancer&layers=dense(8,tanh)", 10)
    slider = page.locator("#errors-threshold")
    counts = []
    for value in ("20", "120"):
        slider.fill(value)
        texts = page.locator(".errors-costs dt").all_inner_texts()
        counts.append([int(text) for text in texts])
    (few_missed, many_alarms), (many_missed, few_alarms) = counts
    assert few_missed < many_missed
    assert many_alarms > few_alarms


def test_a_mistake_opens_as_an_example(playground: Playground) -> None:
    page = opened(playground, "errors", epochs=2)
    # Read and pressed at once: a later picture may name other mistakes.
    number = page.locator(".errors-list button").first.evaluate(
        "chip => { chip.click(); return chip.dataset.example; }"
    )
    expect(page.locator("#lens-example").get_by_label("Number of the example")).to_have_value(
        str(int(number) + 1)
    )
    expect(page.locator(".example-answer .odd")).to_have_text("✗ wrong")


@pytest.mark.parametrize("lens", ["example", "similarity", "probe", "errors"])
@pytest.mark.parametrize("data", ["iris", "diabetes"])
def test_every_lens_has_words_and_a_table_for_tables_too(
    playground: Playground, lens: str, data: str
) -> None:
    page = opened(playground, lens, f"data={data}&layers=dense(5,relu)", 3)
    panel = page.locator(f"#lens-{lens}")
    expect(panel.locator(".lens-words").first).not_to_be_empty()
    panel.get_by_role("button", name="Table").click()
    expect(panel.locator(".lens-table tbody tr").nth(1)).to_be_visible()
