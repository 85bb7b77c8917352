"""The whole network: a small picture of every unit, all weights and biases."""

import numpy as np
import numpy.typing as npt
from pydantic import Field

from app.lenses.lens import Arrays, Lens
from app.lenses.look import Look
from app.lenses.maps import Floats, largest, quantize, unit_bound, unit_scales
from app.lenses.pictures import biases, link_strengths, magnified, pictures
from app.lenses.subject import SubjectOptions, subject_of
from app.nn import Recurrent
from app.training import by_example, shown_shapes


class NetworkOptions(SubjectOptions):
    """How fine the units' pictures are, and which example they show where they show one."""

    resolution: int = Field(default=25, ge=4, le=72, description="Pixels along each side of a map.")


class NetworkLens(Lens[NetworkOptions]):
    """Pictures of the input features, the hidden units in order and the outputs, and all weights.

    They are maps over the plane, or what each feature makes of one example (`by_example`).
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
        inputs, *values = look.maps(size)
        layers = look.trainer.network.layers
        parameters = [layer.parameters() for layer in layers]
        # What comes in is the same picture all the time.
        first = look.same(("inputs", inputs.shape, inputs.strides), lambda: _coded(inputs))
        start = len(inputs)
        units = start + sum(map(len, values))
        maps = np.empty((units, size, size), np.uint8)
        scales = np.empty(units, np.float32)
        maps[:start], scales[:start] = first
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
                "inputs": len(inputs),
                "units": [layer.units for layer in layers],
                **look.plane.meta,
            },
        )


def _coded(values: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    scale = largest(values)
    return quantize(values, scale), scale


def _of_example(look: Look, options: NetworkOptions) -> Arrays:
    """Return the same arrays with what each feature makes of the chosen example."""
    trainer, size = look.trainer, options.resolution
    subject = subject_of(trainer, options)
    inputs = trainer.inputs(subject.raw[:, np.newaxis])
    activity = look.over("subject", inputs)
    # What a layer keeps inside is that of the latest pass, which another lens may have made.
    trainer.network.forward(inputs)
    layers, shapes = trainer.network.layers, shown_shapes(trainer.network, trainer.data)
    maps, scales = [], []
    for place, values in enumerate((inputs, *activity.activations)):
        if place and isinstance(layers[place - 1], Recurrent):
            values = trainer.network.inside(place - 1)["hidden"].reshape(-1, 1)  # noqa: PLW2901
        # A step that the example does not have is drawn as 0.
        small = pictures(shapes[place], np.nan_to_num(values[:, 0]))
        bound = unit_bound(layers[place - 1]) if place else None
        scale = bound or float(np.abs(small).max()) or 1.0
        maps.append(quantize(magnified(small, size), scale))
        scales.append(np.full(len(small), scale))
    steps = list(zip(layers, shapes, shapes[1:], strict=False))
    return Arrays(
        {
            "maps": np.concatenate(maps),
            "scales": np.concatenate(scales).astype(np.float32),
            "weights": _flat([link_strengths(*step) for step in steps]),
            "biases": _flat([biases(layer, shown) for layer, _, shown in steps]),
        },
        {
            "resolution": size,
            "inputs": len(maps[0]),
            "units": [len(each) for each in maps[1:]],
            **subject.meta,
        },
    )


def _flat(parts: list[Floats]) -> npt.NDArray[np.float32]:
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32, copy=False)


LENS = NetworkLens()
