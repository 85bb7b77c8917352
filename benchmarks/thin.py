"""A class on thin lines: what each pupil sees who gets 200 kB a second, with a verdict.

Thirty clients watch what the page watches, each through a relay that lets so many bytes a second
through, and edit about once a second. `python -m benchmarks.thin` prints what they saw and ends
with 1 if a promise is not kept. Clients and relay share the machine with the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.bench.line import run
from app.bench.machine import load
from app.bench.pupils import Classroom, Pupil
from app.bench.runs import MANY
from app.bench.server import running_server
from app.bench.taught import CLASSES, Class
from app.bench.thin import thin_lines
from app.experiment import Experiment
from app.live import checkpoints
from app.live.frames import decode
from app.training import Trainer
from benchmarks.load import Promise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.bench.server import Server

EPOCHS = 390
"""Trained before anybody opens, so that the curves are as long as they get."""

DRAWN = 30.0
"""Frames a second that a pupil's computer draws at most."""

EDIT_SECONDS = 1.0
RESOLUTION = re.compile(rb'"network":\{"resolution":(\d+)')
HEAD_BYTES = 600


@dataclass
class Seen:
    """What came to one pupil since watching began; delays are seconds.

    `changes` says how often the resolution changed, and `parts` how many bytes belonged to each
    lens, to headers, checkpoints and events.
    """

    size: int = 0
    frames: int = 0
    changes: int = 0
    effects: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)


class ThinPupil(Pupil):
    """A pupil that opens a trained network, counts bytes, and waits for the effect of its edits.

    What is carried out stands in the first frame that comes after the answer, since a line keeps
    the order.
    """

    def __init__(self, *args: Any, checkpoint: bytes, taught: Class, **pace: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **pace)
        self.lenses = taught.lenses
        self.seen = Seen()
        self.resolution = 0
        self._checkpoint = checkpoint
        self._answered: list[float] = []
        self._latest = time.perf_counter()

    def begin(self) -> None:
        """Forget what was seen so far."""
        self.seen = Seen()
        self.counts.answers.clear()

    def waiting(self) -> list[float]:
        """Return how long edits whose effect has not come have waited, seconds."""
        now = time.perf_counter()
        return [*self.overdue(now), *(now - sent for sent in self._answered)]

    def _hear(self, message: str | bytes) -> None:
        self.seen.size += len(message)
        if isinstance(message, bytes):
            self._weigh(message)
        else:
            self.seen.parts["events"] += len(message)
        super()._hear(message)

    def _hear_event(self, event: dict[str, Any]) -> None:
        sent = self._waiting.get(event.get("id", 0))
        if sent is not None:
            self._answered.append(sent)
        super()._hear_event(event)

    def _count(self, update: int) -> None:
        super()._count(update)
        now = time.perf_counter()
        self.seen.frames += 1
        self.seen.gaps.append(now - self._latest)
        self._latest = now
        self.seen.effects += [now - sent for sent in self._answered]
        self._answered.clear()

    def _weigh(self, message: bytes) -> None:
        header, arrays = decode(message)
        if header["kind"] == "checkpoint":
            self.seen.parts["checkpoints"] += len(message)
            return
        self.seen.parts["headers"] += len(message) - sum(each.nbytes for each in arrays.values())
        for name, array in arrays.items():
            self.seen.parts[name.split("/")[0]] += array.nbytes
        network = header["lenses"].get("network")
        if network is not None and network["resolution"] != self.resolution:
            self.resolution = network["resolution"]
            self.seen.changes += 1


def late(delays: Sequence[float]) -> float:
    """Return the delay, in milliseconds, that 95 % do not exceed; infinity if there is none."""
    return 1000 * sorted(delays)[int(0.95 * (len(delays) - 1))] if delays else float("inf")


async def watch_class(
    server: Server, taught: Class, checkpoint: bytes, options: argparse.Namespace
) -> bool:
    """Print what a class sees, and return whether the promises are kept."""

    def kind(*args: Any, **pace: Any) -> ThinPupil:  # noqa: ANN401
        return ThinPupil(*args, checkpoint=checkpoint, taught=taught, **pace)

    link = options.link or taught.link
    rate = 1000 * options.kilobytes
    pace = {"frames_per_second": DRAWN, "command_seconds": EDIT_SECONDS}
    async with (
        thin_lines(server, bytes_per_second=rate, round_trip=options.round_trip / 1000) as lines,
        Classroom(lines, link, kind=kind, **pace) as room,
    ):
        await room.resize(options.runs, settle=options.settle)
        pupils = [each for each in room.pupils if isinstance(each, ThinPupil)]
        for each in pupils:
            each.begin()
        start = time.perf_counter()
        await asyncio.sleep(options.seconds)
        return verdict(taught, pupils, time.perf_counter() - start, options)


def verdict(
    taught: Class, pupils: Sequence[ThinPupil], seconds: float, options: argparse.Namespace
) -> bool:
    """Print the figures of one class, and return whether the promises are kept."""
    frames = [each.seen.frames / seconds for each in pupils]
    answers = [late([*each.counts.answers, *each.overdue(time.perf_counter())]) for each in pupils]
    effects = [late([*each.seen.effects, *each.waiting()]) for each in pupils]
    rows: dict[str, list[float]] = {
        "frames a second": frames,
        "kB a second": [each.seen.size / seconds / 1000 for each in pupils],
        f"resolution of {taught.resolution}": [each.resolution for each in pupils],
        "changes of it": [each.seen.changes for each in pupils],
        "longest wait for a frame, ms": [1000 * max(each.seen.gaps) for each in pupils],
        "edit answered, 95 %, ms": answers,
        "edit seen, 95 %, ms": effects,
    }
    print(f"\n{taught.name}: {len(pupils)} pupils, {seconds:.0f} s; least, median, most of them")
    for name, values in rows.items():
        middle = statistics.median(values)
        print(f"  {name:30} {min(values):8.1f} {middle:8.1f} {max(values):8.1f}")
    parts = sum((each.seen.parts for each in pupils), Counter[str]())
    count = sum(each.seen.frames for each in pupils)
    shares = ", ".join(f"{name} {size / count:.0f}" for name, size in parts.most_common())
    print(f"  bytes for each frame: {shares}")
    errors = [error for each in pupils for error in each.counts.errors]
    lost = sum(each.counts.connections - 1 for each in pupils)
    all_answers = late([answer for each in pupils for answer in each.counts.answers])
    kept = [
        Promise(
            f"every pupil gets at least {options.frames:g} frames a second",
            f"least {min(frames):.1f}",
            min(frames) >= options.frames,
        ),
        Promise(
            f"95 % of the edits are answered within {options.answer:g} ms",
            f"{all_answers:.0f} ms",
            all_answers <= options.answer,
        ),
        Promise(
            "no command is refused and no connection lost",
            f"{len(errors)} refusals, {lost} lost connections",
            not errors and not lost,
        ),
    ]
    print(*kept, sep="\n")
    return all(each.kept for each in kept)


def main() -> int:
    """Start a server, put the classes before it one after the other, print what they saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30, help="pupils (default 30)")
    parser.add_argument("--kilobytes", type=float, default=200, help="kB a second for each")
    parser.add_argument("--round-trip", type=float, default=20, help="milliseconds (default 20)")
    parser.add_argument("--seconds", type=float, default=20, help="time to watch (default 20)")
    parser.add_argument("--settle", type=float, default=8, help="time before that (default 8)")
    parser.add_argument("--link", default="", help="another experiment for the class")
    parser.add_argument("--frames", type=float, default=8, help="frames a second at least")
    parser.add_argument("--answer", type=float, default=300, help="milliseconds for 95 %% at most")
    options = parser.parse_args()
    print(
        f"{options.runs} pupils on {options.kilobytes:g} kB a second and "
        f"{options.round_trip:g} ms; load average {load() or 0:.1f} on {os.cpu_count()} cores."
    )
    classes = (Class("the link's network", 0, 24),) if options.link else CLASSES
    kept = []
    with running_server(environment=MANY) as server:
        for taught in classes:
            trainer = Trainer(Experiment.from_link(options.link or taught.link))
            trainer.run(epochs=EPOCHS)
            kept.append(run(watch_class(server, taught, checkpoints.pack(trainer), options)))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
