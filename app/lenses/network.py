"""The whole network: a small picture of every unit, all weights and biases."""

import numpy as np
import numpy.typing as npt
from pydantic import Field

from app.lenses.lens import Arrays, Lens
from app.lenses.look import Look
from app.lenses.maps import Floats, quantize, unit_bound, unit_scales
from app.lenses.pictures import biases, coded, link_strengths, pictures
from app.lenses.subject import SubjectOptions, subject_of
from app.nn import Recurrent
from app.training import by_example, shown_shapes


class NetworkOptions(SubjectOptions):
    """How fine the units' pictures are, and which example they show where they show one."""

    resolution: int = Field(default=25, ge=4, le=72, description="Pixels along each side of a map.")


class NetworkLens(Lens[NetworkOptions]):
    """Pictures of the hidden units in order and of the outputs, and all weights.

    They are maps over the plane, or what each layer makes of one example (`by_example`). What goes
    into the network is a lens of its own, as it does not learn.
    """

    name = "network"
    title = "Network"
    sentence = (
        "Each square shows what one unit computes over the plane; blue is negative, orange "
        "positive, and thick lines are strong weights."
    )
    options = NetworkOptions

    def look(self, look: Look, options: NetworkOptions) -> Arrays:
        """Return `maps` (M, r, r), `scales` (M,), `weights` and `biases`, layer by layer."""
        if by_example(look.trainer.network, look.trainer.data):
            return _of_example(look, options)
        size = options.resolution
        _, *values = look.maps(size)
        layers = look.trainer.network.layers
        parameters = [layer.parameters() for layer in layers]
        units = sum(map(len, values))
        maps = np.empty((units, size, size), np.uint8)
        scales = np.empty(units, np.float32)
        start = 0
        # Layer by layer: arrays for all units at once would be new pages of memory every time.
        for layer, block in zip(layers, values, strict=True):
            end = start + len(block)
            scales[start:end] = bound = unit_scales(layer, block)
            quantize(block, bound, maps[start:end])
            start = end
        return Arrays(
            {
                "maps": maps,
                "scales": scales,
                "weights": _flat([part["weights"] for part in parameters]),
                "biases": _flat([part["bias"] for part in parameters]),
            },
            {
                "resolution": size,
                "units": [layer.units for layer in layers],
                **look.plane.meta,
            },
        )


def _of_example(look: Look, options: NetworkOptions) -> Arrays:
    """Return the same arrays with what each layer makes of the chosen example."""
    trainer, size = look.trainer, options.resolution
    subject = subject_of(trainer, options)
    inputs = trainer.inputs(subject.raw[:, np.newaxis])
    activity = look.over("subject", inputs)
    # What a layer keeps inside is that of the latest pass, which another lens may have made.
    trainer.network.forward(inputs)
    layers, shapes = trainer.network.layers, shown_shapes(trainer.network, trainer.data)
    found = []
    for place, values in enumerate(activity.activations):
        layer = layers[place]
        if isinstance(layer, Recurrent):
            values = trainer.network.inside(place)["hidden"].reshape(-1, 1)  # noqa: PLW2901
        # A step that the example does not have is drawn as 0.
        small = pictures(shapes[place + 1], np.nan_to_num(values[:, 0]))
        found.append(coded(small, size, unit_bound(layer)))
    steps = list(zip(layers, shapes, shapes[1:], strict=False))
    return Arrays(
        {
            "maps": np.concatenate([maps for maps, _ in found]),
            "scales": np.concatenate([scales for _, scales in found]),
            "weights": _flat([link_strengths(*step) for step in steps]),
            "biases": _flat([biases(layer, shown) for layer, _, shown in steps]),
        },
        {
            "resolution": size,
            "units": [len(maps) for maps, _ in found],
            **subject.meta,
        },
    )


def _flat(parts: list[Floats]) -> npt.NDArray[np.float32]:
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32, copy=False)


LENS = NetworkLens()
