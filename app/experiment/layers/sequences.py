"""Layers of texts and of a transformer as people describe them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from app.experiment.base import setting
from app.experiment.choices import Choice, OneOf
from app.experiment.layers.base import (
    Counted,
    Incoming,
    LayerModel,
    activation_field,
    frozen_field,
    units_field,
)
from app.experiment.layers.recurrent import OutputName, StepsLayer, output_field
from app.experiment.registries import ActivationName
from app.nn import Embedding, FeedForward, LayerNorm, Residual, SelfAttention, ShapeError, in_words

MAX_HEADS = 8


def positions() -> tuple[Choice, ...]:
    """Return how attention can know where a step stands."""
    return (
        Choice("none", "None", "The order of the steps does not count."),
        Choice("learned", "Learned", "A vector for every place is learned and added."),
        Choice("sinusoidal", "Sinusoidal", "Sines and cosines of the place are added."),
    )


PositionsName = Annotated[str, OneOf(positions)]


class EmbeddingLayer(LayerModel):
    """An embedding: every token, such as a letter, becomes a vector of its own that is learned."""

    title: ClassVar[str] = "Embedding"
    engine = Embedding
    counted = Counted("units", "value", "values")

    kind: Literal["embedding"] = "embedding"
    units: int = units_field(16, "How many values stand for a token.")
    frozen: bool = frozen_field()

    def arguments(self, incoming: Incoming) -> dict[str, Any]:
        """Return the engine's arguments; the vocabulary is that of the data."""
        if not incoming.vocabulary:
            raise ShapeError(
                "An embedding needs tokens, such as letters, but what comes in here is "
                f"{in_words(incoming.shape)}. It belongs at the beginning, where texts come in."
            )
        return super().arguments(incoming) | {"vocabulary": incoming.vocabulary}


class AttentionLayer(StepsLayer):
    """Self-attention: every step asks all others and takes in what the best answers bring."""

    title: ClassVar[str] = "Attention"
    engine = SelfAttention
    passes = True
    counted = Counted("heads", "head", "heads")

    kind: Literal["attention"] = "attention"
    heads: int = setting(
        1,
        "Heads",
        "How many heads look independently of each other.",
        "heads",
        ge=1,
        le=MAX_HEADS,
        step=1,
        positional=True,
    )
    width: int = setting(
        12,
        "Width",
        "How long queries, keys and values are in each head.",
        "width",
        ge=1,
        le=32,
        step=1,
    )
    causal: bool = setting(
        False, "Causal", "Lets a step look at itself and earlier steps only.", "causal"
    )
    positions: PositionsName = setting(
        "none", "Positions", "How a step knows where in the sequence it stands.", "positions"
    )
    output: OutputName = output_field("all")
    residual: bool = setting(
        True, "Residual connection", "Adds what comes into the layer to what goes out.", "residual"
    )
    temperature: float = setting(
        1.0,
        "Temperature",
        "Below 1 the attention is sharper, above 1 it is spread more evenly.",
        "temperature",
        ge=0.1,
        le=10,
        scale="log",
    )
    muted: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=MAX_HEADS)], ...],
        AfterValidator(lambda heads: tuple(sorted(set(heads)))),
    ] = setting(
        (),
        "Heads switched off",
        "Heads that bring nothing; links and edits count them from 0.",
        "muted",
        max_length=MAX_HEADS,
        codec="numbers",
    )
    frozen: bool = frozen_field()


class NormLayer(LayerModel):
    """Layer normalization: the values of each step or row get mean 0 and spread 1."""

    title: ClassVar[str] = "Layer norm"
    engine = LayerNorm
    passes = True
    counted = None

    kind: Literal["norm"] = "norm"
    frozen: bool = frozen_field()


class ResidualLayer(LayerModel):
    """A short cut: adds what came in some layers before, where both have the same shape."""

    title: ClassVar[str] = "Residual"
    engine = Residual
    passes = True
    counted = None

    kind: Literal["residual"] = "residual"
    back: int = setting(
        1,
        "Back",
        "Over how many layers the short cut leads.",
        "back",
        ge=1,
        le=9,
        step=1,
        positional=True,
    )


class FeedForwardLayer(LayerModel):
    """A feed-forward block: at every step two dense layers, out to more units and back again."""

    title: ClassVar[str] = "Feed-forward"
    engine = FeedForward
    passes = True
    counted = Counted("units", "unit", "units")

    kind: Literal["feedforward"] = "feedforward"
    units: int = units_field(32, "How many units the block has inside.")
    activation: ActivationName = activation_field("relu")
    residual: bool = setting(
        True, "Residual connection", "Adds what comes into the block to what goes out.", "residual"
    )
    frozen: bool = frozen_field()
