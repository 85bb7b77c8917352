"""One example: its values forwards, the loss, and the gradients backwards, checked by measuring."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.derivation import Derivation, Weight, check, derive
from app.lenses.lens import Arrays, Lens, NothingToSee, Options
from app.lenses.ranges import tame
from app.lenses.subject import number_of
from app.lenses.unit import input_labels
from app.nn import OPTIMIZERS, PENALTIES, Dense

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.data import Dataset
    from app.lenses.look import Look
    from app.nn import Layer, Network
    from app.training import Trainer

    Floats = npt.NDArray[np.floating[Any]]

CURVE_POINTS = 81
CURVE_REACH = 3.0


class ExampleOptions(Options):
    """Which example, which unit of every layer, which weight, and what to work out for it."""

    example: int = Field(
        default=-1, ge=-1, le=1_000_000, description="Its number from 0; -1 is the first."
    )
    x: float | None = Field(
        default=None, ge=-1e6, le=1e6, description="Across, for a free point of the plane."
    )
    y: float | None = Field(
        default=None, ge=-1e6, le=1e6, description="Up, for a free point of the plane."
    )
    path: list[int] = Field(
        default_factory=list,
        max_length=100,
        description="The unit looked at in each layer; -1 or none is the one that matters most.",
    )
    layer: int = Field(default=0, ge=0, le=1000, description="The layer of the chosen weight.")
    input: int = Field(
        default=-1, ge=-1, le=100_000, description="Its input; -1 is the steepest, then the bias."
    )
    check: bool = Field(default=False, description="Measure the slope of the loss.")
    update: bool = Field(default=False, description="Look at the update that comes next.")


@dataclass(frozen=True)
class Chosen:
    """The example at hand: its number (None for a free point) and its column (columns,).

    A free point has no answer of its own; it takes that of the training example next to it.
    """

    number: int | None
    raw: npt.NDArray[np.float64]
    like: int


class ExampleLens(Lens[ExampleOptions]):
    """One example through the whole network, with one unit of every layer term by term."""

    name = "example"
    title = "One example"
    sentence = "One example goes forwards through the network, and its error comes back."
    options = ExampleOptions
    rate = 5.0
    tab = True
    rank = 11

    def look(self, look: Look, options: ExampleOptions) -> Arrays:
        """Return every layer's numbers for the example, one after another in flat arrays.

        `inputs` (inputs,); `sums`, `z`, `values`, `outputs`, `slopes`, `pulls`, `deltas` and
        `sum_deltas` (U,) for all U units, see `LayerPass`; for the unit of each layer that is
        looked at, `incoming` its weights and `outgoing` the weights that hand its value on;
        `curve_z` and `curve_a` (L, points) the activations.
        """
        if not all(isinstance(layer, Dense) for layer in look.trainer.network.layers):
            raise NothingToSee(
                "This follows numbers through dense layers only. Feature maps works out one place "
                "of a convolution, Through time and Attention show the others at work."
            )
        trainer, network = look.trainer, look.trainer.precise_network()
        chosen = choose(look, options)
        inputs = trainer.inputs(chosen.raw[:, np.newaxis])[:, 0].astype(np.float64)
        target = _target(trainer, chosen.like)
        passed = derive(network, trainer.loss, inputs, target)
        path = _path(passed, options.path)
        weight = _weight(network, passed, path, options)
        meta = {
            **_about(look, chosen, passed),
            "path": path,
            "layers": [_layer(each.layer, place) for place, each in enumerate(passed.layers)],
            "loss": _loss(trainer, passed),
            "weight": _weight_meta(trainer, network, passed, weight),
            "check": None,
            "update": None,
        }
        arrays = _arrays(network, passed, path)
        if options.check:
            result = check(network, trainer.loss, inputs, target, weight)
            meta["check"] = {
                key: value if isinstance(value, str) else _number(value)
                for key, value in asdict(result).items()
            }
        if options.update:
            meta["update"] = _update(trainer, weight, chosen.number)
        return Arrays(arrays, meta)


def choose(look: Look, options: ExampleOptions) -> Chosen:
    """Return the example that the options name; the first training example if there is none."""
    data = look.trainer.data
    if options.x is not None and options.y is not None:
        place = np.array([options.x, options.y])
        plane = look.plane
        low, high = np.transpose([plane.x_range, plane.y_range])
        raw = plane.origin + plane.directions.T @ np.clip(place, low, high)
        return Chosen(None, raw, _nearest(data, raw))
    number = number_of(data, options.example)
    return Chosen(number, data.inputs[:, number], number)


def _nearest(data: Dataset, raw: Floats) -> int:
    away = data.inputs[:, data.train] - raw[:, np.newaxis]
    return int(data.train[np.square(away).sum(axis=0).argmin()])


def _target(trainer: Trainer, like: int) -> Floats:
    data = trainer.data
    coded = trainer.loss.encode(data.targets[like : like + 1], len(data.classes))
    return np.asarray(coded[:, 0], dtype=np.float64)


def _path(passed: Derivation, wanted: list[int]) -> list[int]:
    asked = [*wanted, *[-1] * len(passed.layers)]
    return [
        unit if 0 <= unit < len(each.outputs) else best
        for unit, best, each in zip(asked, passed.path(), passed.layers, strict=False)
    ]


def _weight(
    network: Network, passed: Derivation, path: list[int], options: ExampleOptions
) -> Weight:
    place = min(options.layer, len(path) - 1)
    count = network.layers[place].inputs
    steepest = int(np.abs(passed.layers[place].inputs).argmax())
    return Weight(place, path[place], options.input if 0 <= options.input <= count else steepest)


def _about(look: Look, chosen: Chosen, passed: Derivation) -> dict[str, Any]:
    """Return who the example is, and what the network says to it."""
    trainer = look.trainer
    data, output = trainer.data, passed.outputs[:, np.newaxis]
    part = "free"
    if chosen.number is not None:
        part = "training" if chosen.number in data.train else "test"
    place = look.plane.project(chosen.raw[:, np.newaxis])[:, 0]
    about: dict[str, Any] = {
        "example": chosen.number,
        "like": chosen.like,
        "total": data.size,
        "part": part,
        "place": [float(value) for value in place],
        "inputs": input_labels(trainer, 0),
        "dropout": any(getattr(layer, "dropout", 0) > 0 for layer in trainer.network.layers),
    }
    if data.labels is None:
        return about | {"truth": float(data.targets[chosen.like]), "answer": _number(output[0, 0])}
    decided = int(trainer.loss.decide(output)[0])
    label = int(data.labels[chosen.like])
    return about | {
        "truth": data.classes[label],
        "truth_class": label,
        "answer": data.classes[decided],
        "answer_class": decided,
        "confidence": _number(trainer.loss.confidence(output)[decided, 0]),
    }


def _layer(layer: Layer, place: int) -> dict[str, Any]:
    activation = layer.activation
    return {
        "place": place,
        "units": layer.units,
        "inputs": layer.inputs,
        "activation": activation.name if activation else "linear",
        "label": activation.label if activation else "Linear",
        "formula": activation.formula if activation else "z",
        "normalized": getattr(layer, "normalization", None) is not None,
        "residual": bool(getattr(layer, "residual", False)),
        "frozen": layer.frozen,
    }


def _loss(trainer: Trainer, passed: Derivation) -> dict[str, Any]:
    return {
        "name": trainer.loss.name,
        "label": trainer.loss.label,
        "formula": trainer.loss.formula,
        "value": _number(passed.loss),
        "target": [float(value) for value in passed.target],
    }


def _weight_meta(
    trainer: Trainer, network: Network, passed: Derivation, weight: Weight
) -> dict[str, Any]:
    layer = passed.layers[weight.layer]
    bias = weight.input == len(layer.inputs)
    names = [*input_labels(trainer, weight.layer), "bias"]
    return {
        "layer": weight.layer,
        "unit": weight.unit,
        "input": weight.input,
        "bias": bias,
        "from": names[weight.input],
        "names": names,
        "value": _number(weight.view(network)[0]),
        "factor": 1.0 if bias else _number(layer.inputs[weight.input]),
        "delta": _number(layer.sum_deltas[weight.unit]),
        "gradient": _number(weight.view(network, gradient=True)[0]),
    }


def _update(trainer: Trainer, weight: Weight, number: int | None) -> dict[str, Any]:
    """Return the next update of one weight as the optimizer will make it."""
    network, training = trainer.network, trainer.experiment.training
    rule, batch = OPTIMIZERS[training.optimizer], trainer.next_batch
    change = trainer.next_change()
    # What the optimizer was given just now, penalty and clipping included.
    gradient = float(weight.view(network, gradient=True)[0])
    before = float(weight.view(network)[0])
    part = network.split(change)[weight.layer]
    bias = weight.input == network.layers[weight.layer].inputs
    move = float(part["bias"][weight.unit] if bias else part["weights"][weight.unit, weight.input])
    penalty = training.penalty if training.penalty_rate else "none"
    return {
        "optimizer": training.optimizer,
        "label": rule.label,
        "formula": rule.formula,
        "rate": trainer.next_rate,
        "batch": len(batch),
        "in_batch": number is not None and number in batch,
        "gradient": _number(gradient),
        "change": _number(move),
        "before": _number(before),
        "after": _number(before + move),
        "frozen": network.layers[weight.layer].frozen,
        "penalty": "" if penalty == "none" or bias else PENALTIES[penalty].label,
        "clip": training.clip > 0,
    }


def _arrays(network: Network, passed: Derivation, path: list[int]) -> dict[str, npt.NDArray[Any]]:
    parts = ("sums", "z", "values", "outputs", "slopes", "pulls", "deltas", "sum_deltas")
    found = {
        name: np.concatenate([getattr(each, name) for each in passed.layers]) for name in parts
    }
    weights = [layer.parameters()["weights"] for layer in network.layers]
    found["inputs"] = passed.layers[0].inputs
    found["biases"] = np.array(
        [layer.parameters()["bias"][u] for layer, u in zip(network.layers, path, strict=True)]
    )
    found["incoming"] = np.concatenate([w[u] for w, u in zip(weights, path, strict=True)])
    after = [w[:, u] for w, u in zip(weights[1:], path, strict=False)]
    found["outgoing"] = np.concatenate([*after, np.empty(0)])
    curves = [_curve(each.layer, each.z[u]) for each, u in zip(passed.layers, path, strict=True)]
    found["curve_z"] = np.stack([z for z, _ in curves])
    found["curve_a"] = np.stack([a for _, a in curves])
    return {name: tame(values) for name, values in found.items()}


def _curve(layer: Layer, z: float) -> tuple[Floats, Floats]:
    """Return an activation over a range that has the bend and this z in it."""
    reach = max(CURVE_REACH, 1.15 * abs(float(np.nan_to_num(z))))
    grid = np.linspace(-reach, reach, CURVE_POINTS)
    values = grid.copy()
    if layer.activation is not None:
        layer.activation.value(grid, values)
    return grid, values


def _number(value: float | np.floating[Any]) -> float:
    """Return a number that JSON can carry."""
    return float(tame(np.asarray(value, dtype=np.float64)))


LENS = ExampleLens()
