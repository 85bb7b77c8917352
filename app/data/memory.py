"""Sequences that have to be remembered: a symbol before noise, an echo, a parity."""

import numpy as np

from app.data.dataset import FloatArray, IntArray
from app.data.entry import DRAWS, Draft, Entry, Length, Request
from app.data.playground import alternate

SYMBOLS = ("A", "B", "C", "D")
ECHO_STEPS = 20


def sequence(values: FloatArray) -> FloatArray:
    """Turn sequences (N, T, U) into inputs (T·U, N), step by step."""
    return values.reshape(len(values), -1).T.copy()


def step_columns(steps: int, values: tuple[str, ...]) -> tuple[str, ...]:
    """Name the inputs of a sequence: "t1 A", "t1 B", …."""
    return tuple(f"t{step} {value}" for step in range(1, steps + 1) for value in values)


def one_hot(numbers: IntArray, count: int) -> FloatArray:
    """Return 1 at the number of each entry, 0 elsewhere, (…, count)."""
    return np.eye(count)[numbers]


def _recall(request: Request) -> Draft:
    """Show one of four symbols, then `length` steps of noise.

    Noise is normal with a standard deviation of `noise` in all four values of a step.
    """
    labels = alternate(request.samples, len(SYMBOLS))
    steps = request.length + 1
    rng = request.stream(DRAWS)
    # Step by step from streams of their own, so that a longer wait keeps the steps before.
    noise = [each.standard_normal((request.samples, 4)) for each in rng.spawn(request.length)]
    values = np.zeros((request.samples, steps, 4))
    values[:, 0] = one_hot(labels, 4)
    values[:, 1:] = request.noise / 100 * np.stack(noise, axis=1)
    return Draft(
        task="classes",
        inputs=sequence(values),
        columns=step_columns(steps, SYMBOLS),
        labels=labels,
        classes=SYMBOLS,
        target="first symbol",
        standardization="none",
        shape=(steps, 4),
        noisy=True,
        notes=(
            f"One of {len(SYMBOLS)} symbols comes first, then {request.length} steps of noise "
            f"with a standard deviation of {request.noise / 100:g}.",
        ),
    )


def _bits(request: Request, length: int) -> tuple[IntArray, FloatArray]:
    """Draw random bits (length, N), and the inputs they make: −1 or 1, with noise."""
    bits, noise = request.stream(DRAWS).spawn(2)
    # Step by step, so that longer sequences begin as the shorter ones do.
    ones = bits.integers(0, 2, (length, request.samples))
    return ones, 2.0 * ones - 1 + request.noise / 100 * noise.standard_normal(ones.shape)


def _parity(request: Request) -> Draft:
    bits, inputs = _bits(request, request.length)
    return Draft(
        task="binary",
        inputs=inputs,
        columns=step_columns(request.length, ("bit",)),
        labels=bits.sum(axis=0) % 2,
        classes=("even", "odd"),
        target="parity",
        standardization="none",
        shape=(request.length, 1),
        noisy=True,
    )


def _echo(request: Request) -> Draft:
    bits, inputs = _bits(request, ECHO_STEPS)
    labels = np.full_like(bits, -1)
    labels[request.length :] = bits[: -request.length]
    return Draft(
        task="steps",
        inputs=inputs,
        columns=step_columns(ECHO_STEPS, ("bit",)),
        labels=labels,
        classes=("low", "high"),
        target="bit",
        standardization="none",
        shape=(ECHO_STEPS, 1),
        noisy=True,
        notes=(f"The answer at each step is the bit of {request.length} steps before.",),
    )


recall = Entry(
    "recall",
    "Memory after noise",
    "Which symbol came first?",
    "sequences",
    "classes",
    _recall,
    default_noise=40,
    default_samples=1000,
    length=Length(5, 50, 20, "Wait", "How many steps of noise follow the symbol."),
)

echo = Entry(
    "echo",
    "Echo",
    "Which bit came some steps before?",
    "sequences",
    "steps",
    _echo,
    default_samples=500,
    length=Length(1, 10, 3, "Delay", "How many steps later a bit is asked for."),
)

parity = Entry(
    "parity",
    "Parity",
    "Is the number of high bits odd?",
    "sequences",
    "binary",
    _parity,
    default_samples=1000,
    length=Length(2, 20, 6, "Bits", "How many bits a sequence has."),
)
