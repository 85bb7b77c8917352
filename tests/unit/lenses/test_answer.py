"""The answer to one example: what it is, and how sure the network is of each class."""

import numpy as np
import pytest

from app.experiment import Data, DenseLayer, Experiment
from app.lenses import LENSES, Arrays, Look
from app.training import Trainer


def look(trainer: Trainer, **options: object) -> Arrays:
    lens = LENSES["answer"]
    return lens.look(Look(trainer), lens.options.model_validate(options))


def digits() -> Trainer:
    trainer = Trainer(
        Experiment(data=Data(name="digits"), features=(), layers=(DenseLayer(units=12),))
    )
    trainer.run(epochs=5)
    return trainer


def test_the_example_is_given_in_the_units_of_the_data() -> None:
    seen = look(digits(), example=3)
    pixels = seen.arrays["input"]
    np.testing.assert_allclose(pixels, np.rint(pixels), atol=1e-4)
    assert (seen.meta["low"], seen.meta["high"]) == pytest.approx((0.0, 16.0), abs=1e-9)
    assert seen.meta["shape"] == [1, 8, 8]


def test_answer_and_confidence_are_those_of_the_network() -> None:
    trainer = digits()
    seen = look(trainer, example=3)
    column = trainer.data.inputs[:, 3:4]
    assert seen.meta["answer"] == trainer.predict(column).tolist()
    expected = trainer.loss.confidence(trainer.outputs(column))
    np.testing.assert_allclose(seen.arrays["confidence"], expected)
    assert trainer.data.labels is not None
    assert seen.meta["truth"] == [trainer.data.labels[3]]


def test_the_same_picture_drawn_by_hand_gets_the_same_answer_but_has_no_truth() -> None:
    trainer = digits()
    first = look(trainer, example=3)
    drawn = look(trainer, values=first.arrays["input"].tolist())
    np.testing.assert_allclose(drawn.arrays["confidence"], first.arrays["confidence"], atol=1e-6)
    assert (drawn.meta["truth"], drawn.meta["part"]) == (None, "own")


def test_values_are_answered_in_the_units_of_the_data() -> None:
    trainer = Trainer(Experiment(data=Data(name="diabetes"), features=(), layers=()))
    trainer.run(epochs=20)
    seen = look(trainer, example=0)
    assert "confidence" not in seen.arrays
    assert trainer.data.values is not None
    truth = trainer.data.values[0] * trainer.data.target_scale + trainer.data.target_mean
    assert seen.meta["truth"] == pytest.approx(truth)
    assert 25 < seen.meta["answer"] < 350
