"""Through time: states and gates at every step, the answer so far, and the gradient on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.lenses.lens import Arrays
from app.lenses.one_layer import OneLayerLens, OneLayerOptions
from app.lenses.subject import subject_of
from app.lenses.time_steps import length_of, step_words
from app.nn import Recurrent

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.lenses.look import Look
    from app.nn import Layer
    from app.training import Trainer

    Floats = npt.NDArray[np.floating[Any]]

SAMPLE = 100
"""Training examples over which the size of the gradient is averaged."""


class ThroughTimeLens(OneLayerLens[OneLayerOptions]):
    """States, gates and answers over the steps of one example; the gradient back through time."""

    name = "through_time"
    title = "Through time"
    sentence = (
        "A recurrent layer reads one step after the other; what it keeps of them is its memory."
    )
    options = OneLayerOptions
    rate = 4.0
    tab = True
    rank = 12
    absent = "No layer here is recurrent. Add one to a network of sequences."

    def shows(self, layer: Layer) -> bool:
        """Tell whether a layer is recurrent."""
        return isinstance(layer, Recurrent)

    def look(self, look: Look, options: OneLayerOptions) -> Arrays:
        """Return arrays over the steps t of the example, which has n of them, and the T of all.

        `hidden` (n, U), `cell` (n, U) and `gates` (G, n, U) where the layer has them; `answers`
        (K, n), the confidence in each class if the example ended at that step, or (1, n) values in
        the data's units; `flow` (T,), the mean of |dL/dh| so many steps before the end, over
        units and `SAMPLE` training examples, NaN where none is so long.
        """
        trainer = look.trainer
        network, data = trainer.network, trainer.data
        place, places = self.places(trainer, options)
        layer = network.layers[place]
        assert isinstance(layer, Recurrent)
        flow = gradient_flow(trainer, place)
        subject = subject_of(trainer, options)
        length = length_of(data, subject.raw)
        answers = answers_so_far(trainer, subject.raw, length)
        network.forward(trainer.inputs(subject.raw[:, np.newaxis]))
        inside = network.inside(place)
        arrays = {
            "hidden": inside["hidden"][:length, :, 0],
            "answers": answers,
            "flow": flow,
        }
        if "cell" in inside:
            arrays["cell"] = inside["cell"][:length, :, 0]
        if "gates" in inside:
            arrays["gates"] = inside["gates"][:length, :, :, 0].transpose(1, 0, 2)
        meta = {
            **subject.meta,
            "layer": place,
            "layers": places,
            "length": length,
            "words": step_words(data, subject.raw),
            "gates": [_called(gate) for gate in layer.gates] if "gates" in inside else [],
            "classes": list(data.classes),
            "truth": None if subject.number is None else _truth(trainer, subject.number),
        }
        return Arrays({name: np.asarray(each, np.float32) for name, each in arrays.items()}, meta)


def answers_so_far(trainer: Trainer, raw: npt.NDArray[np.float64], length: int) -> Floats:
    """Return the answer after every step (K, n): what it would be if the example ended there.

    For the task "steps" it is the answer at every step.
    """
    data = trainer.data
    if data.task == "steps":
        output = trainer.outputs(raw[:, np.newaxis])
        confidence = trainer.loss.confidence(output)
        return confidence.reshape(len(data.classes), -1)[:, :length]
    beginnings = np.repeat(raw[:, np.newaxis], length, axis=1)
    steps = beginnings.reshape(data.shape[0], -1, length)
    after = np.arange(data.shape[0])[:, np.newaxis] > np.arange(length)
    steps[np.broadcast_to(after[:, np.newaxis], steps.shape)] = np.nan
    output = trainer.outputs(beginnings)
    if data.task == "regression":
        return output * data.target_scale + data.target_mean
    return trainer.loss.confidence(output)


def gradient_flow(trainer: Trainer, place: int) -> Floats:
    """Return (T,) the mean |dL/dh| of a layer's state k steps before the end, NaN for none.

    L is the loss of each of `SAMPLE` training examples by itself.
    """
    network, data = trainer.network, trainer.data
    chosen = data.train[:SAMPLE]
    inputs = trainer.inputs(data.inputs[:, chosen])
    output = network.forward(inputs)
    into = np.empty_like(output)
    with np.errstate(all="ignore"):
        target = trainer.loss.encode(data.targets[..., chosen], len(data.classes))
        trainer.loss.gradient(output, target.astype(output.dtype), into)
        # The loss is a mean over the examples; that of one by itself is so many times as large.
        network.backward(into * len(chosen))
    sizes = network.inside(place)["hidden_gradient"].mean(axis=1)
    total = data.shape[0]
    missing = np.isnan(inputs.reshape(total, -1, len(chosen))[:, 0])
    lengths = total - missing.sum(axis=0)
    back = lengths - 1 - np.arange(total)[:, np.newaxis]
    back_there = np.where(back >= 0, back, 0)
    by_distance = np.take_along_axis(sizes, back_there, axis=0)
    there = back >= 0
    counts = there.sum(axis=1)
    sums = np.where(there, by_distance, 0).sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _called(gate: str) -> str:
    """Return what people call a gate; the candidate is none, it goes through one."""
    return gate if gate == "candidate" else f"{gate} gate"


def _truth(trainer: Trainer, number: int) -> int | float:
    data = trainer.data
    if data.task == "regression":
        return float(data.targets[number] * data.target_scale + data.target_mean)
    return int(np.ravel(data.targets[..., number])[-1])


LENS = ThroughTimeLens()
