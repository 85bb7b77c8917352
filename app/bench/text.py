"""The report as text: tables in Markdown, each with a sentence that says what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.bench.report import Browser, Frame, Machine, Report, Runs, ShapedUpdate, Stack, Update

LABELS = {
    "c": "plain C",
    "numpy": "plain NumPy",
    "pytorch": "PyTorch",
    "scikit_learn": "scikit-learn",
}
PLAYGROUND_FRAME = 74
"""Milliseconds of processor time TensorFlow Playground's own page takes for the same frame, as
measured on a machine of two cores."""


def text(report: Report) -> str:
    """Return the whole report."""
    parts = [
        _machine(report.machine, report.date),
        _updates(report.updates),
        _shaped(report.shaped_updates),
        _stacks(report.stacks),
        _frame(report.frame),
    ]
    if report.runs:
        parts.append(_runs(report.runs))
    if report.browser:
        parts.append(_browser(report.browser))
    parts += [
        f"Not measured: {LABELS.get(k, k)}, since {why}." for k, why in report.skipped.items()
    ]
    return "\n\n".join(parts) + "\n"


def _machine(machine: Machine, date: str) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    lines = f"{machine.processor}, {machine.cores} cores; {versions}; {date}; BLAS threads: "
    lines += machine.blas_threads
    if machine.load_before is not None and machine.load_after is not None:
        lines += f".\nLoad {machine.load_before:.1f} before, {machine.load_after:.1f} after"
        if max(machine.load_before, machine.load_after) > machine.cores:
            lines += " (other programs wanted more than this machine has: trust the ratios)"
    return f"{lines}."


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _updates(updates: Sequence[Update]) -> str:
    heads = ["network, batch", "optimizer", "ours", *LABELS.values()]
    heads += ["ours ÷ C", "NumPy ÷ ours", "PyTorch ÷ ours", "scikit-learn ÷ ours"]
    rows = (
        [
            f"{each.network}, {each.batch}",
            each.optimizer,
            *map(_number, (each.ours, each.c, each.numpy, each.pytorch, each.scikit_learn)),
            _number(each.times_c),
            _number(each.faster_than_numpy),
            _number(each.faster_than_pytorch),
            _number(each.faster_than_scikit_learn),
        ]
        for each in updates
    )
    return (
        "## One update, in microseconds\n\n"
        + _table(heads, rows)
        + "\n\nPlain C is what the machine can do without Python; on the wide network OpenBLAS "
        "beats it. Plain NumPy is what one writes first, with new arrays for every result. The "
        "last columns say how many updates ours makes while the other makes one."
    )


def _shaped(updates: Sequence[ShapedUpdate]) -> str:
    rows = (
        [
            f"{each.network}; {each.batch}",
            each.optimizer,
            *map(_number, (each.ours, each.pytorch, each.faster_than_pytorch)),
        ]
        for each in updates
    )
    heads = ["network; batch", "optimizer", "ours", "PyTorch", "PyTorch ÷ ours"]
    return (
        "## One update of networks that see pictures and sequences, in microseconds\n\n"
        + _table(heads, rows)
        + "\n\nKernels are 3 × 3, the pool takes 2 × 2. PyTorch's LSTM goes over all steps in one "
        "call."
    )


def _stacks(stacks: Sequence[Stack]) -> str:
    rows = (
        [str(each.networks), _number(each.microseconds), _number(each.faster_than_pytorch)]
        for each in stacks
    )
    heads = ["networks", "microseconds a network", "PyTorch ÷ ours"]
    return (
        "## Networks side by side (2-8-8-8-1, batch 10, SGD)\n\n"
        + _table(heads, rows)
        + "\n\nSo much does one more reset or seed cost when many are trained at once."
    )


def _frame(frame: Frame) -> str:
    times = PLAYGROUND_FRAME / frame.cpu_milliseconds
    return (
        f"## A whole frame (2-8×6-1: an epoch, losses, {frame.maps} maps at 100×100, packed)\n\n"
        f"{frame.cpu_milliseconds:.1f} ms of processor time, {frame.milliseconds:.1f} ms by the "
        f"clock, {frame.bytes / 1000:.0f} kB. TensorFlow Playground's frame takes about "
        f"{PLAYGROUND_FRAME} ms, {times:.0f} times as much."
    )


def _runs(runs: Runs) -> str:
    rows = (
        [
            str(each.frames_per_second),
            str(each.runs),
            _number(each.answer_milliseconds),
            "–" if each.fairness is None else f"{each.fairness:.2f}",
        ]
        for each in runs.rooms
    )
    heads = ["frames a second", "Runs", "answer ms, 95 %", "least ÷ most served"]
    more = ""
    if runs.megabytes_per_run is not None and runs.cpu_milliseconds_per_run is not None:
        more = (
            f" One more Run takes {runs.megabytes_per_run:.1f} MB and, at 10 frames a second, "
            f"{runs.cpu_milliseconds_per_run:.0f} ms of processor time a second."
        )
    return (
        "## Runs on this machine (2-8-8-8-1, clients included)\n\n"
        + _table(heads, rows)
        + "\n\nSo many people can train at once, each with these frames a second and an answer "
        f"within 100 ms.{more}"
    )


def _browser(browser: Browser) -> str:
    rows = (
        [
            str(each.asked_updates_per_second or "all it can"),
            _number(each.frames_per_second),
            f"{each.updates_per_second:,.0f}",
            _number(each.neighbour_milliseconds),
            _number(each.neighbour_late_milliseconds),
        ]
        for each in browser.speeds
    )
    return (
        f"## The page ({browser.name}, 6×8 units, 500 points)\n\n"
        + _table(
            [
                "updates/s asked",
                "frames/s",
                "updates/s",
                "ms to the answer of a Run beside it",
                "95 % within ms",
            ],
            rows,
        )
        + f"\n\nFirst picture after {browser.first_picture_milliseconds:.0f} ms, ready after "
        f"{browser.ready_milliseconds:.0f} ms, on an empty cache."
    )


def _number(value: float | None) -> str:
    """Return two or three digits, a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:.1f}" if value < 20 else f"{value:,.0f}"
