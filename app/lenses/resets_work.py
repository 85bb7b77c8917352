"""The training behind the lens "Many resets": networks from many seeds, pictured now and then."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.lenses.background import Background
from app.lenses.output import code_answers
from app.lenses.ranges import HUGE, tame
from app.training import ManySeeds, Trainer, has_plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from app.lenses.maps import Floats
    from app.lenses.plane import Plane

MOST = 32
"""Networks at most."""

MEMORY = 64 * 2**20
"""Bytes that the values of all networks over all examples may take; large networks are fewer."""

PIXELS = 40
"""Along each side of a picture."""

POINTS = 120
"""Of a curve at most."""

PAUSE = 0.3
"""Seconds between two rounds of pictures, and three times as long as a round takes at least."""


@dataclass(frozen=True, eq=False)
class Shown:
    """All networks at one moment: pictures (N, r, r), test measures (N,), curves (N, P).

    ``coding`` says how the bytes of the pictures are to be read.
    """

    pictures: npt.NDArray[np.uint8]
    coding: dict[str, Any]
    losses: Floats
    scores: Floats
    epoch: float
    epochs: Floats
    loss_curves: Floats
    score_curves: Floats
    updates: list[int]
    stopped: list[str]


class ResetsWork(Background):
    """Trains networks that differ from a trainer's in their seed, from the start.

    Args:
        trainer: whose experiment is repeated; its own seed comes first, the others count up.
        count: how many networks.
        plane: over which their pictures are made.

    Attributes:
        shown: the networks when they were last pictured, None before the first time.

    """

    patient = True

    def __init__(self, trainer: Trainer, count: int, plane: Plane) -> None:
        self.experiment = trainer.experiment
        self.examples = trainer.examples
        self.seeds = tuple((trainer.experiment.seed + i) % 2**32 for i in range(count))
        self.epochs = 0
        self.paused = False
        self.shown: Shown | None = None
        self._painter = Trainer(self.experiment, known=self.examples)
        self._many = ManySeeds(self.experiment, self.seeds, known=self.examples)
        self._made = False
        self._trained = False
        self._pictures: list[npt.NDArray[np.uint8]] = []
        self._coding: dict[str, Any] = {}
        self._stale = True
        self._next_round = 0.0
        self._began = 0.0
        self.look_over(plane)

    @property
    def alone(self) -> str:
        """Why the networks are trained one after the other; empty if they are stacked."""
        return self._many.alone

    @property
    def finished(self) -> bool:
        """Whether all networks are trained and shown as they are."""
        return self._trained and not self._stale

    def aim(self, epochs: int, *, paused: bool) -> None:
        """Train up to the end of so many epochs, or rest."""
        if epochs != self.epochs:
            self.epochs, self._trained = epochs, False
        self.paused = paused

    def look_over(self, plane: Plane) -> None:
        """Make the pictures over this plane from now on."""
        self.plane = plane
        self._places = None
        if has_plane(self.examples.data):
            self._places = self._painter.inputs(plane.grid(PIXELS))
        self._pictures.clear()
        self._stale = True

    def wait(self) -> float:
        """Return 0 while there is something to train or to picture."""
        return 0.0 if self._stale or not (self._trained or self.paused) else math.inf

    def work(self, until: float) -> None:
        """Make the networks, then train, and make a round of pictures now and then."""
        if not self._made:
            self._made = self._many.make(until)
        elif self._stale and (self._trained or time.perf_counter() >= self._next_round):
            self._paint(self._many, until)
        elif self.paused:
            self._next_round = 0.0
        else:
            self._trained = self._many.advance(self.epochs, until)
            self._stale = True

    def _paint(self, many: ManySeeds, until: float) -> None:
        """Picture the next networks; after the last one all are shown as they are."""
        if not self._pictures:
            self._began = time.perf_counter()
        for member in many.members[len(self._pictures) :]:
            self._pictures.append(self._picture(member))
            member.metrics()  # remembered until the numbers change
            if time.perf_counter() >= until:
                break
        if len(self._pictures) == len(many.members):
            self.shown = self._look(many)
            self._pictures = []
            self._stale = False
            self.version += 1
            now = time.perf_counter()
            self._next_round = now + max(PAUSE, 3 * (now - self._began))

    def _picture(self, member: Trainer) -> npt.NDArray[np.uint8]:
        """Return what a network answers over the plane, computed in buffers that all share."""
        if self._places is None:
            return np.zeros((0, 0), np.uint8)
        network = self._painter.network
        network.params[...] = member.network.params
        network.load_state(member.network.state())
        with np.errstate(all="ignore"):
            output = tame(network.forward(self._places))
            coded, self._coding = code_answers(self.examples, output)
        return coded.reshape(PIXELS, PIXELS)

    def _look(self, many: ManySeeds) -> Shown:
        members = many.members
        metrics = [member.metrics() for member in members]
        score = members[0].score
        epochs, losses, scores = _curves(members)
        return Shown(
            pictures=np.stack(self._pictures),
            coding=self._coding,
            losses=_small([each["test_loss"] for each in metrics], worst=HUGE),
            scores=_small([each[f"test_{score}"] for each in metrics], worst=-HUGE),
            epoch=max(member.epoch for member in members),
            epochs=epochs,
            loss_curves=losses,
            score_curves=scores,
            updates=[member.update for member in members],
            stopped=[member.stopped.reason if member.stopped else "" for member in members],
        )


def most_networks(trainer: Trainer) -> int:
    """Return how many networks like that of a trainer can be trained at once, at least two."""
    network, examples = trainer.network, trainer.data.inputs.shape[1]
    values = 3 * examples * (network.inputs + sum(layer.units for layer in network.layers))
    size = network.params.itemsize * (values + 6 * network.params.size)
    return max(2, min(MOST, int(MEMORY // size)))


def _curves(members: Sequence[Trainer]) -> tuple[Floats, Floats, Floats]:
    """Return epochs (P,), test losses and test scores (N, P), NaN where a network had stopped."""
    columns = [member.history.columns() for member in members]
    longest = max((each["epoch"] for each in columns), key=len)
    step = -(-len(longest) // POINTS)
    # The last point is always there, and what others have of it.
    epochs = np.unique(np.append(longest[::step], longest[-1]))
    losses, scores = np.full((2, len(members), len(epochs)), np.nan, np.float32)
    for place, each in enumerate(columns):
        found = np.searchsorted(each["epoch"], epochs)
        known = np.isin(epochs, each["epoch"])
        losses[place, known] = each["test_loss"][found[known]]
        scores[place, known] = each["test_score"][found[known]]
    return epochs.astype(np.float32), losses, scores


def _small(values: list[float], worst: float) -> Floats:
    """Return measures as float32; what is no number has reached no goal."""
    finite = np.nan_to_num(values, nan=worst, posinf=HUGE, neginf=-HUGE)
    return np.clip(finite, -HUGE, HUGE).astype(np.float32)
