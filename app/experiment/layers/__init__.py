"""The kinds of hidden layers as people describe them, one file a family.

A kind is a model with the fields of its engine class, and an entry of `KINDS`; controls, link,
schema, reference and live edits follow from these two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from app.experiment.kinds import ByKind
from app.experiment.layers.base import MAX_UNITS, Counted, Incoming, LayerModel
from app.experiment.layers.dense import DenseLayer
from app.experiment.layers.pictures import (
    AveragePoolLayer,
    ConvLayer,
    FlattenLayer,
    GlobalAverageLayer,
    GlobalMaxLayer,
    MaxPoolLayer,
)
from app.experiment.layers.recurrent import GRULayer, LSTMLayer, RNNLayer
from app.experiment.layers.sequences import (
    AttentionLayer,
    EmbeddingLayer,
    FeedForwardLayer,
    NormLayer,
    ResidualLayer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DEFAULT_KIND",
    "KINDS",
    "MAX_UNITS",
    "Counted",
    "DenseLayer",
    "Incoming",
    "LayerModel",
    "LayerSpec",
]


def _by_kind(models: Iterable[type[LayerModel]]) -> dict[str, type[LayerModel]]:
    return {model.model_fields["kind"].default: model for model in models}


KINDS: dict[str, type[LayerModel]] = _by_kind(
    (
        DenseLayer,
        ConvLayer,
        MaxPoolLayer,
        AveragePoolLayer,
        GlobalMaxLayer,
        GlobalAverageLayer,
        FlattenLayer,
        EmbeddingLayer,
        RNNLayer,
        GRULayer,
        LSTMLayer,
        AttentionLayer,
        NormLayer,
        ResidualLayer,
        FeedForwardLayer,
    )
)
"""All kinds of hidden layers by their name in links, in the order in which they are offered."""

DEFAULT_KIND = "dense"
"""The kind of a layer that does not say which it is."""

LayerSpec: TypeAlias = Annotated[LayerModel, ByKind(lambda: KINDS, DEFAULT_KIND)]
"""Any hidden layer."""
