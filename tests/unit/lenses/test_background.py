import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.experiment import Experiment
from app.lenses import Background, Backgrounds, Inline, Look, Viewpoint
from app.training import Trainer


class Slices(Background):
    """Wants three slices."""

    def wait(self) -> float:
        return 0.0 if self.version < 3 else math.inf

    def work(self, until: float) -> None:
        self.version += 1


def test_a_notebook_works_until_nothing_is_left() -> None:
    backgrounds = Backgrounds()
    look = Look(Trainer(Experiment()), Viewpoint(Trainer(Experiment()), backgrounds=backgrounds))
    found = look.background("slices", "any", Slices)
    while backgrounds.wait() == 0:
        backgrounds.work(until=0)
    assert found.version == 3
    assert look.background("slices", "any", Slices) is found


def test_several_backgrounds_take_turns() -> None:
    backgrounds = Backgrounds()
    both = [backgrounds.get(name, 0, Slices) for name in ("one", "two")]
    for _ in range(4):
        backgrounds.work(until=0)
    assert [each.version for each in both] == [2, 2]


def test_a_lens_that_does_not_ask_again_has_its_background_closed() -> None:
    backgrounds = Backgrounds()
    backgrounds.get("slices", 0, Slices)
    backgrounds.begin_look("slices")
    backgrounds.end_look("slices")
    assert backgrounds.wait() == math.inf
    assert backgrounds.version("slices") == ()


def test_without_a_server_an_executor_can_be_given_or_the_work_is_done_at_once() -> None:
    trainer = Trainer(Experiment())
    assert Look(trainer).executor.submit(pow, 2, 5).result() == 32
    with ThreadPoolExecutor(1) as pool:
        look = Look(trainer, Viewpoint(trainer, backgrounds=Backgrounds(pool)))
        assert look.executor is pool
        assert look.executor.submit(pow, 2, 5).result() == 32


def test_work_done_at_once_hands_its_exception_on() -> None:
    future = Inline().submit(divmod, 1, 0)
    with pytest.raises(ZeroDivisionError):
        future.result()
