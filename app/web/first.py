"""The first picture: the network of the first visit, drawn before any script runs."""

from typing import Any

import numpy as np

from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Look
from app.training import Trainer
from app.web.bmp import Bytes, Theme, data_uri


def first_picture(light: Theme, dark: Theme) -> dict[str, Any]:
    """Return the output's map and every unit's map as data URIs, in both themes.

    `output` and `columns` (title and maps of features, hidden layers and output) are in light
    colours, `dark` holds the same in dark ones.
    """
    trainer = Trainer(Experiment())
    look = Look(trainer)
    inputs, network, output = (_seen(name, look) for name in ("inputs", "network", "output"))
    layers = np.split(network.arrays["maps"], np.cumsum(network.meta["units"])[:-1])
    titles = ["Features", *(f"Layer {n + 1}" for n in range(len(layers) - 1)), "Output"]
    columns = list(zip(titles, [inputs.arrays["maps"], *layers], strict=True))
    pictures = [_pictures(theme, columns, output.arrays["map"]) for theme in (light, dark)]
    return {**pictures[0], "dark": pictures[1]}


def _seen(name: str, look: Look) -> Arrays:
    lens = LENSES[name]
    return lens.look(look, lens.options())


def _pictures(theme: Theme, columns: list[tuple[str, Bytes]], output: Bytes) -> dict[str, Any]:
    colours = theme.signed()
    return {
        "output": data_uri(output, colours),
        "columns": [
            {"title": title, "maps": [data_uri(each, colours) for each in maps]}
            for title, maps in columns
        ],
    }
