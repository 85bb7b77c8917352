"""The general lenses on networks whose layers are not dense: they work, or say why they do not."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Look, NothingToSee
from app.lenses.matrices import weight_matrices
from app.training import Trainer

LINKS = {
    "pictures": "#v=1&data=digits&layers=conv(4),maxpool(2),conv(6),globalmax()",
    "memory": "#v=1&data=recall&noise=80&layers=lstm(8,forget:5)",
    "attention": "#v=1&data=cards&layers=attention(2),norm(),feedforward(8),globalavg()",
    "texts": "#v=1&data=surnames&samples=200&layers=embedding(6),gru(6)",
    "steps": "#v=1&data=echo&samples=100&layers=lstm(6,output:all)",
    "strings": "#v=1&data=reverse&samples=99&layers=embedding(6),attention(),norm(),feedforward(8)",
    "window": "#v=1&data=sunspots&layers=dense(6)",
}
WORK_ON_ALL = (
    "inputs",
    "network",
    "answer",
    "curves",
    "distributions",
    "gradients",
    "weights",
    "similarity",
)


@pytest.fixture(scope="module", params=LINKS)
def trainer(request: pytest.FixtureRequest) -> Trainer:
    trainer = Trainer(Experiment.from_link(LINKS[request.param]))
    trainer.run(updates=5)
    return trainer


@pytest.mark.parametrize("name", LENSES)
def test_every_lens_shows_something_or_says_why_not(trainer: Trainer, name: str) -> None:
    lens = LENSES[name]
    try:
        seen = lens.look(Look(trainer), lens.options())
    except NothingToSee as reason:
        why, arrays = str(reason), {}
    else:
        why, arrays = "", seen.arrays
    assert not why or why.endswith(".")
    assert not (why and name in WORK_ON_ALL)
    assert all(array.dtype.kind in "uif" for array in arrays.values())


def test_gradients_have_a_mean_for_every_layer_with_weights(trainer: Trainer) -> None:
    lens = LENSES["gradients"]
    seen = lens.look(Look(trainer), lens.options())
    layers = trainer.network.layers
    assert seen.meta["layers"] == [i for i, layer in enumerate(layers) if weight_matrices(layer)]
    views = trainer.network.split(trainer.network.params)
    for place, mean in zip(seen.meta["layers"], seen.arrays["weight"], strict=True):
        sizes = [np.abs(views[place][name]).ravel() for name in layers[place].penalized]
        assert mean == pytest.approx(np.concatenate(sizes).mean(), rel=1e-5)


def test_every_weight_is_in_exactly_one_matrix(trainer: Trainer) -> None:
    lens = LENSES["weights"]
    seen = lens.look(Look(trainer), lens.options())
    count = int(trainer.network.weight_mask().sum())
    assert seen.meta["total"] == len(seen.arrays["values"]) == count
    assert sum(rows * columns for rows, columns in seen.meta["shapes"]) == count
