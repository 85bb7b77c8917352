"""The comparisons of the gallery: two experiments that differ in one thing, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.experiment import Data, Experiment, Training, View, Weights, write_link
from app.experiment.layers.pictures import FlattenLayer
from app.experiment.layers.recurrent import LSTMLayer
from app.experiment.link import written
from app.presets import PRESETS
from app.presets.preset import dense

RIGHT = "right."
"""Before a key in the address: what is different on the right."""

DEFAULT = "*"
"""In the address: on the right this field has its default."""


@dataclass(frozen=True)
class Comparison:
    """Two experiments side by side; `change` holds the fields that are different on the right.

    `question` stands in the top bar; `sentence` says what to look for. What it says can be seen
    after `updates` updates.
    """

    name: str
    title: str
    question: str
    sentence: str
    left: Experiment
    change: dict[str, Any]
    updates: int
    view: View = field(default_factory=View)

    @property
    def right(self) -> Experiment:
        """The experiment of the right half."""
        return self.left.model_copy(update=self.change)

    @property
    def address(self) -> str:
        """What stands behind ``/compare#``."""
        return write_address(self.left, self.right, self.view)


def write_address(left: Experiment, right: Experiment, view: View | None = None) -> str:
    """Return the link of the left experiment, followed by what is different on the right.

    >>> write_address(Experiment(), Experiment(training=Training(optimizer="adam")))
    'v=1&right.optimizer=adam'
    >>> write_address(Experiment(training=Training(optimizer="adam")), Experiment())
    'v=1&optimizer=adam&right.optimizer=*'
    """
    ours, theirs = (dict(part.split("=", 1) for part in written(each)) for each in (left, right))
    keys = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    differing = [f"{RIGHT}{key}={theirs.get(key, DEFAULT)}" for key in keys]
    return "&".join([write_link(left, view), *differing])


_MOONS = Data(name="moons", noise=50, train_share=0.2, seed=1)

_ALL = (
    Comparison(
        "optimizers",
        "SGD against Adam",
        "Does it matter how a gradient becomes a step?",
        "At the same learning rate Adam, whose steps fit every weight, has found the arms while "
        "SGD has hardly begun.",
        Experiment(training=Training(learning_rate=0.01), seed=2),
        {"training": Training(optimizer="adam", learning_rate=0.01)},
        4_000,
    ),
    Comparison(
        "vanishing",
        "Where the gradient fades",
        "Why do six sigmoid layers not learn?",
        "On the left the gradient shrinks from layer to layer until the first ones stand still; "
        "on the right it reaches them.",
        Experiment(layers=dense("sigmoid", *(8,) * 6), seed=3),
        {"layers": dense("tanh", *(8,) * 6)},
        6_000,
        View(lens="gradients"),
    ),
    Comparison(
        "starting-scale",
        "Small and larger starting weights",
        "Does it matter where the weights start?",
        "From weights that are too small the signal fades on its way, and the network says nothing "
        "for thousands of updates.",
        Experiment(
            layers=dense("tanh", *(8,) * 8),
            weights=Weights(scale=0.2),
            training=Training(learning_rate=0.03),
            seed=2,
        ),
        {"weights": Weights()},
        6_000,
        View(lens="distributions"),
    ),
    Comparison(
        "zero-weights",
        "All weights zero",
        "Why not start with all weights at zero?",
        "Units that start alike stay alike: on the left nothing moves, on the right a ring closes.",
        Experiment(
            data=Data(name="circle"),
            layers=dense("tanh", 4),
            weights=Weights(initializer="zeros"),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        {"weights": Weights()},
        3_000,
    ),
    Comparison(
        "depth",
        "Wide against deep",
        "Is it better to have one wide layer or three narrow ones?",
        "Both have twenty-four units; three layers can fold what one can only cut.",
        Experiment(layers=dense("tanh", 24), seed=2),
        {"layers": dense("tanh", 8, 8, 8)},
        10_000,
    ),
    Comparison(
        "dying-units",
        "ReLU against leaky ReLU",
        "What if a silent unit could still learn a little?",
        "With steps this large most ReLU units fall silent for good; leaky ones keep a gradient.",
        Experiment(layers=dense("relu", 8), training=Training(learning_rate=1), seed=3),
        {"layers": dense("leaky_relu", 8)},
        5_000,
        View(lens="distributions"),
    ),
    Comparison(
        "penalty",
        "With a penalty and without",
        "Does it learn the moons, or every single point?",
        "Without a penalty the edge follows single points and the test loss rises again; "
        "with L2 it stays smooth.",
        Experiment(
            data=_MOONS,
            layers=dense("relu", 16, 16, 16),
            training=Training(penalty_rate=0.01),  # which says nothing before there is a penalty
            seed=1,
        ),
        {"training": Training(penalty="l2", penalty_rate=0.01)},
        20_000,
    ),
    Comparison(
        "features",
        "With waves among the features",
        "What if the network sees waves as well?",
        "Six units cannot bend two coordinates into a spiral; with sin x₁ and sin x₂ they can.",
        Experiment(layers=dense("tanh", 6), training=Training(learning_rate=0.03), seed=0),
        {"features": ("x1", "x2", "sin_x1", "sin_x2")},
        7_500,
    ),
    Comparison(
        "pixels-and-kernels",
        "Dense against convolution",
        "Who knows a shape in a place never trained on?",
        "Both learn the shapes in the left half; in the right half the dense network guesses, and "
        "the kernels find what they know.",
        PRESETS["shapes-dense"].experiment,
        {"layers": PRESETS["shapes-anywhere"].experiment.layers},
        340,
        View(lens="confusion", speed=100, example="154"),
    ),
    Comparison(
        "flatten-and-global",
        "Flatten against global max",
        "Are convolutions enough to know a shape anywhere?",
        "Both see the same edges; flattened they stay tied to their places, and only their "
        "largest values forget where they were.",
        PRESETS["shapes-anywhere"].experiment.model_copy(
            update={"layers": (*PRESETS["shapes-anywhere"].experiment.layers[:-1], FlattenLayer())}
        ),
        {"layers": PRESETS["shapes-anywhere"].experiment.layers},
        340,
        View(lens="feature_maps", speed=100, example="154"),
    ),
    Comparison(
        "rnn-and-lstm",
        "RNN against LSTM",
        "Which of them still knows after forty steps?",
        "On the left the gradient fades on its way back to the symbol; on the right the cell "
        "carries it, and the answer is there.",
        PRESETS["fading-memory"].experiment,
        {"layers": PRESETS["memory"].experiment.layers},
        200,
        View(lens="through_time", speed=30, example="128"),
    ),
    Comparison(
        "forget-bias",
        "Forget bias 1 against 5",
        "What does one starting value decide?",
        "With a bias of 1 a quarter of the cell is gone at every step before anything is learned; "
        "with 5 it lasts until the end.",
        PRESETS["memory"].experiment.model_copy(update={"layers": (LSTMLayer(forget_bias=1),)}),
        {"layers": PRESETS["memory"].experiment.layers},
        200,
        View(lens="through_time", speed=30, example="128"),
    ),
)

COMPARISONS: dict[str, Comparison] = {each.name: each for each in _ALL}
"""All comparisons by name, in the order of the gallery."""
