"""Depth and width: the grid fills in, cheap sizes first, and a cell opens with its own numbers."""

from __future__ import annotations

import math
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Backgrounds, Look, NothingToSee, Viewpoint, sizes_work
from app.lenses.output import OutputOptions
from app.lenses.sizes import SizesOptions
from app.lenses.sizes_work import PIXELS, SizesWork
from app.training import Trainer, train_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.training import Size, SizeTask

SMALL: dict[str, Any] = {"deepest": 2, "narrowest": 2, "widest": 4, "seeds": 3, "epochs": 3}


class Queue(Executor):
    """Keeps what it is given until it is told to do it, or to lose it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Future[Any], SizeTask]] = []
        self.sent: list[tuple[int, int]] = []
        self.time = 0.0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert fn is train_size
        future: Future[Size] = Future()
        task = args[0]
        self.jobs.append((future, task))
        self.sent.append((task.depth, task.units))
        return future

    def do(self) -> None:
        future, task = self.jobs.pop(0)
        if future.set_running_or_notify_cancel():
            future.set_result(train_size(task))

    def lose(self) -> None:
        self.jobs.pop(0)[0].set_exception(BrokenExecutor())


class Watcher:
    """Looks at a trainer with the lens, and lets its background work."""

    def __init__(self, trainer: Trainer, executor: Executor | None = None) -> None:
        self.trainer = trainer
        self.backgrounds = Backgrounds(executor)
        self.viewpoint = Viewpoint(trainer, backgrounds=self.backgrounds)

    def look(self, **options: Any) -> Arrays:
        asked = {"attempt": 1, "of": self.trainer.experiment.to_link(), **SMALL, **options}
        look = Look(self.trainer, self.viewpoint)
        return LENSES["sizes"].look(look, SizesOptions(**asked))

    def work(self) -> None:
        while self.backgrounds.wait() == 0:
            self.backgrounds.work(until=0)

    def finished(self, **options: Any) -> Arrays:
        self.look(**options)
        self.work()
        return self.look(**options)


def small(**parts: Any) -> Trainer:
    document: dict[str, Any] = {
        "data": {"name": "spiral", "samples": 96},
        "layers": [{"units": 5, "activation": "relu"}],
        "seed": 2**32 - 1,
        **parts,
    }
    return Trainer(Experiment.model_validate(document))


def test_the_cells_are_every_depth_with_every_width_and_one_without_hidden_layers() -> None:
    assert SizesOptions(deepest=2, narrowest=2, widest=8).cells == (
        (0, 0), (1, 2), (1, 4), (1, 8), (2, 2), (2, 4), (2, 8),
    )  # fmt: skip
    assert len(SizesOptions(deepest=6, widest=32).cells) == 37
    assert SizesOptions(shallowest=1, deepest=1, narrowest=3, widest=3).cells == ((1, 3),)
    with pytest.raises(ValueError, match="must not be larger"):
        SizesOptions(shallowest=3, deepest=2)


@pytest.mark.parametrize(
    "parts", [{}, {"data": {"name": "bumps", "samples": 80}}, {"data": {"name": "blobs4"}}]
)
def test_each_cell_shows_the_median_network_of_its_size(parts: dict[str, Any]) -> None:
    trainer = small(**parts)
    found = Watcher(trainer).finished()
    assert found.meta["state"] == "done"
    assert found.meta["cells"] == [[0, 0], [1, 2], [1, 4], [2, 2], [2, 4]]
    assert (found.arrays["share"] == 1).all()
    for place, (depth, units) in enumerate(found.meta["cells"]):
        layers = [{"units": units, "activation": "relu"}] * depth
        singles = [small(**parts, layers=layers, seed=seed) for seed in (2**32 - 1, 0, 1)]
        for single in singles:
            single.run(epochs=3)
        scores = [single.metrics()[f"test_{single.score}"] for single in singles]
        assert found.arrays["score"][place] == pytest.approx(np.mean(scores), rel=1e-6)
        assert found.arrays["low"][place] == np.float32(min(scores))
        assert found.arrays["high"][place] == np.float32(max(scores))
        seeds = [single.experiment.seed for single in singles]
        shown = singles[seeds.index(found.meta["seeds"][place])]
        assert found.meta["updates"][place] == shown.update
        assert np.median(scores) == shown.metrics()[f"test_{shown.score}"]
        picture = LENSES["output"].look(Look(shown), OutputOptions(resolution=PIXELS))
        differing = found.arrays["maps"][place] != picture.arrays["map"]
        assert np.mean(differing) < 0.01


def test_a_run_opens_a_cell_by_a_reset_with_its_layers_and_seed() -> None:
    trainer = small()
    trainer.run(updates=5)
    found = Watcher(trainer).finished(seeds=1)
    trainer.reset()
    trainer.edit({"layers": [{"units": 4, "activation": "relu"}] * 2})
    trainer.run(updates=found.meta["updates"][-1])
    assert np.float32(trainer.metrics()["test_accuracy"]) == found.arrays["score"][-1]


def test_cells_fill_in_with_the_cheapest_first_and_few_are_sent_at_a_time() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    assert watcher.look().meta["done"] == 0
    watcher.work()
    assert queue.sent == [(0, 0), (1, 2)]
    assert watcher.backgrounds.wait() == pytest.approx(0.1)
    before = watcher.backgrounds.version("sizes")
    queue.do()
    watcher.work()
    assert watcher.backgrounds.version("sizes") != before
    assert queue.sent == [(0, 0), (1, 2), (1, 4)]
    found = watcher.look()
    assert found.meta["done"] == 1
    assert np.isfinite(found.arrays["score"]).tolist() == [True, False, False, False, False]
    for _ in range(4):
        queue.do()
        watcher.work()
    assert watcher.look().meta["state"] == "done"
    assert watcher.backgrounds.wait() == math.inf


def test_the_time_left_follows_from_what_the_first_cells_took() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    assert watcher.look().meta["seconds_left"] is None
    watcher.work()
    left = []
    while queue.jobs:
        queue.do()
        watcher.work()
        left.append(watcher.look().meta["seconds_left"])
    assert all(seconds > 0 for seconds in left[:-1])
    assert left[-1] == 0


def test_a_cell_that_takes_long_is_trained_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Watcher(small()).finished()
    monkeypatch.setattr(sizes_work, "PART", 0.0)
    queue = Queue()
    watcher = Watcher(small(), queue)
    watcher.look()
    watcher.work()
    queue.do()
    watcher.work()
    first = watcher.look()
    assert 0 < first.arrays["share"][0] < 1
    assert first.meta["done"] == 0
    while queue.jobs:
        queue.do()
        watcher.work()
    assert len(queue.sent) > 10
    parts = watcher.look()
    for name in ("score", "loss", "maps"):
        assert np.array_equal(parts.arrays[name], whole.arrays[name])


def test_a_stopped_grid_sends_nothing_more_and_goes_on_when_asked() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    watcher.look()
    watcher.work()
    assert watcher.look(paused=True).meta["state"] == "paused"
    queue.do()
    queue.do()
    watcher.work()
    assert (len(queue.sent), watcher.look(paused=True).meta["done"]) == (2, 2)
    assert watcher.backgrounds.wait() == math.inf
    watcher.look()
    watcher.work()
    assert len(queue.sent) == 4


def test_a_grid_that_is_closed_takes_back_what_has_not_begun() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    watcher.look()
    watcher.work()
    watcher.backgrounds.close_all()
    assert all(future.cancelled() for future, _ in queue.jobs)


def test_a_grid_that_is_not_watched_waits_with_what_it_has() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    watcher.look()
    watcher.work()
    watcher.backgrounds.watch([])
    queue.do()
    assert watcher.backgrounds.wait() == math.inf
    watcher.backgrounds.watch(["sizes"])
    watcher.look()
    watcher.work()
    assert watcher.look().meta["done"] == 1
    assert queue.sent[:3] == [(0, 0), (1, 2), (1, 4)]


def test_a_task_lost_with_its_process_is_sent_again_but_not_for_ever() -> None:
    queue = Queue()
    watcher = Watcher(small(), queue)
    watcher.look()
    watcher.work()
    queue.lose()
    watcher.work()
    assert queue.sent == [(0, 0), (1, 2), (0, 0)]
    for _ in range(3):
        queue.lose()
        watcher.work()
    with pytest.raises(NothingToSee, match="lost several times"):
        watcher.look()


def test_nothing_is_trained_unasked_or_for_another_experiment() -> None:
    watcher = Watcher(small())
    assert watcher.look(attempt=0).meta == {"state": "idle"}
    assert watcher.look(of=Experiment().to_link()).meta == {"state": "idle"}
    assert watcher.backgrounds.wait() == math.inf


def test_fewer_epochs_are_trained_where_a_size_would_take_too_long() -> None:
    slow = small(data={"name": "spiral", "samples": 2000}, training={"batch_size": 1})
    watcher = Watcher(slow, Queue())
    meta = watcher.look(epochs=100_000, deepest=6, widest=32).meta
    assert meta["wanted"] == 100_000
    assert 1 <= meta["epochs"] < 2000


def test_a_network_with_other_layers_says_why_there_is_no_grid() -> None:
    picture = Trainer(
        Experiment.model_validate(
            {"data": {"name": "digits"}, "features": [], "layers": [{"kind": "flatten"}]}
        )
    )
    assert LENSES["sizes"].fits(small())
    assert not LENSES["sizes"].fits(picture)
    with pytest.raises(NothingToSee, match="dense layers"):
        Watcher(picture).look(attempt=0)


def test_the_work_keeps_the_experiment_it_was_asked_for() -> None:
    trainer = small()
    of = trainer.experiment.to_link()
    watcher = Watcher(trainer)
    before = watcher.finished()
    trainer.edit({"layers": [{"units": 1}]})
    after = watcher.look(of=of)
    assert np.array_equal(before.arrays["score"], after.arrays["score"])
    key = tuple(
        SizesOptions(**{"attempt": 1, "of": of, **SMALL}).model_dump(exclude={"paused"}).items()
    )
    work = watcher.backgrounds.find("sizes", key)
    assert isinstance(work, SizesWork)
    assert len(work.experiment.layers) == 1
