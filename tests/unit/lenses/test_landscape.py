import math
import time
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pydantic import ValidationError

from app.experiment import Data, DenseLayer, Experiment, Training
from app.lenses import Arrays, Backgrounds, Look, NothingToSee, Viewpoint
from app.lenses.landscape import LENS, LandscapeOptions
from app.lenses.landscape_plane import MOST_POINTS, PathPlane, plan, share_along, thinned
from app.lenses.landscape_surface import SIZES, Box
from app.lenses.landscape_work import RivalWork, SurfaceWork
from app.training import AddUnit, Milestone, Timeline, Trainer
from app.training.loss_at import LossAt
from app.training.rival import Rival
from benchmarks.landscapes import loss_landscape

Floats = npt.NDArray[np.floating[Any]]

SMALL = Experiment(data=Data(name="circle"), layers=(DenseLayer(units=4),))


class Looker:
    """A trainer with the moments of its path, and a lens that looks at it."""

    def __init__(self, experiment: Experiment) -> None:
        self.trainer = Trainer(experiment)
        self.timeline = Timeline(2**24)
        self.timeline.add(self.trainer.milestone())
        self.backgrounds = Backgrounds()
        self.viewpoint = self.seen(self.trainer)

    def seen(self, trainer: Trainer) -> Viewpoint:
        return Viewpoint(trainer, backgrounds=self.backgrounds, moments=self.moments)

    def moments(self) -> tuple[Milestone, ...]:
        earlier = (each for each in self.timeline if each.update < self.trainer.update)
        return (*earlier, self.trainer.milestone())

    def train(self, epochs: int) -> None:
        end = self.trainer.update + epochs * self.trainer.updates_per_epoch
        while self.trainer.update < end:
            self.trainer.run(
                updates=min(end - self.trainer.update, self.timeline.left(self.trainer))
            )
            if self.timeline.due(self.trainer):
                self.timeline.add(self.trainer.milestone())

    def look(self, **options: Any) -> Arrays:
        return LENS.look(Look(self.trainer, self.viewpoint), LandscapeOptions(**options))

    def settled(self, **options: Any) -> Arrays:
        """Look until the background has no more to do."""
        while True:
            with suppress(NothingToSee):
                self.look(**options)
            if self.backgrounds.wait() == math.inf:
                return self.look(**options)
            while self.backgrounds.wait() == 0:
                self.backgrounds.work(time.perf_counter() + 1)

    @property
    def work(self) -> SurfaceWork:
        kept = self.backgrounds._all["landscape"].background
        assert isinstance(kept, SurfaceWork)
        return kept

    @property
    def plane(self) -> PathPlane:
        assert self.work.surface is not None
        return self.work.surface.plane

    @property
    def rival(self) -> RivalWork:
        kept = self.backgrounds._all["landscape.rival"].background
        assert isinstance(kept, RivalWork)
        return kept


@pytest.fixture(scope="module")
def spiral() -> Looker:
    looker = Looker(Experiment())
    looker.train(60)
    looker.settled()
    return looker


def test_the_plane_of_the_spirals_path_holds_most_of_its_variance_from_any_start() -> None:
    figures = loss_landscape(seeds=range(6), updates=2500)
    assert figures["smallest"] > 0.9
    assert figures["median share of two directions"] > 0.95


def finished(job: Any) -> Any:
    """Return what a job that pauses comes to."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


def test_the_directions_are_the_principal_components_of_the_path() -> None:
    rng = np.random.default_rng(0)
    path = list(np.cumsum(rng.normal(size=(30, 7)), axis=0))
    found = finished(plan(path, None))
    steps = np.array(path) - np.mean(path, axis=0)
    _, sizes, rows = np.linalg.svd(steps)
    assert found.plane.directions @ found.plane.directions.T == pytest.approx(np.eye(2), abs=1e-6)
    assert np.abs(np.sum(found.plane.directions * rows[:2], axis=1)) == pytest.approx(1, abs=1e-5)
    assert found.best == pytest.approx(tuple(sizes[:2] ** 2 / np.sum(sizes**2)), abs=1e-5)
    assert finished(share_along(path, found.plane)) == pytest.approx(sum(found.best), abs=1e-5)


def test_the_path_runs_from_left_to_right_and_the_newest_point_is_on_the_plane() -> None:
    path = [np.array([t, t * (4 - t), 0.1 * t, 1.0]) for t in np.linspace(0, 4, 9)]
    found = finished(plan(path, None))
    places = found.plane.places(path)
    assert places[0, 0] < places[0, -1] == 0
    assert places[2, -1] == pytest.approx(0, abs=1e-9)


def test_a_straight_path_has_a_plane_and_one_that_rests_has_none() -> None:
    straight = [np.array([t, 2 * t, 0.0]) for t in (0.0, 1.0, 2.0, 3.0)]
    found = finished(plan(straight, None))
    assert found.best == pytest.approx((1, 0), abs=1e-6)
    assert found.plane.directions @ found.plane.directions.T == pytest.approx(np.eye(2), abs=1e-6)
    assert finished(plan([np.ones(3)] * 4, None)) is None


def test_axes_keep_their_sides_while_the_path_grows() -> None:
    looker = Looker(Experiment())
    before: PathPlane | None = None
    changes = 0
    for _ in range(8):
        looker.train(10)
        looker.settled()
        plane = looker.plane
        if before is not None and plane is not before:
            changes += 1
            assert np.all(np.sum(plane.directions * before.directions, axis=1) >= 0)
        before = plane
    assert changes >= 2


def test_a_long_path_is_thinned_evenly_with_both_ends() -> None:
    path = [np.array([float(i)]) for i in range(300)]
    few = thinned(path)
    assert len(few) == MOST_POINTS
    assert (few[0][0], few[-1][0]) == (0, 299)


def test_the_surface_is_the_loss_of_the_parameters_at_each_place(spiral: Looker) -> None:
    seen = spiral.settled()
    meta, values = seen.meta, seen.arrays["surface"]
    assert values.shape == (SIZES[-1], SIZES[-1])
    loss = LossAt(spiral.trainer.setup)
    columns, rows = (np.linspace(low, high, SIZES[-1]) for low, high in (meta["x"], meta["y"]))
    for i, j in ((0, 0), (5, 20), (16, 16), (32, 7)):
        there = spiral.plane.at(columns[j], rows[i])
        assert values[i, j] == pytest.approx(loss(there), rel=1e-5)


def test_the_loss_on_the_plane_where_the_network_lies_on_it_is_its_own(spiral: Looker) -> None:
    spiral.work.follow(spiral.moments(), (), anew=1)
    seen = spiral.settled(anew=1)
    now = seen.meta["now"]
    assert now["beside"] == pytest.approx(0, abs=1e-6)
    assert now["on_plane"] == pytest.approx(spiral.trainer.metrics()["train_loss"], rel=1e-5)
    x, y = now["place"]
    assert Box(*seen.meta["x"], *seen.meta["y"]).holds(np.array([[x], [y]])).all()
    start = spiral.moments()[0].snapshot.arrays["params"]
    assert seen.meta["start"][0] == pytest.approx(Trainer(Experiment()).metrics()["train_loss"])
    assert now["way"] == pytest.approx(np.linalg.norm(spiral.trainer.network.params - start))


def test_groups_of_examples_add_up_to_the_loss_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.training.loss_at.LONG_PIECE", 0.0)
    trainer = Trainer(SMALL)
    loss = LossAt(trainer.setup)
    params, truth = trainer.network.params, trainer.metrics()["train_loss"]
    assert loss(params) == pytest.approx(truth, rel=1e-6)
    assert len(list(loss.pieces(params))) > 1
    assert loss(params) == pytest.approx(truth, rel=1e-6)


def test_without_a_path_it_says_what_to_do() -> None:
    looker = Looker(SMALL)
    with pytest.raises(NothingToSee, match="Press play"):
        looker.look()
    still = Looker(SMALL.model_copy(update={"training": Training(learning_rate=1e-6)}))
    still.trainer.network.params[:] = 0
    still.train(2)
    with pytest.raises(NothingToSee, match="computed"):
        still.look()


def test_frozen_weights_leave_no_path() -> None:
    frozen = SMALL.model_copy(
        update={
            "layers": (DenseLayer(units=4, frozen=True),),
            "output": SMALL.output.model_copy(update={"frozen": True}),
        }
    )
    looker = Looker(frozen)
    looker.train(3)
    with pytest.raises(NothingToSee, match="have not moved"):
        looker.settled()


def test_an_edit_of_the_shape_begins_a_new_path_and_says_so() -> None:
    looker = Looker(SMALL)
    looker.train(4)
    looker.settled()
    looker.trainer.apply(AddUnit(0))
    with pytest.raises(NothingToSee, match="An edit changed"):
        looker.look()
    edited = looker.trainer.update
    looker.train(4)
    seen = looker.settled()
    assert seen.meta["since"] > edited
    assert seen.meta["parameters"] == looker.trainer.network.params.size


def test_other_data_have_another_surface_below_the_same_path_and_it_says_so() -> None:
    looker = Looker(SMALL)
    looker.train(6)
    before = looker.settled()
    looker.trainer.edit({"data.name": "xor"})
    after = looker.settled()
    assert (before.meta["changed"], after.meta["changed"]) == (False, True)
    assert after.arrays["updates"].tolist() == before.arrays["updates"].tolist()
    assert not np.allclose(before.arrays["surface"], after.arrays["surface"])
    loss = looker.trainer.metrics()["train_loss"]
    assert after.meta["now"]["on_plane"] == pytest.approx(loss, rel=1e-5)


def test_going_back_moves_the_network_along_the_path_on_the_same_surface() -> None:
    looker = Looker(SMALL)
    looker.train(12)
    present = looker.settled()
    early = looker.moments()[3]
    back = looker.trainer.at(early)
    seen = LENS.look(Look(back, looker.seen(back)), LandscapeOptions())
    assert seen.meta["now"]["update"] == early.update
    assert seen.meta["now"]["place"] == pytest.approx(
        present.arrays["path"][:2, 3].tolist(), abs=1e-5
    )
    assert np.array_equal(seen.arrays["surface"], present.arrays["surface"])
    assert np.array_equal(seen.arrays["path"], present.arrays["path"])
    assert looker.backgrounds.wait() == math.inf


def test_a_rival_starts_at_the_same_loss_with_the_same_batches() -> None:
    looker = Looker(SMALL)
    looker.train(5)
    start = looker.moments()[0]
    rival = Rival(looker.trainer.setup, start, "adam", 0.01)
    assert rival.metrics() == Trainer(SMALL).metrics()
    assert np.array_equal(rival.next_batch, Trainer(SMALL).next_batch)
    same = Rival(looker.trainer.setup, start, "sgd", SMALL.training.learning_rate)
    same.run(updates=looker.trainer.update)
    assert same.metrics() == looker.trainer.metrics()


def test_a_rival_makes_as_many_updates_as_the_run_and_says_what_it_reached() -> None:
    looker = Looker(SMALL)
    looker.train(8)
    before = looker.trainer.checkpoint()
    seen = looker.settled(rival="adam", rate=0.02)
    meta = seen.meta["rival"]
    assert (meta["update"], meta["target"]) == (looker.trainer.update,) * 2
    assert (meta["optimizer"], meta["rate"], meta["diverged"]) == ("adam", 0.02, False)
    alone = Trainer(
        SMALL.model_copy(update={"training": Training(optimizer="adam", learning_rate=0.02)})
    )
    alone.run(updates=looker.trainer.update)
    assert meta["loss"] == pytest.approx(alone.metrics()["train_loss"])
    assert 0 < meta["share"] <= 1
    assert seen.arrays["rival"][:, 0] == pytest.approx(seen.arrays["path"][:, 0])
    after = looker.trainer.checkpoint()
    assert all(np.array_equal(before.arrays[name], after.arrays[name]) for name in before.arrays)


def test_a_rival_that_diverges_stops_and_says_so() -> None:
    experiment = SMALL.model_copy(update={"data": Data(name="bumps")})
    looker = Looker(experiment)
    looker.train(8)
    seen = looker.settled(rival="momentum", rate=100.0)
    assert seen.meta["rival"]["diverged"]


def test_another_rival_leaves_the_surface_and_none_ends_it() -> None:
    looker = Looker(SMALL)
    looker.train(8)
    looker.settled(rival="adam")
    surface, first = looker.work, looker.rival
    looker.look(rival="adam", rate=0.5)
    assert looker.work is surface
    assert looker.rival is not first
    looker.backgrounds.begin_look("landscape")
    looker.look()
    looker.backgrounds.end_look("landscape")
    assert "landscape.rival" not in looker.backgrounds._all


def test_an_unknown_rival_is_refused() -> None:
    with pytest.raises(ValidationError, match="the optimizers are"):
        LandscapeOptions(rival="lion")
