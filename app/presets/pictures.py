"""Presets of pictures: what convolutions see that dense layers do not."""

from app.experiment import Data, Experiment, LayerModel, Training, View
from app.experiment.layers.pictures import ConvLayer, GlobalMaxLayer, MaxPoolLayer
from app.presets.preset import Preset, dense

ADAM = Training(optimizer="adam", learning_rate=0.003, batch_size=30)

LEFT_THEN_RIGHT = Data(name="shapes_right", noise=10, samples=1000)

ANYWHERE: tuple[LayerModel, ...] = (
    ConvLayer(channels=6),
    MaxPoolLayer(),
    ConvLayer(channels=12),
    GlobalMaxLayer(),
)
"""Layers that know a shape wherever it lies."""

PRESETS = (
    Preset(
        "shapes-anywhere",
        "A shape, wherever it lies",
        "Does it know a shape where it has never seen one?",
        "Trained on the left half only, it soon knows the shapes of the right half as well.",
        Experiment(data=LEFT_THEN_RIGHT, layers=ANYWHERE, training=ADAM, seed=0),
        340,
        View(lens="feature_maps", speed=150, example="154"),
        "channels",
    ),
    Preset(
        "shapes-dense",
        "Pixels without neighbours",
        "What does a network know that only sees pixels?",
        "The training shapes it learns, but those of the other half it can only guess.",
        Experiment(data=LEFT_THEN_RIGHT, layers=dense("relu", 32), training=ADAM, seed=0),
        340,
        View(lens="confusion", speed=150, example="154"),
        "losses",
    ),
    Preset(
        "edges-to-objects",
        "From noise to edges",
        "What do its kernels look for?",
        "Kernels turn from noise into lines; choose a channel and see what excites it most.",
        Experiment(
            data=Data(name="shapes", noise=10, samples=1000),
            layers=ANYWHERE,
            training=ADAM,
            seed=0,
        ),
        500,
        View(lens="feature_maps", speed=100, example="154"),
        "kernels",
    ),
    Preset(
        "digits",
        "Handwritten digits",
        "Which digit was written?",
        "Sixty-four pixels, ten classes: the test accuracy passes 95 % within seconds.",
        Experiment(
            data=Data(name="digits", samples=1797, train_share=0.7),
            layers=dense("relu", 32, 16),
            training=ADAM,
            seed=0,
        ),
        2_000,
        View(lens="errors", example="91"),
    ),
    Preset(
        "digit-strokes",
        "Strokes of a digit",
        "Which strokes make a digit?",
        "Each channel looks for a stroke; draw a digit yourself and watch it pass the layers.",
        Experiment(
            data=Data(name="digits", samples=1797, train_share=0.7),
            layers=(ConvLayer(channels=8), MaxPoolLayer(), ConvLayer(channels=16)),
            training=ADAM,
            seed=0,
        ),
        420,
        View(lens="feature_maps", speed=100, example="91"),
        "channels",
    ),
    Preset(
        "few-digits",
        "Thirty digits by heart",
        "Is it enough to be right on what it has seen?",
        "It gets its thirty training digits all right, and a quarter of the others wrong.",
        Experiment(
            data=Data(name="digits", samples=300, train_share=0.1),
            layers=dense("relu", 64, 64),
            training=ADAM,
            seed=0,
        ),
        1_000,
        View(lens="confusion"),
    ),
)
