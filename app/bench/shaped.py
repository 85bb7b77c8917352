"""The same update of networks that see pictures and sequences: ours and PyTorch's.

An update is: gather a batch, forward, gradient of the softmax cross-entropy, backward, optimizer,
in float32 on one thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from app.bench.engines import load
from app.bench.missing import engines_here
from app.bench.problem import EXAMPLES, RATE
from app.bench.turns import microseconds
from app.nn import LOSSES, LSTM, OPTIMIZERS, Conv2D, Dense, MaxPool2D, Network, Stepper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.bench.problem import Engine
    from app.bench.turns import Effort
    from app.nn import Array, Indices, Layer, Shape


@dataclass(frozen=True)
class Design:
    """A network by its name, the shape of its inputs and its layers, ours and PyTorch's.

    PyTorch's module takes pictures `(B, C, H, W)` or sequences `(B, T, U)`.
    """

    name: str
    shape: Shape
    classes: int
    layers: Callable[[], Sequence[Layer]]
    module: Callable[[Any], Any]


@dataclass(frozen=True)
class ShapedProblem:
    """A design with a batch size and an optimizer, and made-up examples."""

    design: Design
    batch: int
    optimizer: str

    @cached_property
    def inputs(self) -> Array:
        """All inputs `(inputs, N)`."""
        rng = np.random.default_rng(0)
        return rng.uniform(-1, 1, (prod(self.design.shape), EXAMPLES)).astype(np.float32)

    @cached_property
    def labels(self) -> Indices:
        """The class of every example."""
        return np.random.default_rng(1).integers(0, self.design.classes, EXAMPLES)

    @cached_property
    def batches(self) -> list[Indices]:
        """The examples of each update of an epoch."""
        order = np.random.default_rng(2).permutation(EXAMPLES)
        return np.split(order, EXAMPLES // self.batch)


@dataclass(frozen=True)
class Compared:
    """Microseconds of processor time for one update of a problem, by engine."""

    problem: ShapedProblem
    times: dict[str, float]


class Ours:
    """`app.nn`."""

    def __init__(self, problem: ShapedProblem) -> None:
        design = problem.design
        network = Network(design.shape, design.layers())
        network.initialize(np.random.default_rng(0))
        loss = LOSSES["softmax_cross_entropy"]
        self.stepper = Stepper(
            network,
            loss,
            OPTIMIZERS[problem.optimizer](network.params.size, np.float32),
            problem.inputs,
            loss.encode(problem.labels, design.classes),
        )
        self._batches = problem.batches

    def run(self, updates: int) -> None:
        """Make so many updates."""
        for update in range(updates):
            self.stepper.step(self._batches[update % len(self._batches)], RATE)


class PyTorch:
    """PyTorch's eager modules and its optimizers, on one thread."""

    def __init__(self, problem: ShapedProblem) -> None:
        torch = load("torch", "PyTorch")
        torch.set_num_threads(1)
        self.module = problem.design.module(torch)
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[problem.optimizer]
        self._optimizer = kind(self.module.parameters(), RATE)
        self._loss = torch.nn.CrossEntropyLoss()
        shaped = problem.inputs.T.reshape(EXAMPLES, *problem.design.shape)
        self.inputs = torch.from_numpy(shaped.copy())
        self._labels = torch.from_numpy(problem.labels)
        self._batches = [torch.from_numpy(batch) for batch in problem.batches]

    def run(self, updates: int) -> None:
        """Make so many updates."""
        for update in range(updates):
            batch = self._batches[update % len(self._batches)]
            self._optimizer.zero_grad()
            self._loss(self.module(self.inputs[batch]), self._labels[batch]).backward()
            self._optimizer.step()


ENGINES: dict[str, Callable[[ShapedProblem], Engine]] = {"ours": Ours, "pytorch": PyTorch}


def _convolutions(torch: Any) -> Any:  # noqa: ANN401 - PyTorch, which may not be here
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16 * 4 * 4, 10),
    )


def _memory(torch: Any) -> Any:  # noqa: ANN401 - PyTorch, which may not be here
    class Memory(torch.nn.Module):  # type: ignore[misc]  # a class only known at run time
        """PyTorch's LSTM over all steps in one call, which is far faster than its cell."""

        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(4, 16, batch_first=True)
            self.output = torch.nn.Linear(16, 4)

        def forward(self, x: Any) -> Any:  # noqa: ANN401
            _, (state, _) = self.lstm(x)
            return self.output(state[0])

    return Memory()


DESIGNS = (
    Design(
        "8×8: conv 8, pool, conv 16, dense 10",
        (1, 8, 8),
        10,
        lambda: [Conv2D(8), MaxPool2D(), Conv2D(16), Dense(10)],
        _convolutions,
    ),
    Design("20 steps of 4: LSTM 16, dense 4", (20, 4), 4, lambda: [LSTM(16), Dense(4)], _memory),
)
"""Kernels are 3 × 3, the pool takes 2 × 2, and what follows a convolution is a ReLU."""

PROBLEMS = tuple(
    ShapedProblem(design, 30, optimizer) for design, optimizer in product(DESIGNS, ("sgd", "adam"))
)


def measure(effort: Effort, skipped: dict[str, str]) -> list[Compared]:
    """Return every problem's times; engines that are not here are noted in `skipped`."""
    return [
        Compared(each, microseconds(engines_here(ENGINES, each, skipped), effort))
        for each in PROBLEMS
    ]
