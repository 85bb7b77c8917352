from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.training import Readable, Trainer, editing

DROPPING = "layers=dense(8,relu,dropout:0.2),dense(8,tanh,norm:batch)&batch=7&noise=20"

FEATURES = ["x1", "x2", "x1_squared", "x2_squared"]

CHANGES: dict[str, Any] = {
    "training.learning_rate": 0.2,
    "training.schedule": "cosine",
    "training.schedule_period": 77,
    "training.momentum": 0.5,
    "training.batch_size": 13,
    "training.shuffle": False,
    "training.penalty_rate": 0.02,
    "training.clip": 0.5,
    "stop.epochs": 50,
}


def trained(link: str) -> Trainer:
    trainer = Trainer(Experiment.from_link(link))
    trainer.run(updates=33)
    return trainer


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize(
    "link", [f"{DROPPING}&optimizer={name}&penalty=l1" for name in ("nesterov", "adam", "adamw")]
)
def test_tuning_gives_the_numbers_that_carrying_all_layers_over_gives(
    path: str, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuned, carried = trained(link), trained(link)
    network = tuned.network
    tuned.describe()
    tuned.edit({path: CHANGES[path]})
    assert tuned.network is network
    with monkeypatch.context() as patch:
        patch.setattr(editing, "only_tunes", lambda _: False)
        carried.edit({path: CHANGES[path]})
    assert carried.network is not network
    assert tuned.experiment == carried.experiment
    assert tuned.describe() == carried.describe()
    assert tuned.metrics() == carried.metrics()
    for trainer in (tuned, carried):
        trainer.run(updates=60)
    np.testing.assert_array_equal(tuned.network.params, carried.network.params)
    assert tuned.metrics() == carried.metrics()
    one, other = tuned.checkpoint(), carried.checkpoint()
    assert one.meta == other.meta
    for name, values in one.arrays.items():
        np.testing.assert_array_equal(values, other.arrays[name])


def test_what_an_edit_leads_to_can_be_refused_before_anything_is_changed() -> None:
    class TooLargeError(Exception):
        pass

    def check(result: Readable) -> None:
        if result.network.params.size > 40:
            raise TooLargeError

    for updates in (0, 33):
        trainer = Trainer(Experiment.from_link("layers=dense(8,tanh)"))
        trainer.run(updates=updates)
        before, network = trainer.experiment, trainer.network
        for changes in (
            {"layers.0.units": 30},
            {"features": ["x1", "x2", "x1_squared", "x2_squared"]},
        ):
            with pytest.raises(TooLargeError):
                trainer.edit(changes, check)
        assert (trainer.experiment, trainer.network) == (before, network)
        assert trainer.update == updates
        trainer.edit({"layers.0.units": 3}, check)
        assert trainer.network.layers[0].units == 3
