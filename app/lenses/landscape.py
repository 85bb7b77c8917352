"""The loss landscape: the loss over the two main directions of this training's own path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field, field_validator

from app.lenses.landscape_work import RivalWork, SurfaceWork
from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.ranges import tame
from app.nn import OPTIMIZERS
from app.training.rival import Rival

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from app.experiment import Experiment
    from app.lenses.landscape_surface import Surface
    from app.lenses.look import Look
    from app.training import Milestone, Trainer

    Floats = npt.NDArray[np.floating[Any]]

FEWEST = 3
"""Moments that span a plane."""

NONE = "none"


class LandscapeOptions(Options):
    """What else is drawn, and when the surface is computed anew."""

    rival: str = Field(
        default=NONE,
        description="An optimizer that is trained from the same start, or none.",
    )
    rate: float = Field(default=0.01, ge=1e-6, le=100, description="The rival's learning rate.")
    anew: int = Field(
        default=0, ge=0, le=2**31, description="Another number asks for a new surface."
    )

    @field_validator("rival")
    @classmethod
    def _known(cls, name: str) -> str:
        if name != NONE and name not in OPTIMIZERS:
            raise ValueError(f"the optimizers are {', '.join(OPTIMIZERS)}, or {NONE}")
        return name


class LandscapeLens(Lens[LandscapeOptions]):
    """The loss over the plane in which the path of the parameters spreads most."""

    name = "landscape"
    title = "Loss landscape"
    sentence = "Training walks downhill: the loss around the path that the weights have taken."
    options = LandscapeOptions
    rate = 4.0
    tab = True
    rank = 25
    beside = True

    def look(self, look: Look, options: LandscapeOptions) -> Arrays:
        """Return `surface` (n, n), the training loss over a plane, a row for each place upwards.

        `path` (3, m) holds where the kept moments lie on the plane and how far beside it, `updates`
        (m,) which they are. `rival` (3, k) is the path of the other optimizer, if there is one.
        """
        trainer = look.trainer
        moments = look.moments()
        path = _same_shape(moments, trainer)
        if len(path) < FEWEST:
            raise NothingToSee(_nothing(len(path) < len(moments)))
        key = (path[0], _function(trainer.experiment), trainer.data)
        work = look.background(self.name, key, lambda: SurfaceWork(trainer.setup))
        assert isinstance(work, SurfaceWork)
        rival = _rival(look, options, key)
        work.follow(path, rival.path if rival else (), options.anew)
        if work.still:
            raise NothingToSee("The weights have not moved: there is no path to look along.")
        surface = work.surface
        if surface is None or surface.values is None:
            raise NothingToSee("The surface is being computed.")
        if rival is not None:
            rival.follow(path[-1].update, surface.plane)
        return _arrays(look.trainer, work, surface, path, rival)


def _same_shape(moments: Sequence[Milestone], trainer: Trainer) -> list[Milestone]:
    """Return the moments around the trainer's whose networks have its shape."""
    shape = _shape(trainer.experiment, trainer.network.params.size)
    path: list[Milestone] = []
    for each in moments:
        if _shape(each.experiment, each.snapshot.arrays["params"].size) == shape:
            path.append(each)
        elif each.update <= trainer.update:
            path.clear()
        else:
            break
    return path


def _shape(experiment: Experiment, size: int) -> tuple[object, ...]:
    """Return what must stay for parameters to mean the same."""
    layers = tuple((each.kind, getattr(each, "units", None)) for each in experiment.layers)
    return (size, experiment.features, layers)


def _function(experiment: Experiment) -> str:
    """Return all that the loss depends on, apart from parameters and data."""
    fields = experiment.model_dump(mode="json", include={"layers", "features", "output"})
    return json.dumps([fields, experiment.training.loss])


def _loss_of(experiment: Experiment) -> tuple[object, ...]:
    return _function(experiment), experiment.data


def _nothing(edited: bool) -> str:
    if edited:
        return "An edit changed the number of weights, and a new path begins: train on a little."
    return "Press play: the path must first exist."


def _rival(look: Look, options: LandscapeOptions, key: tuple[object, ...]) -> RivalWork | None:
    """Return the other optimizer's training, if one is asked for."""
    if options.rival == NONE:
        return None
    setup, (start, *_) = look.trainer.setup, key
    others = setup.experiment.training.model_dump(
        mode="json", exclude={"optimizer", "learning_rate"}
    )
    whole = (*key, options.rival, options.rate, json.dumps(others))

    def make() -> RivalWork:
        return RivalWork(Rival(setup, start, options.rival, options.rate))  # type: ignore[arg-type]

    found = look.background("landscape.rival", whole, make)
    assert isinstance(found, RivalWork)
    return found


def _arrays(
    trainer: Trainer,
    work: SurfaceWork,
    surface: Surface,
    path: Sequence[Milestone],
    rival: RivalWork | None,
) -> Arrays:
    assert surface.values is not None
    plane, box = surface.plane, surface.box
    now, start = trainer.network.params, path[0].snapshot.arrays["params"]
    x, y, beside = plane.project(now)
    places = plane.places([each.snapshot.arrays["params"] for each in path])
    arrays: dict[str, Floats] = {
        "surface": tame(surface.values).astype(np.float32),
        "path": places.astype(np.float32),
        "updates": np.array([each.update for each in path], dtype=np.float64),
    }
    meta = {
        "x": [box.left, box.right],
        "y": [box.bottom, box.top],
        "size": surface.size,
        "progress": work.progress,
        "laid_at": surface.update,
        "held": list(surface.held),
        "parameters": len(plane.origin),
        "since": path[0].update,
        "changed": _loss_of(path[0].experiment) != _loss_of(trainer.experiment),
        "now": {
            "update": trainer.update,
            "place": [x, y],
            "beside": beside,
            "way": float(np.linalg.norm(now - start)),
            "loss": _finite(trainer.metrics()["train_loss"]),
            "on_plane": _finite(work.here(plane.at(x, y))),
        },
        "start": [_finite(each) for each in surface.start or ()],
        "rival": None,
    }
    if rival is not None:
        arrays["rival"] = plane.places(rival.path, "rival").astype(np.float32)
        meta["rival"] = {
            "optimizer": rival.trainer.experiment.training.optimizer,
            "rate": rival.trainer.experiment.training.learning_rate,
            "update": rival.trainer.update,
            "target": rival.target,
            "bounded": rival.bounded,
            "diverged": rival.trainer.stopped is not None,
            "loss": _finite(rival.loss),
            "share": rival.share,
        }
    return Arrays(arrays, meta)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


LENS = LandscapeLens()
