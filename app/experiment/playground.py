"""Reads links of TensorFlow Playground (the hash of playground.tensorflow.org).

What it does not say is as TensorFlow Playground has it: half the squared error on a tanh output,
weights from U(−0.5, 0.5), biases of 0.1, batches in the same order in every epoch, 500 points to
tell apart or 1,200 with values to predict, and a rule of its own for the L1 penalty.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "xTimesY": "x1x2",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
    "cosX": "cos_x1",
    "cosY": "cos_x2",
}
ON_BY_DEFAULT = ("x", "y")
ACTIVATIONS = {name: name for name in ("relu", "tanh", "sigmoid", "linear")}
PENALTIES = {"none": "none", "L1": "l1_playground", "L2": "l2"}
DATASETS = {name: name for name in ("circle", "xor", "gauss", "spiral")}
VALUE_DATASETS = {"reg-plane": "plane", "reg-gauss": "bumps"}
PROBLEMS = {"classification": 500, "regression": 1200}
HIDDEN = {
    "showTestData": "show_test",
    "discretize": "discretize",
    "playButton": "play",
    "stepButton": "step",
    "resetButton": "reset",
    "learningRate": "lr",
    "activation": "activation",
    "regularization": "penalty",
    "regularizationRate": "penalty_rate",
    "problem": "problem",
    "dataset": "data",
    "percTrainData": "train",
    "noise": "noise",
    "batchSize": "batch",
    "numHiddenLayers": "layers",
}
OTHERS = {
    "collectStats": "nothing is collected here",
    "hideText": "there is no text below the page that could be hidden",
    "tutorial": "its tutorials are not part of this page",
}
NAMES = {
    "activation",
    "regularization",
    "batchSize",
    "dataset",
    "regDataset",
    "learningRate",
    "regularizationRate",
    "noise",
    "networkShape",
    "seed",
    "showTestData",
    "discretize",
    "percTrainData",
    "problem",
    "initZero",
    *FEATURES,
    *OTHERS,
}
SHARED = {"noise", "seed", "discretize"}
"""Names that our own links use too."""
HIDE = "_hide"
RANDOMNESS = (
    "This link comes from TensorFlow Playground, which draws points and weights from another "
    "random number generator: the data set and its settings are the same, but not "
    "the single points."
)


@dataclass(frozen=True)
class Read:
    """Raw values of an Experiment and of a View, and what could not be honoured."""

    experiment: dict[str, Any]
    view: dict[str, Any]
    notes: list[str]


def recognizes(text: str, keys: Iterable[str]) -> bool:
    """Tell whether a link is TensorFlow Playground's: by its host or by the keys of its hash."""
    keys = set(keys)
    if "v" in keys:
        return False
    own = NAMES - SHARED
    return "playground.tensorflow.org" in text or any(
        key in own or key.endswith(HIDE) for key in keys
    )


def read(pairs: Iterable[tuple[str, str]]) -> Read:
    """Return what the keys and values of a hash say, as TensorFlow Playground reads them."""
    state = dict(pairs)
    notes = [RANDOMNESS]
    problem = _choice(state, "problem", PROBLEMS, "classification", notes)
    if problem == PROBLEMS["regression"]:
        data = _choice(state, "regDataset", VALUE_DATASETS, "reg-plane", notes)
    else:
        data = _choice(state, "dataset", DATASETS, "circle", notes)
    zero = _flag(state, "initZero", default=False)
    seed = zlib.crc32(state.get("seed", "").encode(errors="replace")) if state.get("seed") else 0
    features = [
        ours
        for theirs, ours in FEATURES.items()
        if _flag(state, theirs, default=theirs in ON_BY_DEFAULT)
    ]
    if not features:
        notes.append("No feature is on; x1 and x2 are used, since a network needs an input.")
    experiment = {
        "data": {
            "name": data,
            "samples": problem,
            "noise": _noise(state, notes),
            "train_share": round(_number(state, "percTrainData", 50.0, notes) / 100, 6),
            "seed": seed,
        },
        "features": features or ["x1", "x2"],
        "layers": _layers(state, notes),
        "weights": {
            "initializer": "zeros" if zero else "uniform",
            "scale": 0.5,
            "bias": 0.0 if zero else 0.1,
        },
        "training": {
            "loss": "half_squared",
            "optimizer": "sgd",
            "learning_rate": _number(state, "learningRate", 0.03, notes),
            "batch_size": _number(state, "batchSize", 10.0, notes),
            "shuffle": False,
            "penalty": _choice(state, "regularization", PENALTIES, "none", notes),
            "penalty_rate": _number(state, "regularizationRate", 0.0, notes),
        },
        "seed": seed,
    }
    view = {
        "show_test": _flag(state, "showTestData", default=False),
        "discretize": _flag(state, "discretize", default=False),
        "hide": _hidden(state, notes),
    }
    _name_others(state, notes)
    return Read(experiment, view, notes)


def _choice(
    state: dict[str, str], key: str, names: dict[str, Any], default: str, notes: list[str]
) -> Any:  # noqa: ANN401 - whatever the table of names holds
    given = state.get(key, "").strip()
    if given and given not in names:
        notes.append(f"{key}: “{given[:40]}” is not known here; {default} is used.")
    return names.get(given, names[default])


def _flag(state: dict[str, str], key: str, *, default: bool) -> bool:
    given = state.get(key, "").strip()
    return given != "false" if given else default


def _number(state: dict[str, str], key: str, default: float, notes: list[str]) -> float:
    given = state.get(key, "").strip()
    if not given:
        return default
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        notes.append(f"{key}: “{given[:40]}” is not a number; {default:g} is used.")
        return default
    return number


def _noise(state: dict[str, str], notes: list[str]) -> float:
    """Return the noise; TensorFlow Playground takes 50 for more than 80 and 0 for less than 0."""
    number = _number(state, "noise", 0.0, notes)
    if number > 80:
        notes.append(f"noise: {number:g} is more than the most, 80; 50 is used, as there.")
        return 50.0
    return number


def _layers(state: dict[str, str], notes: list[str]) -> list[dict[str, Any]]:
    activation = _choice(state, "activation", ACTIVATIONS, "tanh", notes)
    shape = state.get("networkShape", "4,2").strip()
    return [
        {"kind": "dense", "units": units.strip(), "activation": activation}
        for units in (shape.split(",") if shape else [])
    ]


def _hidden(state: dict[str, str], notes: list[str]) -> list[str]:
    hidden = []
    for key, value in state.items():
        name = key.removesuffix(HIDE)
        if name == key or value != "true":
            continue
        if name in HIDDEN:
            hidden.append(HIDDEN[name])
        else:
            notes.append(f"{key[:40]}: there is no such control here to hide.")
    return hidden


def _name_others(state: dict[str, str], notes: list[str]) -> None:
    for key, value in state.items():
        if key in OTHERS and value.strip() not in ("", "false"):
            notes.append(f"{key}: {OTHERS[key]}.")
        elif key not in NAMES and not key.endswith(HIDE):
            notes.append(f"“{key[:40]}” is not known and was left out.")
