"""The report: its keys are documented, and its text says what was measured and what was not."""

import json

import pytest

from app.__main__ import main
from app.bench.browser import Measured as Page
from app.bench.browser import Speed
from app.bench.frame import Measured as Frame
from app.bench.missing import Missing
from app.bench.problem import PROBLEMS
from app.bench.pupils import Window
from app.bench.reference import PAGE, page
from app.bench.report import VERSION, Report
from app.bench.runs import Level, Search
from app.bench.runs import Measured as Runs
from app.bench.shaped import PROBLEMS as SHAPED
from app.bench.shaped import Compared as Shaped
from app.bench.turns import Effort
from app.bench.updates import Compared

FULL = {"ours": 20.0, "c": 5.0, "numpy": 60.0, "pytorch": 600.0, "scikit_learn": 500.0}


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put made-up figures in the place of measurements."""
    window = Window([20.0, 19.0], [500.0, 400.0], [0.01] * 19 + [0.05])
    runs = Runs({20: None, 10: Level(12, window)}, 1.25, 14.0)
    pages = Page("Chromium 1", 400.0, 900.0, [Speed(500, 60.0, 499.0, 8.0, 20.0)])

    def compare(effort: Effort, skipped: dict[str, str]) -> list[Compared]:
        return [Compared(problem, FULL) for problem in PROBLEMS]

    def compare_shaped(effort: Effort, skipped: dict[str, str]) -> list[Shaped]:
        return [Shaped(problem, {"ours": 200.0, "pytorch": 800.0}) for problem in SHAPED]

    monkeypatch.setattr("app.bench.updates.measure", compare)
    monkeypatch.setattr("app.bench.shaped.measure", compare_shaped)
    monkeypatch.setattr("app.bench.updates.measure_stacks", lambda effort: {1: 20.0, 100: 2.0})
    monkeypatch.setattr("app.bench.frame.measure", lambda turns: Frame(4.0, 3.7, 51, 512_000))
    monkeypatch.setattr("app.bench.runs.measure", lambda search: runs)
    monkeypatch.setattr("app.bench.browser.measure", lambda warm_up, seconds: pages)


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_key_is_documented() -> None:
    text = page()
    for definition in Report.model_json_schema()["$defs"].values():
        assert all(f"{key}`" in text for key in definition["properties"])


@pytest.mark.usefixtures("figures")
def test_the_json_has_the_documented_keys_and_reads_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["bench", "--json", "--quick"]) == 0
    output = capsys.readouterr().out
    report = Report.model_validate_json(output)
    assert report.version == VERSION
    assert report.quick
    assert json.loads(output)["updates"][2] == {
        "network": "2-8-8-8-1",
        "batch": 10,
        "optimizer": "sgd",
        **FULL,
        "times_c": 4.0,
        "faster_than_numpy": 3.0,
        "faster_than_pytorch": 30.0,
        "faster_than_scikit_learn": 25.0,
    }
    assert [each.faster_than_pytorch for each in report.shaped_updates] == [4.0] * len(SHAPED)
    assert report.stacks[-1].faster_than_pytorch == 300
    assert report.runs is not None
    rooms = report.runs.rooms
    assert [(room.frames_per_second, room.runs) for room in rooms] == [(20, 0), (10, 12)]
    assert rooms[1].fairness == 0.8


@pytest.mark.usefixtures("figures")
def test_the_text_has_a_sentence_for_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench"]) == 0
    output = capsys.readouterr().out
    assert "| 2-8-8-8-1, 10 | sgd | 20 | 5.0 | 60 | 600 | 500 | 4.0 | 3.0 | 30 | 25 |" in output
    assert "| 20 steps of 4: LSTM 16, dense 4; 30 | adam | 200 | 800 | 4.0 |" in output
    assert "20 times as much" in output
    assert "One more Run takes 1.2 MB and, at 10 frames a second, 14 ms" in output
    assert "First picture after 400 ms" in output
    assert "Not measured" not in output


@pytest.mark.usefixtures("figures")
def test_what_is_not_here_is_skipped_with_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compare(effort: Effort, skipped: dict[str, str]) -> list[Compared]:
        skipped["pytorch"] = "it is not installed"
        return [Compared(problem, {"ours": 20.0, "numpy": 60.0}) for problem in PROBLEMS]

    def refuse(warm_up: float, seconds: float) -> Page:
        raise Missing("there is no Chromium here")

    def fail(search: Search) -> Runs:
        raise Missing("the server did not get ready")

    monkeypatch.setattr("app.bench.updates.measure", compare)
    monkeypatch.setattr("app.bench.browser.measure", refuse)
    monkeypatch.setattr("app.bench.runs.measure", fail)
    assert main(["bench"]) == 0
    output = capsys.readouterr().out
    assert "| 2-4-2-1, 10 | sgd | 20 | – | 60 | – | – | – | 3.0 | – | – |" in output
    assert "Not measured: PyTorch, since it is not installed." in output
    assert "Not measured: browser, since there is no Chromium here." in output
    assert "Not measured: runs, since the server did not get ready." in output
