"""Own data: points drawn by pointer or keyboard, a table pasted or dropped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.playground import Playground

IRIS = (Path(__file__).parents[2] / "app" / "data" / "files" / "iris.csv").read_text()
DROP = """
(target, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "iris.csv", { type: "text/csv" }));
  target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}
"""


def open_plane(page: Page) -> Locator:
    page.get_by_role("button", name="Draw points").click()
    plane = page.get_by_role("application")
    expect(plane).to_be_visible()
    return plane


def click_at(page: Page, plane: Locator, x1: float, x2: float) -> None:
    """Click at a place of the plane, whose axes run from −6.75 to 6.75 in the drawing."""
    box = plane.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    unit = min(box["width"], box["height"]) / 13.5
    page.mouse.click(middle[0] + x1 * unit, middle[1] - x2 * unit)


def erase_all(page: Page) -> None:
    page.get_by_role("button", name="Erase all").click()


def test_points_are_drawn_with_the_pointer_and_learned(playground: Playground) -> None:
    page = playground.open().page
    plane = open_plane(page)
    erase_all(page)
    for x1, x2 in [(-3, -3), (-3, 3), (-4, 0)]:
        click_at(page, plane, x1, x2)
    page.get_by_role("dialog").get_by_text("Class 2", exact=True).click()
    for x1, x2 in [(3, -3), (3, 3), (4, 0)]:
        click_at(page, plane, x1, x2)
    page.get_by_role("button", name="Use these points").click()
    playground.until("hidden => hidden.experiment.data.name === 'drawn'")
    drawn = playground.experiment["data"]["drawn"]
    assert [point[2] for point in drawn] == [0, 0, 0, 1, 1, 1]
    assert all(abs(x1 - 3) < 1.2 for x1, _, label in drawn if label == 1)
    playground.call("step", {"epochs": 200})
    playground.until("hidden => hidden.status.metrics.train_accuracy === 1")


def test_points_are_moved_erased_and_brought_back(playground: Playground) -> None:
    page = playground.open().page
    plane = open_plane(page)
    erase_all(page)
    click_at(page, plane, 1, 1)
    click_at(page, plane, -2, 2)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 of at most 500 points")
    dialog.get_by_text("Erase", exact=True).click()
    click_at(page, plane, 1, 1)
    expect(dialog).to_contain_text("1 of at most 500 points")
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog).to_contain_text("2 of at most 500 points")


def test_points_are_drawn_by_keyboard(playground: Playground) -> None:
    page = playground.open().page
    button = page.get_by_role("button", name="Draw points")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("application")).to_be_focused()
    erase = page.get_by_role("button", name="Erase all")
    erase.focus()
    page.keyboard.press("Enter")
    page.get_by_role("application").focus()
    for label, key in (("1", "Shift+ArrowLeft"), ("2", "Shift+ArrowRight")):
        page.keyboard.press(label)
        for _ in range(3):
            page.keyboard.press(key)
            page.keyboard.press("Space")
            page.keyboard.press("Shift+ArrowUp")
            page.keyboard.press("Space")
    use = page.get_by_role("button", name="Use these points")
    use.focus()
    page.keyboard.press("Enter")
    playground.until("hidden => hidden.experiment.data.name === 'drawn'")
    assert len(playground.experiment["data"]["drawn"]) == 12


def test_drawn_points_travel_in_the_link(playground: Playground) -> None:
    points = [[-3, -3, 0], [-3, 3, 0], [3, -3, 1], [3.25, 3, 1]]
    page = playground.open().page
    playground.call("edit", {"data.name": "drawn", "data.drawn": points})
    page.wait_for_url("**/#*points=*")
    page.reload()
    playground.ready()
    assert playground.experiment["data"]["drawn"] == points


def learns_iris(playground: Playground) -> None:
    """Check that iris is in use, with its three kinds, and can be learned."""
    playground.until("hidden => hidden.experiment.data.name === 'table'")
    playground.page.get_by_role("button", name="Done").click()
    playground.call("step", {"epochs": 60})
    playground.until("hidden => hidden.status.metrics.test_accuracy > 0.85")


def test_iris_pasted_as_csv_is_learned(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="Paste CSV").click()
    page.get_by_label("Table as text").fill(IRIS)
    page.get_by_role("button", name="Read the table").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 classes")
    expect(dialog.get_by_label("Role of").last).to_have_value("target")
    learns_iris(playground)


def test_a_dropped_file_is_learned(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="Paste CSV").click()
    page.get_by_label("Table as text").evaluate(DROP, IRIS)
    learns_iris(playground)


def test_the_role_of_a_column_can_be_changed(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="Paste CSV").click()
    page.get_by_label("Table as text").fill(IRIS)
    page.get_by_role("button", name="Read the table").click()
    page.get_by_label("Role of").first.select_option("ignore")
    playground.until("hidden => hidden.experiment.data.table.roles[0] === 'ignore'")
    expect(page.get_by_role("dialog")).to_contain_text("From 3 inputs")


def test_an_error_in_a_table_names_row_and_column(playground: Playground) -> None:
    page = playground.open().page
    before = playground.experiment
    page.get_by_role("button", name="Paste CSV").click()
    page.get_by_label("Table as text").fill(
        "height,weight,kind\n1,2,cat\n3,4,dog\n5,,cat\n6,7,dog\n"
    )
    page.get_by_role("button", name="Read the table").click()
    problem = page.get_by_role("dialog").get_by_role("alert")
    expect(problem).to_contain_text("weight")
    expect(problem).to_contain_text("4")
    assert playground.experiment == before


def test_a_table_shows_a_pair_of_columns_and_says_which(playground: Playground) -> None:
    pair = "plane_x=petal length (cm)&plane_y=petal width (cm)"
    output = playground.open(f"#v=1&data=iris&features=&{pair}").page.locator("#output")
    expect(output).to_contain_text("petal length")
    expect(output).to_contain_text("mean")
