"""A network in a stacked trainer gets the numbers that a trainer of its seed gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.nn import StackError
from app.training import StackedTrainer, Trainer, stacked

if TYPE_CHECKING:
    from app.nn import Dtype

SEEDS = (3, 0, 7, 4)


def experiment(**parts: Any) -> Experiment:
    """Return 2-4-3-1 units on the spiral, five batches (the last one short) to an epoch."""
    document: dict[str, Any] = {
        "data": {"name": "spiral", "samples": 96},
        "layers": [{"units": 4}, {"units": 3}],
        "training": {"learning_rate": 0.1},
        **parts,
    }
    return Experiment.model_validate(document)


def alone(of: Experiment, dtype: Dtype = np.float32) -> list[Trainer]:
    return [Trainer(of.model_copy(update={"seed": seed}), dtype) for seed in SEEDS]


def assert_equal(one: Trainer, other: Trainer) -> None:
    """Compare everything that a checkpoint holds."""
    left, right = one.checkpoint(), other.checkpoint()
    assert left.experiment == right.experiment
    assert (left.update, left.meta) == (right.update, right.meta)
    assert left.arrays.keys() == right.arrays.keys()
    for name, values in left.arrays.items():
        np.testing.assert_array_equal(values, right.arrays[name], err_msg=name)


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "in order": {"training": {"shuffle": False}},
    "adamw and cosine": {
        "training": {"optimizer": "adamw", "schedule": "cosine", "schedule_period": 7}
    },
    "dying weights": {
        "training": {"optimizer": "momentum", "penalty": "l1_playground", "penalty_rate": 0.01}
    },
    "dropout and clipping": {
        "layers": [{"units": 4, "dropout": 0.2}, {"units": 4, "residual": True}],
        "training": {"clip": 0.1},
    },
    "frozen": {"layers": [{"units": 4, "frozen": True}], "training": {"penalty": "l2"}},
    "classes": {"data": {"name": "iris"}, "layers": [{"units": 5, "activation": "relu"}]},
    "regression": {"data": {"name": "plane", "samples": 90}},
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("parts", CASES.values(), ids=CASES)
def test_every_network_gets_its_own_numbers(parts: dict[str, Any], dtype: Dtype) -> None:
    of = experiment(**parts)
    together = StackedTrainer(of, SEEDS, dtype)
    for amount in ({"epochs": 3}, {"updates": 4}, {"updates": 3}):
        made = together.run(**amount)
        assert made > 0
    for place, single in enumerate(alone(of, dtype)):
        single.run(epochs=3)
        single.run(updates=7)
        assert together.update == single.update
        assert_equal(together.trainer(place), single)


def test_metrics_have_a_value_for_each_network() -> None:
    of = experiment()
    together = StackedTrainer(of, SEEDS)
    together.run(epochs=2)
    metrics = together.metrics()
    for place, single in enumerate(alone(of)):
        single.run(epochs=2)
        assert {name: values[place] for name, values in metrics.items()} == single.metrics()


def test_a_network_taken_out_goes_on_alone_with_the_same_numbers() -> None:
    together = StackedTrainer(experiment(), SEEDS)
    together.run(updates=7)
    taken = together.trainer(1)
    taken.run(updates=9)
    assert together.update == 7
    together.run(updates=9)
    assert_equal(together.trainer(1), taken)


def test_networks_that_stop_rest_while_the_others_go_on() -> None:
    of = experiment(stop={"patience": 3}, training={"learning_rate": 1.0})
    together = StackedTrainer(of, SEEDS)
    together.run(epochs=60)
    singles = alone(of)
    for single in singles:
        single.run(epochs=60)
    assert together.stopped == tuple(single.stopped for single in singles)
    assert len({single.update for single in singles}) > 1
    for place, single in enumerate(singles):
        assert_equal(together.trainer(place), single)
    if all(together.stopped):
        assert together.run(epochs=1) == 0


def test_a_network_that_diverges_goes_back_and_rests() -> None:
    of = experiment(
        layers=[{"units": 4, "activation": "relu"}], data={"name": "plane", "samples": 96},
        training={"learning_rate": 2.0},
    )  # fmt: skip
    together = StackedTrainer(of, SEEDS)
    together.run(updates=201)
    singles = alone(of)
    for single in singles:
        single.run(updates=201)
    assert "diverged" in {stopped.reason for stopped in together.stopped if stopped}
    for place, single in enumerate(singles):
        assert_equal(together.trainer(place), single)


def test_several_stacks_give_the_same_numbers_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    of = experiment()
    whole = StackedTrainer(of, SEEDS)
    monkeypatch.setattr(stacked, "STACK_BYTES", 1)
    parts = StackedTrainer(of, SEEDS)
    for each in (whole, parts):
        each.run(updates=12)
    for place in range(len(SEEDS)):
        assert_equal(whole.trainer(place), parts.trainer(place))


def test_a_normalization_is_refused_by_the_name_of_its_field() -> None:
    of = experiment(layers=[{"units": 4}, {"units": 4, "normalization": "layer"}])
    with pytest.raises(StackError) as refused:
        StackedTrainer(of, SEEDS)
    assert refused.value.path == "layers.1.normalization"


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        StackedTrainer(experiment(), ())
    together = StackedTrainer(experiment(), SEEDS)
    with pytest.raises(ValueError, match="either"):
        together.run()
