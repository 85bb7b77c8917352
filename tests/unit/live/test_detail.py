import pytest

from app.lenses.network import NetworkOptions
from app.lenses.probe import LENS as PROBE
from app.live.detail import LEVELS, PAUSED, Detail
from app.live.watching import scaled


class Line:
    """A browser that acknowledges `rate` frames a second, and keeps us waiting or not."""

    def __init__(self) -> None:
        self.now = 0.0
        self.detail = Detail(lambda: self.now)

    def pass_seconds(self, seconds: float, rate: float, *, waiting: bool) -> None:
        for _ in range(round(seconds * rate)):
            if waiting:
                self.detail.waiting()
            self.now += 1 / rate
            self.detail.acknowledged()

    @property
    def factor(self) -> float:
        return self.detail.factor(playing=True)


def test_maps_grow_coarser_on_a_thin_line_and_no_further_than_the_last_level() -> None:
    line = Line()
    line.pass_seconds(1.5, 4, waiting=True)
    assert line.factor == LEVELS[1]
    line.pass_seconds(20, 4, waiting=True)
    assert line.factor == LEVELS[-1]


def test_they_grow_fine_again_when_the_line_is_good() -> None:
    line = Line()
    line.pass_seconds(10, 4, waiting=True)
    line.pass_seconds(10, 50, waiting=True)
    assert line.factor == 1


def test_between_the_two_rates_they_stay_as_they_are() -> None:
    line = Line()
    line.pass_seconds(1.5, 4, waiting=True)
    line.pass_seconds(30, 15, waiting=True)
    assert line.factor == LEVELS[1]


def test_few_frames_that_nobody_waited_for_say_nothing_about_the_line() -> None:
    line = Line()
    line.pass_seconds(60, 1, waiting=False)
    assert line.factor == 1


def test_a_pause_sharpens_the_pictures() -> None:
    line = Line()
    assert line.detail.factor(playing=False) == PAUSED
    line.pass_seconds(10, 4, waiting=True)
    assert line.detail.factor(playing=False) == 1


@pytest.mark.parametrize(("asked", "detail", "given"), [(24, 0.5, 12), (6, 0.5, 4), (48, 2, 64)])
def test_a_resolution_stays_within_the_lens_limits(asked: int, detail: float, given: int) -> None:
    assert scaled(NetworkOptions(resolution=asked), detail) == NetworkOptions(resolution=given)


def test_lenses_without_maps_are_left_alone() -> None:
    options = PROBE.options()
    assert scaled(options, 0.5) is options


def test_maps_stay_fine_while_many_runs_share_a_core_but_frames_come_often_enough() -> None:
    line = Line()
    line.pass_seconds(20, 9, waiting=True)
    assert line.factor == 1
