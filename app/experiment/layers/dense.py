"""The dense layer as people describe it."""

from math import prod
from typing import Any, ClassVar, Literal

from app.experiment.base import setting
from app.experiment.layers.base import (
    Incoming,
    LayerModel,
    activation_field,
    frozen_field,
    units_field,
)
from app.experiment.registries import ActivationName, NormalizationName
from app.nn import Dense


class DenseLayer(LayerModel):
    """A dense hidden layer: every unit sees every value of the layer before."""

    title: ClassVar[str] = "Dense"
    engine = Dense

    kind: Literal["dense"] = "dense"
    units: int = units_field(8)
    activation: ActivationName = activation_field("tanh")
    normalization: NormalizationName = setting(
        "none",
        "Normalization",
        "Keeps the sums of the layer in a steady range while it trains.",
        "norm",
    )
    dropout: float = setting(
        0.0,
        "Dropout",
        "The share of the units that is switched off at random in each update.",
        "dropout",
        ge=0,
        le=0.9,
        step=0.05,
        unit="%",
    )
    residual: bool = setting(
        False,
        "Residual connection",
        "Adds what comes into the layer to what goes out, "
        "where both are equally wide; elsewhere it does nothing.",
        "residual",
    )
    frozen: bool = frozen_field()

    def arguments(self, incoming: Incoming) -> dict[str, Any]:
        """Return the engine's arguments; a residual connection waits until the widths are equal."""
        fits = prod(incoming.shape) == self.units
        return super().arguments(incoming) | {"residual": self.residual and fits}
