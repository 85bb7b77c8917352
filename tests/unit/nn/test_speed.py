"""The budget of an update, in calls of NumPy, which no busy machine can spoil."""

import tracemalloc
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.nn import LOSSES, OPTIMIZERS, PENALTIES, Dense, Network, Stepper

CALLS: Counter[str] = Counter()


class Counted(np.ndarray):
    """An array that counts every function, method and indexing it takes part in.

    Views and results of a counted array are counted ones, so a network whose memory is counted
    cannot compute anything unseen.
    """

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (), **options: Any
    ) -> Any:
        CALLS[ufunc.__name__] += 1
        if out:
            options["out"] = tuple(plain(array) for array in out)
        if "where" in options:
            options["where"] = plain(options["where"])
        result = getattr(ufunc, method)(*map(plain, inputs), **options)
        return out[0] if out else counted(result)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        CALLS[function.__name__] += 1
        return super().__array_function__(function, types, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        CALLS["getitem"] += 1
        return super().__getitem__(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        CALLS["setitem"] += 1
        super().__setitem__(key, value)

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if callable(found) and not name.startswith("__"):
            CALLS[name] += 1
        return found


def plain(array: Any) -> Any:
    return np.ndarray.view(array, np.ndarray) if type(array) is Counted else array


def counted(array: Any) -> Any:
    return np.asarray(array).view(Counted)


def make(layers: list[Dense], inputs: int = 2, optimizer: str = "sgd", **options: Any) -> Stepper:
    rng = np.random.default_rng(0)
    network = Network(inputs, layers)
    network.initialize(rng)
    targets = np.sign(rng.normal(size=(network.outputs, 60)))
    return Stepper(
        network,
        LOSSES["half_squared"],
        OPTIMIZERS[optimizer](network.params.size),
        rng.normal(size=(inputs, 60)),
        targets,
        **options,
    )


def calls_of_an_update(
    monkeypatch: pytest.MonkeyPatch, build: Callable[[], Stepper]
) -> Counter[str]:
    """Return the NumPy calls of one update of a stepper whose whole memory counts."""
    allocate = {name: getattr(np, name) for name in ("zeros", "ones", "empty", "full")}
    with monkeypatch.context() as patch:
        for name, function in allocate.items():
            patch.setattr(np, name, lambda *args, f=function, **kwargs: counted(f(*args, **kwargs)))
        stepper = build()
        stepper.inputs, stepper.targets = counted(stepper.inputs), counted(stepper.targets)
        examples = counted(np.arange(10))
        stepper.step(examples, 0.1)  # makes the buffers
        before = plain(stepper.network.params).copy()
        CALLS.clear()
        stepper.step(examples, 0.1)
        calls = CALLS.copy()
    assert (plain(stepper.network.params) != before).any()
    return calls


def test_the_counter_sees_every_kind_of_call() -> None:
    a = counted(np.ones((3, 3)))
    CALLS.clear()
    a.dot(a, a)
    np.tanh(a, a)
    a -= 0.5 * a
    np.copyto(a, 1.0)
    a[...] = a.take(np.arange(3), 0)[0]
    np.add.reduce(a, 0)
    assert CALLS == {
        "dot": 1, "tanh": 1, "multiply": 1, "subtract": 1, "copyto": 1, "take": 1, "getitem": 1,
        "setitem": 1, "add": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "sizes"),
    [(2, (1,)), (2, (4, 2, 1)), (2, (8, 8, 8, 1)), (2, (8, 8, 8, 8, 8, 8, 1)), (64, (32, 16, 10))],
    ids=str,
)
def test_an_update_of_a_plain_network_takes_at_most_5_calls_a_layer_and_7(
    monkeypatch: pytest.MonkeyPatch, inputs: int, sizes: tuple[int, ...]
) -> None:
    calls = calls_of_an_update(
        monkeypatch, lambda: make([Dense(units, "tanh") for units in sizes], inputs)
    )
    layers = len(sizes)
    assert calls["dot"] == 3 * layers - 1
    assert calls["tanh"] == layers
    assert calls.total() <= 5 * layers + 7, calls


def test_a_penalty_that_is_off_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PENALTIES:
        penalty = PENALTIES[name](np.zeros(4 * 3 + 5, np.bool_))
        calls = calls_of_an_update(
            monkeypatch,
            lambda penalty=penalty: make(  # type: ignore[misc]
                [Dense(4, "tanh"), Dense(1, "tanh")], penalty=penalty, penalty_rate=0.0
            ),
        )
        assert calls.total() <= 5 * 2 + 7


def test_another_activation_at_the_output_costs_two_calls_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = calls_of_an_update(
        monkeypatch, lambda: make([Dense(8, "tanh"), Dense(8, "tanh"), Dense(1, "linear")])
    )
    assert calls.total() <= 5 * 3 + 7 + 2


def test_the_number_of_calls_does_not_grow_with_units_or_examples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small, large = (
        calls_of_an_update(
            monkeypatch,
            lambda size=size: make(  # type: ignore[misc]
                [Dense(size, "gelu", normalization="batch"), Dense(1, "tanh")]
            ),
        )
        for size in (2, 64)
    )
    assert small == large


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_update_allocates_nothing_that_matters(optimizer: str) -> None:
    stepper = make([Dense(64, "tanh"), Dense(64, "tanh"), Dense(1, "tanh")], optimizer=optimizer)
    examples = np.arange(50)
    stepper.step(examples, 0.1)
    tracemalloc.start()
    try:
        stepper.step(examples, 0.1)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        stepper.step(examples, 0.1)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    # One hidden layer's values alone are 64 · 50 · 4 = 12,800 bytes.
    assert peak < 2_000
