"""Commands that go back in time, and what it means to go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.live.commands import CommandError
from app.live.events import Notice
from app.live.telling import tell_experiment
from app.live.watching import Moment

if TYPE_CHECKING:
    from app.live import commands
    from app.live.run import Run

NO_ROOM = (
    "There is no room for another kept moment. Remove a bookmark, or ask the operator for a larger "
    "HIDDEN_LAYERS_MAX_REWIND_MEGABYTES."
)


def seek(run: Run, command: commands.Seek) -> dict[str, Any]:
    """Show the moment; the present waits, and the browser has its checkpoint."""
    trainer, watching, rewind = run.trainer, run.watching, run.rewind
    if run.playing:
        run.pause()
    if rewind.past or command.update < trainer.update:
        run.hand_over()
        milestone = rewind.find(command.update, trainer, watching)
        rewind.show(milestone, trainer, watching)
        shown = trainer.at(milestone)
        run.place(shown, milestone.memory)
        before = (trainer.experiment, trainer.edited)
        if (shown.experiment, shown.edited) != before:
            tell_experiment(run)
        tell_timeline(run)
    return {"update": run.trainer.update, "epoch": run.trainer.epoch}


def look_back(run: Run, command: commands.LookBack) -> dict[str, Any]:
    """Send a frame of another moment; what is shown stays."""
    trainer, watching = run.trainer, run.watching
    milestone = run.rewind.find(command.update, trainer, watching)
    other = trainer.at(milestone)
    looking = watching.aside(other, milestone.memory)
    looking.watch(command.lenses, watching.plane)
    header = {
        "kind": "moment",
        "command": command.id,
        "update": other.update,
        "epoch": other.epoch,
        "status": "paused",
        "metrics": other.metrics(),
    }
    run.put(looking.frame(header, Moment(other.version, playing=False), run.clock()))
    looking.close()
    return {
        "update": other.update,
        "epoch": other.epoch,
        "experiment": other.experiment.model_dump(mode="json"),
        "description": other.describe().model_dump(mode="json"),
    }


def keep_moment(run: Run, command: commands.KeepMoment) -> dict[str, Any]:
    """Keep what is shown."""
    trainer = run.trainer
    if not run.rewind.keep(trainer, run.watching):
        raise CommandError("refused", NO_ROOM)
    tell_timeline(run)
    return {"update": trainer.update, "epoch": trainer.epoch}


def release_moment(run: Run, command: commands.ReleaseMoment) -> dict[str, Any]:
    """Let a kept moment go."""
    run.require_open()
    run.rewind.release(command.update)
    tell_timeline(run)
    return {}


def moments(run: Run, command: commands.Moments) -> dict[str, Any]:
    """Say where one can go back to."""
    run.require_open()
    return {"updates": run.rewind.updates}


def begin_past(run: Run) -> None:
    """Forget the past, since a training begins that shares nothing with it."""
    run.rewind.restart(run.trainer, run.watching)
    tell_timeline(run)


def go_on(run: Run) -> None:
    """Make the moment that is shown the present, and say what is dropped."""
    dropped = run.rewind.go_on(run.trainer)
    if dropped is None:
        return
    tell_timeline(run)
    text = f"Training goes on from update {run.trainer.update:,}"
    run.put(Notice(message=f"{text}. What came after, up to {dropped:,}, is dropped.").text())
    run.keep()


def tell_timeline(run: Run) -> None:
    """Send where in its past the Run is."""
    run.put(run.rewind.event(run.trainer).text())
