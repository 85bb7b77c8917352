"""Presets of sequences, texts and series: memory, attention, and what cannot be foretold."""

from app.experiment import Data, Experiment, LayerModel, Training, View, Weights
from app.experiment.layers.recurrent import LSTMLayer, RNNLayer
from app.experiment.layers.sequences import (
    AttentionLayer,
    EmbeddingLayer,
    FeedForwardLayer,
    NormLayer,
)
from app.presets.preset import Preset, dense

# Now and then a recurrent layer has a gradient that would throw its weights far away.
CLIPPED = Training(optimizer="adam", learning_rate=0.02, batch_size=32, clip=1)

WAIT = Data(name="recall", noise=60, length=40, samples=2000)
"""One of four symbols, then forty steps of strong noise."""

WAITING = CLIPPED.model_copy(update={"batch_size": 100})

TRANSFORMER: tuple[LayerModel, ...] = (
    EmbeddingLayer(units=16),
    AttentionLayer(heads=1, width=12, positions="learned"),
    NormLayer(),
    FeedForwardLayer(units=32),
    NormLayer(),
)
"""One block, with the normalization after each part."""


def _string(name: str) -> Experiment:
    return Experiment(
        data=Data(name=name, samples=2000, length=8),
        layers=TRANSFORMER,
        training=CLIPPED,
        seed=0,
    )


def _series(
    name: str, samples: int, layers: tuple[LayerModel, ...], training: Training
) -> Experiment:
    return Experiment(
        data=Data(name=name, samples=samples, train_share=0.7),
        layers=layers,
        training=training,
        seed=0,
    )


# Without a penalty they soon learn what was chance in the past.
SMOOTH = Training(
    optimizer="adam", learning_rate=0.003, batch_size=10, penalty="l2", penalty_rate=0.01
)

PRESETS = (
    Preset(
        "memory",
        "A memory that lasts",
        "Can it keep one symbol through forty steps of noise?",
        "Its forget gates stay open, so the cell still has the symbol after forty steps.",
        Experiment(data=WAIT, layers=(LSTMLayer(forget_bias=5),), training=WAITING, seed=0),
        200,
        View(lens="through_time", speed=50, example="128", mode="full"),
        "state",
    ),
    Preset(
        "fading-memory",
        "A memory that fades",
        "Why does it not learn what came first?",
        "On its way back through the steps the gradient fades before it reaches the symbol.",
        Experiment(data=WAIT, layers=(RNNLayer(),), training=WAITING, seed=0),
        400,
        View(lens="through_time", speed=50, example="128"),
        "state",
    ),
    Preset(
        "speech",
        "Who is speaking",
        "After how much of a vowel is the speaker known?",
        "Nine men say the same vowel: step through one and see when it knows who it was.",
        Experiment(
            data=Data(name="vowels", samples=640),
            layers=(LSTMLayer(),),
            weights=Weights(initializer="orthogonal"),
            training=CLIPPED.model_copy(update={"learning_rate": 0.01, "batch_size": 5}),
            seed=0,
        ),
        270,
        View(lens="through_time", speed=50, example="450"),
        "answers",
    ),
    Preset(
        "surnames",
        "Where a surname comes from",
        "Which letters give a language away?",
        "Type a name and watch the languages letter by letter; soon only training improves.",
        Experiment(
            data=Data(name="surnames", samples=2000, train_share=0.8),
            layers=(EmbeddingLayer(units=16), LSTMLayer(units=32)),
            training=CLIPPED.model_copy(update={"learning_rate": 0.01, "batch_size": 30}),
            seed=0,
        ),
        800,
        View(lens="through_time", speed=100, example="1450"),
        "answers",
    ),
    Preset(
        "cards",
        "One card out of five",
        "How does it find the card that was asked for?",
        "The map is even at first, then snaps: the question looks at the card with its key.",
        Experiment(
            data=Data(name="cards", samples=2000),
            layers=(AttentionLayer(heads=1, width=12, output="last", residual=False),),
            training=CLIPPED.model_copy(update={"learning_rate": 0.04, "batch_size": 50}),
            seed=0,
        ),
        100,
        View(lens="attention", speed=20, example="59"),
        "attention",
    ),
    Preset(
        "turn-round",
        "A text turned round",
        "How can every letter be written at once?",
        "Each place looks at the one across: the map becomes a diagonal from corner to corner.",
        _string("reverse"),
        100,
        View(lens="attention", speed=20, example="59"),
        "attention",
    ),
    Preset(
        "sort",
        "A text in order",
        "How does each place know which letter it needs?",
        "The first places look for early letters, the last for late ones, wherever these stand.",
        _string("sort"),
        400,
        View(lens="attention", speed=50, example="59"),
        "attention",
    ),
    Preset(
        "sunspots",
        "Sunspots, year by year",
        "Can the next year be read from the last twelve?",
        "The cycle of eleven years is learned: far nearer than “the same as last year”.",
        _series("sunspots", 300, dense("tanh", 12), SMOOTH),
        2_000,
        View(lens="errors", speed=500, example="240"),
        "forecast",
    ),
    Preset(
        "returns",
        "Will the index rise tomorrow",
        "Has it found a rule, or only learned the past?",
        "Nine of ten days known by heart, and no better than a coin on those that came after.",
        _series(
            "returns",
            2000,
            dense("relu", 64, 64),
            Training(optimizer="adam", learning_rate=0.01, batch_size=30),
        ),
        600,
        View(lens="errors", speed=200, example="1500"),
        "losses",
    ),
    Preset(
        "volatility",
        "How much it will move",
        "Does a network know more than a straight line?",
        "How much the index moves can be foretold, but a linear fit does it as well.",
        _series(
            "volatility",
            2000,
            dense("tanh", 8),
            SMOOTH.model_copy(update={"batch_size": 30}),
        ),
        1_000,
        View(lens="errors", speed=200, example="1440"),
        "rival",
    ),
)
