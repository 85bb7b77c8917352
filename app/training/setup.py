"""From an Experiment to what is trained: examples, network, optimizer, penalty, stepper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.experiment.fitting import DataShape, shapes
from app.experiment.layers import Incoming
from app.nn import OPTIMIZERS, PENALTIES, Dense, Network, Optimizer, Penalty, StepDense, Stepper
from app.training.examples import Examples, prepare
from app.training.streams import Stream, generator

if TYPE_CHECKING:
    import numpy as np

    from app.experiment import Experiment

WEIGHT_DECAY = 0.01
"""The decay of AdamW, its authors' and PyTorch's default."""

CONSTANT_STARTS = ("zeros", "constant")
"""Initializers that draw nothing."""


@dataclass(frozen=True, eq=False)
class Setup:
    """Everything that follows from one experiment; an edit replaces it as a whole.

    ``notes`` are sentences about what had to be adapted so that the experiment fits its data.
    """

    experiment: Experiment
    examples: Examples
    network: Network
    optimizer: Optimizer
    penalty: Penalty
    stepper: Stepper
    notes: tuple[str, ...]

    @property
    def data_shape(self) -> DataShape:
        """What the data give to the network and ask of it."""
        return self.examples.shape

    def redraw(self, rng: np.random.Generator) -> None:
        """Draw weights for what an edit adds; at random even if the experiment starts without.

        A unit with weights of zero on both sides would never learn.
        """
        start = self.experiment.weights
        if start.initializer not in CONSTANT_STARTS:
            initialize(self.network, self.experiment, rng)
        else:
            self.network.initialize(rng, bias=start.bias)


def build(experiment: Experiment, dtype: np.dtype[Any], known: Examples | None = None) -> Setup:
    """Return the setup of an experiment at its starting weights.

    ``known`` are examples whose data may be used again. Raises DataError.
    """
    experiment, examples, notes = prepare(experiment, dtype, known)
    network = make_network(experiment, examples)
    initialize(network, experiment, generator(experiment.seed, Stream.WEIGHTS))
    return assemble(experiment, examples, network, notes)


def assemble(
    experiment: Experiment, examples: Examples, network: Network, notes: tuple[str, ...]
) -> Setup:
    """Return the setup of a network, or of a stack of networks, with all memory at zero."""
    optimizer = make_optimizer(experiment, network)
    training = experiment.training
    penalty = PENALTIES[training.penalty](network.weight_mask(), network.dtype)
    stepper = Stepper(
        network,
        examples.loss,
        optimizer,
        examples.train_inputs,
        examples.parts[0].targets,
        penalty=penalty,
        penalty_rate=training.penalty_rate,
        clip=training.clip,
    )
    return Setup(experiment, examples, network, optimizer, penalty, stepper, notes)


def make_network(experiment: Experiment, examples: Examples) -> Network:
    """Return the network with its output layer, weights not yet drawn.

    Raises LayerError if the layers do not fit the data or one another.
    """
    before = shapes(experiment.layers, examples.shape)
    vocabulary = examples.shape.vocabulary
    hidden = [
        spec.make(Incoming(shape, 0 if place else vocabulary))
        for place, (spec, shape) in enumerate(zip(experiment.layers, before, strict=False))
    ]
    per_step = examples.data.task == "steps"
    output = (StepDense if per_step else Dense)(
        examples.answers,
        "linear" if examples.data.task == "regression" else examples.loss.output_activation,
        frozen=experiment.output.frozen,
    )
    layers, dtype = [*hidden, output], examples.dtype.type
    return Network(before[0], layers, dtype, tokens=bool(vocabulary))


def initialize(network: Network, experiment: Experiment, rng: np.random.Generator) -> None:
    """Draw all weights as the experiment says."""
    start = experiment.weights
    network.initialize(rng, weights=start.initializer, scale=start.scale, bias=start.bias)


def make_optimizer(experiment: Experiment, network: Network) -> Optimizer:
    """Return the optimizer with its moments at zero."""
    training = experiment.training
    rule = OPTIMIZERS[training.optimizer]
    hyper: dict[str, Any] = {}
    if training.optimizer in ("momentum", "nesterov"):
        hyper["momentum"] = training.momentum
    if training.optimizer == "adamw":
        hyper = {"weight_decay": WEIGHT_DECAY, "weights": network.weight_mask()}
    return rule(network.params.size, network.dtype, **hyper)
