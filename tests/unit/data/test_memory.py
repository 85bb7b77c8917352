"""What has to be remembered: the first symbol, a parity, the card that is asked for."""

import numpy as np

from app.data import load
from app.data.cards import ASKED, KEYS, VALUES


def test_the_first_step_shows_the_symbol_and_all_others_only_noise() -> None:
    data = load("recall", noise=30, length=40, samples=400)
    steps = data.inputs.reshape(*data.shape, -1)
    assert data.shape == (41, 4)
    assert data.labels is not None
    assert np.array_equal(steps[0].argmax(axis=0), data.labels)
    assert np.array_equal(steps[0].sum(axis=0), np.ones(400))
    assert abs(steps[1:].std() - 0.3) < 0.01
    assert abs(steps[1:].mean()) < 0.01


def test_a_longer_wait_keeps_the_noise_before() -> None:
    short, long = (load("recall", noise=30, length=length) for length in (5, 50))
    assert np.array_equal(long.inputs[: len(short.inputs)], short.inputs)


def test_parity_is_the_number_of_high_bits_modulo_two() -> None:
    data = load("parity", length=7)
    assert data.shape == (7, 1)
    assert data.labels is not None
    assert np.array_equal((data.inputs > 0).sum(axis=0) % 2, data.labels)


def test_an_echo_is_the_bit_some_steps_before_and_nothing_at_first() -> None:
    data = load("echo", length=4, noise=20)
    bits = (data.inputs > 0).astype(int)
    assert data.task == "steps"
    assert data.labels is not None
    assert data.labels.shape == (20, data.size)
    assert (data.labels[:4] == -1).all()
    assert np.array_equal(data.labels[4:], bits[:-4])


def test_the_value_asked_for_lies_on_the_card_with_that_key() -> None:
    data = load("cards", samples=300)
    assert data.shape == (6, len(KEYS) + len(VALUES) + 1)
    assert data.steps == ("card 1", "card 2", "card 3", "card 4", "card 5", "question")
    assert data.columns[-1] == f"t6 {ASKED}"
    assert data.labels is not None
    steps = data.inputs.reshape(*data.shape, -1)
    keys, values = steps[:, : len(KEYS)].argmax(axis=1), steps[:, len(KEYS) :].argmax(axis=1)
    assert (values[-1] == len(VALUES)).all()
    for example in range(data.size):
        hand = keys[:-1, example].tolist()
        assert len(set(hand)) == 5
        card = hand.index(keys[-1, example])
        assert values[card, example] == data.labels[example]


def test_every_value_is_asked_for_as_often_and_every_card_sometimes() -> None:
    data = load("cards", samples=800)
    assert data.labels is not None
    assert np.bincount(data.labels).tolist() == [100] * 8
    steps = data.inputs.reshape(*data.shape, -1)
    keys = steps[:, : len(KEYS)].argmax(axis=1)
    asked = (keys[:-1] == keys[-1]).argmax(axis=0)
    assert np.bincount(asked, minlength=5).min() > 100
