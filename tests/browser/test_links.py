"""Links: the whole experiment travels in one, ours or TensorFlow Playground's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.playground import Playground

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

# A link as TensorFlow Playground writes it: two ReLU layers on xor with noise, L2, hidden controls.
PLAYGROUND_LINK = (
    "#activation=relu&regularization=L2&batchSize=20&dataset=xor&regDataset=reg-plane"
    "&learningRate=0.1&regularizationRate=0.001&noise=15&networkShape=4,3&seed=0.54321"
    "&showTestData=true&discretize=false&percTrainData=60&x=true&y=true&xTimesY=true&xSquared=false"
    "&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
    "&problem=classification&initZero=false&hideText=false&numHiddenLayers_hide=true"
)


def losses_at(playground: Playground, epochs: int) -> dict[str, float]:
    playground.call("step", {"epochs": epochs})
    playground.until(f"hidden => hidden.status.epoch === {epochs}")
    metrics: dict[str, float] = playground.status["metrics"]
    return metrics


def test_a_shared_link_gives_the_same_losses_at_the_same_epoch_in_another_browser(
    playground: Playground, new_context: Callable[..., BrowserContext], base_url: str
) -> None:
    page = playground.open("#v=1&data=moons&noise=20&seed=7").page
    playground.call("edit", {"layers.0.units": 5, "training.optimizer": "adam"})
    playground.call("reset")
    playground.until("hidden => hidden.status.update === 0")
    here = losses_at(playground, 4)

    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Link to this experiment").input_value()
    other = Playground(new_context(viewport={"width": 900, "height": 700}).new_page(), base_url)
    other.page.goto(link)
    other.ready()
    assert other.experiment == playground.experiment
    assert losses_at(other, 4) == here


def test_the_share_button_copies_the_link(playground: Playground) -> None:
    page = playground.open("#v=1&data=circle").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Link to this experiment").input_value()
    assert "data=circle" in copied


def test_a_link_of_tensorflow_playground_opens(playground: Playground) -> None:
    experiment = playground.open(PLAYGROUND_LINK).experiment
    assert experiment["data"]["name"] == "xor"
    assert experiment["data"]["noise"] == 15
    assert experiment["data"]["train_share"] == 0.6
    assert experiment["features"] == ["x1", "x2", "x1x2"]
    assert [(layer["units"], layer["activation"]) for layer in experiment["layers"]] == [
        (4, "relu"),
        (3, "relu"),
    ]
    training = experiment["training"]
    assert (training["learning_rate"], training["batch_size"]) == (0.1, 20)
    assert (training["penalty"], training["penalty_rate"]) == ("l2", 0.001)
    assert training["shuffle"] is False
    assert experiment["weights"] == {"initializer": "uniform", "scale": 0.5, "bias": 0.1}
    assert losses_at(playground, 20)["train_loss"] < 0.5


def test_a_link_of_tensorflow_playground_can_be_pasted(playground: Playground) -> None:
    page = playground.open().page
    page.get_by_role("button", name="Share").click()
    page.get_by_label("Have a link?").fill(f"https://playground.tensorflow.org/{PLAYGROUND_LINK}")
    page.get_by_role("button", name="Open", exact=True).click()
    playground.until("hidden => hidden.experiment.data.name === 'xor'")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_wrong_link_opens_the_nearest_experiment_and_says_what_was_changed(
    playground: Playground,
) -> None:
    page = playground.open("#v=1&data=circle&lr=1000&layers=dense(900,tanh)&colour=red").page
    experiment = playground.experiment
    assert experiment["data"]["name"] == "circle"
    assert experiment["training"]["learning_rate"] == 100
    assert experiment["layers"][0]["units"] == 64
    notices = page.locator("#notices")
    told = set()
    for _ in range(3):
        told.add(notices.locator("p").inner_text())
        notices.get_by_role("button", name="show the next").click()
    text = " ".join(told)
    for word in ("100", "64", "colour"):
        assert word in text


def test_back_and_another_hash_open_what_they_say(playground: Playground) -> None:
    page = playground.open("#v=1&data=circle").page
    page.evaluate("location.hash = '#v=1&data=gauss'")
    playground.until("hidden => hidden.experiment.data.name === 'gauss'")


def test_every_preset_opens_as_its_link_says_without_a_note(playground: Playground) -> None:
    page = playground.open().page
    presets = page.evaluate("JSON.parse(document.getElementById('config').textContent).presets")
    assert len(presets) >= 12
    for preset in presets:
        playground.call("open", preset["link"])
        expect(page.locator("#preset-title")).to_have_text(preset["title"])
        expect(page.locator("#notices")).to_be_hidden()


def test_a_preset_is_chosen_from_the_gallery(playground: Playground) -> None:
    page = playground.open().page
    page.locator("#presets-button").click()
    dialog = page.get_by_role("dialog", name="Examples")
    cards = dialog.locator("[data-preset]")
    assert cards.count() >= 12
    card = cards.nth(1)
    expect(card.locator("img")).to_have_js_property("complete", True)
    title = card.locator("strong").inner_text()
    card.click()
    expect(page.locator("#preset-title")).to_have_text(title)
