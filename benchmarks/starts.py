"""Scenes of signals and gradients at the start of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.nn import Dense, Network
from benchmarks.seeds import Figures, median, playground

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.training import Trainer


def vanishing_gradient(seeds: Iterable[int] = range(20)) -> Figures:
    """Mean |dL/dW| of the first layer over that of the last, 6 layers of 8, median of seeds."""
    figures: Figures = {}
    for activation in ("sigmoid", "tanh", "relu"):
        ratios = []
        for seed in seeds:
            trainer = playground("spiral", (8,) * 6, activation, seed=seed)
            ratios.append(gradient_ratio(trainer))
        figures[activation] = median(ratios)
    return figures


def gradient_ratio(trainer: Trainer) -> float:
    """Return mean |dL/dW| of the first layer over that of the last, on all training points."""
    data, network, loss = trainer.data, trainer.network, trainer.loss
    outputs = network.forward(trainer.inputs(data.inputs[:, data.train]), training=True)
    targets = loss.encode(data.targets[data.train], len(data.classes)).astype(outputs.dtype)
    into = np.empty_like(outputs)
    loss.gradient(outputs, targets, into)
    network.backward(into)
    first, last = (
        float(np.abs(network.layers[place].gradients()["weights"]).mean()) for place in (0, -1)
    )
    return first / last


def symmetry(seeds: Iterable[int] = range(20), epochs: int = 50) -> Figures:
    """Start from zero weights: the largest weight, and the largest difference between units."""
    figures: Figures = {}
    zeros = {"initializer": "zeros", "bias": 0.0}
    for activation in ("tanh", "relu", "sigmoid"):
        largest, apart = 0.0, 0.0
        for seed in seeds:
            trainer = playground("xor", (4, 4), activation, weights=zeros, seed=seed)
            trainer.run(epochs=epochs)
            for layer in trainer.network.layers[:-1]:
                weights = layer.parameters()["weights"]
                largest = max(largest, float(np.abs(weights).max()))
                apart = max(apart, float(np.ptp(weights, axis=0).max()))
        figures |= {f"{activation}, weight": largest, f"{activation}, units apart": apart}
    return figures


def initial_scale(seeds: Iterable[int] = range(3), layers: int = 10, units: int = 500) -> Figures:
    """Measure the spread of the activations of layers 1, 2, 3 and 10 for N(0, 1) inputs."""
    figures: Figures = {}
    starts = (
        ("tanh", "normal", 0.01),
        ("tanh", "xavier_normal", 1.0),
        ("relu", "he_normal", 1.0),
    )
    for activation, initializer, scale in starts:
        spreads = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            network = Network(units, [Dense(units, activation) for _ in range(layers)])
            network.initialize(rng, initializer, scale)
            network.forward(rng.standard_normal((units, 1000)).astype(np.float32))
            spreads.append([float(network.activations(place).std()) for place in range(layers)])
        means = np.mean(spreads, axis=0)
        figures |= {
            f"{activation}, {initializer} {scale:g}, layer {place + 1}": float(means[place])
            for place in (0, 1, 2, layers - 1)
        }
    return figures
