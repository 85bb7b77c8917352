"""What the scenes with sequences teach; `python -m benchmarks.scenes` measures them too.

They train the experiments of the presets, with another seed for data and weights in each round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.experiment.layers.recurrent import LSTMLayer
from app.lenses.through_time import gradient_flow
from app.presets import PRESETS
from app.training import Trainer

# NumPy after ours: the package keeps its linear algebra to one thread before it loads.
import numpy as np  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.experiment import Experiment
    from benchmarks.seeds import Figures


SOLVED = 0.95
"""The test accuracy from which on a sequence counts as remembered."""

EVERY = 10
"""After how many updates each it is looked at."""

_MEMORY = PRESETS["memory"].experiment

MEMORIES: Mapping[str, Experiment] = {
    "RNN": PRESETS["fading-memory"].experiment,
    "LSTM, forget bias 1": _MEMORY.model_copy(update={"layers": (LSTMLayer(forget_bias=1),)}),
    "LSTM, forget bias 5": _MEMORY,
}


def trainer(experiment: Experiment, seed: int) -> Trainer:
    """Return a trainer of an experiment with another seed for data and weights."""
    data = experiment.data.model_copy(update={"seed": seed})
    return Trainer(experiment.model_copy(update={"data": data, "seed": seed}))


def memory_after_noise(
    seeds: Iterable[int] = range(20),
    updates: int = 200,
    networks: Iterable[str] = tuple(MEMORIES),
) -> Figures:
    """Test accuracies after 40 steps of noise, and how many updates it took to remember."""
    seeds = list(seeds)
    figures: Figures = {}
    for name in networks:
        scores, times = [], []
        for seed in seeds:
            made = trainer(MEMORIES[name], seed)
            solved: float = np.inf
            for update in range(EVERY, updates + 1, EVERY):
                made.run(updates=EVERY)
                if solved == np.inf and made.metrics()["test_accuracy"] > SOLVED:
                    solved = update
            scores.append(made.metrics()["test_accuracy"])
            times.append(solved)
        figures |= {
            f"{name}: lowest": min(scores),
            f"{name}: median": float(np.median(scores)),
            f"{name}: highest": max(scores),
            f"{name}: share that remembers": float(np.mean(np.isfinite(times))),
            f"{name}: updates, fewest": min(times),
            f"{name}: updates of the median": float(np.median(times)),
        }
    return figures


def gradient_back_to_the_symbol(seeds: Iterable[int] = range(20)) -> Figures:
    """Size of dL/dh at the symbol over that at the last step, 40 steps later, before training."""
    seeds = list(seeds)
    figures: Figures = {}
    for name, experiment in MEMORIES.items():
        flows = [gradient_flow(trainer(experiment, seed), 0) for seed in seeds]
        figures[name] = float(np.median([flow[-1] / flow[0] for flow in flows]))
    return figures


def who_is_speaking(seeds: Iterable[int] = range(20), epochs: int = 5) -> Figures:
    """Test accuracy on the Japanese vowels, which bring their own test data."""
    scores = []
    for seed in seeds:
        made = trainer(PRESETS["speech"].experiment, seed)
        made.run(epochs=epochs)
        scores.append(made.metrics()["test_accuracy"])
    return {"lowest": min(scores), "mean": float(np.mean(scores)), "highest": max(scores)}


def names_and_languages(seeds: Iterable[int] = range(20), epochs: int = 15) -> Figures:
    """Accuracies on the surnames, read letter by letter; 4 in 5 of them are for training."""
    train, test = [], []
    for seed in seeds:
        made = trainer(PRESETS["surnames"].experiment, seed)
        made.run(epochs=epochs)
        metrics = made.metrics()
        train.append(metrics["train_accuracy"])
        test.append(metrics["test_accuracy"])
    return {
        "training": float(np.mean(train)),
        "test, lowest": min(test),
        "test": float(np.mean(test)),
        "test, highest": max(test),
    }


def attention_to_cards(
    seeds: Iterable[int] = range(20), after: Iterable[int] = (0, 20, 40, 60, 80, 100)
) -> Figures:
    """Accuracy on cards that were not seen, and how much of the look falls on the right card.

    Both after so many updates; those after the last carry no number.
    """
    networks = [trainer(PRESETS["cards"].experiment, seed) for seed in seeds]
    after = sorted(after)
    figures: Figures = {}
    for updates in after:
        scores, looks = [], []
        for made in networks:
            made.run(updates=updates - made.update)
            scores.append(made.metrics()["test_accuracy"])
            looks.append(_look_at_the_right_card(made))
        when = "" if updates == after[-1] else f" after {updates}"
        figures |= {
            f"accuracy{when}, lowest": min(scores),
            f"accuracy{when}": float(np.mean(scores)),
            f"on the right card{when}, lowest": min(looks),
            f"on the right card{when}": float(np.mean(looks)),
        }
    return figures


def _look_at_the_right_card(made: Trainer) -> float:
    """Return the mean attention of the question to the card with its key, on the test data."""
    steps, _ = made.data.shape
    raw = made.data.inputs[:, made.data.test]
    keys = raw.reshape(steps, -1, raw.shape[1])[:, :8].argmax(axis=1)
    right = (keys[:-1] == keys[-1]).argmax(axis=0)
    made.network.forward(made.inputs(raw))
    last = made.network.inside(0)["attention"][0, -1]
    return float(last[right, np.arange(raw.shape[1])].mean())


def strings_by_a_transformer(
    seeds: Iterable[int] = range(20),
    updates: int = 100,
    names: Iterable[str] = ("turn-round", "sort"),
) -> Figures:
    """Share of right letters in new strings of eight, and which letter a place looks at.

    In a string that is turned round that is the one that belongs; in a sorted one the mean number
    of the letters looked at (from 0, of 8), by place.
    """
    seeds = list(seeds)
    figures: Figures = {}
    for name in names:
        scores, looks, letters = [], [], []
        for seed in seeds:
            made = trainer(PRESETS[name].experiment, seed)
            made.run(updates=updates)
            scores.append(made.metrics()["test_accuracy"])
            # In a string that is turned round, the letter that belongs is the one from the end.
            made.network.forward(made.inputs(made.data.inputs[:, made.data.test]))
            attention = made.network.inside(1)["attention"][0]
            looks.append(float(np.mean(attention[:, ::-1].diagonal())))
            letters.append(
                (attention * made.data.inputs[:, made.data.test]).sum(axis=1).mean(axis=1)
            )
        figures |= {f"{name}: lowest": min(scores), f"{name}: mean": float(np.mean(scores))}
        if name == "turn-round":
            figures[f"{name}: on the letter that belongs"] = float(np.mean(looks))
        else:
            first, *_, last = np.mean(letters, axis=0)
            figures[f"{name}: letter of the first"] = float(first)
            figures[f"{name}: letter of the last"] = float(last)
            rises = [bool(np.all(np.diff(each) > 0)) for each in letters]
            figures[f"{name}: share where it rises from place to place"] = float(np.mean(rises))
    return figures
