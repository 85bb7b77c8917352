"""Sizes: one task trains a depth and width from several seeds, whole or in parts."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from app.experiment import DenseLayer, Experiment
from app.training import Size, SizeTask, Trainer, most_epochs, predicted_seconds, train_size
from app.training.sizes import MAX_SIZE_SECONDS, sized
from benchmarks import scenes


def experiment(**parts: Any) -> Experiment:
    document: dict[str, Any] = {
        "data": {"name": "spiral", "samples": 96},
        "layers": [{"units": 5, "activation": "relu"}, {"units": 2}],
        "seed": 3,
        **parts,
    }
    return Experiment.model_validate(document)


def assert_same(one: Size, other: Size) -> None:
    assert np.array_equal(one.scores, other.scores)
    assert np.array_equal(one.losses, other.losses)
    assert np.array_equal(one.answers, other.answers)  # type: ignore[arg-type]
    assert (one.updates, one.median, one.share) == (other.updates, other.median, other.share)


@pytest.mark.parametrize(("depth", "units"), [(0, 0), (1, 4), (3, 2)])
def test_a_size_has_the_numbers_of_trainers_of_its_seeds(depth: int, units: int) -> None:
    places = np.array([[0.0, 1.0, -2.0], [3.0, 0.5, 1.0]])
    size = train_size(SizeTask(experiment(), depth, units, seeds=3, epochs=4, places=places))
    assert size.done
    for place, seed in enumerate((3, 4, 5)):
        layers = [{"units": units, "activation": "relu"}] * depth
        single = Trainer(experiment(layers=layers, seed=seed))
        single.run(epochs=4)
        metrics = single.metrics()
        assert size.losses[place] == metrics["test_loss"]
        assert size.scores[place] == metrics["test_accuracy"]
        assert size.updates[place] == single.update
        if place == size.median:
            assert np.array_equal(size.answers, single.outputs(places))  # type: ignore[arg-type]
    assert size.scores[size.median] == np.median(size.scores)


def test_parts_of_a_task_lead_to_the_numbers_of_the_whole() -> None:
    places = np.zeros((2, 1))
    whole = SizeTask(experiment(), 2, 4, seeds=2, epochs=3, places=places)
    part = SizeTask(experiment(), 2, 4, seeds=2, epochs=3, places=places, seconds=0.0)
    shares = [0.0]
    size = train_size(part)
    while not size.done:
        assert size.answers is None
        shares.append(size.share)
        size = train_size(pickle.loads(pickle.dumps(part.after(size))))
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert_same(size, train_size(whole))


def test_any_executor_takes_the_tasks() -> None:
    tasks = [SizeTask(experiment(), depth, 2, seeds=1, epochs=2) for depth in (1, 2)]
    with ThreadPoolExecutor(2) as executor:
        found = list(executor.map(train_size, tasks))
    assert [(size.depth, size.units) for size in found] == [(1, 2), (2, 2)]
    for size, task in zip(found, tasks, strict=True):
        assert np.array_equal(size.scores, train_size(task).scores)


def test_layers_are_like_the_first_one_and_nothing_else_changes() -> None:
    of = experiment()
    changed = sized(of, 3, 7)
    assert changed.layers == (DenseLayer(units=7, activation="relu"),) * 3
    assert changed.model_copy(update={"layers": of.layers}) == of
    assert len(sized(experiment(layers=[]), 2, 4).layers) == 2


def test_those_that_diverge_are_counted() -> None:
    wild = experiment(data={"name": "plane", "samples": 60}, training={"learning_rate": 90.0})
    size = train_size(SizeTask(wild, 2, 8, seeds=2, epochs=30))
    assert size.diverged == 2


def test_larger_sizes_are_predicted_to_take_longer() -> None:
    examples = Trainer(experiment()).examples

    def seconds(depth: int, units: int, seeds: int = 3, epochs: int = 500) -> float:
        return predicted_seconds(SizeTask(experiment(), depth, units, seeds, epochs), examples)

    assert seconds(0, 0) < seconds(1, 1) < seconds(1, 32) < seconds(6, 32)
    assert seconds(1, 8, seeds=1) < seconds(1, 8, seeds=5) < 5 * seconds(1, 8, seeds=1)
    assert seconds(1, 8, epochs=9000) > 1.9 * seconds(1, 8, epochs=4500)


def test_a_size_may_not_take_longer_than_a_minute_of_the_prediction() -> None:
    slow = experiment(data={"name": "spiral", "samples": 2000}, training={"batch_size": 1})
    examples = Trainer(slow).examples
    most = most_epochs(SizeTask(slow, 6, 32, seeds=5), examples)
    bounded = SizeTask(slow, 6, 32, seeds=5, epochs=most)
    assert 1 <= most < 2000
    assert predicted_seconds(bounded, examples) <= MAX_SIZE_SECONDS
    longer = SizeTask(slow, 6, 32, seeds=5, epochs=most + 1)
    assert predicted_seconds(longer, examples) > MAX_SIZE_SECONDS


def test_the_spiral_needs_two_layers_of_many_units() -> None:
    sizes = ((0, 0), (1, 4), (1, 16), (2, 4), (2, 16))
    figures = scenes.depth_and_width(data_seeds=[0], sizes=sizes)
    for size in ("0 x 0", "1 x 4", "2 x 4"):
        assert figures[size] < 0.7
    assert 0.7 < figures["1 x 16"] < 0.9
    assert figures["2 x 16"] > 0.95
