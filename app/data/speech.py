"""Japanese vowels: nine men say /ae/, and the question is who."""

from functools import lru_cache

import numpy as np

from app.data.dataset import FloatArray, IntArray
from app.data.entry import SPLIT, SUBSET, Draft, Entry, Request
from app.data.memory import sequence, step_columns
from app.data.split import choose
from app.data.tables import FILES

TRAIN = 270
"""The first utterances are for training, the other 370 for testing, as their authors split them."""

UNIT = 1e-4
"""The coefficients are stored as whole numbers of this unit."""


@lru_cache
def read_vowels() -> tuple[FloatArray, IntArray]:
    """Return the utterances (640, 29, 12), NaN after their end, and the speakers 0 to 8, (640,)."""
    with np.load(FILES / "vowels.npz") as file:
        coefficients, lengths = UNIT * file["coefficients"], file["lengths"].astype(np.int64)
        speakers = file["speakers"].astype(np.int64) - 1
    utterances = np.full((lengths.size, lengths.max(), coefficients.shape[1]), np.nan)
    real = np.arange(lengths.max()) < lengths[:, np.newaxis]
    utterances[real] = coefficients
    return utterances, speakers


def _vowels(request: Request) -> Draft:
    utterances, speakers = read_vowels()
    count = min(request.samples, speakers.size)
    to_train = max(1, round(count * TRAIN / speakers.size))
    rng = request.stream(SUBSET)
    chosen = np.concatenate(
        (
            choose(speakers[:TRAIN], to_train, rng),
            TRAIN + choose(speakers[TRAIN:], count - to_train, rng),
        )
    )
    order = request.stream(SPLIT)
    train, test = order.permutation(to_train), to_train + order.permutation(count - to_train)
    return Draft(
        task="classes",
        inputs=sequence(utterances[chosen]),
        columns=step_columns(utterances.shape[1], tuple(f"c{c}" for c in range(1, 13))),
        labels=speakers[chosen],
        classes=tuple(f"speaker {number}" for number in range(1, 10)),
        target="speaker",
        standardization="steps",
        shape=utterances.shape[1:],
        padded=True,
        parts=(train, test),
        notes=(
            f"These data bring their own split: {train.size} utterances to train on, and "
            f"{test.size} spoken on other occasions to test.",
        ),
    )


vowels = Entry(
    "vowels",
    "Japanese vowels",
    "Who is speaking?",
    "sequences",
    "classes",
    _vowels,
    default_samples=640,
    source="M. Kudo, J. Toyama, M. Shimbo (1999), UCI Machine Learning Repository",
    licence="CC BY 4.0",
)
