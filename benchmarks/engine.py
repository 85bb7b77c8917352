"""How long one update takes: our engine, the same in plain NumPy, and PyTorch where installed.

An update is: gather a batch, forward, gradient of the loss, backward, SGD. The engines take turns
in one process on one thread, so a busy machine slows them alike; the table shows the median of
their turns. `python -m benchmarks.engine` prints it in Markdown.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from app.nn import LOSSES, OPTIMIZERS, Dense, Network, Stepper

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

try:
    import torch
except ImportError:  # the extra `bench` was not installed
    torch = None

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.nn import Array, Indices

EXAMPLES = 250
RATE = 0.03


class Case(NamedTuple):
    """A network, by the units of its layers, and a batch size."""

    sizes: tuple[int, ...]
    batch: int

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))}, {self.batch}"


CASES = (
    Case((2, 4, 2, 1), 10),
    Case((2, 8, 8, 8, 1), 10),
    Case((2, 8, 8, 8, 8, 8, 8, 1), 10),
    Case((64, 32, 16, 10), 30),
)


def examples(case: Case) -> tuple[Array, Array, Indices]:
    """Return inputs, targets and the order of the examples; the batch is the last axis."""
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-1, 1, (case.sizes[0], EXAMPLES)).astype(np.float32)
    targets = rng.choice([-1, 1], (case.sizes[-1], EXAMPLES)).astype(np.float32)
    return inputs, targets, rng.permutation(EXAMPLES)


def ours(case: Case) -> Callable[[int], None]:
    """Return a function that makes so many updates with app.nn."""
    inputs, targets, order = examples(case)
    network = Network(case.sizes[0], [Dense(units, "tanh") for units in case.sizes[1:]])
    network.initialize(np.random.default_rng(0))
    optimizer = OPTIMIZERS["sgd"](network.params.size, np.float32)
    stepper = Stepper(network, LOSSES["half_squared"], optimizer, inputs, targets)
    batches = np.split(order[: EXAMPLES // case.batch * case.batch], EXAMPLES // case.batch)

    def run(updates: int) -> None:
        for update in range(updates):
            stepper.step(batches[update % len(batches)], RATE)

    return run


def plain(case: Case) -> Callable[[int], None]:
    """Return the same in the NumPy that one writes first: new arrays everywhere."""
    inputs, targets, order = examples(case)
    rng = np.random.default_rng(0)
    weights: list[Array] = [
        rng.normal(0, 1 / np.sqrt(before), (after, before)).astype(np.float32)
        for before, after in pairwise(case.sizes)
    ]
    biases: list[Array] = [np.zeros((after, 1), np.float32) for after in case.sizes[1:]]

    def update(x: Array, y: Array) -> None:
        values: list[Array] = [x]
        for w, b in zip(weights, biases, strict=True):
            values.append(np.tanh(w @ values[-1] + b))
        gradient = (values[-1] - y) / case.batch
        for layer in reversed(range(len(weights))):
            delta = gradient * (1 - values[layer + 1] ** 2)
            gradient = weights[layer].T @ delta
            weights[layer] = weights[layer] - RATE * (delta @ values[layer].T)
            biases[layer] = biases[layer] - RATE * delta.sum(axis=1, keepdims=True)

    def run(updates: int) -> None:
        for number in range(updates):
            start = number * case.batch % (EXAMPLES // case.batch * case.batch)
            batch = order[start : start + case.batch]
            update(inputs[:, batch], targets[:, batch])

    return run


def pytorch(case: Case) -> Callable[[int], None]:
    """Return the same with PyTorch's eager modules and its SGD."""
    inputs, targets, order = (torch.from_numpy(array) for array in examples(case))
    inputs, targets = inputs.T.contiguous(), targets.T.contiguous()
    layers: list[torch.nn.Module] = []
    for before, after in pairwise(case.sizes):
        layers += [torch.nn.Linear(before, after), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), RATE)

    def run(updates: int) -> None:
        for number in range(updates):
            start = number * case.batch % (EXAMPLES // case.batch * case.batch)
            batch = order[start : start + case.batch]
            optimizer.zero_grad()
            loss = 0.5 * ((model(inputs[batch]) - targets[batch]) ** 2).sum(dim=1).mean()
            loss.backward()
            optimizer.step()

    return run


def microseconds(
    engines: dict[str, Callable[[int], None]], updates: int, turns: int
) -> dict[str, float]:
    """Return the median time of an update of each engine, in turns of so many updates."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    for run in engines.values():
        run(updates)
    for _ in range(turns):
        for name, run in engines.items():
            start = time.perf_counter()
            run(updates)
            times[name].append(1e6 * (time.perf_counter() - start) / updates)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=500, help="updates in one turn")
    parser.add_argument("--turns", type=int, default=40, help="turns of each engine")
    options = parser.parse_args()
    makers = {"ours": ours, "plain NumPy": plain}
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    if torch is not None:
        torch.set_num_threads(1)
        makers["PyTorch"] = pytorch
        versions += f", PyTorch {torch.__version__}"
    print(f"{versions}. Microseconds for one update, tanh, half squared error, SGD, float32.\n")
    print("| network, batch | " + " | ".join(makers) + " | plain ÷ ours |")
    print("|---" * (len(makers) + 2) + "|")
    for case in CASES:
        engines = {name: maker(case) for name, maker in makers.items()}
        times = microseconds(engines, options.updates, options.turns)
        cells = " | ".join(f"{value:.0f}" for value in times.values())
        print(f"| {case} | {cells} | {times['plain NumPy'] / times['ours']:.1f} |", flush=True)


if __name__ == "__main__":
    main()
