"""One update: gather a batch, forward, gradient of the loss, backward, optimizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.nn.optimizers import clip_by_norm
from app.nn.penalties import NoPenalty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.nn.arrays import AnyArray, Array, Indices
    from app.nn.layers import Randomness
    from app.nn.losses import Loss
    from app.nn.network import Network
    from app.nn.optimizers import Optimizer
    from app.nn.penalties import Penalty


class Stepper:
    """Makes updates of a network from the examples it is given.

    A penalty acts around the optimizer's step, clipping acts on the gradient of the loss and
    the penalty together. Frozen layers (as they are when the stepper is made) keep their
    parameters, and the optimizer its memory of them, whatever else is on.

    Args:
        network: the network to train.
        loss: an entry of `LOSSES`.
        optimizer: made for the network's parameter vector.
        inputs: all training inputs `(inputs, N)`.
        targets: all targets `(outputs, N)`, as the loss encodes them.
        penalty: made for the network's `weight_mask`.
        penalty_rate: what the penalty's cost is multiplied by.
        clip: the largest length of a gradient; 0 for no limit.

    Raises:
        ValueError: if inputs or targets do not fit the network.

    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: Optimizer,
        inputs: Array,
        targets: Array,
        *,
        penalty: Penalty | None = None,
        penalty_rate: float = 0.0,
        clip: float = 0.0,
    ) -> None:
        if inputs.shape != (network.inputs, inputs.shape[-1]):
            raise ValueError(f"inputs are {inputs.shape}, not ({network.inputs}, N)")
        if targets.shape != (network.outputs, inputs.shape[1]):
            expected = (network.outputs, inputs.shape[1])
            raise ValueError(f"targets are {targets.shape}, not {expected}")
        self.network = network
        self.loss = loss
        self.optimizer = optimizer
        self.inputs: Array = np.ascontiguousarray(inputs, network.dtype)
        self.targets: Array = np.ascontiguousarray(targets, network.dtype)
        # Where every example has every step, no batch need be searched for missing ones.
        self._complete = network.complete(self.inputs)
        self.penalty = penalty
        self.penalty_rate = penalty_rate
        self.clip = clip
        frozen = network.frozen_mask()
        self._frozen = np.flatnonzero(frozen) if frozen.any() else None
        self._plain = (
            self._frozen is None
            and not clip
            and (penalty is None or isinstance(penalty, NoPenalty) or not penalty_rate)
        )

    def step(
        self,
        examples: Indices,
        learning_rate: float,
        rng: Randomness | None = None,
    ) -> None:
        """Make one update from the examples with these positions.

        Overflow in a diverging network is the caller's to see: wrap a burst of steps in
        `np.errstate(all="ignore")` and look at the parameters or the loss afterwards.

        Args:
            examples: positions in the training data, each less than N: `(B,)`, or `(S, B)` for
                a stack.
            learning_rate: the rate of this update, with the schedule's factor in it.
            rng: the source of dropout; needed if the network is `stochastic`.

        """
        network = self.network
        workspace = network.workspace(examples.shape[-1])
        # "clip" lets `take` write into the buffer without a copy in between.
        self.inputs.take(examples, 1, workspace.inputs, "clip")
        self.targets.take(examples, 1, workspace.target, "clip")
        output = workspace.forward(True, rng, complete=self._complete)
        self.loss.gradient(output, workspace.target, workspace.output_gradient)
        workspace.backward()
        if self._plain:
            self.optimizer.step(network.params, network.grads, learning_rate)
        else:
            self._guarded_step(learning_rate)

    def _guarded_step(self, learning_rate: float) -> None:
        """Apply the gradient with penalty, clipping and frozen layers."""
        params, grads = self.network.params, self.network.grads
        penalty, rate = self.penalty, self.penalty_rate
        if penalty:
            penalty.before(params, grads, rate)
        frozen = self._frozen
        if frozen is not None:
            grads[frozen] = 0
            kept = [(array, array[frozen]) for array in self._memories()]
        if self.clip:
            for each in self.network.each(grads):
                clip_by_norm(each, self.clip)
        self.optimizer.step(params, grads, learning_rate)
        if penalty:
            penalty.after(params, learning_rate * rate)
        if frozen is not None:
            for array, values in kept:
                array[frozen] = values

    def _memories(self) -> Iterator[AnyArray]:
        """Yield every vector in which a frozen layer must stay as it is."""
        yield self.network.params
        yield from self.optimizer.state.values()
        if self.penalty:
            yield from self.penalty.state.values()
