"""What `load` promises for every set, and what it refuses."""

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from app.data import DATASETS, DataError, Dataset, load

MADE = [name for name in DATASETS if name != "table"]


@pytest.mark.parametrize("name", MADE)
def test_a_data_set_is_whole_and_frozen(name: str) -> None:
    data = load(name)
    assert (data.name, data.title) == (name, DATASETS[name].title)
    assert DATASETS[name].task in {None, data.task}
    assert data.inputs.dtype == np.float64
    assert len(data.columns) == len(data.domain) == len(data.mean) == len(data.inputs)
    assert sorted([*data.train, *data.test]) == list(range(data.size))
    assert np.isnan(data.inputs).any() == data.padded
    assert not np.isinf(data.inputs).any()
    assert data.inputs.flags.c_contiguous
    if data.task == "regression":
        assert data.labels is None
        assert data.classes == ()
    else:
        assert data.values is None
        assert data.labels is not None
        assert data.labels.dtype == np.int64
        assert data.labels.max() == len(data.classes) - 1
        assert data.task == "steps" or (data.task == "binary") == (len(data.classes) == 2)
    with pytest.raises(FrozenInstanceError):
        data.name = "other"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 1


@pytest.mark.parametrize("name", MADE)
def test_every_entry_has_words_for_people(name: str) -> None:
    entry = DATASETS[name]
    assert entry.title
    assert entry.question.endswith("?")
    assert entry.source
    assert entry.licence or entry.kind == "own"
    assert 0 <= entry.default_noise <= 50


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"name": "nonsense"}, "data.name"),
        ({"samples": 1}, "data.samples"),
        ({"samples": 2001}, "data.samples"),
        ({"noise": -1}, "data.noise"),
        ({"noise": 80.5}, "data.noise"),
        ({"noise": float("nan")}, "data.noise"),
        ({"train_share": 0}, "data.train_share"),
        ({"train_share": 1}, "data.train_share"),
        ({"train_share": float("nan")}, "data.train_share"),
        ({"seed": -1}, "data.seed"),
        ({"name": "table"}, "data.table"),
    ],
)
def test_wrong_arguments_are_refused_with_the_path_of_the_field(
    arguments: dict[str, Any], path: str
) -> None:
    with pytest.raises(DataError) as caught:
        load(**{"name": "circle", **arguments})
    assert caught.value.path == path
    assert caught.value.message == str(caught.value)
    assert caught.value.message.endswith(".")


def test_targets_are_labels_or_values() -> None:
    def targets(data: Dataset) -> tuple[bool, bool]:
        return data.targets is data.labels, data.targets is data.values

    assert targets(load("circle")) == (True, False)
    assert targets(load("plane")) == (False, True)
