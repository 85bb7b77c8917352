"""Attention: which step looks at which, head by head, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays, Lens, NothingToSee
from app.lenses.subject import SubjectOptions, subject_of
from app.lenses.time_steps import length_of, step_words
from app.nn import SelfAttention

if TYPE_CHECKING:
    from app.lenses.look import Look
    from app.training import Trainer


class AttentionOptions(SubjectOptions):
    """Which layer, head and step."""

    layer: int = Field(default=-1, ge=-1, le=1000, description="The layer; -1 is the first.")
    head: int = Field(default=0, ge=0, le=1000, description="The head, from 0.")
    step: int = Field(default=-1, ge=-1, le=10_000, description="Who looks; -1 is the last step.")


class AttentionLens(Lens[AttentionOptions]):
    """The attention of every head over the steps of one example; queries and keys of one step."""

    name = "attention"
    title = "Attention"
    sentence = (
        "Each row is a step that looks, each column a step that is looked at; a row adds up to 1."
    )
    options = AttentionOptions
    rate = 3.0
    tab = True
    rank = 12

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether a layer attends."""
        return any(isinstance(layer, SelfAttention) for layer in trainer.network.layers)

    def look(self, look: Look, options: AttentionOptions) -> Arrays:
        """Return arrays over the n steps of the example.

        `attention` (heads, n, n): rows look, columns are looked at. Of the chosen head and step
        `query` (w,), `keys` (n, w) and `scores` (n,), the products q·k / √w over the temperature,
        whose softmax is the row.
        """
        trainer = look.trainer
        network, data = trainer.network, trainer.data
        places = [at for at, layer in enumerate(network.layers) if isinstance(layer, SelfAttention)]
        if not places:
            raise NothingToSee("No layer here attends. Add one to a network of sequences.")
        place = options.layer if options.layer in places else places[0]
        layer = network.layers[place]
        assert isinstance(layer, SelfAttention)
        subject = subject_of(trainer, options)
        length = length_of(data, subject.raw)
        network.forward(trainer.inputs(subject.raw[:, np.newaxis]))
        inside = network.inside(place)
        attention = inside["attention"][:, :length, :length, 0]
        head = min(options.head, len(attention) - 1)
        step = options.step if 0 <= options.step < length else length - 1
        query = inside["query"][head, step, :, 0]
        keys = inside["key"][head, :length, :, 0]
        scores = keys @ query / np.sqrt(len(query)) / layer.temperature
        meta: dict[str, Any] = {
            **subject.meta,
            "layer": place,
            "layers": places,
            "head": head,
            "step": step,
            "words": step_words(data, subject.raw),
            "causal": layer.causal,
            "muted": list(layer.muted),
            "temperature": layer.temperature,
        }
        arrays = {"attention": attention, "query": query, "keys": keys, "scores": scores}
        return Arrays({name: np.asarray(each, np.float32) for name, each in arrays.items()}, meta)


LENS = AttentionLens()
