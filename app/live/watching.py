"""What a browser watches: which lenses, with which options, and what it has already been sent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, ValidationError

from app.lenses import LENSES, Backgrounds, Lens, Look, NothingToSee, Options, Viewpoint
from app.live import frames
from app.live.commands import CommandError, Plane, explain
from app.live.memory import Memory, Recollection
from app.live.resolutions import Scaled, scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from app.training import Milestone, Trainer


@dataclass(frozen=True)
class Moment:
    """When a frame is made: `version` is the trainer's, which grows with every change.

    `detail` is the factor on the resolution of every map.
    """

    version: int
    playing: bool
    detail: float = 1.0

    def only_finer(self, other: Moment) -> bool:
        """Tell whether all that differs from another moment is how finely maps are drawn."""
        return (self.version, self.playing) == (other.version, other.playing)


@dataclass
class Watched:
    """A lens with its options, and what its latest arrays were made from."""

    lens: Lens[Any]
    options: Options
    seen: tuple[int, ...] | None = None
    time: float = -math.inf

    def due(self, key: tuple[int, ...], moment: Moment) -> float:
        """Return when the lens has something new to show; infinity if nothing is new.

        Where maps are coarser, charts come less often, as their bytes share the same line.
        """
        if self.seen == key:
            return math.inf
        if self.seen is None or not moment.playing or self.lens.rate is None:
            return -math.inf
        return self.time + 1 / (self.lens.rate * moment.detail**2)


class Watching:
    """Makes the frames of one browser: only watched lenses, and of those only what is new."""

    def __init__(
        self,
        trainer: Trainer,
        plane: Plane | None = None,
        backgrounds: Backgrounds | None = None,
        past: Callable[[Trainer], tuple[Milestone, ...]] | None = None,
    ) -> None:
        self._trainer = trainer
        self._past = past or (lambda present: (present.milestone(),))
        self._plane = plane or Plane()
        self._backgrounds = backgrounds or Backgrounds()
        self._viewpoint = self._new_viewpoint()
        self._watched: dict[str, Watched] = {}
        self._scaled: dict[float, dict[str, Scaled]] = {}
        self._given = _given(trainer)
        self._given_number = 0
        self._sent: Moment | None = None
        self._recollection = Recollection()

    def _new_viewpoint(self) -> Viewpoint:
        return Viewpoint(
            self._trainer, self._plane.x, self._plane.y, self._backgrounds, self._moments
        )

    def _moments(self) -> tuple[Milestone, ...]:
        return self._past(self._trainer)

    def continued(self, trainer: Trainer, memory: Memory | None = None) -> Watching:
        """Return the same watching for another trainer, with everything to be sent anew.

        Lenses remember what they did when `memory` was asked for, and their background work goes
        on; without a memory here begins something else.
        """
        if memory is None:
            self._backgrounds.close_all()
        return self._seen_from(trainer, memory, self._backgrounds, self._past)

    def aside(self, trainer: Trainer, memory: Memory | None) -> Watching:
        """Return the same watching for one look at another trainer; it is to be closed then."""
        moments = self._moments()
        return self._seen_from(trainer, memory, self._backgrounds.borrowed(), lambda _: moments)

    def close(self) -> None:
        """End all background work."""
        self._backgrounds.close_all()

    def _seen_from(
        self,
        trainer: Trainer,
        memory: Memory | None,
        backgrounds: Backgrounds,
        past: Callable[[Trainer], tuple[Milestone, ...]],
    ) -> Watching:
        other = Watching(trainer, self._plane, backgrounds, past)
        if memory is not None and memory.plane == self._plane:
            other._viewpoint.kept = memory.copy_for(trainer.data)
        other._watched = {n: Watched(w.lens, w.options) for n, w in self._watched.items()}
        return other

    @property
    def plane(self) -> Plane:
        """The directions over which maps are drawn."""
        return self._plane

    @property
    def anything(self) -> bool:
        """Whether any lens is watched, so that frames have more than a header."""
        return bool(self._watched)

    @property
    def memory(self) -> Memory:
        """What the lenses remember, as it was before they looked at the present numbers."""
        return self._recollection.memory(self._viewpoint.kept, self._trainer, self._plane)

    def watch(self, lenses: Mapping[str, Mapping[str, JsonValue]], plane: Plane) -> None:
        """Watch these lenses and no others; those that stay as they are need not be sent again.

        Raises:
            CommandError: for an unknown lens or wrong options; nothing is changed then.

        """
        wanted = {name: Watched(_lens(name), _options(name, lenses[name])) for name in lenses}
        moved = plane != self._plane
        if moved:
            self._plane = plane
            self._viewpoint = self._new_viewpoint()
            self._recollection = Recollection()
        for name, new in wanted.items():
            old = self._watched.get(name)
            if old is not None and old.options == new.options and not moved:
                wanted[name] = old
        self._watched = wanted
        self._scaled = {}
        self._backgrounds.watch(wanted)

    def due(self, moment: Moment) -> float:
        """Return when there is something new for a frame; infinity if there is nothing."""
        if self._sent is None or not moment.only_finer(self._sent):
            return -math.inf
        self._notice_changes()
        at = self._at(moment.detail)
        due = (
            each.due(self._key(each, at[name], moment), moment)
            for name, each in self._watched.items()
        )
        return min(due, default=math.inf)

    def frame(self, header: Mapping[str, Any], moment: Moment, now: float) -> bytes:
        """Return a frame with the header and all that is new for the browser."""
        self._notice_changes()
        at = self._at(moment.detail)
        due = [
            name
            for name, watched in self._watched.items()
            if watched.due(self._key(watched, at[name], moment), moment) <= now
        ]
        finest = max((at[name].resolution for name in due), default=0)
        look = Look(self._trainer, self._viewpoint, finest)
        metas: dict[str, Any] = {}
        missing: dict[str, str] = {}
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name in due:
            watched = self._watched[name]
            self._recollection.before(name, self._viewpoint.kept, self._trainer)
            self._backgrounds.begin_look(name)
            try:
                seen = watched.lens.look(look, at[name].options)
            except NothingToSee as reason:
                missing[name] = str(reason)
                continue
            finally:
                self._backgrounds.end_look(name)
                watched.seen, watched.time = self._key(watched, at[name], moment), now
            metas[name] = seen.meta
            arrays |= {f"{name}/{part}": array for part, array in seen.arrays.items()}
        self._sent = moment
        return frames.encode({**header, "lenses": metas, "missing": missing}, arrays)

    def _at(self, detail: float) -> dict[str, Scaled]:
        """Return the options of every lens, with maps as fine as this detail wants them."""
        if detail not in self._scaled:
            asked = {name: watched.options for name, watched in self._watched.items()}
            self._scaled[detail] = scaled(asked, detail)
        return self._scaled[detail]

    def _notice_changes(self) -> None:
        given = _given(self._trainer)
        if any(new is not old for new, old in zip(given, self._given, strict=True)):
            self._given = given
            self._given_number += 1

    def _key(self, watched: Watched, at: Scaled, moment: Moment) -> tuple[int, ...]:
        beside = self._backgrounds.version(watched.lens.name)
        version = 0 if watched.lens.depends == "data" else moment.version
        return (self._given_number, version, at.resolution, *beside)


def _given(trainer: Trainer) -> tuple[object, ...]:
    """Return what training leaves alone: the data, the features, the network as it is built."""
    return (trainer.data, trainer.input_names, trainer.network)


def _lens(name: str) -> Lens[Any]:
    if name not in LENSES:
        known = ", ".join(LENSES)
        raise CommandError(
            "invalid", f"There is no lens {name[:40]!r}; there are {known}.", "lenses"
        )
    return LENSES[name]


def _options(name: str, given: Mapping[str, JsonValue]) -> Options:
    try:
        return LENSES[name].options.model_validate(given)
    except ValidationError as error:
        message, path = explain(error)
        raise CommandError("invalid", message, f"lenses.{name}.{path}") from None
