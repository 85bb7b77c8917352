"""The same update by several engines: ours, plain C, plain NumPy, PyTorch, scikit-learn.

An update is: gather a batch, forward, gradient of half the squared error, backward, optimizer, in
float32 on one thread. An engine that this machine does not have raises `Missing`.
"""

from __future__ import annotations

import importlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from app.bench.missing import Missing
from app.bench.plain_c import PlainC
from app.bench.plain_numpy import PlainNumpy
from app.bench.problem import RATE, Engine, Problem
from app.nn import LOSSES, OPTIMIZERS, Dense, Network, StackedNetwork, Stepper

if TYPE_CHECKING:
    from collections.abc import Callable


def network(problem: Problem, seed: int = 0) -> Network:
    """Return our network of a problem at its starting weights."""
    made = Network(problem.sizes[0], [Dense(units, "tanh") for units in problem.sizes[1:]])
    made.initialize(np.random.default_rng(seed))
    return made


class Ours:
    """`app.nn`; `networks` above 1 trains so many side by side."""

    def __init__(self, problem: Problem, networks: int = 1) -> None:
        one = network(problem)
        own = (
            one
            if networks == 1
            else StackedNetwork([one] + [network(problem, seed) for seed in range(1, networks)])
        )
        self._batches = problem.batches
        if networks > 1:
            self._batches = [np.tile(batch, (networks, 1)) for batch in self._batches]
        self.stepper = Stepper(
            own,
            LOSSES["half_squared"],
            OPTIMIZERS[problem.optimizer](own.params.size, np.float32),
            problem.inputs,
            problem.targets,
        )

    def run(self, updates: int) -> None:
        """Make so many updates."""
        step, batches = self.stepper.step, self._batches
        for update in range(updates):
            step(batches[update % len(batches)], RATE)


class PyTorch:
    """PyTorch's eager modules and its optimizers, on one thread."""

    def __init__(self, problem: Problem) -> None:
        self._torch = torch = load("torch", "PyTorch")
        torch.set_num_threads(1)
        layers: list[Any] = []
        for before, after in pairwise(problem.sizes):
            layers += [torch.nn.Linear(before, after), torch.nn.Tanh()]
        self._model = torch.nn.Sequential(*layers)
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[problem.optimizer]
        self._optimizer = kind(self._model.parameters(), RATE)
        self._inputs = torch.from_numpy(problem.inputs).T.contiguous()
        self._targets = torch.from_numpy(problem.targets).T.contiguous()
        self._batches = [torch.from_numpy(batch) for batch in problem.batches]

    def run(self, updates: int) -> None:
        """Make so many updates."""
        for update in range(updates):
            batch = self._batches[update % len(self._batches)]
            self._optimizer.zero_grad()
            error = self._model(self._inputs[batch]) - self._targets[batch]
            (0.5 * (error**2).sum(dim=1).mean()).backward()
            self._optimizer.step()


class ScikitLearn:
    """scikit-learn's `MLPRegressor.partial_fit`, one call for each batch."""

    def __init__(self, problem: Problem) -> None:
        neural = load("sklearn.neural_network", "scikit-learn")
        targets = problem.targets.T if problem.sizes[-1] > 1 else problem.targets[0]
        self._model = neural.MLPRegressor(
            hidden_layer_sizes=problem.sizes[1:-1],
            activation="tanh",
            solver=problem.optimizer,
            alpha=0.0,
            batch_size=problem.batch,
            learning_rate_init=RATE,
            momentum=0.0,
            nesterovs_momentum=False,
        )
        inputs = np.ascontiguousarray(problem.inputs.T)
        self._batches = [(inputs[batch], targets[batch]) for batch in problem.batches]

    def run(self, updates: int) -> None:
        """Make so many updates."""
        for update in range(updates):
            self._model.partial_fit(*self._batches[update % len(self._batches)])


def load(module: str, name: str) -> Any:  # noqa: ANN401 - a package that may not be there
    """Return a package of the extra `bench`, or raise `Missing`."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise Missing(f"{name} is not installed (it comes with the extra `bench`)") from None


ENGINES: dict[str, Callable[[Problem], Engine]] = {
    "ours": Ours,
    "c": PlainC,
    "numpy": PlainNumpy,
    "pytorch": PyTorch,
    "scikit_learn": ScikitLearn,
}
"""How each engine is made, by the key under which its times are reported."""
