"""Networks that see pictures and sequences are compared with the same networks in PyTorch."""

import importlib

import numpy as np
import pytest

from app.bench.missing import Missing
from app.bench.shaped import DESIGNS, PROBLEMS, Design, Ours, PyTorch, ShapedProblem


@pytest.mark.parametrize(
    "problem", PROBLEMS, ids=lambda each: f"{each.design.name} {each.optimizer}"
)
def test_ours_learns_the_examples(problem: ShapedProblem) -> None:
    ours = Ours(problem)
    stepper = ours.stepper
    before = stepper.loss.value(stepper.network.forward(stepper.inputs), stepper.targets)
    ours.run(200)
    after = stepper.loss.value(stepper.network.forward(stepper.inputs), stepper.targets)
    assert after < before


@pytest.mark.parametrize("design", DESIGNS, ids=lambda each: each.name)
def test_pytorch_computes_the_same_with_the_same_weights(design: Design) -> None:
    torch = pytest.importorskip("torch")
    problem = ShapedProblem(design, 30, "sgd")
    ours, theirs = Ours(problem), PyTorch(problem)
    network = ours.stepper.network
    named = [part for layer in network.layers for part in layer.parameters().items()]
    matrices = [values for name, values in named if name.endswith("weights")]
    for name, values in named:
        if name == "bias":
            values.fill(0)
    with torch.no_grad():
        for name, parameter in theirs.module.named_parameters():
            # PyTorch's LSTM has two biases where one is enough, and so would move them twice.
            parameter.requires_grad_("bias_hh" not in name)
            if parameter.ndim == 1:
                parameter.zero_()
            else:
                parameter.copy_(torch.from_numpy(matrices.pop(0).reshape(parameter.shape)))
    assert not matrices
    for updates in (0, 5):
        ours.run(updates)
        theirs.run(updates)
        found = theirs.module(theirs.inputs).detach().numpy().T
        np.testing.assert_allclose(network.forward(problem.inputs), found, atol=1e-5)


def test_without_pytorch_it_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(Missing, match="extra `bench`"):
        PyTorch(PROBLEMS[0])
