"""Pictures, sequences and texts: what all of them promise."""

from math import prod

import numpy as np
import pytest

from app.data import DATASETS, DataError, Dataset, load
from app.data.load import MAX_LENGTH
from app.data.split import split_in_time

SHAPED = [name for name, entry in DATASETS.items() if entry.kind in ("pictures", "sequences")]
LONG = [name for name in SHAPED if DATASETS[name].length]


def full(name: str, **arguments: float) -> Dataset:
    """Load a set with the settings it starts with."""
    entry = DATASETS[name]
    start = {"samples": entry.default_samples, "noise": entry.default_noise}
    return load(name, **{**start, **arguments})  # type: ignore[arg-type]


def same_examples(one: Dataset, other: Dataset) -> bool:
    return all(
        np.array_equal(getattr(one, field), getattr(other, field), equal_nan=True)
        for field in ("inputs", "train", "test")
    ) and np.array_equal(one.targets, other.targets)


@pytest.mark.parametrize("name", SHAPED)
def test_a_shape_holds_all_inputs_of_an_example(name: str) -> None:
    data = full(name)
    assert prod(data.shape) == len(data.inputs) == len(data.columns)
    assert len(set(data.columns)) == len(data.columns)
    assert (
        len(data.shape)
        == {"pictures": 3, "sequences": 1 if data.vocabulary else 2}[DATASETS[name].kind]
    )
    assert len(data.steps) in (0, data.shape[0])


@pytest.mark.parametrize("name", SHAPED)
def test_the_same_arguments_give_the_same_examples_and_another_seed_gives_others(name: str) -> None:
    assert same_examples(full(name, seed=4), full(name, seed=4))
    assert not same_examples(full(name, seed=4), full(name, seed=5))


@pytest.mark.parametrize("name", SHAPED)
@pytest.mark.parametrize("samples", [2, 10, 2000])
def test_any_number_of_samples_gives_examples_to_train_on_and_to_test(
    name: str, samples: int
) -> None:
    data = load(name, samples=samples, noise=40)
    assert data.size <= samples
    assert len(data.train) > 0
    assert len(data.test) > 0
    assert not np.isinf(data.inputs).any()
    assert np.isnan(data.inputs).any() <= data.padded
    assert (data.mean.shape, data.scale.shape) == ((len(data.inputs),),) * 2
    assert (data.scale > 0).all()


@pytest.mark.parametrize("name", SHAPED)
def test_noise_changes_inputs_smoothly_or_letter_by_letter_and_no_answer(name: str) -> None:
    clean, some, more = (full(name, noise=noise) for noise in (0, 20, 40))
    assert np.array_equal(clean.targets, more.targets)
    assert not np.array_equal(clean.inputs, some.inputs, equal_nan=True)
    assert np.array_equal(np.isnan(clean.inputs), np.isnan(more.inputs))
    if clean.vocabulary:
        # A letter that is wrong at little noise is the same wrong letter at more.
        wrong = some.inputs != clean.inputs
        assert np.array_equal(more.inputs[wrong], some.inputs[wrong], equal_nan=True)
    else:
        shift, twice = some.inputs - clean.inputs, more.inputs - clean.inputs
        assert np.allclose(twice, 2 * shift, equal_nan=True)


@pytest.mark.parametrize("name", LONG)
def test_a_length_is_kept_within_what_the_set_allows_and_a_change_is_said(name: str) -> None:
    length = DATASETS[name].length
    assert length
    assert 1 <= length.low <= length.default <= length.high <= MAX_LENGTH
    shapes = [load(name, length=asked).shape[0] for asked in (length.low, 0, length.default)]
    assert shapes[1] == shapes[2]
    assert same_examples(load(name), load(name, length=length.default))
    longest = load(name, length=MAX_LENGTH)
    assert longest.shape == load(name, length=length.high).shape
    if length.high < MAX_LENGTH:
        said = f"{length.title}: {MAX_LENGTH} is not possible here; {length.high} is used."
        assert said in longest.notes


def test_a_length_out_of_all_bounds_is_refused_and_sets_without_one_ignore_it() -> None:
    with pytest.raises(DataError) as caught:
        load("cards", length=MAX_LENGTH + 1)
    assert caught.value.path == "data.length"
    assert same_examples(load("circle", length=5), load("circle"))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.99])
def test_a_split_in_time_tests_on_what_came_after(share: float) -> None:
    train, test = split_in_time(50, share, np.random.default_rng(0))
    assert sorted(train) == list(range(train.size))
    assert sorted(test) == list(range(train.size, 50))
    assert min(train.size, test.size) >= 1
    assert train.size == max(1, min(49, round(50 * share)))


def test_a_split_in_time_is_shuffled_within_its_parts() -> None:
    train, test = split_in_time(100, 0.5, np.random.default_rng(0))
    assert train.tolist() != sorted(train)
    assert test.tolist() != sorted(test)
