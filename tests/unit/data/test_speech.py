"""Japanese vowels: the known sizes, the split of their authors, and padding."""

import numpy as np

from app.data import load
from app.data.speech import read_vowels


def test_the_speakers_have_the_known_numbers_of_utterances_in_either_part() -> None:
    data = load("vowels", samples=2000, train_share=0.9)
    assert data.labels is not None
    counts = [np.bincount(data.labels[part]).tolist() for part in (data.train, data.test)]
    assert counts == [[30] * 9, [31, 35, 88, 44, 29, 24, 40, 50, 29]]
    assert any("bring their own split" in note for note in data.notes)


def test_an_utterance_has_7_to_29_frames_of_12_coefficients_and_then_padding() -> None:
    data = load("vowels", samples=2000)
    assert data.shape == (29, 12)
    steps = np.isnan(data.inputs.reshape(29, 12, -1))
    assert (steps.all(axis=1) == steps.any(axis=1)).all()
    missing = steps[:, 0]
    lengths = 29 - missing.sum(axis=0)
    assert (lengths.min(), lengths.max()) == (7, 29)
    assert (missing == (np.arange(29)[:, np.newaxis] >= lengths)).all()


def test_the_first_coefficients_are_those_of_the_published_file() -> None:
    utterances, speakers = read_vowels()
    assert speakers[0] == 0
    assert np.allclose(utterances[0, :2, :2], [[1.8609, -0.2074], [1.8917, -0.1932]], atol=1e-4)


def test_each_coefficient_is_standardized_over_all_real_frames_of_the_training_part() -> None:
    data = load("vowels", samples=640)
    frames = data.inputs.reshape(29, 12, -1)[:, :, data.train]
    assert np.allclose(np.nanmean(frames, axis=(0, 2)), 0)
    assert np.allclose(np.nanstd(frames, axis=(0, 2)), 1)
    assert np.array_equal(data.mean, np.tile(data.mean[:12], 29))


def test_fewer_samples_keep_the_shares_of_the_parts() -> None:
    data = load("vowels", samples=64)
    assert (data.train.size, data.test.size) == (27, 37)
    assert data.labels is not None
    assert np.bincount(data.labels[data.train]).tolist() == [3] * 9
