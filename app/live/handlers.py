"""What each command does to a Run: one small function a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from app.data import DataError
from app.experiment import Experiment, View, read_link
from app.live import checkpoints, commands, rewinding
from app.live.commands import CommandError, explain
from app.live.goal import Goal
from app.live.rewinding import begin_past, go_on
from app.live.telling import tell_experiment
from app.training import (
    AddLayer,
    AddUnit,
    EditError,
    EditReport,
    Operation,
    Readable,
    RemoveLayer,
    RemoveUnit,
    SetBias,
    SetWeight,
    Trainer,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from app.live.run import Run
    from app.settings import Settings

MEASURED = 20
"""So many times the multiplications of an update are allowed for a look at all examples: it is not
followed by a way back, and made once for a picture."""

Result = dict[str, Any] | None
"""What a command is answered; None if the answer comes later."""


def handle(run: Run, command: commands.Command) -> Result:
    """Carry out a command and return its result.

    Raises:
        CommandError: if it cannot be carried out; nothing is changed then.

    """
    return HANDLERS[type(command)](run, command)


def _open(run: Run, command: commands.Open) -> Result:
    view = None if command.view is None else _valid(View, command.view, "view")
    notes: list[str] = []
    if command.checkpoint is not None:
        trainer = checkpoints.unpack(command.checkpoint)
    elif command.experiment is not None:
        trainer = _trainer(_valid(Experiment, command.experiment, "experiment"))
    else:
        opened = read_link(command.link or "")
        view = view or opened.view
        notes = opened.notes
        trainer = _trainer(opened.experiment)
    check_limits(trainer, run.settings)
    run.place(trainer)
    if view is not None and "speed" in view.model_fields_set:
        run.pace.change(view.speed, run.clock())
    shown = None if view is None else view.model_dump(mode="json", exclude_unset=True)
    notes = [*notes, *trainer.notes]
    tell_experiment(run, notes=notes, kept=command.checkpoint is not None, view=shown)
    begin_past(run)
    run.tell_status()
    run.keep()
    return {}


def _trainer(experiment: Experiment) -> Trainer:
    try:
        return Trainer(experiment)
    except DataError as error:
        raise CommandError("invalid", error.message, f"experiment.{error.path}") from None


_M = TypeVar("_M", bound="BaseModel")


def _valid(model: type[_M], fields: dict[str, Any], name: str) -> _M:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        message, path = explain(error)
        raise CommandError("invalid", message, f"{name}.{path}") from None


def check_limits(trainer: Readable, settings: Settings) -> None:
    """Raise CommandError if a network or its data are larger than this server allows."""
    parameters = trainer.network.params.size
    if parameters > settings.max_parameters:
        message = (
            f"The network would have {parameters:,} weights and biases; "
            f"this server allows {settings.max_parameters:,}."
        )
        raise CommandError("refused", message, "layers")
    _check_work(trainer, settings)
    if trainer.data.size > settings.max_samples:
        message = (
            f"There would be {trainer.data.size:,} examples; "
            f"this server allows {settings.max_samples:,}."
        )
        raise CommandError("refused", message, "data.samples")


def _check_work(trainer: Readable, settings: Settings) -> None:
    """Raise CommandError if an update, or measuring the losses, would hold up other Runs."""
    batch = min(trainer.experiment.training.batch_size, len(trainer.data.train))
    for what, examples, most in (
        ("An update of this network", batch, settings.max_work),
        ("Measuring the losses", trainer.data.size, MEASURED * settings.max_work),
    ):
        if trainer.network.work * examples > most:
            message = (
                f"{what} would take some {trainer.network.work * examples:,} multiplications; "
                f"this server allows {most:,}. Use fewer or smaller layers, or fewer examples."
            )
            raise CommandError("refused", message, "layers")


def _watch(run: Run, command: commands.Watch) -> Result:
    run.watching.watch(command.lenses, command.plane)
    return {}


def _play(run: Run, command: commands.Play) -> Result:
    trainer = run.trainer
    go_on(run)
    began, run.playing = not run.playing, True
    if command.until is not None:
        run.pace.restart(run.clock(), max(0, command.until - trainer.update))
    elif began or run.pace.led:
        run.pace.restart(run.clock())
    # Who leads says many times a second how far to go; that is no news for anybody.
    if began or command.until is None:
        run.tell_status()
    return {}


def _pause(run: Run, command: commands.Pause) -> Result:
    run.require_open()
    run.pause()
    return {}


def _speed(run: Run, command: commands.Speed) -> Result:
    run.pace.change(command.updates_per_second, run.clock())
    return {}


def _step(run: Run, command: commands.Step) -> Result:
    trainer = run.trainer
    go_on(run)
    if command.updates is not None:
        goal = Goal(command.id, update=trainer.update + command.updates)
    else:
        goal = Goal(command.id, epoch=int(trainer.epoch) + (command.epochs or 0))
    run.set_out(goal)
    return None


def _goto(run: Run, command: commands.Goto) -> Result:
    goal = Goal(command.id, command.update, command.epoch)
    if goal.passed(run.trainer):
        run.trainer.reset()
        tell_experiment(run)
        begin_past(run)
    go_on(run)
    run.set_out(goal)
    return None


def _reset(run: Run, command: commands.Reset) -> Result:
    run.trainer.reset()
    return _started_anew(run)


def _new_weights(run: Run, command: commands.NewWeights) -> Result:
    run.trainer.new_weights()
    return _started_anew(run)


def _started_anew(run: Run) -> Result:
    tell_experiment(run, kept=False)
    begin_past(run)
    run.pace.restart(run.clock())
    run.tell_status()
    run.keep()
    return {}


def _edit(run: Run, command: commands.Edit) -> Result:
    return _change(run, lambda check: run.trainer.edit(command.changes, check))


def _add_layer(run: Run, command: commands.AddLayer) -> Result:
    return _apply(run, AddLayer(command.index, command.layer))


def _remove_layer(run: Run, command: commands.RemoveLayer) -> Result:
    return _apply(run, RemoveLayer(command.index))


def _add_unit(run: Run, command: commands.AddUnit) -> Result:
    return _apply(run, AddUnit(command.layer))


def _remove_unit(run: Run, command: commands.RemoveUnit) -> Result:
    return _apply(run, RemoveUnit(command.layer, command.unit))


def _set_weight(run: Run, command: commands.SetWeight) -> Result:
    operation = SetWeight(command.layer, command.unit, command.input, command.value)
    return _apply(run, operation)


def _set_bias(run: Run, command: commands.SetBias) -> Result:
    return _apply(run, SetBias(command.layer, command.unit, command.value))


def _apply(run: Run, operation: Operation) -> Result:
    return _change(run, lambda check: run.trainer.apply(operation, check))


def _change(run: Run, change: Callable[[Callable[[Readable], None]], EditReport]) -> Result:
    """Change the trainer, unless what it leads to breaks a limit of this server."""
    try:
        report = change(lambda result: check_limits(result, run.settings))
    except (EditError, DataError) as error:
        raise CommandError("invalid", error.message, error.path) from None
    tell_experiment(run, notes=report.notes, kept=report.kept, report=report)
    go_on(run)
    if run.trainer.update == 0:
        begin_past(run)
    run.keep()
    return {
        "kept": report.kept,
        "notes": list(report.notes),
        "loss_before": report.loss_before,
        "loss_after": report.loss_after,
    }


def _ping(run: Run, command: commands.Ping) -> Result:
    return {}


HANDLERS: dict[type[commands.Command], Callable[[Run, Any], Result]] = {
    commands.Open: _open,
    commands.Watch: _watch,
    commands.Play: _play,
    commands.Pause: _pause,
    commands.Speed: _speed,
    commands.Step: _step,
    commands.Goto: _goto,
    commands.Reset: _reset,
    commands.NewWeights: _new_weights,
    commands.Edit: _edit,
    commands.AddLayer: _add_layer,
    commands.RemoveLayer: _remove_layer,
    commands.AddUnit: _add_unit,
    commands.RemoveUnit: _remove_unit,
    commands.SetWeight: _set_weight,
    commands.SetBias: _set_bias,
    commands.Seek: rewinding.seek,
    commands.LookBack: rewinding.look_back,
    commands.KeepMoment: rewinding.keep_moment,
    commands.ReleaseMoment: rewinding.release_moment,
    commands.Moments: rewinding.moments,
    commands.Ping: _ping,
}
