import math

import pytest

from app.lenses import Arrays, Background, Lens, Look, NothingToSee, Options
from app.lenses.registry import LENSES
from app.live.aside import Aside
from app.live.figures import RunFigures
from app.training import Trainer
from tests.unit.live.driver import Clock, Driver


class Counting(Background):
    """Counts its slices; each takes as long as it may, or as long as it is told to."""

    def __init__(self, clock: Clock, slices: float = math.inf, seconds: float = 0.0) -> None:
        self.clock = clock
        self.left = slices
        self.seconds = seconds
        self.spent = 0.0
        self.longest = 0.0
        self.closed = False

    def wait(self) -> float:
        return 0.0 if self.left > 0 else math.inf

    def work(self, until: float) -> None:
        used = self.seconds or max(0.0, until - self.clock.now)
        self.clock.now += used
        self.spent += used
        self.longest = max(self.longest, used)
        self.left -= 1
        self.version += 1

    def close(self) -> None:
        self.closed = True


class Slow(Lens[Options]):
    """A lens that shows how many slices its background has had."""

    name = "slow"
    title = "Slow"
    sentence = "Takes long."

    def __init__(self) -> None:
        self.clock = Clock()
        self.made: list[Counting] = []
        self.key = 0
        self.slices = math.inf
        self.seconds = 0.0
        self.looks = 0

    def make(self) -> Counting:
        self.made.append(Counting(self.clock, self.slices, self.seconds))
        return self.made[-1]

    def look(self, look: Look, options: Options) -> Arrays:
        self.looks += 1
        found = look.background("slow", (self.key, look.trainer.experiment.seed), self.make)
        return Arrays(meta={"slices": found.version})


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    lens = Slow()
    monkeypatch.setitem(LENSES, "slow", lens)
    return lens


def watching(slow: Slow, **fields: object) -> Driver:
    driver = Driver()
    slow.clock = driver.clock
    driver.open(**fields)
    driver.send("watch", lenses={"slow": {}})
    while not slow.made:
        driver.clock.now = max(driver.clock.now, driver.run.due(driver.clock.now))
        driver.slice()
        driver.acknowledge()
    return driver


def test_a_paused_run_gives_background_work_all_its_time(slow: Slow) -> None:
    driver = watching(slow)
    start = driver.clock.now
    for _ in range(20):
        assert driver.run.due(driver.clock.now) <= driver.clock.now
        driver.slice()
        driver.acknowledge()
    assert slow.made[0].spent > 0.9 * (driver.clock.now - start)


def test_training_at_full_speed_keeps_three_quarters_of_the_time(slow: Slow) -> None:
    driver = watching(slow)
    driver.send("speed", updates_per_second=0)
    driver.send("play")
    driver.slice()
    start, spent = driver.clock.now, slow.made[0].spent
    for _ in range(200):
        driver.slice()
    share = (slow.made[0].spent - spent) / (driver.clock.now - start)
    assert 0.2 < share < 0.26


def test_training_in_slow_motion_leaves_background_work_what_it_does_not_use(slow: Slow) -> None:
    driver = watching(slow)
    driver.send("speed", updates_per_second=5)
    driver.send("play")
    driver.slice()
    update, start, spent = driver.run.trainer.update, driver.clock.now, slow.made[0].spent
    while driver.clock.now < start + 2:
        driver.clock.now = max(driver.clock.now, driver.run.due(driver.clock.now))
        driver.slice()
        driver.acknowledge()
    assert driver.run.trainer.update - update == pytest.approx(10, abs=1)
    assert slow.made[0].spent - spent > 1.5


def test_a_slice_that_takes_too_long_is_made_up_for() -> None:
    clock = Clock()
    counting = Counting(clock, seconds=0.3)
    aside = Aside(None, RunFigures().failures, clock)
    aside.backgrounds.get("slow", 0, lambda: counting)
    trained = 0.0
    for _ in range(1000):
        aside.work(clock.now + 0.004, lambda now: now)
        aside.trained(0.004)
        trained += 0.004
    assert counting.spent / (counting.spent + trained) == pytest.approx(0.25, abs=0.06)


def test_no_slice_is_longer_than_the_schedulers(slow: Slow) -> None:
    driver = watching(slow)
    for command in ("play", "pause"):
        driver.send(command)
        for _ in range(50):
            driver.slice()
            driver.acknowledge()
    assert 0 < slow.made[0].longest <= 0.01


def test_a_lens_is_looked_at_again_when_its_background_work_has_something_new(slow: Slow) -> None:
    slow.slices = 3
    driver = watching(slow)
    driver.work()
    shown = [
        header["lenses"]["slow"]["slices"] for header, _ in driver.frames() if header["lenses"]
    ]
    assert shown[-1] == 3
    looks = slow.looks
    driver.work()
    assert slow.looks == looks


def test_an_unwatched_lens_costs_nothing(slow: Slow) -> None:
    driver = watching(slow)
    driver.ask("watch", lenses={})
    (made,) = slow.made
    spent = made.spent
    driver.work()
    assert made.closed
    assert made.spent == spent
    assert driver.run.due(driver.clock.now) > driver.clock.now


def test_what_is_finished_is_shown_at_once_when_watched_again(slow: Slow) -> None:
    slow.slices = 2
    driver = watching(slow)
    driver.work()
    driver.ask("watch", lenses={})
    driver.ask("watch", lenses={"slow": {}})
    assert len(slow.made) == 1
    assert driver.frames()[-1][0]["lenses"]["slow"] == {"slices": 2}


def test_another_key_closes_the_work_and_begins_anew(slow: Slow) -> None:
    slow.slices = 3
    driver = watching(slow)
    driver.ask("edit", changes={"training.learning_rate": 0.5})
    assert len(slow.made) == 1
    slow.key = 1
    driver.ask("edit", changes={"training.learning_rate": 0.4})
    assert [each.closed for each in slow.made] == [True, False]


def test_opening_something_else_and_the_end_of_a_run_close_the_work(slow: Slow) -> None:
    slow.slices = 3
    driver = watching(slow)
    driver.open(link="#data=circle&seed=3")
    assert [each.closed for each in slow.made] == [True, False]
    driver.run.close()
    assert slow.made[1].closed


def test_looking_back_shares_the_work_and_ends_what_is_its_own(slow: Slow) -> None:
    slow.slices = 2
    driver = watching(slow)
    driver.ask("step", epochs=2)
    driver.ask("look_back", update=0, lenses={"slow": {}})
    assert len(slow.made) == 1
    slow.key = 1
    driver.ask("look_back", update=0, lenses={"slow": {}})
    assert [each.closed for each in slow.made] == [False, True]
    assert driver.run.due(driver.clock.now) > driver.clock.now


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("secret"), "Something went wrong while this was computed (ValueError)."),
        (NothingToSee("No surface without weights."), "No surface without weights."),
    ],
)
def test_an_exception_becomes_a_sentence_and_the_run_goes_on(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(_self: Counting, _until: float) -> None:
        raise error

    monkeypatch.setattr(Counting, "work", fail)
    driver = watching(slow)
    driver.work()
    assert driver.frames()[-1][0]["missing"] == {"slow": sentence}
    assert slow.made[0].closed
    assert driver.ask("step", updates=3)["result"]["update"] == 3
    failures = driver.figures.failures._value.get()
    assert failures == isinstance(error, ValueError)


def test_background_work_changes_no_number_of_the_training(slow: Slow) -> None:
    driver = watching(slow)
    driver.send("play")
    while driver.run.trainer.update < 500:
        driver.slice()
        driver.acknowledge()
    driver.send("pause")
    driver.slice()
    alone = Trainer(driver.run.trainer.experiment)
    alone.run(updates=driver.run.trainer.update)
    assert slow.made[0].spent > 0
    assert alone.metrics() == driver.run.trainer.metrics()
