"""Draws the pictures of the presets: ``python -m app.web.pictures`` writes static/presets."""

import sys
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from app.lenses import LENSES, Look
from app.presets import PRESETS, Preset
from app.training import Trainer
from app.web.bmp import Theme, encode_bmp, read_theme
from app.web.files import find_folder

RESOLUTION = 76
"""As large as the gallery shows it, so that every pixel stays sharp."""

POINTS = 40
RIM = 255
"""The last colour of the palette, which these maps leave free: the rim of every point."""


@dataclass(frozen=True)
class Picture:
    """A map (rows, columns) of indices of colours; `classes` is 0 for a signed map."""

    indices: npt.NDArray[np.uint8]
    classes: int

    def encode(self, theme: Theme) -> bytes:
        """Return the picture as a BMP file."""
        colours = theme.coded(self.classes) if self.classes else theme.signed()
        colours[RIM] = theme.neutral
        return encode_bmp(self.indices, colours)


def draw(preset: Preset) -> Picture:
    """Train the network of a preset; return the map of its output with some training points."""
    trainer = Trainer(preset.experiment)
    trainer.run(updates=preset.updates)
    look, lens = Look(trainer), LENSES["output"]
    seen = lens.look(look, lens.options.model_validate({"resolution": RESOLUTION}))
    levels = cast("int", seen.meta["levels"])
    data = trainer.data
    chosen = data.train[:POINTS]
    targets = data.targets[chosen]
    # Two classes are numbered 0 and 1, values lie around 0: half and zero part blue from orange.
    middle = 0.5 if data.task == "binary" else 0.0
    colours = (targets + 1) * levels - 1 if levels else np.where(targets > middle, 254, 0)
    indices = np.array(seen.arrays["map"])
    places = look.plane.project(data.inputs[:, chosen])
    columns = _pixels(places[0], look.plane.x_range)
    rows = _pixels(places[1], look.plane.y_range)
    for column, row, colour in zip(columns, rows, colours, strict=True):
        indices[row - 2 : row + 3, column - 1 : column + 2] = RIM
        indices[row - 1 : row + 2, column - 2 : column + 3] = RIM
        indices[row - 1 : row + 2, column - 1 : column + 2] = colour
    return Picture(indices, len(data.classes) if levels else 0)


def _pixels(values: npt.NDArray[np.float64], limits: tuple[float, float]) -> npt.NDArray[np.int64]:
    """Return the pixel of each value, at least two from the border."""
    share = (values - limits[0]) / (limits[1] - limits[0])
    return np.clip(share * RESOLUTION, 2, RESOLUTION - 3).astype(np.int64)


def main() -> None:
    """Write the picture of every preset."""
    static = find_folder("static")
    theme = read_theme((static / "css" / "tokens.css").read_text(encoding="utf-8"))
    for preset in PRESETS.values():
        target = static / preset.picture
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(draw(preset).encode(theme))
        sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
