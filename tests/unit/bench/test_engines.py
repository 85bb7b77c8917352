"""What is compared does the same work."""

import importlib

import numpy as np
import pytest

from app.bench import plain_c
from app.bench.engines import ENGINES, Ours, PyTorch, ScikitLearn
from app.bench.missing import Missing
from app.bench.plain_c import PlainC
from app.bench.plain_numpy import PlainNumpy
from app.bench.problem import NETWORKS, PROBLEMS, Problem
from app.bench.updates import STACKED, STACKS


def c_step(problem: Problem) -> PlainC:
    try:
        return PlainC(problem)
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda each: f"{each.name} {each.optimizer}")
def test_plain_c_gives_our_numbers_but_for_rounding(problem: Problem) -> None:
    ours, c = Ours(problem), c_step(problem)
    c.params[...] = ours.stepper.network.params
    start = c.params.copy()
    for updates in (7, 20):
        ours.run(updates)
        c.run(updates)
    # Adam divides by sizes of gradients, which makes much of a last digit where they are small.
    limit = 1e-6 if problem.optimizer == "sgd" else 1e-3
    np.testing.assert_allclose(c.params, ours.stepper.network.params, atol=limit)
    assert np.abs(c.params - start).max() > 10 * limit


@pytest.mark.parametrize("problem", PROBLEMS[:4], ids=lambda each: f"{each.name} {each.optimizer}")
def test_plain_numpy_gives_our_numbers_but_for_rounding(problem: Problem) -> None:
    ours, plain = Ours(problem), PlainNumpy(problem)
    layers = ours.stepper.network.layers
    for layer, weights, bias in zip(layers, plain.weights, plain.biases, strict=True):
        layer.parameters()["weights"][...] = weights
        layer.parameters()["bias"][...] = bias[:, 0]
    ours.run(20)
    plain.run(20)
    for layer, weights, bias in zip(layers, plain.weights, plain.biases, strict=True):
        np.testing.assert_allclose(layer.parameters()["weights"], weights, atol=1e-3)
        np.testing.assert_allclose(layer.parameters()["bias"], bias[:, 0], atol=1e-3)


def test_a_machine_without_a_compiler_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    plain_c.library.cache_clear()
    with pytest.raises(Missing, match="no C compiler"):
        PlainC(PROBLEMS[0])
    plain_c.library.cache_clear()


@pytest.mark.parametrize("engine", [PyTorch, ScikitLearn])
def test_an_engine_that_is_not_installed_is_told_so(
    engine: type[PyTorch | ScikitLearn], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(Missing, match="extra `bench`"):
        engine(PROBLEMS[0])


def test_a_stack_trains_as_many_networks_as_it_says() -> None:
    for count in STACKS:
        network = Ours(STACKED, count).stepper.network
        assert len(network.each(network.params)) == count


def test_the_networks_are_those_that_the_documentation_names() -> None:
    assert [(Problem(sizes, batch, "sgd").name, batch) for sizes, batch in NETWORKS] == [
        ("2-4-2-1", 10),
        ("2-8-8-8-1", 10),
        ("2-8-8-8-8-8-8-1", 10),
        ("64-32-16-10", 30),
    ]
    assert set(ENGINES) == {"ours", "c", "numpy", "pytorch", "scikit_learn"}
