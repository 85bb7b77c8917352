"""The whole network: a small map of every unit, all weights and biases."""

import numpy as np
import numpy.typing as npt
from pydantic import Field

from app.lenses.lens import Arrays, Lens, Options
from app.lenses.look import Look
from app.lenses.maps import Floats, largest, quantize, unit_scales


class NetworkOptions(Options):
    """How fine the units' maps are."""

    resolution: int = Field(default=24, ge=4, le=64, description="Pixels along each side of a map.")


class NetworkLens(Lens[NetworkOptions]):
    """Maps of the input features, the hidden units in order and the outputs, with all weights."""

    name = "network"
    title = "Network"
    sentence = (
        "Each square shows what one unit computes over the plane; blue is negative, orange "
        "positive, and thick lines are strong weights."
    )
    options = NetworkOptions

    def look(self, look: Look, options: NetworkOptions) -> Arrays:
        """Return `maps` (M, r, r), `scales` (M,), `weights` and `biases`, layer by layer."""
        size = options.resolution
        activity = look.over_plane(size)
        layers = look.trainer.network.layers
        parameters = [layer.parameters() for layer in layers]
        values = [activity.inputs, *activity.activations]
        scales = [largest(activity.inputs), *map(unit_scales, layers, activity.activations)]
        # Layer by layer: arrays for all units at once would be new pages of memory every time.
        maps = np.concatenate([quantize(*each) for each in zip(values, scales, strict=True)])
        return Arrays(
            {
                "maps": maps.reshape(-1, size, size),
                "scales": np.concatenate(scales).astype(np.float32),
                "weights": _flat([part["weights"] for part in parameters]),
                "biases": _flat([part["bias"] for part in parameters]),
            },
            {
                "resolution": size,
                "inputs": len(activity.inputs),
                "units": [layer.units for layer in layers],
                **look.plane.meta,
            },
        )


def _flat(parts: list[Floats]) -> npt.NDArray[np.float32]:
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32, copy=False)


LENS = NetworkLens()
