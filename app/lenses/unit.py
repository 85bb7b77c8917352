"""One unit in detail: its map, what comes in, its activation, and how its sums are spread."""

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.look import Look
from app.lenses.maps import Floats, quantize, unit_scales
from app.nn import GRU, LSTM, RNN, Conv2D, Dense, Layer, SelfAttention
from app.training import Trainer

CURVE_POINTS = 101
BINS = 40

_STATES = "What this layer's units do is shown step by step in Through time."
OTHERWISE: dict[type[Layer], str] = {
    Conv2D: "What this channel does is shown in Feature maps.",
    RNN: _STATES,
    GRU: _STATES,
    LSTM: _STATES,
    SelfAttention: "What this layer does is shown in Attention.",
}
"""Where units that are not dense are looked at."""

PASSES_ON = "Only dense units have one sum of all that comes in. Choose a unit of another layer."


class UnitOptions(Options):
    """Which unit, and how fine its map is."""

    layer: int = Field(
        default=0, ge=0, le=1000, description="The layer; the output layer is the last."
    )
    unit: int = Field(default=0, ge=0, le=10_000, description="The unit of the layer, from 0.")
    resolution: int = Field(
        default=60, ge=4, le=200, description="Pixels along each side of the map."
    )


class UnitLens(Lens[UnitOptions]):
    """The chosen unit: map, incoming weights, bias, activation curve, histogram of its sums."""

    name = "unit"
    title = "Unit"
    sentence = (
        "A unit adds up what comes in, each times its weight, and bends the sum by its activation."
    )
    options = UnitOptions
    rate = 15.0
    tab = True
    rank = 10

    def look(self, look: Look, options: UnitOptions) -> Arrays:
        """Return `map` (r, r), `incoming` (inputs,), `curve_z` and `curve_a`, `counts`, `edges`.

        `counts` says for how many training examples the sum z lies between two `edges`; the
        curve covers the same range.
        """
        trainer = look.trainer
        layers = trainer.network.layers
        if options.layer >= len(layers) or options.unit >= layers[options.layer].units:
            raise NothingToSee("The chosen unit is no longer there; choose another one.")
        layer, unit, size = layers[options.layer], options.unit, options.resolution
        if not isinstance(layer, Dense):
            raise NothingToSee(OTHERWISE.get(type(layer), PASSES_ON))
        values = look.over_plane(size).activations[options.layer]
        scale = float(np.max(unit_scales(layer, values[unit : unit + 1])))
        parameters = layer.parameters()
        sums = look.over_examples().preactivations[options.layer][unit, trainer.data.train]
        low, high = _range(sums)
        places = ((sums - low) * (BINS / (high - low))).astype(np.intp)
        z = np.linspace(low, high, CURVE_POINTS, dtype=np.float32)
        return Arrays(
            {
                "map": quantize(values[unit], scale).reshape(size, size),
                "incoming": parameters["weights"][unit].astype(np.float32),
                "curve_z": z,
                "curve_a": _activated(layer, z),
                # The largest sum belongs to the last bin, as the end of the range does.
                "counts": np.bincount(places.clip(0, BINS - 1), minlength=BINS).astype(np.int32),
                "edges": np.linspace(low, high, BINS + 1, dtype=np.float32),
            },
            {
                "layer": options.layer,
                "unit": unit,
                "scale": scale,
                "bias": float(parameters["bias"][unit]),
                "inputs": input_labels(trainer, options.layer),
                "activation": layer.activation.name if layer.activation else "linear",
                **look.plane.meta,
            },
        )


def input_labels(trainer: Trainer, layer: int) -> list[str]:
    """Return what people call the inputs of a layer: features, or units as layer.unit from 1."""
    if layer == 0:
        return list(trainer.examples.labels)
    return [f"{layer}.{unit + 1}" for unit in range(trainer.network.layers[layer].inputs)]


def _range(sums: Floats) -> tuple[float, float]:
    low, high = float(sums.min()), float(sums.max())
    # The curve's bend lies around 0, so that is always in the picture.
    return min(low, -1.0), max(high, 1.0)


def _activated(layer: Layer, z: Floats) -> Floats:
    if layer.activation is None:
        return z
    values = np.empty_like(z)
    layer.activation.value(z, values)
    return values


LENS = UnitLens()
