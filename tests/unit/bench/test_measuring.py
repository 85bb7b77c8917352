"""How times are taken and judged."""

import os

import pytest

from app.bench import frame, turns
from app.bench.missing import Missing
from app.bench.processes import cpu_seconds, family, megabytes
from app.bench.pupils import Window
from app.bench.runs import Level
from app.bench.turns import Effort
from app.live import frames


class Clock:
    """Processor time that goes on only when an engine works."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Engine:
    """Takes so long for each update, and remembers its turns."""

    def __init__(self, clock: Clock, name: str, seconds: float, log: list[str]) -> None:
        self.clock, self.name, self.seconds, self.log = clock, name, seconds, log

    def run(self, updates: int) -> None:
        self.clock.now += updates * self.seconds
        self.log.append(self.name)


def test_engines_take_turns_of_about_the_same_length(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, log = Clock(), list[str]()
    monkeypatch.setattr("app.bench.turns.time.process_time", clock)
    engines = {"a": Engine(clock, "a", 1e-5, log), "b": Engine(clock, "b", 1e-3, log)}
    times = turns.microseconds(engines, Effort(5, 0.01))
    assert times == pytest.approx({"a": 10, "b": 1000})
    assert log[-10:] == ["a", "b"] * 5


def test_a_frame_holds_every_map_of_the_network() -> None:
    header, arrays = frames.decode(frame.Maker().frame())
    measured = frame.measure(1)
    assert arrays["network/maps"].shape == (measured.maps, frame.RESOLUTION, frame.RESOLUTION)
    assert set(header["metrics"]) >= {"train_loss", "test_loss"}
    assert measured.bytes > arrays["network/maps"].size


@pytest.mark.parametrize(
    ("frames_a_second", "answers", "lively"),
    [
        ([18.0, 25.0], [0.02, 0.09], True),
        ([17.9, 25.0], [0.02, 0.09], False),
        ([20.0, 20.0], [0.02] * 96 + [0.5] * 4, True),
        ([20.0, 20.0], [0.02] * 90 + [0.5] * 10, False),
        ([20.0, 20.0], [], False),
    ],
)
def test_runs_are_lively_with_their_frames_and_answers_in_time(
    frames_a_second: list[float], answers: list[float], lively: bool
) -> None:
    assert Level(2, Window(frames_a_second, [1.0, 1.0], answers)).holds(20) is lively


def test_fairness_is_the_least_served_over_the_most_served() -> None:
    assert Window([], [300.0, 400.0], []).fairness == 0.75
    assert Window([], [0.0, 0.0], []).fairness == 0


def test_what_a_process_uses_is_known_or_missing() -> None:
    try:
        found, size = family(os.getpid()), megabytes(os.getpid())
        used = cpu_seconds(os.getpid())
    except Missing:
        pytest.skip("this system does not tell")
    assert found[0] == os.getpid()
    assert 1 < size < 100_000
    assert used > 0
