"""Texts: surnames letter by letter, and strings to be sorted or turned round."""

import csv
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from app.data.dataset import DataError, FloatArray, IntArray
from app.data.entry import DRAWS, NOISE, SUBSET, Draft, Entry, Length, Request
from app.data.split import choose
from app.data.tables import FILES

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
MAX_NAME = 14
STRING_LETTERS = tuple("abcdefgh")

# Letters that are no letter of the alphabet with a mark on it.
SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "œ": "oe", "đ": "d"})


def plain(name: str) -> str:
    """Return a name in small letters a to z; marks such as accents are taken off."""
    apart = unicodedata.normalize("NFD", name.strip().lower().translate(SPELLED))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def encode_text(text: str, vocabulary: tuple[str, ...], steps: int) -> FloatArray:
    """Return the tokens of a text, (steps,): numbers of the vocabulary, NaN after its end.

    Raises DataError if the text is empty, too long, or has a letter that is not known.
    """
    letters = plain(text)
    if not 1 <= len(letters) <= steps:
        raise DataError(f"A text has 1 to {steps} letters, not {len(letters)}.", "text")
    for letter in letters:
        if letter not in vocabulary:
            raise DataError(
                f"The letter {letter!r} is not known; known are {''.join(vocabulary)}.", "text"
            )
    tokens = np.full(steps, np.nan)
    tokens[: len(letters)] = [vocabulary.index(letter) for letter in letters]
    return tokens


def decode_text(tokens: FloatArray, vocabulary: tuple[str, ...]) -> str:
    """Return the text of some tokens (steps,), up to its end."""
    return "".join(vocabulary[int(token)] for token in tokens[~np.isnan(tokens)])


def misprint(tokens: FloatArray, request: Request, letters: int) -> FloatArray:
    """Replace `noise` percent of the tokens (T, N) by any letter, whichever they were."""
    rng = request.stream(NOISE)
    # (N, T), so that more examples keep the misprints of those before.
    chances = rng.random((tokens.shape[1], len(tokens), 2)).transpose(1, 0, 2)
    wrong = (chances[..., 0] < request.noise / 100) & ~np.isnan(tokens)
    return np.where(wrong, np.floor(chances[..., 1] * letters), tokens)


def _places(steps: int) -> tuple[str, ...]:
    return tuple(f"letter {place}" for place in range(1, steps + 1))


@lru_cache
def read_surnames() -> tuple[FloatArray, IntArray, tuple[str, ...]]:
    """Return the names (14, N) as tokens, their languages (N,), and the names of the languages."""
    with (FILES / "surnames.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    languages = tuple(sorted({row["language"] for row in rows}))
    tokens = np.stack([encode_text(row["surname"], LETTERS, MAX_NAME) for row in rows], axis=1)
    labels = np.array([languages.index(row["language"]) for row in rows], dtype=np.int64)
    return tokens, labels, languages


def _surnames(request: Request) -> Draft:
    tokens, labels, languages = read_surnames()
    chosen = choose(labels, min(request.samples, labels.size), request.stream(SUBSET))
    return Draft(
        task="classes",
        inputs=misprint(tokens[:, chosen], request, len(LETTERS)),
        columns=_places(MAX_NAME),
        labels=labels[chosen],
        classes=languages,
        target="language",
        standardization="none",
        shape=(MAX_NAME,),
        vocabulary=LETTERS,
        padded=True,
        noisy=True,
        notes=(
            f"{chosen.size:,} of the {labels.size:,} names are used. A name that two of the "
            "languages share is left out, and accents are taken off.",
            *_misprints(request),
        ),
    )


def _misprints(request: Request) -> tuple[str, ...]:
    if not request.noise:
        return ()
    return (f"Noise {request.noise:g} replaces {request.noise:g} % of the letters by any letter.",)


def _strings(answer: Callable[[IntArray], IntArray], target: str, request: Request) -> Draft:
    """Draw strings of random letters; the answer is another string of the same length."""
    rng = request.stream(DRAWS)
    strings = rng.integers(0, len(STRING_LETTERS), (request.samples, request.length)).T
    return Draft(
        task="steps",
        inputs=misprint(strings.astype(np.float64), request, len(STRING_LETTERS)),
        columns=_places(request.length),
        labels=answer(strings),
        classes=STRING_LETTERS,
        target=target,
        standardization="none",
        shape=(request.length,),
        vocabulary=STRING_LETTERS,
        noisy=True,
        notes=_misprints(request),
    )


def _string_set(
    name: str, title: str, question: str, about: str, answer: Callable[[IntArray], IntArray]
) -> Entry:
    return Entry(
        name,
        title,
        question,
        "sequences",
        "steps",
        partial(_strings, answer, "letter"),
        default_samples=1000,
        length=Length(2, 12, 6, "Letters", "How many letters a string has."),
        about=about,
    )


surnames = Entry(
    "surnames",
    "Surnames",
    "Which language does a name come from?",
    "sequences",
    "classes",
    _surnames,
    default_samples=2000,
    about="An example is a family name, letter by letter; the answer is one of six languages.",
    source="faker (MIT)",
    licence="MIT (faker)",
)

STRINGS = (
    _string_set(
        "reverse",
        "Turn a string round",
        "Which letter comes where, from the end?",
        "An example is a string of random letters; the answer is the same string from its end.",
        np.flipud,
    ),
    _string_set(
        "sort",
        "Sort a string",
        "Which letter comes where, in the order of the alphabet?",
        "An example is a string of random letters; the answer has them in alphabetical order.",
        lambda strings: np.sort(strings, axis=0),
    ),
)
