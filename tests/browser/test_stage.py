"""The stage: live maps, units by keyboard, weights by hand, and a connection that breaks."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.playground import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.playground import Playground

KEEP_SOCKETS = """
const Native = WebSocket;
window.sockets = [];
window.kept = "";  // the header of the newest checkpoint
window.WebSocket = class extends Native {
  constructor(...given) {
    super(...given);
    window.sockets.push(this);
    this.addEventListener("message", ({ data }) => {
      if (typeof data === "string") return;
      const length = new DataView(data).getUint32(4, true);
      const header = new TextDecoder().decode(new Uint8Array(data, 8, length));
      if (JSON.parse(header).kind === "checkpoint") window.kept = header;
    });
  }
};
"""

MAPS = """() => [...document.querySelectorAll("#network-stage .maps image")]
  .map((image) => image.getAttribute("href") ?? image.getAttribute("xlink:href"))"""

# Pixels along a side of the units' maps in a rest on a good line; the width stands in the bitmap.
FINE = 72
SIDE = f"""(() => {{
  const head = atob(({MAPS})()[0].split(",")[1].slice(0, 32));
  return new DataView(Uint8Array.from(head, (c) => c.charCodeAt(0)).buffer).getInt32(18, true);
}})()"""

# The links may be painted in a thread of their own, so their canvas is read by way of another one.
SEEN = """() => {
  const canvas = document.querySelector("#network-stage canvas");
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) ink += data[i];
  return ink;
}"""


def maps_drawn_by_plotly(page: Page, columns: int) -> list[str]:
    """Return the pictures of all columns once Plotly draws them."""
    expect(page.locator("#network-stage .maps image")).to_have_count(columns, timeout=WAIT_MS)
    pictures: list[str] = page.evaluate(MAPS)
    return pictures


def test_units_show_maps_before_anything_is_learned(playground: Playground) -> None:
    page = playground.open().page
    pictures = maps_drawn_by_plotly(page, 5)
    assert all(picture.startswith("data:image/bmp;base64,") for picture in pictures)
    assert len(set(pictures)) == 5


def test_maps_change_with_what_is_learned_and_those_of_the_features_do_not(
    playground: Playground,
) -> None:
    page = playground.open().page
    maps_drawn_by_plotly(page, 5)
    # Pictures of a rest are compared: while anything changes, coarser ones come first.
    playground.until(f"() => {SIDE} === {FINE}")
    before = page.evaluate(MAPS)
    playground.call("step", {"updates": 200})
    playground.until(f"() => {SIDE} === {FINE} && ({MAPS})()[4] !== {json.dumps(before[4])}")
    after = page.evaluate(MAPS)
    assert after[0] == before[0]
    assert all(new != old for new, old in zip(after[1:], before[1:], strict=True))


def test_maps_change_while_it_plays(playground: Playground) -> None:
    page = playground.open("#v=1&speed=2000").page
    maps_drawn_by_plotly(page, 5)
    playground.call("play")
    for _ in range(2):
        before = json.dumps(page.evaluate(MAPS)[1:])
        playground.until(f"() => ({MAPS})().slice(1).every((map, i) => map !== {before}[i])")
    assert playground.status["playing"]


def test_links_are_drawn_and_stand_out_for_the_unit_pointed_at(playground: Playground) -> None:
    page = playground.open().page
    maps_drawn_by_plotly(page, 5)
    playground.until(f"() => ({SEEN})() > 100000")
    before = page.evaluate(SEEN)
    page.get_by_role("button", name="Unit 3 of layer 2", exact=True).hover()
    playground.until(f"() => ({SEEN})() < {0.8 * before}")
    page.mouse.move(0, 0)
    playground.until(f"() => ({SEEN})() === {before}")


def test_the_network_stays_in_view_however_large(playground: Playground) -> None:
    layers = ",".join(["dense(64,tanh)"] * 10)
    page = playground.open(f"#v=1&layers={layers}").page
    maps_drawn_by_plotly(page, 12)
    stage = page.locator("#network-stage").bounding_box()
    last = page.get_by_role("button", name="Unit 64 of layer 10", exact=True).bounding_box()
    assert stage
    assert last
    assert last["width"] >= 6
    assert last["x"] + last["width"] <= stage["x"] + stage["width"]
    assert last["y"] + last["height"] <= stage["y"] + stage["height"]


def test_a_unit_is_chosen_by_keyboard_and_opens_large(playground: Playground) -> None:
    page = playground.open().page
    maps_drawn_by_plotly(page, 5)
    page.get_by_role("button", name="Unit 1 of layer 1", exact=True).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    chosen = page.get_by_role("button", name="Unit 3 of layer 2", exact=True)
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"unit=1\.2"))
    lens = page.locator("#lens-unit")
    expect(lens.get_by_role("heading", name="Unit 3 of layer 2")).to_be_visible()
    expect(lens.get_by_role("spinbutton")).to_have_count(9)


def test_weights_are_listed_by_size(playground: Playground) -> None:
    page = playground.open("#v=1&lens=unit&unit=1.0").page
    fields = page.locator("#lens-unit .weight-rows input")
    expect(fields).to_have_count(8)
    sizes = [abs(float(field.input_value())) for field in fields.all()]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(("unit", "name"), [("0.1", "Weight from x₁"), ("3.0", "Weight from 3.1")])
def test_a_weight_is_set_by_hand_for_hidden_and_output_units(
    playground: Playground, unit: str, name: str
) -> None:
    page = playground.open(f"#v=1&lens=unit&unit={unit}").page
    field = page.locator("#lens-unit").get_by_label(name, exact=True)
    expect(field).not_to_have_value("")
    before = playground.status["metrics"]["train_loss"]
    field.fill("3.5")
    playground.until(f"hidden => hidden.status.metrics.train_loss !== {before}")
    page.locator("#lens-unit h3").first.click()
    expect(field).to_have_value("3.500")


def test_the_bias_of_the_output_is_set_with_the_arrow_keys(playground: Playground) -> None:
    page = playground.open("#v=1&lens=unit&unit=3.0").page
    bias = page.locator("#lens-unit").get_by_label("Bias of the output")
    expect(bias).to_have_value("0.000")
    before = playground.status["metrics"]["train_loss"]
    bias.focus()
    page.keyboard.press("ArrowUp")
    playground.until(f"hidden => hidden.status.metrics.train_loss !== {before}")
    expect(bias).to_have_value("0.05")


def test_a_layer_is_frozen_in_the_unit_lens(playground: Playground) -> None:
    page = playground.open("#v=1&lens=unit&unit=1.0").page
    page.locator("#lens-unit").get_by_label("Freeze layer").check()
    playground.until("hidden => hidden.experiment.layers[1].frozen")


def test_an_edit_while_playing_keeps_what_was_learned(playground: Playground) -> None:
    page = playground.open("#v=1&speed=2000").page
    start = playground.status["metrics"]["train_loss"]
    playground.call("play")
    playground.until(f"hidden => hidden.status.metrics.train_loss < {0.6 * start}")
    page.get_by_label("Activation of layer 1").select_option("hard_tanh")
    playground.until("hidden => hidden.experiment.layers[0].activation === 'hard_tanh'")
    page.get_by_role("button", name="Add a layer after layer 3").click()
    playground.until("hidden => hidden.experiment.layers.length === 4")
    status = playground.status
    assert status["playing"]
    assert status["metrics"]["train_loss"] < 0.95 * start
    assert len(maps_drawn_by_plotly(page, 6)) == 6


def test_a_lost_connection_resumes_the_same_network(playground: Playground) -> None:
    page = playground.page
    page.add_init_script(KEEP_SOCKETS)
    playground.open()
    playground.call("step", {"updates": 321})
    playground.until("hidden => hidden.status.update === 321")
    playground.until("() => JSON.parse(window.kept).update === 321")
    before = playground.status["metrics"]
    frames = playground.status["framesDrawn"]
    page.evaluate("window.sockets.at(-1).close()")
    playground.until(f"hidden => window.sockets.length > 1 && hidden.status.framesDrawn > {frames}")
    assert playground.status["update"] == 321
    assert playground.status["metrics"] == before
    expect(page.locator("#notices")).to_contain_text("The same network is back")
    expect(page.locator("#notices")).to_have_class("info")  # it goes by itself


def test_training_goes_on_after_a_lost_connection(playground: Playground) -> None:
    page = playground.page
    page.add_init_script(KEEP_SOCKETS)
    playground.open("#v=1&speed=2000")
    playground.call("play")
    playground.until("hidden => hidden.status.update > 3000")
    page.evaluate("window.sockets.at(-1).close()")
    playground.until("hidden => window.sockets.length > 1 && hidden.status.playing")
    playground.until("hidden => hidden.status.update > 4000")


def test_what_the_server_says_nonsense_in_is_left(playground: Playground) -> None:
    page = playground.page
    page.add_init_script(KEEP_SOCKETS)
    playground.open()
    page.evaluate(
        """() => {
          const warn = console.warn;
          console.warn = () => {};
          const { onmessage } = window.sockets[0];
          for (const data of ["{", "null", "{}", new ArrayBuffer(3), new ArrayBuffer(64)]) {
            onmessage({ data });
          }
          console.warn = warn;
        }"""
    )
    playground.call("step", {"epochs": 1})
    playground.until("hidden => hidden.status.epoch === 1")


def test_the_documented_object_is_whole(playground: Playground) -> None:
    page = playground.open().page
    assert playground.experiment["data"]["name"] == "spiral"
    status = playground.status
    assert {"playing", "update", "epoch", "metrics", "framesDrawn", "framesPerSecond"} <= set(
        status
    )
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["frame", "status", "experiment", "view"]) {
            hiddenLayers.on(name, () => window.heard.push(name));
          }
        }"""
    )
    playground.call("edit", {"training.learning_rate": 0.01})
    playground.call("step", {"epochs": 2})
    playground.until("hidden => hidden.status.epoch === 2")
    playground.call("reset")
    playground.until("hidden => hidden.status.update === 0")
    playground.call("open", "#v=1&data=xor")
    playground.until("hidden => hidden.experiment.data.name === 'xor'")
    heard: list[str] = page.evaluate("window.heard")
    assert {"frame", "status", "experiment"} <= set(heard)
    experiment: dict[str, Any] = playground.experiment
    experiment["data"]["name"] = "circle"
    playground.call("open", experiment)
    playground.until("hidden => hidden.experiment.data.name === 'circle'")


def test_an_error_of_the_object_names_the_field(playground: Playground) -> None:
    page = playground.open().page
    error = page.evaluate(
        "hiddenLayers.edit({'training.batch_size': -1}).catch((error) => ({...error}))"
    )
    assert error["path"] == "training.batch_size"
    assert error["message"]


def test_every_lens_has_a_table(playground: Playground) -> None:
    page = playground.open("#v=1&lens=unit").page
    for place, column in (
        ("#output-figure", "x₂"),
        ("#curves-figure", "Epoch"),
        ("#lens-unit", "Input"),
    ):
        expect(page.locator(f"{place} .js-plotly-plot").first).to_be_attached()
        page.locator(place).get_by_role("button", name="Table").click()
        table = page.locator(place).get_by_role("table")
        expect(table).to_be_visible()
        expect(table).to_contain_text(column)
        page.keyboard.press("Escape")


def test_the_shipped_bundle_knows_the_style_elements_that_stand_in() -> None:
    bundle = files("plotly").joinpath("package_data/plotly.min.js").read_text(encoding="utf-8")
    wanted = set(re.findall(r'getElementById\("([0-9a-f]{64})"\)', bundle))
    page = (files("app").joinpath("../templates/page.html")).read_text(encoding="utf-8")
    assert wanted
    assert all(name in page for name in wanted)


def test_accuracy_takes_the_place_of_the_loss_where_there_is_room_for_one(
    playground: Playground,
) -> None:
    page = playground.open().page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("button", name="Show accuracy instead").click()
    axis = "() => document.querySelector('.curves-plot').layout.yaxis2?.tickformat"
    assert page.evaluate(axis) == ".0%"
    page.get_by_role("button", name="Show loss instead").press("Enter")
    assert page.evaluate(axis) is None
