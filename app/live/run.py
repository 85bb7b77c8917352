"""A Run: one person's live Trainer, with the lenses that are watched and its pace."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from app.experiment import View
from app.live import checkpoints
from app.live.age import Age
from app.live.aside import Aside
from app.live.bursts import Bursts
from app.live.commands import (
    CommandError,
    NewWeights,
    Open,
    Pause,
    Ping,
    Play,
    Reset,
    Seek,
    Speed,
    Watch,
)
from app.live.detail import Detail, Rest
from app.live.events import Done, Error, Notice, Status
from app.live.flow import Flow
from app.live.handlers import handle
from app.live.inbox import Inbox
from app.live.pace import Pace
from app.live.rewind import Rewind
from app.live.watching import Moment, Watching

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from app.live.commands import Command
    from app.live.figures import RunFigures
    from app.live.goal import Goal
    from app.live.memory import Memory
    from app.live.outbox import Message
    from app.settings import Settings
    from app.training import Trainer

ENDS_A_STEP = (Pause, Play, Open, Reset, NewWeights, Seek)
"""A step or jump under way ends where it is as soon as one of these arrives."""

PASSES_A_LONG_STEP = (Watch, Speed, Ping)
"""These change no number and need not wait for a long step; all others are done in order."""

LONG_STEP = 0.25
"""Seconds after which a step under way is a long one."""

CHECKPOINT_GAP = 0.5
"""Seconds between two checkpoints at least, however many edits are made."""

LONG_WAIT = 0.0625
"""Seconds of waiting for a turn that frames notice: half of the time between two of them."""


class Run:
    """Carries out commands in order and trains, in slices, whenever the scheduler lets it.

    Everything it says goes to `put`: events as text, frames and checkpoints as bytes, and at the
    end the reason for closing. Times are seconds of `clock`; `meter` tells the processor time this
    thread has used, by which the next burst of updates is planned, and `wait` how long Runs of this
    process wait for their turn.
    """

    def __init__(
        self,
        put: Callable[[Message], None],
        settings: Settings,
        figures: RunFigures,
        clock: Callable[[], float],
        executor: Executor | None = None,
        *,
        meter: Callable[[], float] | None = None,
        wait: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.put = put
        self.settings = settings
        self.clock = clock
        self.pace = Pace(View().speed)
        self.rewind = Rewind(settings.max_rewind_megabytes)
        self.playing = False
        self.goal: Goal | None = None
        self._meter = meter or clock
        self._wait = wait
        self._figures = figures
        self._flow = Flow()
        self._detail = Detail(clock)
        self._inbox = Inbox(
            settings.max_message_bytes, settings.max_command_bytes, self._acknowledge
        )
        self._aside = Aside(executor, figures.failures, clock)
        self._trainer: Trainer | None = None
        self._watching: Watching | None = None
        self._set_out = 0.0
        self._bursts = Bursts()
        self._next_frame = -math.inf
        self._rest = Rest()
        self._failed: Moment | None = None
        self._in_hand: int | None = None
        self._last_checkpoint = -math.inf
        self._checkpoint_time = math.inf
        self._age = Age(settings, clock())

    # What commands work on

    @property
    def trainer(self) -> Trainer:
        """The open experiment's trainer.

        Raises:
            CommandError: if nothing was opened yet.

        """
        self.require_open()
        assert self._trainer is not None
        return self._trainer

    @property
    def watching(self) -> Watching:
        """What the browser watches; raises as `trainer` does."""
        self.require_open()
        assert self._watching is not None
        return self._watching

    @property
    def opened(self) -> bool:
        """Whether an experiment is open."""
        return self._trainer is not None

    def require_open(self) -> None:
        """Raise CommandError if nothing was opened yet."""
        if not self.opened:
            raise CommandError("not_open", "Open an experiment first.")

    def place(self, trainer: Trainer, memory: Memory | None = None) -> None:
        """Put a trainer in the place of the present one, paused; `memory` is that of the lenses."""
        begin = (trainer, None, self._aside.backgrounds, self.rewind.moments)
        self._trainer = trainer
        self._watching = (self._watching or Watching(*begin)).continued(trainer, memory)
        self._bursts.forget()
        self._rest = Rest()
        self.playing = False

    def keep(self) -> None:
        """Send a checkpoint soon; while the past is shown the browser has that of the present."""
        if self.rewind.past:
            return
        time = max(self.clock(), self._last_checkpoint + self._detail.spaced(CHECKPOINT_GAP))
        self._checkpoint_time = min(self._checkpoint_time, time)

    def hand_over(self) -> None:
        """Send a checkpoint now, since this server or the network is about to go elsewhere.

        Training ends with it, so that nobody sees numbers that are not in it. The page is not
        told of a pause: where it opens again, it plays on.
        """
        self.playing, self.goal = False, None
        if self._trainer is not None and not self.rewind.past:
            self._checkpoint_time = -math.inf
            self._send_checkpoint()

    def tell_status(self, reason: str | None = None, message: str | None = None) -> None:
        """Send the status as it is now."""
        trainer = self.trainer
        status = Status(
            status="playing" if self.playing else "paused",
            reason=reason,
            message=message,
            update=trainer.update,
            epoch=trainer.epoch,
        )
        self.put(status.text())

    def set_out(self, goal: Goal) -> None:
        """Train up to a goal, then pause and answer its command."""
        self.playing = False
        self.goal = goal
        self._set_out = self.clock()

    def pause(self, reason: str | None = None, message: str | None = None) -> None:
        """Stop training, answer a step under way, and say so."""
        self.playing = False
        self.tell_status(reason, message)
        self._end_goal()
        self.keep()

    def _end_goal(self) -> None:
        goal, self.goal = self.goal, None
        if goal is not None:
            self.put(Done(id=goal.command, result=goal.result(self.trainer)).text())

    # The scheduler's side

    def receive(self, message: str | bytes) -> None:
        """Take in one message of the browser."""
        self._inbox.receive(message)

    def _acknowledge(self, number: int) -> None:
        if self._flow.acknowledge(number):
            self._detail.acknowledged()

    def close(self) -> None:
        """End what goes on beside the training; the Run is not used any more."""
        self._aside.backgrounds.close_all()

    def due(self, now: float) -> float:
        """Return when there is something to do."""
        if self._may_take():
            return now
        training = self._training_time(now)
        if training <= now:
            return training
        age = self._age.due(training=self.playing or self.goal is not None)
        aside = self._aside.due(now, training)
        return min(training, self._frame_time(), self._checkpoint_time, age, aside)

    def _training_time(self, now: float) -> float:
        pace = self.pace.next_time(now, seen=self._flow.room()) if self.playing else math.inf
        return now if self.goal else pace

    def urgent(self) -> bool:
        """Tell whether the browser waits for an answer."""
        return self._may_take()

    def work(self, until: float) -> None:
        """Carry out commands, train, send a frame and a checkpoint, as far as each is due."""
        with self._figures.slice_seconds.time():
            while self._may_take():
                self._carry_out()
                if self.clock() >= until:
                    break
            self._aside.work(until, self._training_time)
            self._train(until)
            self._send_frame()
            self._send_checkpoint()
            self._grow_older()

    def fail(self, error: Exception) -> None:
        """Pause after an unexpected error of ours, and say so."""
        self._figures.failures.inc()
        message = f"Something went wrong in the server ({type(error).__name__})."
        if self._in_hand is not None:
            self.put(Error(id=self._in_hand, code="failed", message=message, path="").text())
            self._in_hand = None
        elif self._trainer is None:
            self.put(Notice(message=message).text())
        self._checkpoint_time = math.inf
        self.playing = False
        if self._trainer is not None:
            self._failed = self._moment(self._trainer)
            self.tell_status("failed", f"{message} The Run is paused.")
            self._end_goal()

    # Commands

    def _may_take(self) -> bool:
        first = self._inbox.first()
        if first is None:
            return False
        return (
            self.goal is None
            or self._passes(first)
            or any(isinstance(each, ENDS_A_STEP) for each in self._inbox)
        )

    def _passes(self, command: Command | CommandError | None) -> bool:
        long = self.clock() - self._set_out > LONG_STEP
        return long and isinstance(command, PASSES_A_LONG_STEP)

    def _carry_out(self) -> None:
        first = self._inbox.first()
        if self.goal is not None and not self._passes(first):
            self.pause()
        command = self._inbox.take()
        if isinstance(command, CommandError):
            self._refuse(command, command.id, "unreadable")
            return
        led_on = self.playing and self.pace.led and isinstance(command, Play)
        if not (led_on or isinstance(command, Ping)):
            self._age.use(self.clock())
        self._in_hand = command.id
        self._failed = None
        try:
            result = handle(self, command)
        except CommandError as error:
            self._refuse(error, command.id, command.type)
        else:
            self._figures.commands.labels(command.type, "done").inc()
            if result is not None:
                self.put(Done(id=command.id, result=result).text())
        self._in_hand = None

    def _refuse(self, error: CommandError, id: int | None, kind: str) -> None:  # noqa: A002
        self._figures.commands.labels(kind, error.code).inc()
        event = Error(id=id, code=error.code, message=error.message, path=error.path)
        self.put(event.text())

    # Training

    def _wanted(self, trainer: Trainer) -> float:
        if self.goal is not None:
            return self.goal.updates_left(trainer)
        return self.pace.due_updates(self.clock()) if self.playing else 0

    def _train(self, until: float) -> None:
        trainer, watching = self._trainer, self._watching
        if trainer is None or watching is None:
            return
        now = self.clock()
        wanted = self._wanted(trainer)
        self._bursts.begin(until - now)
        while wanted > 0:
            before = self._meter()
            fits = int(min(wanted, self._bursts.fits(), self.rewind.left(trainer)))
            made = trainer.run(updates=fits)
            self._bursts.took(made, self._meter() - before)
            after = self.clock()
            self._aside.trained(after - now)
            self._figures.updates.inc(made)
            self.pace.did(made, after)
            self.rewind.visit(trainer, watching)
            if trainer.stopped is not None:
                self.pause(trainer.stopped.reason, trainer.stopped.message)
                return
            now, wanted = after, self._wanted(trainer)
            if not self._bursts.worth():
                break
        else:
            self._bursts.satisfied()
        if self.goal is not None and wanted == 0:
            self.pause()
        elif self.playing and self._checkpoint_time == math.inf:
            gap = self._detail.spaced(self.settings.checkpoint_seconds)
            self._checkpoint_time = self._last_checkpoint + gap

    # What goes to the browser

    def _moment(self, trainer: Trainer) -> Moment:
        playing = self.playing or self.goal is not None
        moving = playing or not self._rest.shows(trainer.version)
        return Moment(trainer.version, playing, self._detail.factor(playing=moving))

    def _frame_time(self) -> float:
        if self._trainer is None or not self._flow.room():
            return math.inf
        return self._moment_time(self._moment(self._trainer))

    def _moment_time(self, moment: Moment) -> float:
        if moment == self._failed or (self.playing and self.pace.on_the_way):
            return math.inf
        rest = -math.inf if moment.playing else self._rest.over(moment.version)
        return max(self.watching.due(moment), self._next_frame, rest)

    def _send_frame(self) -> None:
        trainer, room, now = self._trainer, self._flow.room(), self.clock()
        if self.playing and (not room or self._wait() > LONG_WAIT):
            self._detail.waiting(line=not room)
        if trainer is None or not room:
            return
        moment = self._moment(trainer)
        if self._moment_time(moment) > now:
            return
        header: dict[str, Any] = {
            "kind": "frame",
            "seq": self._flow.sent + 1,
            "update": trainer.update,
            "epoch": trainer.epoch,
            "status": "playing" if moment.playing else "paused",
            "metrics": trainer.metrics(),
        }
        frame = self.watching.frame(header, moment, now)
        if self.watching.anything:
            self._rest.show(trainer.version, now, playing=moment.playing)
        self._flow.next_number()
        self._next_frame = now + 1 / self.settings.max_frames_per_second
        self._figures.sent(frame)
        self.put(frame)

    def _send_checkpoint(self) -> None:
        now = self.clock()
        if self._trainer is not None and self._checkpoint_time <= now:
            self._checkpoint_time = math.inf
            self._last_checkpoint = now
            self.put(checkpoints.pack(self._trainer))

    def _grow_older(self) -> None:
        """End when the time has come; what the browser keeps is the network as it is now."""
        now = self.clock()
        reason = self._age.end(now)
        if reason is not None:
            self.hand_over()
            self.put(reason)
        elif (self.playing or self.goal) and (sentence := self._age.pause(now)):
            self.pause("idle", sentence)
