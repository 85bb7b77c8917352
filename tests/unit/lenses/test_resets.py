"""Many resets: every network has the numbers of its seed, and the share that reaches a goal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Backgrounds, Look, Viewpoint, resets_work
from app.lenses.output import OutputOptions
from app.lenses.ranges import HUGE
from app.lenses.resets import ResetsOptions, spread
from app.lenses.resets_work import PIXELS, most_networks
from app.presets import PRESETS
from app.training import Trainer


class Watcher:
    """Looks at a trainer with the lens, and lets its background work."""

    def __init__(self, trainer: Trainer, plane: tuple[str, str] = ("", "")) -> None:
        self.trainer = trainer
        self.backgrounds = Backgrounds()
        self.viewpoint = Viewpoint(trainer, *plane, backgrounds=self.backgrounds)

    def look(self, **options: Any) -> Arrays:
        asked = {"attempt": 1, "of": self.trainer.experiment.to_link(), **options}
        return LENSES["resets"].look(Look(self.trainer, self.viewpoint), ResetsOptions(**asked))

    def work(self) -> None:
        while self.backgrounds.wait() == 0:
            self.backgrounds.work(until=float("inf"))

    def finished(self, **options: Any) -> Arrays:
        self.look(**options)
        self.work()
        return self.look(**options)


def small(**parts: Any) -> Trainer:
    document: dict[str, Any] = {
        "data": {"name": "xor", "samples": 80},
        "layers": [{"units": 3}],
        "seed": 2**32 - 2,
        **parts,
    }
    return Trainer(Experiment.model_validate(document))


def alone(trainer: Trainer, seed: int, epochs: int) -> Trainer:
    made = Trainer(trainer.experiment.model_copy(update={"seed": seed}))
    made.run(epochs=epochs)
    return made


def noisy_xor(units: int) -> Trainer:
    first = PRESETS["first-network"].experiment
    layers = [{"units": units, "activation": "relu"}]
    return Trainer(Experiment.model_validate({**first.model_dump(), "layers": layers}))


PARTS: dict[str, dict[str, Any]] = {
    "two classes": {},
    "five classes": {"data": {"name": "blobs5", "samples": 80}},
    "values": {"data": {"name": "bumps", "samples": 80}},
    "a table": {"data": {"name": "iris", "samples": 90}, "features": []},
    "alone": {"layers": [{"units": 3, "normalization": "batch"}]},
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_every_network_shows_what_a_trainer_of_its_seed_shows(parts: dict[str, Any]) -> None:
    trainer = small(**parts)
    found = Watcher(trainer).finished(count=3, epochs=4)
    assert found.meta["seeds"] == [2**32 - 2, 2**32 - 1, 0]
    assert found.meta["state"] == "done"
    for place, seed in enumerate(found.meta["seeds"]):
        single = alone(trainer, seed, 4)
        metrics = single.metrics()
        assert found.arrays["loss"][place] == np.float32(metrics["test_loss"])
        assert found.arrays["score"][place] == np.float32(metrics[f"test_{single.score}"])
        assert found.meta["updates"][place] == single.update
        picture = LENSES["output"].look(Look(single), OutputOptions(resolution=PIXELS))
        assert np.array_equal(found.arrays["maps"][place], picture.arrays["map"])
        assert found.meta["coding"] == picture.meta["coding"]
        curve = single.history.columns()["test_loss"]
        assert np.array_equal(found.arrays["curve"][place], curve)
    assert found.arrays["epoch"].tolist() == [0, 1, 2, 3, 4]


def test_a_run_opens_one_of_them_by_a_reset_with_its_seed_and_the_same_updates() -> None:
    trainer = small()
    trainer.run(updates=7)
    found = Watcher(trainer).finished(count=3, epochs=4)
    trainer.reset()
    trainer.edit({"seed": found.meta["seeds"][2]})
    trainer.run(updates=found.meta["updates"][2])
    assert np.float32(trainer.metrics()["test_loss"]) == found.arrays["loss"][2]
    assert not trainer.edited


def test_three_units_solve_the_noisy_xor_from_about_half_of_the_starts_and_eight_always() -> None:
    three, eight = (Watcher(noisy_xor(units)).finished(count=30, epochs=250) for units in (3, 8))
    assert 9 <= three.meta["reached"] <= 24
    assert eight.meta["reached"] == 30
    assert three.meta["high"] - three.meta["low"] > 3 * (eight.meta["high"] - eight.meta["low"])
    assert np.array_equal(three.arrays["reached"], three.arrays["loss"] <= 0.2)


def test_nothing_is_trained_until_it_is_asked_for() -> None:
    watcher = Watcher(small())
    assert watcher.look(attempt=0).meta == {"state": "idle", "most": 32}
    assert watcher.backgrounds.wait() > 0


def test_another_experiment_is_not_trained_unasked() -> None:
    watcher = Watcher(small())
    of = small(seed=1).experiment.to_link()
    assert watcher.look(of=of).meta["state"] == "idle"
    assert watcher.backgrounds.wait() > 0


def test_what_was_trained_stays_when_the_experiment_is_edited() -> None:
    trainer = small()
    of = trainer.experiment.to_link()
    watcher = Watcher(trainer)
    before = watcher.finished(count=3, epochs=2)
    trainer.edit({"training.learning_rate": 0.2})
    after = watcher.look(of=of, count=3, epochs=2)
    assert np.array_equal(before.arrays["loss"], after.arrays["loss"])
    assert after.meta["state"] == "done"


def test_another_goal_is_judged_without_training_again() -> None:
    watcher = Watcher(small())
    found = watcher.finished(count=4, epochs=3)
    middle = float(np.sort(found.arrays["score"])[2])
    again = watcher.look(count=4, epochs=3, goal="score", value=middle)
    assert watcher.backgrounds.wait() > 0
    assert again.meta["reached"] == np.sum(found.arrays["score"] >= np.float32(middle))
    assert again.meta["median"] == pytest.approx(float(np.median(found.arrays["score"])))
    assert again.arrays["curve"][:, -1].tolist() == found.arrays["score"].tolist()


def test_it_rests_when_asked_and_goes_on_to_more_epochs() -> None:
    trainer = small()
    watcher = Watcher(trainer)
    watcher.look(count=2, epochs=3, paused=True)
    watcher.work()
    resting = watcher.look(count=2, epochs=3, paused=True)
    assert (resting.meta["state"], resting.meta["epoch"]) == ("paused", 0)
    assert watcher.finished(count=2, epochs=3).meta["epoch"] == 3
    longer = watcher.finished(count=2, epochs=5)
    assert longer.meta["epoch"] == 5
    single = alone(trainer, trainer.experiment.seed, 5)
    assert longer.arrays["loss"][0] == np.float32(single.metrics()["test_loss"])


def test_another_plane_gives_other_pictures_of_the_same_networks() -> None:
    trainer = small(**PARTS["a table"])
    watcher = Watcher(trainer)
    before = watcher.finished(count=2, epochs=2)
    names = trainer.data.columns
    watcher.viewpoint = Viewpoint(trainer, names[2], names[3], backgrounds=watcher.backgrounds)
    after = watcher.finished(count=2, epochs=2)
    assert np.array_equal(before.arrays["loss"], after.arrays["loss"])
    assert not np.array_equal(before.arrays["maps"], after.arrays["maps"])
    assert names[2] in after.meta["sentence"]


def test_networks_that_cannot_be_stacked_say_why() -> None:
    found = Watcher(small(**PARTS["alone"])).finished(count=2, epochs=1)
    assert "normalization" in found.meta["alone"]


def test_what_diverges_has_not_reached_a_goal() -> None:
    trainer = small(
        data={"name": "plane", "samples": 80},
        layers=[{"units": 4, "activation": "relu"}],
        training={"learning_rate": 30.0},
    )
    found = Watcher(trainer).finished(count=3, epochs=30)
    assert "diverged" in found.meta["stopped"]
    assert np.isfinite(found.arrays["loss"]).all()
    assert (found.arrays["loss"] <= HUGE).all()
    assert found.meta["reached"] < 3


def test_examples_without_places_between_them_have_no_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resets_work, "has_plane", lambda _data: False)
    found = Watcher(small()).finished(count=2, epochs=1)
    assert found.arrays["maps"].shape == (2, 0, 0)
    assert found.meta["reached"] in (0, 1, 2)


def test_large_networks_are_fewer() -> None:
    assert most_networks(small()) == 32
    large = small(
        data={"name": "digits", "samples": 1797}, features=[], layers=[{"units": 64}] * 10
    )
    assert 2 <= most_networks(large) < 10
    found = Watcher(large).look(count=32, epochs=1)
    assert len(found.meta["seeds"]) == most_networks(large)


def test_the_spread_of_five_values_is_counted_by_hand() -> None:
    found = spread(np.array([5.0, 1.0, 4.0, 2.0, 3.0], np.float32))
    assert found == {"least": 1, "low": 2, "median": 3, "high": 4, "greatest": 5}
