"""The whole benchmark, part by part."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bench import browser, frame, machine, report, runs, shaped, updates
from app.bench.missing import Missing
from app.bench.turns import Effort

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Plan:
    """How much time each part takes."""

    updates: Effort
    frames: int
    runs: runs.Search
    page_seconds: float


THOROUGH = Plan(Effort(31, 0.02), 60, runs.Search(2.0, 4.0, growth=1.5), 8.0)
QUICK = Plan(Effort(5, 0.01), 20, runs.Search(0.5, 1.2, growth=3.0), 1.5)


def measure(*, quick: bool, say: Callable[[str], None]) -> report.Report:
    """Measure everything, telling `say` which part is under way."""
    plan = QUICK if quick else THOROUGH
    skipped: dict[str, str] = {}
    load = machine.load()
    say("updates")
    compared = updates.measure(plan.updates, skipped)
    say("pictures and sequences")
    compared_shaped = shaped.measure(plan.updates, skipped)
    say("stacks")
    per_network = updates.measure_stacks(plan.updates)
    say("frame")
    whole = frame.measure(plan.frames)
    say("runs")
    room = _runs(plan, skipped)
    say("browser")
    page = _page(plan, skipped)
    return report.Report(
        date=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        quick=quick,
        machine=report.Machine(
            processor=machine.processor(),
            cores=os.cpu_count() or 1,
            versions=machine.versions(),
            blas_threads=os.environ["OPENBLAS_NUM_THREADS"],
            load_before=load,
            load_after=machine.load(),
        ),
        updates=[_update(each) for each in compared],
        shaped_updates=[_shaped(each) for each in compared_shaped],
        stacks=_stacks(per_network, compared),
        frame=report.Frame(
            milliseconds=whole.milliseconds,
            cpu_milliseconds=whole.cpu_milliseconds,
            maps=whole.maps,
            bytes=whole.bytes,
        ),
        runs=room,
        browser=page,
        skipped=skipped,
    )


def _update(compared: updates.Compared) -> report.Update:
    times, problem = compared.times, compared.problem
    ours, c = times["ours"], times.get("c")
    return report.Update(
        network=problem.name,
        batch=problem.batch,
        optimizer=problem.optimizer,
        ours=ours,
        c=c,
        numpy=times["numpy"],
        pytorch=times.get("pytorch"),
        scikit_learn=times.get("scikit_learn"),
        times_c=None if c is None else ours / c,
        faster_than_numpy=times["numpy"] / ours,
        faster_than_pytorch=_ratio(times.get("pytorch"), ours),
        faster_than_scikit_learn=_ratio(times.get("scikit_learn"), ours),
    )


def _shaped(compared: shaped.Compared) -> report.ShapedUpdate:
    times, problem = compared.times, compared.problem
    return report.ShapedUpdate(
        network=problem.design.name,
        batch=problem.batch,
        optimizer=problem.optimizer,
        ours=times["ours"],
        pytorch=times.get("pytorch"),
        faster_than_pytorch=_ratio(times.get("pytorch"), times["ours"]),
    )


def _stacks(times: dict[int, float], compared: list[updates.Compared]) -> list[report.Stack]:
    alone = next(each.times for each in compared if each.problem == updates.STACKED)
    return [
        report.Stack(
            networks=count,
            microseconds=time,
            faster_than_pytorch=_ratio(alone.get("pytorch"), time),
        )
        for count, time in times.items()
    ]


def _ratio(other: float | None, ours: float) -> float | None:
    return None if other is None else other / ours


def _runs(plan: Plan, skipped: dict[str, str]) -> report.Runs | None:
    try:
        found = runs.measure(plan.runs)
    except Missing as reason:
        skipped["runs"] = str(reason)
        return None
    return report.Runs(
        rooms=[
            report.Room(
                frames_per_second=rate,
                runs=level.runs if level else 0,
                answer_milliseconds=1000 * level.window.late if level else None,
                fairness=level.window.fairness if level else None,
            )
            for rate, level in found.levels.items()
        ],
        megabytes_per_run=found.megabytes_per_run,
        cpu_milliseconds_per_run=found.cpu_milliseconds_per_run,
    )


def _page(plan: Plan, skipped: dict[str, str]) -> report.Browser | None:
    try:
        found = browser.measure(plan.page_seconds / 2, plan.page_seconds)
    except Missing as reason:
        skipped["browser"] = str(reason)
        return None
    return report.Browser(
        name=found.name,
        first_picture_milliseconds=found.first_picture,
        ready_milliseconds=found.ready,
        speeds=[
            report.Speed(
                asked_updates_per_second=speed.asked_updates_per_second,
                frames_per_second=speed.frames_per_second,
                updates_per_second=speed.updates_per_second,
                neighbour_milliseconds=speed.answer,
                neighbour_late_milliseconds=speed.late_answer,
            )
            for speed in found.speeds
        ],
    )
