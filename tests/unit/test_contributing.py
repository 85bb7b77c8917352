"""The worked examples of CONTRIBUTING.md work as they stand."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import app.nn.activations
from app.data import DATASETS, load
from app.experiment import KINDS, Experiment, read_link
from app.lenses.look import Look
from app.nn import LOSSES, Dense, Network
from app.training import AddUnit, Trainer
from tests.unit.test_documentation import ROOT, python_of

if TYPE_CHECKING:
    from app.nn import Array


def example(path: str, namespace: dict[str, Any] | None = None) -> dict[str, Any]:
    """Run the example that is to be written to this file; return its names."""
    (code,) = (code for code in python_of("CONTRIBUTING.md") if code.startswith(f"# {path}\n"))
    names = dict(namespace or {})
    exec(compile(code, path, "exec", dont_inherit=True), names)
    return names


def test_the_activation_has_the_derivative_it_says() -> None:
    activation = example("app/nn/activations.py", vars(app.nn.activations))["_ARCTAN"]
    z = np.linspace(-3, 3, 13)
    step = 1e-6

    def value(at: Array) -> Array:
        result = np.empty_like(at)
        activation.value(at, result)
        return result

    slope = np.empty_like(z)
    activation.derivative(z, value(z), slope)
    assert slope == pytest.approx((value(z + step) - value(z - step)) / (2 * step), abs=1e-8)
    assert activation.bounds == pytest.approx((-np.pi / 2, np.pi / 2))


def test_the_data_set_loads_balanced_and_lies_in_stripes(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = example("app/data/stripes.py")["stripes"]
    monkeypatch.setitem(DATASETS, "stripes", entry)
    data = load("stripes", samples=400)
    assert data.labels is not None
    assert np.bincount(data.labels).tolist() == [200, 200]
    stripe = np.floor((data.inputs[0] + 6) / 3).astype(int)
    assert (stripe % 2 == data.labels).all()


def test_the_lens_sees_all_hidden_units() -> None:
    lens = example("app/lenses/silent.py")["LENS"]
    seen = lens.look(Look(Trainer(Experiment())), lens.options())
    share = seen.arrays["share"]
    assert share.shape == (24,)
    assert ((share >= 0) & (share <= 1)).all()


def test_the_lens_of_the_browser_has_what_the_page_asks_for() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    (module,) = re.findall(r"^```js\n// static/js/lenses/silent\.js\n(.*?)^```$", text, re.M | re.S)
    for name in ("name", "rate", "options", "mount", "draw", "table"):
        assert re.search(rf"^export (const|function) {name}\b", module, re.MULTILINE)


def test_the_kind_of_layer_works_in_links_live_edits_and_checkpoints(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ModuleType("app.nn.gain")
    vars(engine).update(example("app/nn/gain.py"))
    monkeypatch.setitem(sys.modules, "app.nn.gain", engine)
    monkeypatch.setitem(KINDS, "gain", example("app/experiment/layers/gain.py")["GainLayer"])
    experiment = read_link("v=1&layers=dense(3,tanh),gain,dense(4,relu)").experiment
    assert read_link(experiment.to_link()).experiment == experiment
    made = Trainer(experiment, np.float64)
    made.run(updates=5)
    before = made.outputs(made.data.inputs)
    gains = made.network.layers[1].parameters()["gain"].copy()
    made.apply(AddUnit(0))
    assert made.outputs(made.data.inputs) == pytest.approx(before, abs=1e-12)
    assert np.array_equal(made.network.layers[1].parameters()["gain"][:3], gains)
    restored = Trainer.restore(made.checkpoint(), np.float64)
    for each in (made, restored):
        each.run(updates=5)
    assert np.array_equal(made.network.params, restored.network.params)


def test_the_layer_has_the_gradient_it_says() -> None:
    gain = example("app/nn/gain.py")["Gain"]
    rng = np.random.default_rng(0)
    network = Network(2, [Dense(3, "tanh"), gain(), Dense(1, "tanh")], dtype=np.float64)
    network.initialize(rng)
    inputs, targets = rng.normal(size=(2, 5)), rng.choice([-1.0, 1.0], (1, 5))
    loss = LOSSES["half_squared"]
    network.forward(inputs, training=True)
    into = np.empty((1, 5))
    loss.gradient(network.forward(inputs, training=True), targets, into)
    network.backward(into)
    found = network.grads.copy()
    step = 1e-6
    for index in range(network.params.size):
        kept, values = network.params[index], []
        for sign in (1, -1):
            network.params[index] = kept + sign * step
            values.append(loss.value(network.forward(inputs, training=True), targets))
        network.params[index] = kept
        assert found[index] == pytest.approx((values[0] - values[1]) / (2 * step), abs=1e-8)
