"""Layer space: how each layer bends the plane, and the straight cut that the output makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.principal import covariance, facing, followed, oriented, principal, share
from app.lenses.ranges import tame

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.nn import Layer
    from app.training import Trainer

LINES = 11
"""Lines of the grid across, and as many up."""

SAMPLES = 33
"""Places along each line, enough for a bend to look like one."""

MOST_EXAMPLES = 400
"""More examples are thinned evenly: a small picture cannot show more."""


class LayerSpaceOptions(Options):
    """Along which directions the layers are seen."""

    axes: Literal["cut", "principal", "units"] = Field(
        default="cut",
        description="The directions of most spread, with the last layer turned so that the "
        "output's cut is seen edge-on (cut) or without (principal); or chosen units.",
    )
    dimensions: int = Field(default=2, ge=2, le=3, description="A plane or a space.")
    x: int = Field(default=0, ge=0, le=10_000, description="The unit across, from 0.")
    y: int = Field(default=1, ge=0, le=10_000, description="The unit up, from 0.")
    z: int = Field(default=2, ge=0, le=10_000, description="The unit towards the viewer, from 0.")


@dataclass(frozen=True)
class Frame:
    """Where a layer is seen from: an origin (units,) and orthonormal directions (k, units).

    `chosen` are the units that the directions are, empty where they are mixtures; `share` is how
    much of the layer's spread they show; the first `facing` of them are those that the outputs
    read.
    """

    origin: Floats
    directions: Floats
    chosen: tuple[int, ...]
    share: float
    facing: int = 0

    @property
    def exact(self) -> bool:
        """Whether the directions show all there is of the layer."""
        return len(self.directions) == len(self.origin)

    def project(self, values: Floats, dimensions: int) -> Floats:
        """Return the coordinates (dimensions, n) of values (units, n); missing ones are 0."""
        places = np.zeros((dimensions, values.shape[1]), dtype=np.float32)
        places[: len(self.directions)] = self.directions @ (values - self.origin[:, np.newaxis])
        return places


class LayerSpaceLens(Lens[LayerSpaceOptions]):
    """The grid of the plane and the examples as the features and every hidden layer see them."""

    name = "layer_space"
    title = "Layer space"
    sentence = "A curved boundary here is a straight cut there: each layer bends the plane."
    options = LayerSpaceOptions
    rate = 5.0
    tab = True
    rank = 12

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether each example has one answer."""
        return trainer.data.task != "steps"

    def look(self, look: Look, options: LayerSpaceOptions) -> Arrays:
        """Return `points` (P, d, n), `rows` (n,) and `grid` (P, d, lines, samples) for P spaces.

        The first space is that of the features, the others are the hidden layers'. `rows` are the
        numbers of the examples shown. `normals` (c, d) and `offsets` (c,) say what the output
        layer adds up to in the last space: `normals · place + offsets`.
        """
        trainer, size = look.trainer, options.dimensions
        if not self.fits(trainer):
            raise NothingToSee("Each example is one point here, but has an answer at each step.")
        activity = look.over_examples()
        values = [tame(each) for each in (activity.inputs, *activity.activations[:-1])]
        frames = self._frames(look, values, options)
        rows = _thinned(trainer.data.size)
        points = [f.project(v[:, rows], size) for f, v in zip(frames, values, strict=True)]
        normals, offsets = _cut(trainer.network.layers[-1], frames[-1], size)
        meta = self._meta(look, frames, values, options)
        meta["agreement"] = _agreement(look, frames[-1], normals, offsets, values[-1])
        lines = look.over("lines", trainer.inputs(_lines(look)))
        bent = [tame(each) for each in (lines.inputs, *lines.activations[:-1])]
        grid = [f.project(v, size) for f, v in zip(frames, bent, strict=True)]
        return Arrays(
            {
                "points": np.stack(points),
                "rows": rows.astype(np.int32),
                "grid": np.stack(grid).reshape(len(grid), size, 2 * LINES, SAMPLES),
                "normals": normals.astype(np.float32),
                "offsets": offsets.astype(np.float32),
            },
            meta,
        )

    def _frames(self, look: Look, values: list[Floats], options: LayerSpaceOptions) -> list[Frame]:
        train = look.trainer.data.train
        seen = [each[:, train].astype(np.float64) for each in values]
        if options.axes == "units":
            wanted = (options.x, options.y, options.z)[: options.dimensions]
            return [_along_units(each, wanted) for each in seen]
        size, update = options.dimensions, look.trainer.update
        kept = look.kept.setdefault(self.name, {})
        before, directions = kept.get((options.axes, size), (0, []))
        # Another network, or the same one from its start, has no axes to follow.
        known = [d.shape[1] for d in directions] == [len(v) for v in values] and before <= update
        places = look.plane.project(look.trainer.data.inputs[:, train])
        last = look.trainer.network.layers[-1].parameters()["weights"].astype(np.float64)
        frames = []
        for i, each in enumerate(seen):
            outputs = last if options.axes == "cut" and i == len(seen) - 1 else None
            frames.append(_mixed(each, size, places, outputs, directions[i] if known else None))
        kept[(options.axes, size)] = (update, [frame.directions for frame in frames])
        return frames

    def _meta(
        self, look: Look, frames: list[Frame], values: list[Floats], options: LayerSpaceOptions
    ) -> dict[str, Any]:
        trainer = look.trainer
        return {
            "update": trainer.update,
            "axes": options.axes,
            "dimensions": options.dimensions,
            "spaces": [
                {
                    "units": len(frame.origin),
                    "chosen": list(frame.chosen),
                    "share": frame.share,
                    "facing": frame.facing,
                    "exact": frame.exact,
                    "spread": float(
                        np.var(each[:, trainer.data.train], axis=1, dtype=np.float64).sum()
                    ),
                }
                for frame, each in zip(frames, values, strict=True)
            ],
            "lines": LINES,
            "shown": min(MOST_EXAMPLES, trainer.data.size),
            "examples": trainer.data.size,
        }


def _thinned(count: int) -> npt.NDArray[np.intp]:
    """Return the numbers of at most MOST_EXAMPLES of so many examples, evenly apart."""
    if count <= MOST_EXAMPLES:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_EXAMPLES).round().astype(np.intp)


def _lines(look: Look) -> Floats:
    """Return the examples (columns, 2·LINES·SAMPLES) along the grid of the plane.

    First the lines along which x changes, the lowest first, then those along which y does.
    """
    plane = look.plane
    along = np.linspace(0.0, 1.0, SAMPLES)
    across = np.linspace(0.0, 1.0, LINES)
    share = np.concatenate(
        [
            np.stack([np.tile(along, LINES), np.repeat(across, SAMPLES)]),
            np.stack([np.repeat(across, SAMPLES), np.tile(along, LINES)]),
        ],
        axis=1,
    )
    low, high = np.array([plane.x_range, plane.y_range]).T
    places = low[:, np.newaxis] + share * (high - low)[:, np.newaxis]
    return np.asarray(plane.origin[:, np.newaxis] + plane.directions.T @ places)


def _along_units(values: Floats, wanted: tuple[int, ...]) -> Frame:
    """See a layer along some of its units, the others at their mean."""
    units = len(values)
    chosen = tuple(dict.fromkeys(min(unit, units - 1) for unit in wanted))
    directions = np.eye(units)[list(chosen)]
    origin = values.mean(axis=1)
    origin[list(chosen)] = 0.0
    return Frame(origin, directions, chosen, share(directions, covariance(values)))


def _mixed(
    values: Floats, count: int, places: Floats, outputs: Floats | None, before: Floats | None
) -> Frame:
    """See a layer along mixtures of its units, or along the units themselves if they are as few.

    `outputs` are the weights (outputs, units) of the output layer where its cut is to be seen
    edge-on; `before` are the directions of the last look.
    """
    units = len(values)
    if units <= count:
        return _along_units(values, tuple(range(units)))
    spread, number = covariance(values), 0
    if outputs is not None:
        directions, number = facing(outputs, spread, count, before)
        if before is None:
            directions[number:] = oriented(directions[number:], values, places)
    elif before is None:
        directions = oriented(principal(spread, count), values, places)
    else:
        directions = followed(before, spread)
    return Frame(values.mean(axis=1), directions, (), share(directions, spread), number)


def _cut(output: Layer, frame: Frame, dimensions: int) -> tuple[Floats, Floats]:
    """Return what the output layer adds up to in a frame: normals (c, d) and offsets (c,)."""
    parameters = output.parameters()
    weights = parameters["weights"].astype(np.float64)
    normals = np.zeros((len(weights), dimensions))
    normals[:, : len(frame.directions)] = weights @ frame.directions.T
    return normals, weights @ frame.origin + parameters["bias"]


def _agreement(
    look: Look, frame: Frame, normals: Floats, offsets: Floats, values: Floats
) -> float | None:
    """Return for which share of the training examples the drawn cut answers as the network does.

    The cut is exact in the layer's whole space; examples beside the plane that is drawn may lie on
    its other side. None for a regression, which makes no cut.
    """
    trainer = look.trainer
    if trainer.data.task == "regression":
        return None
    train = trainer.data.train
    places = frame.project(values[:, train], normals.shape[1])
    drawn = normals @ places + offsets[:, np.newaxis]
    real = look.over_examples().preactivations[-1][:, train]
    if len(drawn) == 1:
        return float(np.mean((drawn[0] > 0) == (real[0] > 0)))
    return float(np.mean(drawn.argmax(axis=0) == real.argmax(axis=0)))


LENS = LayerSpaceLens()
