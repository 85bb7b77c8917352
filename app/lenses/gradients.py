"""Gradient flow: how much of the loss's gradient, and of the update, reaches each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.lenses.lens import Arrays, Lens, Options

if TYPE_CHECKING:
    from app.lenses.look import Look
    from app.lenses.maps import Floats
    from app.nn import Network

VANISHING = 0.01
"""The gradient vanishes if the first layer's is below this share of the last layer's."""

EXPLODING = 100.0
"""It explodes if the first layer's is more than so many times the last layer's."""

HASTY = 0.1
"""An update above this share of the weights forgets what they held."""

IDLE = 1e-6
"""Below this share the weights stand still."""


class GradientsLens(Lens[Options]):
    """Mean sizes of gradient, weights and next update for every layer."""

    name = "gradients"
    title = "Gradient flow"
    sentence = "How strongly the loss pulls at each layer, and how far its weights follow."
    rate = 5.0
    tab = True
    rank = 15

    def look(self, look: Look, options: Options) -> Arrays:
        """Return `gradient`, `weight` and `change` (L,): means of sizes, for layers with weights.

        The output layer is the last of them.

        The gradient is that of the data loss over all training examples, evaluated without
        dropout; the change is the very next update, made and undone, as the optimizer makes it.
        Biases are left out.
        """
        trainer, network = look.trainer, look.trainer.network
        weighted = [place for place, layer in enumerate(network.layers) if layer.penalized]
        gradient = layer_means(network, trainer.loss_gradient())
        weight = layer_means(network, network.params)
        change = layer_means(network, trainer.next_change())
        return Arrays(
            {"gradient": gradient, "weight": weight, "change": change},
            {
                "update": trainer.update,
                "epoch": trainer.epoch,
                "layers": weighted,
                "frozen": [network.layers[place].frozen for place in weighted],
                "limits": {
                    "vanishing": VANISHING,
                    "exploding": EXPLODING,
                    "hasty": HASTY,
                    "idle": IDLE,
                },
            },
        )


def layer_means(network: Network, vector: Floats) -> Floats:
    """Return the mean size (L,) of the weights of every layer that has any, in a vector (P,)."""
    parts = network.split(vector.astype(np.float64))
    return np.array(
        [
            np.abs(np.concatenate([part[name].ravel() for name in layer.penalized])).mean()
            for layer, part in zip(network.layers, parts, strict=True)
            if layer.penalized
        ]
    )


LENS = GradientsLens()
