"""One example through a network, forwards and backwards, with every number of the derivation.

All is computed in float64 on a copy of the network, evaluated without dropout and normalized by
running statistics. Notation, with one column for the one example (Nielsen, *Neural Networks and
Deep Learning*, chapter 2): s = W·x + b, z = s or its normalization, a = f(z), δ = dL/dz,
dL/dW = δ·xᵀ, dL/db = δ, and a hidden layer receives dL/da = Wᵀ·δ of the layer after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.nn import Layer, Loss, Network
    from app.nn.workspace import Rows

    Floats = npt.NDArray[np.floating[Any]]

NUDGE = 1e-5
"""How far a weight is moved to measure the slope: the error of a central difference, about
NUDGE², and the rounding error of the losses, about 1e-16 / NUDGE, are then both near 1e-11."""

KINK = 0.01
"""Slopes to the left and right that differ by this share do not belong to a smooth function."""

NOISE = 1e-9
"""Below this size a measured slope is mostly rounding error."""


@dataclass(frozen=True)
class LayerPass:
    """What one layer did: all are (units,) but `inputs` (inputs,).

    `sums` are W·x + b, `z` what the activation f was given, `values` f(z), `outputs` what the layer
    handed on, `slopes` f'(z); `pulls` are dL/d(outputs), `deltas` dL/dz, `sum_deltas` dL/d(sums).
    """

    layer: Layer
    inputs: Floats
    sums: Floats
    z: Floats
    values: Floats
    outputs: Floats
    slopes: Floats
    pulls: Floats
    deltas: Floats
    sum_deltas: Floats


@dataclass(frozen=True)
class Derivation:
    """The loss of one example and what every layer had to do with it, output layer last."""

    loss: float
    target: Floats
    layers: tuple[LayerPass, ...]

    @property
    def outputs(self) -> Floats:
        """The answer of the network (outputs,)."""
        return self.layers[-1].outputs

    def path(self) -> list[int]:
        """Return the unit of each layer that matters most: the largest |a · dL/da|, then |δ|."""
        hidden = [int(np.abs(each.outputs * each.pulls).argmax()) for each in self.layers[:-1]]
        return [*hidden, int(np.abs(self.layers[-1].deltas).argmax())]


def derive(network: Network, loss: Loss, inputs: Floats, target: Floats) -> Derivation:
    """Take one example, inputs (inputs,) and target (outputs,), through a float64 network."""
    output = network.forward(inputs[:, np.newaxis])
    pull = np.empty_like(output)
    with np.errstate(all="ignore"):
        value = loss.value(output, target[:, np.newaxis])
        loss.gradient(output, target[:, np.newaxis], pull)
    network.backward(pull)
    passes = tuple(_pass(layer, rows) for layer, rows in network.workspace(1).steps)
    return Derivation(value, target, passes)


def _pass(layer: Layer, rows: Rows) -> LayerPass:
    parameters = layer.parameters()
    inputs, z, values = rows.inputs[:-1, 0].copy(), rows.z[:, 0].copy(), rows.values[:, 0].copy()
    slopes = np.ones_like(z)
    if layer.activation is not None:
        layer.activation.derivative(z, values, slopes)
    return LayerPass(
        layer=layer,
        inputs=inputs,
        sums=parameters["weights"] @ inputs + parameters["bias"],
        z=z,
        values=values,
        outputs=rows.outputs[:-1, 0].copy(),
        slopes=slopes,
        pulls=rows.gradient[:, 0].copy(),
        deltas=rows.derivatives[:, 0].copy(),
        # The derivative by a bias is the one by the sum it is part of.
        sum_deltas=layer.gradients()["bias"].copy(),
    )


@dataclass(frozen=True)
class Weight:
    """One weight: of a unit of a layer, for one of its inputs; for the bias that is `inputs`."""

    layer: int
    unit: int
    input: int

    def view(self, network: Network, *, gradient: bool = False) -> Floats:
        """Return the weight, or its gradient, as a view of one element."""
        layer = network.layers[self.layer]
        parts = layer.gradients() if gradient else layer.parameters()
        if self.input == layer.inputs:
            return parts["bias"][self.unit : self.unit + 1]
        return parts["weights"][self.unit, self.input : self.input + 1]


@dataclass(frozen=True)
class Check:
    """A gradient measured: losses below, here and above, and what follows from them.

    `verdict` is "agree", "zero" (both slopes are nothing but rounding), "kink" (the slopes to both
    sides differ, so the loss has a corner within the nudge) or "differ".
    """

    nudge: float
    below: float
    here: float
    above: float
    measured: float
    computed: float
    left: float
    right: float
    difference: float
    verdict: str


def check(network: Network, loss: Loss, inputs: Floats, target: Floats, weight: Weight) -> Check:
    """Measure the slope of an example's loss along one weight by central differences.

    The relative difference is |measured - computed| / max(|measured|, |computed|). The network is
    left as it was.
    """
    here = derive(network, loss, inputs, target).loss
    computed = float(weight.view(network, gradient=True)[0])
    place = weight.view(network)
    value = float(place[0])
    losses = []
    for end in (value - NUDGE, value + NUDGE):
        place[0] = end
        output = network.forward(inputs[:, np.newaxis])
        with np.errstate(all="ignore"):
            losses.append(loss.value(output, target[:, np.newaxis]))
    place[0] = value
    below, above = losses
    measured = (above - below) / (2 * NUDGE)
    left, right = (here - below) / NUDGE, (above - here) / NUDGE
    size = max(abs(measured), abs(computed))
    difference = abs(measured - computed) / size if size > 0 else 0.0
    return Check(
        NUDGE,
        below,
        here,
        above,
        measured,
        computed,
        left,
        right,
        difference,
        verdict=_verdict(size, difference, left, right),
    )


def _verdict(size: float, difference: float, left: float, right: float) -> str:
    corner = abs(left - right) > max(KINK * max(abs(left), abs(right)), 1e3 * NOISE)
    if corner:
        return "kink"
    if size < NOISE:
        return "zero"
    return "agree" if difference < 1e-4 or size < 1e4 * NOISE else "differ"
