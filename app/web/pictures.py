"""Draws the pictures of the presets: ``python -m app.web.pictures`` writes static/presets."""

import argparse
import sys

from app.presets import PRESETS, Preset
from app.training import Trainer
from app.web.bmp import read_theme
from app.web.files import find_folder
from app.web.paintings import PAINTINGS, Picture


def draw(preset: Preset) -> Picture:
    """Train the network of a preset, and return the picture of it."""
    trainer = Trainer(preset.experiment)
    trainer.run(updates=preset.updates)
    return PAINTINGS[preset.shows](trainer)


def main(names: list[str] | None = None) -> None:
    """Write the pictures of the presets that are named, or of all."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the presets.")
    parser.add_argument("presets", nargs="*", metavar="preset", help="all, if none is named")
    wanted = parser.parse_args(names).presets or list(PRESETS)
    static = find_folder("static")
    theme = read_theme((static / "css" / "tokens.css").read_text(encoding="utf-8"))
    for name in wanted:
        target = static / PRESETS[name].picture
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(draw(PRESETS[name]).encode(theme))
        sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
