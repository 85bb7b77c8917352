import itertools

import pytest

from app.live.detail import CROWDED, LEVELS, PAUSED, Detail


class Line:
    """A browser that acknowledges `rate` frames a second, and keeps us waiting or not."""

    def __init__(self) -> None:
        self.now = 0.0
        self.detail = Detail(lambda: self.now)

    def pass_seconds(
        self, seconds: float, rate: float, *, waiting: bool, crowd: bool = False
    ) -> None:
        for _ in range(round(seconds * rate)):
            if waiting:
                self.detail.waiting(line=not crowd)
            self.now += 1 / rate
            self.detail.acknowledged()

    @property
    def factor(self) -> float:
        return self.detail.factor(playing=True)


def test_one_window_is_enough_to_find_the_level_for_a_thin_line() -> None:
    line = Line()
    line.pass_seconds(2, 4, waiting=True)
    assert line.factor == 0.6  # 4 frames times (1 / 0.6)² are 11


def test_maps_grow_no_coarser_than_the_last_level() -> None:
    line = Line()
    line.pass_seconds(20, 0.5, waiting=True)
    assert line.factor == LEVELS[-1]


def test_they_grow_fine_again_when_the_line_is_good() -> None:
    line = Line()
    line.pass_seconds(10, 4, waiting=True)
    line.pass_seconds(10, 50, waiting=True)
    assert line.factor == 1


def test_between_the_two_rates_they_stay_as_they_are() -> None:
    line = Line()
    line.pass_seconds(1.5, 4, waiting=True)
    line.pass_seconds(30, 11, waiting=True)
    assert line.factor == 0.6


def test_a_level_that_a_short_trouble_made_too_coarse_is_left_again() -> None:
    line = Line()
    line.pass_seconds(2, 1, waiting=True)
    assert line.factor == LEVELS[-1]
    for _ in range(20):
        line.pass_seconds(1.1, 9.5 if line.factor > LEVELS[-1] else 13, waiting=True)
    assert line.factor == LEVELS[-2]


@pytest.mark.parametrize("bytes_per_frame", [20_000, 40_000, 60_000])
@pytest.mark.parametrize("bytes_per_second", [100_000, 200_000, 400_000, 800_000])
def test_levels_hardly_ever_change_on_an_even_line(
    bytes_per_frame: int, bytes_per_second: int
) -> None:
    line, levels = Line(), []
    for _ in range(300):
        size = 2000 + bytes_per_frame * line.factor**2
        line.pass_seconds(1.1, bytes_per_second / size, waiting=True)
        levels.append(line.factor)
    late = levels[100:]
    assert sum(a != b for a, b in itertools.pairwise(late)) <= 10
    assert late.count(max(set(late), key=late.count)) >= 0.9 * len(late)


def test_the_frame_under_way_when_playing_begins_is_not_counted() -> None:
    line = Line()
    line.detail.waiting()
    line.now += 5
    line.detail.acknowledged()
    line.pass_seconds(2, 12, waiting=True)
    assert line.factor == 1


def test_few_frames_that_nobody_waited_for_say_nothing_about_the_line() -> None:
    line = Line()
    line.pass_seconds(60, 1, waiting=False)
    assert line.factor == 1


def test_a_finer_level_that_was_too_fine_is_tried_less_and_less_often() -> None:
    line, tries = Line(), []
    line.pass_seconds(3, 4, waiting=True)
    coarse = line.factor
    # Ten frames a second are asked for: just few enough for the line at this level alone.
    for second in range(300):
        fits = line.factor <= coarse
        line.pass_seconds(1.1, 10 if fits else 6, waiting=not fits)
        tries += [second] if line.factor > coarse else []
    assert 3 <= len(tries) <= 15
    assert tries[-1] - tries[-2] > tries[1] - tries[0]


def test_a_pause_sharpens_the_pictures() -> None:
    line = Line()
    assert line.detail.factor(playing=False) == PAUSED
    line.pass_seconds(10, 4, waiting=True)
    assert line.detail.factor(playing=False) == 1


def test_checkpoints_come_less_often_as_maps_shrink() -> None:
    line = Line()
    assert line.detail.spaced(2) == 2
    line.pass_seconds(2, 4, waiting=True)
    assert line.detail.spaced(2) == 2 / line.factor


def test_maps_stay_fine_while_many_runs_share_a_core_but_frames_come_often_enough() -> None:
    line = Line()
    line.pass_seconds(20, 10, waiting=True)
    assert line.factor == 1


def test_in_a_crowd_maps_grow_a_little_coarser_and_no_more() -> None:
    line = Line()
    line.pass_seconds(20, 5, waiting=True, crowd=True)
    assert line.factor == LEVELS[CROWDED]


def test_a_line_that_was_thin_leaves_maps_no_coarser_than_a_crowd_does() -> None:
    line = Line()
    line.pass_seconds(5, 1, waiting=True)
    assert line.factor < LEVELS[CROWDED]
    line.pass_seconds(20, 5, waiting=True, crowd=True)
    assert line.factor == LEVELS[CROWDED]


def test_a_thin_line_counts_in_a_crowd_as_well() -> None:
    line = Line()
    for _ in range(20):
        line.detail.waiting(line=False)
        line.pass_seconds(1, 3, waiting=True)
    assert line.factor < LEVELS[CROWDED]
