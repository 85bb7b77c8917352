"""Presets of real tables."""

from app.experiment import Data, Experiment, Training, View
from app.presets.preset import Preset, dense

PRESETS = (
    Preset(
        "iris",
        "Three kinds of iris",
        "Which species is the flower?",
        "Two species overlap: watch where the edge between them comes to rest.",
        Experiment(
            data=Data(name="iris", samples=150, train_share=0.7),
            layers=dense("tanh", 6),
            training=Training(learning_rate=0.03),
            seed=0,
        ),
        2_500,
    ),
    Preset(
        "breast-cancer",
        "Benign or malignant",
        "What does a missed tumour cost, what a false alarm?",
        "Move the threshold after training: fewer missed tumours mean more false alarms.",
        Experiment(
            data=Data(name="breast_cancer", samples=569, train_share=0.7),
            layers=dense("relu", 16, 8),
            training=Training(loss="binary_cross_entropy", learning_rate=0.01),
            seed=0,
        ),
        4_000,
        View(lens="errors"),
    ),
)
