"""Texts: letters, names, and strings with an answer at every step."""

import numpy as np
import pytest

from app.data import DataError, decode_text, encode_text, load
from app.data.texts import LETTERS, MAX_NAME, read_surnames


def test_a_name_is_read_without_capitals_and_accents() -> None:
    for typed, letters in (("Müller ", "muller"), ("Łukasz", "lukasz"), ("Groß", "gross")):
        tokens = encode_text(typed, LETTERS, MAX_NAME)
        assert tokens.shape == (MAX_NAME,)
        assert decode_text(tokens, LETTERS) == letters
        assert np.isnan(tokens[len(letters) :]).all()


@pytest.mark.parametrize("typed", ["", "  ", "a" * (MAX_NAME + 1), "o'brien", "山田", "x1"])
def test_what_is_no_name_of_known_letters_is_refused_in_words(typed: str) -> None:
    with pytest.raises(DataError) as caught:
        encode_text(typed, LETTERS, MAX_NAME)
    assert caught.value.message.endswith(".")


def test_surnames_of_six_languages_come_about_equally_often() -> None:
    data = load("surnames", samples=2000)
    assert data.classes == ("English", "Finnish", "French", "German", "Polish", "Spanish")
    assert data.labels is not None
    assert np.ptp(np.bincount(data.labels)) <= 3
    assert (data.shape, data.vocabulary, data.padded) == ((MAX_NAME,), LETTERS, True)
    tokens, labels, _ = read_surnames()
    names = [decode_text(name, LETTERS) for name in tokens.T]
    assert len(set(names)) == len(names) == 2040
    assert data.classes[labels[names.index("kowalski")]] == "Polish"


def test_noise_replaces_that_share_of_the_letters() -> None:
    clean, noisy = (load("surnames", samples=2000, noise=noise) for noise in (0, 52))
    real = ~np.isnan(clean.inputs)
    changed = np.mean(clean.inputs[real] != noisy.inputs[real])
    # One in 26 is replaced by itself.
    assert changed == pytest.approx(0.5, abs=0.02)
    assert any("Noise 52 replaces 52 %" in note for note in noisy.notes)


@pytest.mark.parametrize("name", ["reverse", "sort"])
def test_strings_ask_for_a_letter_at_every_step(name: str) -> None:
    data = load(name, length=7, samples=200)
    assert (data.task, data.shape, data.classes) == ("steps", (7,), data.vocabulary)
    assert data.labels is not None
    strings = data.inputs.astype(int)
    answer = {"reverse": strings[::-1], "sort": np.sort(strings, axis=0)}[name]
    assert np.array_equal(data.labels, answer)
    noisy = load(name, length=7, samples=200, noise=50)
    assert np.array_equal(noisy.targets, data.targets)
