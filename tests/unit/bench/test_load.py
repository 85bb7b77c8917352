"""The verdict of the bounded load."""

from __future__ import annotations

import argparse
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from app.bench.pupils import Counts, Window
from benchmarks.load import errors, promises

if TYPE_CHECKING:
    from app.bench.pupils import Pupil

OPTIONS = argparse.Namespace(frames=8.0, answer=150.0, fairness=0.7)


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        (Window([8.0, 10.0], [70.0, 100.0], [0.1, 0.15]), [True, True, True]),
        (Window([7.9, 10.0], [70.0, 100.0], [0.1, 0.1]), [False, True, True]),
        (Window([9.0, 10.0], [70.0, 100.0], [0.2, 0.2]), [True, False, True]),
        (Window([9.0, 10.0], [69.0, 100.0], [0.1, 0.1]), [True, True, False]),
        (Window([9.0, 10.0], [70.0, 100.0], []), [True, False, True]),
    ],
)
def test_each_promise_is_judged_by_itself(window: Window, kept: list[bool]) -> None:
    verdict = promises(window, OPTIONS)
    assert [promise.kept for promise in verdict] == kept
    assert [str(promise)[:4].strip() for promise in verdict] == [
        "ok" if each else "FAIL" for each in kept
    ]


def pupil(counts: Counts) -> Pupil:
    return cast("Pupil", SimpleNamespace(counts=counts))


def test_a_refusal_or_a_lost_connection_breaks_the_last_promise() -> None:
    quiet = pupil(Counts(connections=1))
    assert errors([quiet]).kept
    assert not errors([quiet, pupil(Counts(connections=2))]).kept
    refused = errors([quiet, pupil(Counts(connections=1, errors=["There is no such field."]))])
    assert not refused.kept
    assert "There is no such field." in refused.found
