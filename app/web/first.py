"""The first picture: the network of the first visit, drawn before any script runs."""

from typing import Any

from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Look
from app.training import Trainer
from app.web.bmp import Theme, data_uri


def first_picture(light: Theme, dark: Theme) -> dict[str, Any]:
    """Return the output's map and every unit's map as data URIs, in both themes.

    `output` and `columns` (title and maps of features, hidden layers and output) are in light
    colours, `dark` holds the same in dark ones.
    """
    trainer = Trainer(Experiment())
    look = Look(trainer)
    network, output = _seen("network", look), _seen("output", look)
    titles = ["Features", *(f"Layer {n + 1}" for n in range(len(trainer.experiment.layers)))]
    pictures = [_pictures(theme, network, output, [*titles, "Output"]) for theme in (light, dark)]
    return {**pictures[0], "dark": pictures[1]}


def _seen(name: str, look: Look) -> Arrays:
    lens = LENSES[name]
    return lens.look(look, lens.options())


def _pictures(theme: Theme, network: Arrays, output: Arrays, titles: list[str]) -> dict[str, Any]:
    colours = theme.signed()
    maps = iter(network.arrays["maps"])
    counts = [network.meta["inputs"], *network.meta["units"]]
    columns = [
        {"title": title, "maps": [data_uri(next(maps), colours) for _ in range(count)]}
        for title, count in zip(titles, counts, strict=True)
    ]
    return {"output": data_uri(output.arrays["map"], colours), "columns": columns}
