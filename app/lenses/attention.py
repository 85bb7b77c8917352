"""Attention: which step looks at which, head by head, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.lenses.lens import Arrays
from app.lenses.one_layer import OneLayerLens, OneLayerOptions
from app.lenses.subject import subject_of
from app.lenses.time_steps import length_of, step_words
from app.nn import SelfAttention

if TYPE_CHECKING:
    from app.lenses.look import Look
    from app.nn import Layer


class AttentionOptions(OneLayerOptions):
    """Which layer, head and step."""

    head: int = Field(default=0, ge=0, le=1000, description="The head, from 0.")
    step: int = Field(default=-1, ge=-1, le=10_000, description="Who looks; -1 is the last step.")


class AttentionLens(OneLayerLens[AttentionOptions]):
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
    absent = "No layer here attends. Add one to a network of sequences."

    def shows(self, layer: Layer) -> bool:
        """Tell whether a layer attends."""
        return isinstance(layer, SelfAttention)

    def look(self, look: Look, options: AttentionOptions) -> Arrays:
        """Return arrays over the n steps of the example.

        `attention` (heads, n, n): rows look, columns are looked at. Of the chosen head and step
        `query` (w,), `keys` (n, w) and `scores` (n,), the products q·k / √w over the temperature,
        whose softmax is the row.
        """
        trainer = look.trainer
        network, data = trainer.network, trainer.data
        place, places = self.places(trainer, options)
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
