"""What the pictures of presets are of: each painting turns a trained network into a small map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from app.lenses import LENSES, Look
from app.lenses.maps import NEUTRAL, quantize
from app.nn import Conv2D
from app.web.bmp import encode_bmp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.lenses import Arrays
    from app.presets import Shows
    from app.training import Trainer
    from app.web.bmp import Theme

Floats = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.uint8]

RESOLUTION = 76
"""As large as the gallery shows it, so that every pixel stays sharp."""

POINTS = 40
RIM = 255
"""The last colour of the palette, which the maps leave free: the rim of every point."""

ACROSS = 3
GAP = 2
TILE = (RESOLUTION - (ACROSS - 1) * GAP) // ACROSS
"""Nine tiles of 24 pixels: room for maps of 12 × 12, 8 × 8, 6 × 6 and kernels of 3 × 3."""

NEGATIVE, POSITIVE = 0, 2 * NEUTRAL
FAINT = 100
"""A colour near neutral, between tiles."""


@dataclass(frozen=True)
class Picture:
    """A map (rows, columns) of indices of colours; `classes` is 0 for a signed map.

    The first row is the lowest, as in the file.
    """

    indices: Indices
    classes: int = 0

    def encode(self, theme: Theme) -> bytes:
        """Return the picture as a BMP file."""
        colours = theme.coded(self.classes) if self.classes else theme.signed()
        colours[RIM] = theme.neutral
        return encode_bmp(self.indices, colours)


def _seen(trainer: Trainer, lens: str, **options: Any) -> Arrays:  # noqa: ANN401 - a lens's own
    chosen = LENSES[lens]
    return chosen.look(Look(trainer), chosen.options.model_validate(options))


def _output(trainer: Trainer) -> Picture:
    """Return the output over the plane, with some training points."""
    seen = _seen(trainer, "output", resolution=RESOLUTION)
    levels = cast("int", seen.meta["levels"])
    data, plane = trainer.data, Look(trainer).plane
    chosen = data.train[:POINTS]
    targets = data.targets[chosen]
    # Two classes are numbered 0 and 1, values lie around 0: half and zero part blue from orange.
    middle = 0.5 if data.task == "binary" else 0.0
    colours = (targets + 1) * levels - 1 if levels else np.where(targets > middle, 254, 0)
    indices = np.array(seen.arrays["map"])
    places = plane.project(data.inputs[:, chosen])
    columns = _pixels(places[0], plane.x_range)
    rows = _pixels(places[1], plane.y_range)
    for column, row, colour in zip(columns, rows, colours, strict=True):
        indices[row - 2 : row + 3, column - 1 : column + 2] = RIM
        indices[row - 1 : row + 2, column - 2 : column + 3] = RIM
        indices[row - 1 : row + 2, column - 1 : column + 2] = colour
    return Picture(indices, len(data.classes) if levels else 0)


def _channels(trainer: Trainer) -> Picture:
    """Return a test picture that is answered rightly, and the first channels of the layers."""
    data, network = trainer.data, trainer.network
    decided = trainer.predict(data.inputs[:, data.test])
    right = data.test[np.flatnonzero(decided == data.targets[data.test])]
    example = int(right[0] if right.size else data.test[0])
    raw = data.inputs[:, [example]]
    network.forward(trainer.inputs(raw))
    tiles = list(data.original(raw).reshape(data.shape))
    for place, layer in enumerate(network.layers):
        if isinstance(layer, Conv2D):
            tiles += list(network.activations(place)[:, 0].reshape(layer.shape))
    return _mosaic(tiles)


def _kernels(trainer: Trainer) -> Picture:
    """Return the first kernels, of the first layer and then of the second."""
    tiles: list[Floats] = []
    for layer in trainer.network.layers:
        if isinstance(layer, Conv2D):
            tiles += [kernel[0] for kernel in layer.parameters()["weights"]]
    return _mosaic(tiles)


def _state(trainer: Trainer) -> Picture:
    """Return the cell state of a test example, or its hidden state: units over steps."""
    seen = _seen(trainer, "through_time", example=int(trainer.data.test[0]))
    state = seen.arrays["cell" if "cell" in seen.arrays else "hidden"]
    return _filled(state.T / np.abs(state).max())


def _answers(trainer: Trainer) -> Picture:
    """Return how sure each class is after every step of a test example."""
    seen = _seen(trainer, "through_time", example=int(trainer.data.test[0]))
    return _filled(seen.arrays["answers"])


def _attention(trainer: Trainer) -> Picture:
    """Return the attention of the first head on a test example: rows look at columns."""
    seen = _seen(trainer, "attention", example=int(trainer.data.test[0]))
    attention = seen.arrays["attention"][0]
    return _filled(attention / attention.max())


def _forecast(trainer: Trainer) -> Picture:
    """Return what came (blue) and what was predicted (orange) in the test years."""
    data = trainer.data
    order = np.sort(data.test)
    return _lines([data.targets[order], trainer.outputs(data.inputs[:, order])[0]])


def _losses(trainer: Trainer) -> Picture:
    """Return the training loss (blue) and the test loss (orange) over the epochs."""
    curves = trainer.history.columns()
    return _lines([curves["train_loss"], curves["test_loss"]])


def _rival(trainer: Trainer) -> Picture:
    """Return what the network predicts (up) against what the data's simple rule says (across)."""
    data = trainer.data
    assert data.baseline is not None  # a preset with this painting has a rule to compare with
    own = trainer.outputs(data.inputs[:, data.test])[0]
    other = data.baseline.answers[data.test]
    low, high = min(own.min(), other.min()), max(own.max(), other.max())
    indices = np.full((RESOLUTION, RESOLUTION), NEUTRAL, np.uint8)
    np.fill_diagonal(indices, FAINT)
    indices[_pixels(own, (low, high)), _pixels(other, (low, high))] = POSITIVE
    return Picture(indices)


PAINTINGS: Mapping[Shows, Callable[[Trainer], Picture]] = {
    "output": _output,
    "channels": _channels,
    "kernels": _kernels,
    "state": _state,
    "answers": _answers,
    "attention": _attention,
    "forecast": _forecast,
    "losses": _losses,
    "rival": _rival,
}


def _mosaic(tiles: list[Floats]) -> Picture:
    """Lay nine maps into three rows, the first at the upper left, each in its own scale."""
    indices = np.full((RESOLUTION, RESOLUTION), FAINT, np.uint8)
    for number, tile in enumerate(tiles[: ACROSS**2]):
        row, column = (each * (TILE + GAP) for each in divmod(number, ACROSS))
        largest = float(np.abs(tile).max()) or 1.0
        large = _enlarged(tile / largest, TILE)
        indices[row : row + TILE, column : column + TILE] = quantize(large, 1.0)
    return Picture(indices[::-1])


def _filled(values: Floats) -> Picture:
    """Fill the picture with values from −1 to 1, the first row on top."""
    return Picture(quantize(_enlarged(values, RESOLUTION), 1.0)[::-1])


def _enlarged(values: Floats, side: int) -> Floats:
    """Return the values (rows, columns) with each repeated, so that both sides have `side`."""
    rows, columns = (np.arange(side) * length // side for length in values.shape)
    large: Floats = values[rows[:, np.newaxis], columns]
    return large


def _lines(series: list[npt.NDArray[Any]]) -> Picture:
    """Draw two series over the same steps from left to right, the second over the first."""
    indices = np.full((RESOLUTION, RESOLUTION), NEUTRAL, np.uint8)
    limits = (float(np.min(series)), float(np.max(series)))
    columns = np.arange(RESOLUTION)
    for values, colour in zip(series, (NEGATIVE, POSITIVE), strict=True):
        at = columns * (len(values) - 1) / (RESOLUTION - 1)
        heights = _pixels(np.interp(at, np.arange(len(values)), values), limits)
        for column, (low, high) in enumerate(zip(heights, np.roll(heights, 1), strict=True)):
            bottom, top = sorted((low, high)) if column else (low, low)
            indices[bottom - 1 : top + 1, column] = colour
    return Picture(indices)


def _pixels(values: npt.NDArray[Any], limits: tuple[float, float]) -> npt.NDArray[np.int64]:
    """Return the pixel of each value, at least two from the border."""
    share = (values - limits[0]) / (limits[1] - limits[0])
    return np.clip(share * RESOLUTION, 2, RESOLUTION - 3).astype(np.int64)
