"""Key–value cards: five cards lie open, then a key is asked for."""

import numpy as np

from app.data.entry import DRAWS, Draft, Entry, Length, Request
from app.data.memory import one_hot, sequence, step_columns
from app.data.playground import alternate

KEYS = tuple("ABCDEFGH")
VALUES = tuple("12345678")
ASKED = "?"
"""What stands in the place of the value in the step that asks."""


def _cards(request: Request) -> Draft:
    """Lay `length` cards with different keys, each with a value, and ask for one of them.

    A step is a key and a value, each as one-hot numbers; the last step is a key and "?". Noise adds
    normal numbers with a standard deviation of `noise` to all of them.
    """
    count, cards = request.samples, request.length
    hands, noise = request.stream(DRAWS).spawn(2)
    keys = hands.permuted(np.tile(np.arange(len(KEYS)), (count, 1)), axis=1)[:, :cards]
    values = hands.integers(0, len(VALUES), (count, cards))
    asked = hands.integers(0, cards, count)
    # The answers come in turn, so that no value is more common than another.
    labels = alternate(count, len(VALUES))
    values[np.arange(count), asked] = labels
    numbers = np.concatenate(
        (
            one_hot(np.column_stack((keys, keys[np.arange(count), asked])), len(KEYS)),
            one_hot(np.column_stack((values, np.full(count, len(VALUES)))), len(VALUES) + 1),
        ),
        axis=2,
    )
    numbers += request.noise / 100 * noise.standard_normal(numbers.shape)
    return Draft(
        task="classes",
        inputs=sequence(numbers),
        columns=step_columns(cards + 1, (*KEYS, *VALUES, ASKED)),
        labels=labels,
        classes=VALUES,
        target="value",
        standardization="none",
        shape=numbers.shape[1:],
        steps=(*(f"card {card}" for card in range(1, cards + 1)), "question"),
        noisy=True,
    )


cards = Entry(
    "cards",
    "Key–value cards",
    "Which value lies on the card with that key?",
    "sequences",
    "classes",
    _cards,
    default_samples=1000,
    about="A step is a card: a letter, its key, and a number, its value. The last step asks for "
    "the card with one of the keys.",
    length=Length(2, len(KEYS), 5, "Cards", "How many cards lie open before the question."),
)
