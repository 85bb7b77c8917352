"""Confidence and errors: counts by hand, and a threshold that trades one error for the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look
from app.lenses.errors import ErrorsOptions, calibration, calibration_error, costs
from app.training import Trainer


def trainer(**parts: Any) -> Trainer:
    return Trainer(Experiment.model_validate({"data": {"name": "spiral"}, **parts}))


def seen(made: Trainer, **options: Any) -> Any:
    return LENSES["errors"].look(Look(made), ErrorsOptions(**options))


def tumours(seed: int) -> Trainer:
    made = trainer(data={"name": "breast_cancer"}, features=[], layers=[{"units": 8}], seed=seed)
    made.run(epochs=10)
    return made


def test_calibration_agrees_with_a_case_counted_by_hand() -> None:
    confidence = np.array([[0.95, 0.92, 0.35, 0.38], [0.05, 0.08, 0.65, 0.62]])
    decided, labels = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    counts, sure, right = calibration(confidence, decided, labels)
    assert counts.tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert sure[[6, 9]] == pytest.approx([0.635, 0.935])
    assert right[[6, 9]] == pytest.approx([1.0, 0.5])
    expected = (2 * 0.365 + 2 * 0.435) / 4
    assert calibration_error(counts, sure, right) == pytest.approx(expected)


def test_costs_are_counted_by_hand() -> None:
    score = np.array([0.9, 0.4, 0.6, 0.1])
    positive = np.array([True, True, False, False])
    missed, alarms = costs(score, positive, np.array([0.05, 0.4, 0.5, 0.95]))
    assert missed.tolist() == [0, 0, 1, 2]
    assert alarms.tolist() == [2, 1, 1, 0]


@pytest.mark.parametrize("seed", range(20))
def test_the_threshold_trades_missed_tumours_for_false_alarms(seed: int) -> None:
    made = tumours(seed)
    found = seen(made)
    arrays, meta = found.arrays, found.meta
    missed, alarms = arrays["missed"], arrays["alarms"]
    assert made.data.classes[meta["positive"]] == "malignant"
    assert (np.diff(missed) >= 0).all()
    assert (np.diff(alarms) <= 0).all()
    low, high = missed[20], missed[-20]
    assert low < high
    assert alarms[20] > alarms[-20]
    assert meta["area"] > 0.97


def test_at_one_half_the_costs_are_the_confusion_matrix() -> None:
    made = tumours(3)
    found, counts = seen(made), made.confusion()
    assert counts is not None
    middle = int(np.abs(found.arrays["thresholds"] - 0.5).argmin())
    assert found.arrays["missed"][middle] == counts[1][1, 0]
    assert found.arrays["alarms"][middle] == counts[1][0, 1]
    assert found.meta["wrong"] == counts[1][0, 1] + counts[1][1, 0]


def test_the_curves_run_from_no_alarm_to_nothing_but_alarms() -> None:
    arrays = seen(tumours(0)).arrays
    assert (arrays["tpr"][0], arrays["fpr"][0]) == (0, 0)
    assert (arrays["tpr"][-1], arrays["fpr"][-1]) == (1, 1)
    assert arrays["precision"][0] == 1


def test_the_worst_answers_are_wrong_and_the_surest_come_first() -> None:
    made = trainer()
    made.run(epochs=5)
    found = seen(made).arrays
    labels = made.data.labels
    assert labels is not None
    worst = found["worst"]
    assert len(worst) == 24
    assert np.isin(worst, made.data.test).all()
    decided = made.predict(made.data.inputs[:, worst])
    assert np.array_equal(decided, found["worst_answer"])
    assert np.array_equal(labels[worst], found["worst_truth"])
    assert (decided != labels[worst]).all()
    assert (np.diff(found["worst_error"]) <= 1e-6).all()


def test_a_regression_has_values_and_its_largest_errors_first() -> None:
    made = trainer(data={"name": "diabetes"}, features=[])
    found = seen(made, part="train").arrays
    assert len(found["truth"]) == len(found["answer"]) == len(made.data.train)
    errors = np.abs(found["truth"] - found["answer"])
    assert found["worst_error"][0] == pytest.approx(errors.max())


def test_the_errors_of_a_regression_are_in_the_unit_of_the_data() -> None:
    made = trainer(data={"name": "sunspots"}, features=[], layers=[])
    found = seen(made, part="train").arrays
    data = made.data
    truth = data.targets[data.train] * data.target_scale + data.target_mean
    np.testing.assert_allclose(found["truth"], truth, rtol=1e-5, atol=1e-4)
    assert found["truth"].max() > 100


def test_a_simple_rule_is_judged_by_the_same_measure_as_the_network() -> None:
    made = trainer(data={"name": "returns"}, features=[], layers=[])
    made.run(epochs=2)
    rule = seen(made).meta["rule"]
    rises = made.data.targets[made.data.test]
    assert rule["name"] == "always up"
    assert rule["score"] == pytest.approx(np.mean(rises == 1))
    assert rule["own"] == pytest.approx(made.metrics()["test_accuracy"])


def test_a_forecast_is_compared_with_a_linear_fit_by_the_share_of_variance_explained() -> None:
    made = trainer(data={"name": "volatility", "samples": 2000}, features=[], layers=[])
    rule = seen(made, part="train").meta["rule"]
    data = made.data
    design = np.vstack((data.inputs[:, data.train], np.ones(len(data.train)))).T
    truth = data.targets[data.train]
    missed = truth - design @ np.linalg.lstsq(design, truth, rcond=None)[0]
    assert rule["name"] == "a linear fit"
    assert rule["score"] == pytest.approx(1 - missed.var() / truth.var())


@pytest.mark.parametrize("loss", ["auto", "hinge", "half_squared"])
def test_several_classes_have_a_calibration_and_no_threshold(loss: str) -> None:
    found = seen(trainer(data={"name": "iris"}, features=[], training={"loss": loss}))
    assert found.arrays["bin_count"].sum() == found.meta["examples"]
    assert "missed" not in found.arrays
