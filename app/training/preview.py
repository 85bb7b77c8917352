"""What training would do next: the gradient of the loss, and the change by an update.

Both leave the setup as it was, so that one may look at any time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.training.setup import make_network
from app.training.snapshot import vectors

if TYPE_CHECKING:
    from app.nn import Indices, Network
    from app.training.measures import FloatArray
    from app.training.setup import Setup


def loss_gradient(setup: Setup) -> FloatArray:
    """Return dL/dw (P,) of the data loss L, the mean over all training examples.

    The network is evaluated as for a picture: without dropout, and normalized by its running
    statistics. A penalty has no part in it.
    """
    stepper, network = setup.stepper, setup.network
    output = network.forward(stepper.inputs)
    into = np.empty_like(output)
    with np.errstate(all="ignore"):
        setup.examples.loss.gradient(output, stepper.targets, into)
        network.backward(into)
    return network.grads.copy()


def change_by_step(
    setup: Setup, examples: Indices, rate: float, rng: np.random.Generator | None
) -> FloatArray:
    """Return what an update from these examples adds to the parameters (P,).

    The update is made as the stepper makes it, with penalty, clipping and the optimizer's memory,
    and then undone.
    """
    views, network, optimizer = vectors(setup), setup.network, setup.optimizer
    kept = {name: view.copy() for name, view in views.items()}
    state, updates = network.state(), optimizer.updates
    with np.errstate(all="ignore"):
        setup.stepper.step(examples, rate, rng)
        change: FloatArray = network.params - kept["params"]
    for name, view in views.items():
        view[...] = kept[name]
    network.load_state(state)
    optimizer.updates = updates
    return change


def precise_copy(setup: Setup) -> Network:
    """Return a copy of the network in float64 at the present weights, to be changed freely."""
    examples = replace(setup.examples, dtype=np.dtype(np.float64))
    network = make_network(setup.experiment, examples)
    network.params[:] = setup.network.params
    network.load_state(setup.network.state())
    return network
