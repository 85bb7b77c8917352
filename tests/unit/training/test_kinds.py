"""What holds for edits, checkpoints and going back holds for every kind of layer."""

from __future__ import annotations

import numpy as np
import pytest

from app.experiment import KINDS
from app.training import AddLayer, AddUnit, EditError, RemoveLayer, RemoveUnit, Trainer
from tests.unit.training.kinds import counted_kinds, fits_there, home, made_with, other_values
from tests.unit.training.trainers import outputs

EVERY = pytest.mark.parametrize("kind", list(KINDS))
COUNTED = pytest.mark.parametrize("kind", counted_kinds())


@EVERY
def test_every_axis_of_every_parameter_says_what_it_counts(kind: str) -> None:
    made, place = made_with(kind, run=0)
    layer = made.network.layers[place]
    for name, parameter in layer.parameters().items():
        assert len(layer.axes[name]) == parameter.ndim
        assert set(layer.axes[name]) <= {"out", "in", "own", ""}


@COUNTED
def test_what_is_added_one_by_one_does_not_change_the_function(kind: str) -> None:
    made, place = made_with(kind)
    before, count = outputs(made), made.experiment.layers[place].count
    report = made.apply(AddUnit(place))
    assert made.experiment.layers[place].count == count + 1
    assert outputs(made) == pytest.approx(before, abs=1e-12)
    assert report.loss_after == pytest.approx(report.loss_before, abs=1e-12)
    assert "outgoing weights of zero, so nothing jumps" in " ".join(report.notes)
    made.run(updates=5)
    assert np.abs(outputs(made) - before).max() > 1e-6


@COUNTED
def test_what_is_added_and_taken_away_again_leaves_every_number_as_it_was(kind: str) -> None:
    made, place = made_with(kind)
    vectors = {"params": made.network.params, **made._setup.optimizer.state}
    before = {name: vector.copy() for name, vector in vectors.items()}
    count = made.experiment.layers[place].count
    made.apply(AddUnit(place))
    made.apply(RemoveUnit(place, count))
    after = {"params": made.network.params, **made._setup.optimizer.state}
    for name, vector in before.items():
        assert np.array_equal(after[name], vector), name


@COUNTED
def test_the_one_that_is_chosen_goes_and_the_others_stay(kind: str) -> None:
    made, place = made_with(kind)
    known = made.network.layers[place].parameters()
    axes = made.network.layers[place].axes
    spec = made.experiment.layers[place]
    counts = "own" if spec.passes else "out"
    kept = {
        name: np.delete(value, 0, axis=axes[name].index(counts))
        for name, value in known.items()
        if axes[name].count(counts) == 1
    }
    made.apply(RemoveUnit(place, 0))
    after = made.network.layers[place].parameters()
    for name, value in kept.items():
        assert np.array_equal(after[name], value), name
    made.run(updates=5)
    assert np.isfinite(made.network.params).all()


@EVERY
def test_only_what_can_be_counted_can_be_added(kind: str) -> None:
    made, place = made_with(kind, run=1)
    if KINDS[kind].counted:
        made.apply(AddUnit(place))
        return
    with pytest.raises(EditError) as caught:
        made.apply(AddUnit(place))
    assert caught.value.path == f"layers.{place}"
    assert "has nothing to add or to take away" in caught.value.message


@EVERY
def test_a_layer_that_is_put_in_and_taken_out_again_leaves_a_network_that_learns(kind: str) -> None:
    made, place = made_with(kind)
    spec = made.experiment.layers[place]
    if kind not in made.describe().layers[place].before:
        # An embedding, for one, can be at the beginning alone.
        with pytest.raises(EditError, match=r"^layers\."):
            made.apply(AddLayer(place, spec))
        return
    made.apply(AddLayer(place, spec))
    assert made.experiment.layers[place] == spec
    made.run(updates=3)
    report = made.apply(RemoveLayer(place))
    assert report.kept
    assert made.experiment.layers == home(kind)[0].layers
    made.run(updates=3)
    assert np.isfinite(made.network.params).all()


@EVERY
def test_a_layer_can_become_every_kind_that_is_offered_in_its_place(kind: str) -> None:
    made, place = made_with(kind)
    for other in made.describe().layers[place].instead:
        changed, _ = made_with(kind, run=3)
        report = changed.edit({f"layers.{place}.kind": other})
        assert changed.experiment.layers[place].kind == other
        if other != kind:
            assert f"Layer {place + 1} is another kind of layer now" in " ".join(report.notes)
        changed.run(updates=2)
        assert np.isfinite(changed.network.params).all()
    assert kind in made.describe().layers[place].instead


@EVERY
def test_every_kind_that_is_offered_for_a_gap_fits_there(kind: str) -> None:
    made, place = made_with(kind, run=2)
    offered = made.describe().layers[place].before
    assert offered or kind == "embedding"
    for other in offered:
        changed, _ = made_with(kind, run=2)
        changed.apply(AddLayer(place, {"kind": other}))
        assert changed.experiment.layers[place].kind == other
        changed.run(updates=2)
        assert np.isfinite(changed.network.params).all()


@EVERY
def test_every_setting_of_a_layer_can_be_changed_while_it_trains(kind: str) -> None:
    experiment, place = home(kind)
    for name, value in other_values(experiment.layers[place]):
        made, _ = made_with(kind, run=3)
        wanted = experiment.layers[place].model_copy(update={name: value})
        if not fits_there(made, place, wanted):
            with pytest.raises(EditError, match=r"^layers\."):
                made.edit({f"layers.{place}.{name}": value})
            assert made.experiment == experiment
        else:
            made.edit({f"layers.{place}.{name}": value})
        made.run(updates=2)
        assert np.isfinite(made.network.params).all()
        assert made.describe().parameters == made.network.params.size


@EVERY
def test_a_checkpoint_goes_on_with_the_same_numbers(kind: str) -> None:
    made, _ = made_with(kind, run=7, dtype=np.float32)
    restored = Trainer.restore(made.checkpoint())
    whole, _ = made_with(kind, run=0, dtype=np.float32)
    for each in (made, restored):
        each.run(updates=6)
    whole.run(updates=13)
    assert np.array_equal(made.network.params, restored.network.params)
    assert np.array_equal(made.network.params, whole.network.params)
    assert made.metrics() == restored.metrics()


@EVERY
def test_a_milestone_leads_back_to_the_same_numbers(kind: str) -> None:
    made, _ = made_with(kind, run=5, dtype=np.float32)
    moment, params = made.milestone(), made.network.params.copy()
    made.run(updates=4)
    later = made.network.params.copy()
    again = made.at(moment)
    assert np.array_equal(again.network.params, params)
    again.run(updates=4)
    assert np.array_equal(again.network.params, later)


@EVERY
def test_a_frozen_layer_keeps_its_numbers(kind: str) -> None:
    if "frozen" not in KINDS[kind].model_fields:
        return
    made, place = made_with(kind, run=2)
    made.edit({f"layers.{place}.frozen": True})
    before = {name: each.copy() for name, each in made.network.layers[place].parameters().items()}
    made.run(updates=5)
    for name, each in made.network.layers[place].parameters().items():
        assert np.array_equal(each, before[name]), name
