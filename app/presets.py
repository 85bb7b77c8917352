"""The presets of the gallery: scenes that each show one thing, as links with a picture.

`python -m app.web.pictures` draws the pictures, from each scene's network after its training.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.experiment import Data, DenseLayer, Experiment, Training, View, Weights, write_link


@dataclass(frozen=True)
class Preset:
    """One scene of the gallery.

    `question` stands in the top bar; `sentence` says what to look for. The picture shows the
    output after `updates` updates.
    """

    name: str
    title: str
    question: str
    sentence: str
    experiment: Experiment
    updates: int
    view: View = field(default_factory=View)

    @property
    def link(self) -> str:
        """The whole scene as a link, without ``#``."""
        return write_link(self.experiment, self.view)

    @property
    def picture(self) -> str:
        """The file of its picture below ``static``."""
        return f"presets/{self.name}.bmp"


def _layers(activation: str, *units: int, residual: bool = False) -> tuple[DenseLayer, ...]:
    return tuple(DenseLayer(units=n, activation=activation, residual=residual) for n in units)


def _noisy_xor(*units: int) -> Experiment:
    """Return the exclusive or with TensorFlow Playground's starting weights."""
    return Experiment(
        data=Data(name="xor", noise=35, seed=2),
        layers=_layers("relu", *units),
        weights=Weights(initializer="uniform", scale=0.5, bias=0.1),
        training=Training(learning_rate=0.01),
        seed=0,
    )


_ALL = (
    Preset(
        "spiral",
        "Spiral, three layers",
        "How do straight cuts become a spiral?",
        "The first layer draws straight edges, the second bends them, the third finds the arms.",
        Experiment(),
        10_000,
    ),
    Preset(
        "straight-lines",
        "A ring from straight lines",
        "How many straight lines make a ring?",
        "Each of the four units draws one soft edge; together they close around the disc.",
        Experiment(
            data=Data(name="circle"),
            layers=_layers("tanh", 4),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "first-network",
        "Exclusive or, three units",
        "How few units can tell the squares apart?",
        "Three units find the squares from some starts and not from others: press Train below.",
        _noisy_xor(3),
        12_500,
        View(lens="resets"),
    ),
    Preset(
        "initialization",
        "Exclusive or, two layers",
        "Does it matter less where it starts?",
        "With five and three units nearly every start leads to the goal: press Train below.",
        _noisy_xor(5, 3),
        12_500,
        View(lens="resets"),
    ),
    Preset(
        "linear-collapse",
        "Layers that do not bend",
        "Do more layers help if none of them bends?",
        "Twenty-four linear units draw one straight edge; change one layer to tanh.",
        Experiment(
            data=Data(name="circle"),
            layers=_layers("linear", 8, 8, 8),
            training=Training(learning_rate=0.01),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "one-weight",
        "One weight is enough",
        "Which single weight solves it without training?",
        "All weights are zero: set that of x₁x₂ to 1 by hand, then to −1.",
        Experiment(
            data=Data(name="xor"),
            features=("x1", "x2", "x1x2"),
            layers=(),
            weights=Weights(initializer="zeros"),
            training=Training(learning_rate=0.001),
            seed=0,
        ),
        500,
        View(unit="0.0"),
    ),
    Preset(
        "waves",
        "Waves unroll the spiral",
        "What if the network sees waves as well?",
        "With sin x₁ and sin x₂ as features, one layer of six units is enough.",
        Experiment(
            features=("x1", "x2", "sin_x1", "sin_x2"),
            layers=_layers("tanh", 6),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        7_500,
    ),
    Preset(
        "learning-rate",
        "Steps that are too large",
        "What happens when every step is too large?",
        "The loss jumps up and down instead of falling; lower the learning rate while it runs.",
        Experiment(
            data=Data(name="xor"),
            layers=_layers("tanh", 4),
            training=Training(learning_rate=1),
            seed=2,
        ),
        2_500,
    ),
    Preset(
        "dying-relu",
        "Units that die",
        "Why do some units fall silent for good?",
        "Soon most units are zero at every training point, and what is zero there never learns.",
        Experiment(
            layers=_layers("relu", 8),
            training=Training(learning_rate=1),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "vanishing-gradient",
        "A signal that fades",
        "Why do the first layers not learn?",
        "Six sigmoid layers pass almost nothing back to the first; change them to tanh.",
        Experiment(
            layers=_layers("sigmoid", 8, 8, 8, 8, 8, 8),
            seed=0,
        ),
        10_000,
    ),
    Preset(
        "symmetry",
        "Units that stay alike",
        "Can units differ if they all start the same?",
        "All units of a layer show one map and stay alike, so eight do no more than one.",
        Experiment(
            data=Data(name="circle"),
            layers=_layers("sigmoid", 8, 8),
            weights=Weights(initializer="constant", scale=0.5),
            seed=0,
        ),
        10_000,
    ),
    Preset(
        "sparse",
        "Most weights can go",
        "Which weights does it really need?",
        "The L1 penalty makes about nine of ten weights exactly zero at almost the same loss.",
        Experiment(
            data=Data(name="gauss", noise=20),
            layers=_layers("tanh", 8, 8),
            training=Training(learning_rate=0.03, penalty="l1", penalty_rate=0.01),
            seed=0,
        ),
        7_500,
        View(mode="full"),
    ),
    Preset(
        "too-many-features",
        "Too much to choose from",
        "Can more features make the answer worse?",
        "Few noisy points and five features: training loss falls while test loss rises.",
        Experiment(
            data=Data(name="gauss", noise=80, train_share=0.1, seed=2),
            features=("x1", "x2", "x1_squared", "x2_squared", "x1x2"),
            layers=(),
            training=Training(learning_rate=0.01),
            seed=2,
        ),
        5_000,
    ),
    Preset(
        "overfitting",
        "Learning the noise by heart",
        "Does it learn the moons, or every single point?",
        "Training loss keeps falling while test loss turns and rises, and the edge grows ragged.",
        Experiment(
            data=Data(name="moons", noise=50, train_share=0.2, seed=1),
            layers=_layers("relu", 16, 16, 16),
            seed=1,
        ),
        20_000,
    ),
    Preset(
        "clouds",
        "Five classes",
        "How is a plane divided among five?",
        "One output per class: every place takes the colour of the strongest one.",
        Experiment(
            data=Data(name="blobs5", noise=10),
            layers=_layers("tanh", 8),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        2_500,
    ),
    Preset(
        "bumps",
        "Hills and hollows",
        "How does it paint a landscape of values?",
        "It has to predict heights, not classes: its folds become six bumps.",
        Experiment(
            data=Data(name="bumps", samples=1200),
            layers=_layers("relu", 16, 16),
            seed=1,
        ),
        10_000,
    ),
    Preset(
        "deep-residual",
        "Ten layers with short cuts",
        "How can ten layers learn at all?",
        "Each layer adds a little to what comes in; switch the residual connections off.",
        Experiment(
            layers=_layers("tanh", *(8,) * 10, residual=True),
            training=Training(learning_rate=0.01),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "curve",
        "A curve out of bends",
        "How do a few bends become a wave?",
        "The slow part of the wave is learned first; the fast part needs many sharp bends.",
        Experiment(
            data=Data(name="chirp_1d"),
            features=("x1",),
            layers=_layers("tanh", 16, 16),
            seed=2,
        ),
        10_000,
    ),
    Preset(
        "depth-and-width",
        "Deeper or wider",
        "What do more layers buy, what more units?",
        "One wide layer hardly finds the arms, two find them all: press Train below.",
        Experiment(layers=_layers("tanh", 16, 16), seed=0),
        12_500,
        View(lens="sizes"),
    ),
    Preset(
        "starting-weights",
        "A start that is too small",
        "Does it matter where the weights start?",
        "The small starting weights fade the signal layer by layer, and the last maps are blank.",
        Experiment(
            layers=_layers("tanh", *(8,) * 8),
            weights=Weights(scale=0.2),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "batch-size",
        "One example at a time",
        "How many examples should one step look at?",
        "With batches of one the loss shakes, but few epochs do; try batches of 30.",
        Experiment(
            data=Data(name="circle"),
            layers=_layers("tanh", 4, 2),
            training=Training(learning_rate=0.03, batch_size=1),
            seed=0,
        ),
        5_000,
    ),
    Preset(
        "iris",
        "Three kinds of iris",
        "Which species is the flower?",
        "Two species overlap: watch where the edge between them comes to rest.",
        Experiment(
            data=Data(name="iris", samples=150, train_share=0.7),
            layers=_layers("tanh", 6),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        2_500,
    ),
    Preset(
        "breast-cancer",
        "Benign or malignant",
        "Is the tumour malignant?",
        "Thirty measurements, seen along the two directions in which they differ most.",
        Experiment(
            data=Data(name="breast_cancer", samples=569, train_share=0.7),
            layers=_layers("relu", 16, 8),
            training=Training(loss="binary_cross_entropy", learning_rate=0.01),
            seed=0,
        ),
        4_000,
    ),
    Preset(
        "digits",
        "Handwritten digits",
        "Which digit was written?",
        "Sixty-four pixels, ten classes: the test accuracy passes 95 % within seconds.",
        Experiment(
            data=Data(name="digits", samples=1797, train_share=0.7),
            layers=_layers("relu", 32, 16),
            training=Training(optimizer="adam", learning_rate=0.003, batch_size=30),
            seed=0,
        ),
        2_000,
    ),
    Preset(
        "few-digits",
        "Thirty digits by heart",
        "Is it enough to be right on what it has seen?",
        "It gets its thirty training digits all right, and a quarter of the others wrong.",
        Experiment(
            data=Data(name="digits", samples=300, train_share=0.1),
            layers=_layers("relu", 64, 64),
            training=Training(optimizer="adam", learning_rate=0.003, batch_size=30),
            seed=0,
        ),
        1_000,
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}
"""All presets by name, in the order of the gallery; the first is the first visit."""
